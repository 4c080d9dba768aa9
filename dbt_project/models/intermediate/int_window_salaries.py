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
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.transforms.cohort_windows import (
    PaidWindow,
    in_threads,
    named,
    numbers_of_all,
    order_statistics,
    paid_windows,
    smallest,
)

LEVELS = ("market", "direction", "specialization")
BREAKDOWNS = ("grade", "country", "city", "work_format", "contract", "salary_tax")
STATISTICS = {
    "p25_usd_month": "p25", "median_usd_month": "median", "p75_usd_month": "p75",
    "median_usd_month_low": "low", "median_usd_month_high": "high",
}  # fmt: skip


@dataclass(frozen=True)
class Grouping:
    """One way to tell the ads apart: the number of each ad's group, and what the groups are."""

    level: int
    breakdown: int
    numbers: np.ndarray
    segments: np.ndarray  # of each group
    values: np.ndarray  # of each group


def window_salaries(ads: pa.Table, rates: pd.DataFrame, bounds: tuple[float, float], z_score: float) -> pa.Table:
    """One row per week, segment, breakdown and value with an ad that states pay; see the model's columns.

    ads: cohort_start, salary_currency, salary_month, is_outlier, direction, specialization and BREAKDOWNS. rates:
    as `paid_windows`. Amounts are USD a month, not rounded, of the usable ads; null without any.
    """
    ads = ads.take(pc.sort_indices(ads["cohort_start"]))
    segments, segment_names = numbers_of_all(ads, LEVELS[1:])
    values, value_names = numbers_of_all(ads, BREAKDOWNS)
    nothing = np.zeros(len(ads), "int64")
    segments, segment_names = [nothing + len(segment_names), *segments], [*segment_names, "market"]
    values = [nothing + len(value_names), *values]
    groupings = list(_groupings(segments, values))

    def of_week(window: PaidWindow) -> list[tuple[np.ndarray, ...]]:
        ordered, outliers, unconverted = window.usable(), *map(np.flatnonzero, (window.outlier, window.unconverted))
        usd = window.usd[ordered]
        found = []
        for grouping in groupings:
            number = grouping.numbers[window.ads]
            paid = number[ordered]
            counts = [
                np.bincount(those, minlength=len(grouping.segments))
                for those in (paid, number[outliers], number[unconverted])
            ]
            statistics = order_statistics(usd[np.argsort(paid, kind="stable")], counts[0], z_score)
            kept = np.flatnonzero(sum(counts))
            where = (np.full(len(kept), place) for place in (grouping.level, grouping.breakdown))
            amounts = (statistics[name] for name in STATISTICS.values())
            columns = (grouping.segments, grouping.values, *counts, *amounts)
            found.append((*where, *(column[kept] for column in columns)))
        return found

    paid = ads.select(["cohort_start", "salary_currency", "salary_month", "is_outlier"])
    windows = list(paid_windows(paid.to_pandas(date_as_object=False), rates, bounds))
    found = [(np.empty(0, "int64"),) * 8 + (np.empty(0),) * len(STATISTICS)]
    for week, of_groupings in enumerate(in_threads(of_week, windows)):
        found += [(np.full(len(part[0]), week), *part) for part in of_groupings]
    weeks = [window.week for window in windows]
    week, level, breakdown, segment, value, n, outliers, unconverted, *amounts = map(
        np.concatenate, zip(*found, strict=True)
    )
    return pa.table(
        {
            "week_start": pa.array(weeks, pa.date32()).take(pa.array(week)),
            "segment_level": named(level, LEVELS),
            "segment": named(segment, segment_names),
            "breakdown": named(breakdown, ("all", *BREAKDOWNS)),
            "value": named(value, value_names),
            "n": n,
            "outliers": outliers,
            "unconverted": unconverted,
            **{name: pa.array(column, from_pandas=True) for name, column in zip(STATISTICS, amounts, strict=True)},
        }
    )


def _groupings(segments: list[np.ndarray], values: list[np.ndarray]) -> Iterator[Grouping]:
    """Every level with every breakdown, of which the first is none: all ads."""
    for breakdown, value in enumerate(values):
        width = value.max(initial=0) + 1
        for level, segment in enumerate(segments):
            number, groups = pd.factorize(segment * width + value)
            yield Grouping(level, breakdown, smallest(number, len(groups)), groups // width, groups % width)


def model(dbt, session):
    dbt.config(materialized="table")
    rates = dbt.ref("int_window_rates").df()
    first = min(rates["cohort_start"], default=date.max)
    fields = ("cohort_start", "salary_currency", "salary_month", "is_outlier", "direction", "specialization")
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"has_salary and cohort_start >= date '{first:%Y-%m-%d}'")
        .project(", ".join((*fields, *BREAKDOWNS)))
    )
    bounds = (float(dbt.config.get("outlier_below_usd")), float(dbt.config.get("outlier_above_usd")))
    return window_salaries(ads.to_arrow_table(), rates, bounds, float(dbt.config.get("z_score")))
