"""Medians, quartiles and intervals of the pay in each window, for every segment and breakdown.

The interval of a median stands at ranks that follow from the number of ads, which no aggregate of DuckDB takes: sorting
a list of each group took 40 s of processor time over a million vacancies and 52 weeks. Here the pay of a week is sorted
once, and a stable sort by small group numbers, linear in the ads, keeps that order within the groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

BREAKDOWNS = ("grade", "country", "city", "work_format", "contract", "salary_tax")
QUANTILES = {"p25_usd_month": 0.25, "median_usd_month": 0.5, "p75_usd_month": 0.75}
COLUMNS = {
    "week_start": "date", "segment_level": "varchar", "segment": "varchar", "breakdown": "varchar", "value": "varchar",
    "n": "bigint", "outliers": "bigint", "unconverted": "bigint", **dict.fromkeys(QUANTILES, "double"),
    "median_usd_month_low": "double", "median_usd_month_high": "double",
}  # fmt: skip


@dataclass(frozen=True)
class Grouping:
    """One way to tell the ads apart: the number of each ad's group, and what the groups are."""

    level: str
    breakdown: str
    numbers: np.ndarray
    segments: pd.Categorical  # of each group
    values: pd.Categorical  # of each group; missing: not stated


def window_salaries(
    ads: pd.DataFrame, rates: pd.DataFrame, bounds: tuple[float, float], z_score: float
) -> pd.DataFrame:
    """One row per week, segment, breakdown and value with an ad that states pay; see COLUMNS.

    ads: cohort_start, salary_currency, salary_month, is_outlier, direction, specialization and BREAKDOWNS. rates:
    week_start, cohort_start, currency, usd_per_unit (missing: no rate), the cohorts of a week without a gap. Pay
    outside the bounds is an outlier. Amounts are USD a month, not rounded, of the usable ads; missing without any.
    """
    ads = ads.sort_values("cohort_start", kind="stable", ignore_index=True)
    currency, currencies = pd.factorize(ads["salary_currency"])
    amount = ads["salary_month"].to_numpy("float64", na_value=np.nan)
    flagged = ads["is_outlier"].to_numpy(bool)
    groupings = list(_groupings(ads))
    found = []
    for week, window in rates.groupby("week_start"):
        first = ads["cohort_start"].searchsorted(window["cohort_start"].min())
        until = ads["cohort_start"].searchsorted(window["cohort_start"].max(), side="right")
        of_currency = window.drop_duplicates("currency").set_index("currency")["usd_per_unit"].reindex(currencies)
        usd = amount[first:until] * of_currency.to_numpy("float64", na_value=np.nan)[currency[first:until]]
        unconverted = np.isnan(usd)
        outlier = ~unconverted & (flagged[first:until] | (usd < bounds[0]) | (usd > bounds[1]))
        usable = np.flatnonzero(~unconverted & ~outlier)
        ordered = usable[np.argsort(usd[usable])]
        for grouping in groupings:
            numbers = grouping.numbers[first:until]
            size = len(grouping.segments)
            counts = {
                "n": np.bincount(numbers[ordered], minlength=size),
                "outliers": np.bincount(numbers[outlier], minlength=size),
                "unconverted": np.bincount(numbers[unconverted], minlength=size),
            }
            amounts = usd[ordered][np.argsort(numbers[ordered], kind="stable")]
            kept = np.flatnonzero(sum(counts.values()))
            places = {
                "week_start": week,
                "segment_level": grouping.level,
                "segment": grouping.segments[kept],
                "breakdown": grouping.breakdown,
                "value": grouping.values[kept],
            }
            statistics = _statistics(amounts, counts["n"], z_score)
            numbers_of = {name: values[kept] for name, values in {**counts, **statistics}.items()}
            found.append(pd.DataFrame(places | numbers_of))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))


def _groupings(ads: pd.DataFrame) -> Iterator[Grouping]:
    """Every level with every breakdown, and with none ("all")."""
    levels = {
        "market": pd.Series("market", ads.index),
        "direction": ads["direction"],
        "specialization": ads["specialization"],
    }
    nothing = pd.Series(None, ads.index, dtype="object")
    every_segment = pd.concat(levels.values()).unique()
    every_value = pd.concat([ads[name] for name in BREAKDOWNS]).dropna().unique()
    for breakdown in ("all", *BREAKDOWNS):
        value, values = pd.factorize(nothing if breakdown == "all" else ads[breakdown], use_na_sentinel=False)
        for level, names in levels.items():
            segment, segments = pd.factorize(names)
            numbers, groups = pd.factorize(segment * max(len(values), 1) + value)
            yield Grouping(
                level,
                breakdown,
                # A stable sort of such small numbers counts instead of comparing.
                numbers.astype("uint16" if len(groups) <= 2**16 else "uint32"),
                pd.Categorical(segments[groups // max(len(values), 1)], every_segment),
                pd.Categorical(values[groups % max(len(values), 1)], every_value),
            )


def _statistics(amounts: np.ndarray, n: np.ndarray, z_score: float) -> dict[str, np.ndarray]:
    """Order statistics of groups that lie one after the other in `amounts`, each sorted; `n` is their size."""
    start = np.cumsum(n) - n
    filled = n > 0

    def at(rank: np.ndarray) -> np.ndarray:
        found = np.full(len(n), np.nan)
        found[filled] = amounts[(start + rank)[filled]]
        return found

    # As the macro median_rank: the interval runs from rank r to rank n + 1 - r.
    rank = np.ceil(n / 2 - z_score / 2 * np.sqrt(n) - 0.5).astype("int64").clip(1)
    statistics = {"median_usd_month_low": at(rank - 1), "median_usd_month_high": at(n - rank)}
    for name, quantile in QUANTILES.items():
        place = (n - 1) * quantile
        below = np.floor(place).astype("int64").clip(0)
        share = place - below
        statistics[name] = at(below) * (1 - share) + at((below + 1).clip(max=np.maximum(n - 1, 0))) * share
    return statistics


def model(dbt, session):
    dbt.config(materialized="table")
    vacancies = dbt.ref("int_counted_vacancies")
    fields = ("cohort_start", "salary_currency", "salary_month", "is_outlier", "direction", "specialization")
    ads = vacancies.filter("has_salary and cohort_start is not null").project(", ".join((*fields, *BREAKDOWNS))).df()
    bounds = (float(dbt.config.get("outlier_below_usd")), float(dbt.config.get("outlier_above_usd")))
    rates = dbt.ref("int_window_rates").df()
    salaries = window_salaries(ads, rates, bounds, float(dbt.config.get("z_score")))  # noqa: F841 - found by its name
    return session.sql("from salaries").project(
        ", ".join(f"{name}::{kind} as {name}" for name, kind in COLUMNS.items())
    )
