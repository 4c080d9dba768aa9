"""Ads of each window and what they state, for every segment and breakdown.

Joining the counts of a cohort to its thirteen windows by names and grouping them twice took twice the processor time of
running sums over a million vacancies and 52 weeks.
"""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.transforms.cohort_windows import (
    Cohorts,
    Places,
    in_threads,
    named,
    numbers,
    numbers_of_all,
    window_sums,
)

BREAKDOWNS = ("grade", "country", "city", "work_format", "contract", "salary_tax", "source_type")
# Count -> which ads it counts.
MEASURES = {
    "salary_n": "has_salary",
    "range_n": "has_salary and salary_bound = 'range'",
    "tax_n": "has_salary and salary_tax in ('gross', 'net')",
    "named_n": "len(technologies) > 0",
    "clear_n": "description_quality = 'adequate'",
    "simulated_n": "is_simulated",
}


def window_counts(ads: pa.Table, windows: pd.DataFrame, segments: pd.DataFrame) -> pa.Table:
    """One row per week, segment, breakdown and value with an ad; n counts all of them, the others as MEASURES.

    ads: cohort_start, specialization, BREAKDOWNS and a flag of the name of each measure. windows: as int_run_windows.
    segments: segment_level, segment, specialization. A null value stands for ads that do not state it, or for all ads
    where the breakdown is `all`.
    """
    specialization, specializations = numbers(ads["specialization"])
    places, cohorts = Places.of(segments, specializations), Cohorts.of(ads["cohort_start"], windows)
    values, names = numbers_of_all(ads, BREAKDOWNS)
    values = [np.full(len(ads), len(names)), *values]
    measures = [None, *(ads[name].to_numpy().astype("float64") for name in MEASURES)]

    def counted(value: np.ndarray) -> tuple[np.ndarray, ...]:
        return window_sums(places, cohorts, specialization, value, measures)

    found = [
        (np.full(len(week), breakdown), week, *columns)
        for breakdown, (week, *columns) in enumerate(in_threads(counted, values))
    ]
    breakdown, week, place, value, *counts = map(np.concatenate, zip(*found, strict=True))
    return pa.table(
        {
            "week_start": pa.array(windows["week_start"], pa.date32()).take(pa.array(week)),
            "segment_level": named(place, places.levels),
            "segment": named(place, places.segments),
            "breakdown": named(breakdown, ("all", *BREAKDOWNS)),
            "value": named(value, names),
            **{name: n.astype("int64") for name, n in zip(("n", *MEASURES), counts, strict=True)},
        }
    )


def model(dbt, session):
    dbt.config(materialized="table")
    windows = dbt.ref("int_run_windows").df()
    first = min(windows["window_start"], default=date.max)
    flags = (f"coalesce({counted}, false) as {name}" for name, counted in MEASURES.items())
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"cohort_start >= date '{first:%Y-%m-%d}'")
        .project(", ".join(("cohort_start", "specialization", *BREAKDOWNS, *flags)))
    )
    return window_counts(ads.to_arrow_table(), windows, dbt.ref("int_specialization_segments").df())
