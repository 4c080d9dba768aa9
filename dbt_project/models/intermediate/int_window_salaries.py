"""Medians, quartiles and intervals of the pay in each window, for every segment and breakdown.

The interval of a median stands at ranks that follow from the number of ads, which no aggregate of DuckDB takes: sorting
a list of each group took 40 s of processor time over a million vacancies and 52 weeks. Here the pay of a week is sorted
once, and a stable sort by small group numbers, linear in the ads, keeps that order within the groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from orchestration.transforms.cohort_windows import order_statistics, paid_windows, smallest

BREAKDOWNS = ("grade", "country", "city", "work_format", "contract", "salary_tax")
STATISTICS = {
    "p25_usd_month": "p25", "median_usd_month": "median", "p75_usd_month": "p75",
    "median_usd_month_low": "low", "median_usd_month_high": "high",
}  # fmt: skip
COLUMNS = {
    "week_start": "date", "segment_level": "varchar", "segment": "varchar", "breakdown": "varchar", "value": "varchar",
    "n": "bigint", "outliers": "bigint", "unconverted": "bigint", **dict.fromkeys(STATISTICS, "double"),
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
    as `paid_windows`. Amounts are USD a month, not rounded, of the usable ads; missing without any.
    """
    ads = ads.sort_values("cohort_start", kind="stable", ignore_index=True)
    groupings = list(_groupings(ads))
    found = []
    for window in paid_windows(ads, rates, bounds):
        ordered = window.usable()
        for grouping in groupings:
            numbers = grouping.numbers[window.ads]
            size = len(grouping.segments)
            counts = {
                "n": np.bincount(numbers[ordered], minlength=size),
                "outliers": np.bincount(numbers[window.outlier], minlength=size),
                "unconverted": np.bincount(numbers[window.unconverted], minlength=size),
            }
            amounts = window.usd[ordered][np.argsort(numbers[ordered], kind="stable")]
            kept = np.flatnonzero(sum(counts.values()))
            places = {
                "week_start": window.week,
                "segment_level": grouping.level,
                "segment": grouping.segments[kept],
                "breakdown": grouping.breakdown,
                "value": grouping.values[kept],
            }
            statistics = order_statistics(amounts, counts["n"], z_score)
            amounts_of = {column: statistics[name] for column, name in STATISTICS.items()}
            numbers_of = {name: values[kept] for name, values in {**counts, **amounts_of}.items()}
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
                smallest(numbers, len(groups)),
                pd.Categorical(segments[groups // max(len(values), 1)], every_segment),
                pd.Categorical(values[groups % max(len(values), 1)], every_value),
            )


def model(dbt, session):
    dbt.config(materialized="table")
    rates = dbt.ref("int_window_rates").df()
    first = min(rates["cohort_start"], default=date.max)
    fields = ("cohort_start", "salary_currency", "salary_month", "is_outlier", "direction", "specialization")
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"has_salary and cohort_start >= date '{first:%Y-%m-%d}'")
        .project(", ".join((*fields, *BREAKDOWNS)))
        .df()
    )
    bounds = (float(dbt.config.get("outlier_below_usd")), float(dbt.config.get("outlier_above_usd")))
    salaries = window_salaries(ads, rates, bounds, float(dbt.config.get("z_score")))  # noqa: F841 - found by its name
    return session.sql("from salaries").project(
        ", ".join(f"{name}::{kind} as {name}" for name, kind in COLUMNS.items())
    )
