"""Ads of each window and what they state, for every segment and breakdown.

A window is a run of cohorts, so it holds the difference of two running sums. Joining the counts of a cohort to its
thirteen windows by names and grouping them twice took twice the processor time over a million vacancies and 52 weeks.
"""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_array

from orchestration.transforms.cohort_windows import named, numbers, numbers_of_all

PLACE = ["segment_level", "segment"]
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
    cohorts, cohort = np.unique(ads["cohort_start"].to_numpy(), return_inverse=True)
    first = np.searchsorted(cohorts, windows["window_start"].to_numpy("datetime64[D]"))
    after = np.searchsorted(cohorts, windows["as_of"].to_numpy("datetime64[D]"), side="right")
    specialization, specializations = numbers(ads["specialization"])
    values, names = numbers_of_all(ads, BREAKDOWNS)
    values = [np.full(len(ads), len(names)), *values]
    measures = [None, *(ads[name].to_numpy().astype("float64") for name in MEASURES)]
    width = len(names) + 1

    places = segments.groupby(PLACE)["specialization"].agg(set)
    levels = places.index.get_level_values("segment_level")
    holds = np.array([[name in held for name in specializations] for held in places], bool)
    holds = holds.reshape(len(places), len(specializations))
    found = [(np.empty(0, "int64"),) * (5 + len(MEASURES))]
    for breakdown, value in enumerate(values):
        number, groups = pd.factorize(specialization * width + value)
        cell = number * len(cohorts) + cohort
        until = np.zeros((len(measures), len(groups), len(cohorts) + 1), "int32")
        for counts, measure in zip(until, measures, strict=True):
            in_cohort = np.bincount(cell, measure, len(groups) * len(cohorts)).reshape(len(groups), len(cohorts))
            np.cumsum(in_cohort, axis=1, out=counts[:, 1:], dtype="int32")
        within = (until[:, :, after] - until[:, :, first]).swapaxes(0, 1)
        within = within.reshape(len(groups), len(measures) * len(windows))
        for level in sorted(set(levels)):
            # A specialization lies in one segment of each level, or in none.
            of_level = np.flatnonzero(levels == level)
            held = holds[of_level][:, groups // width]
            inside = np.flatnonzero(held.any(axis=0))
            rolled, pairs = pd.factorize(of_level[held[:, inside].argmax(axis=0)] * width + groups[inside] % width)
            rows = csr_array((np.ones(len(inside), "int32"), (rolled, inside)), shape=(len(pairs), len(groups)))
            n = (rows @ within).reshape(len(pairs), len(measures), len(windows))
            pair, week = np.nonzero(n[:, 0])
            where = (week, pairs[pair] // width, np.full(len(pair), breakdown), pairs[pair] % width)
            found.append((*where, *n[pair, :, week].T))
    week, place, breakdown, value, *counts = map(np.concatenate, zip(*found, strict=True))
    return pa.table(
        {
            "week_start": pa.array(windows["week_start"], pa.date32()).take(pa.array(week)),
            "segment_level": named(place, levels),
            "segment": named(place, places.index.get_level_values("segment")),
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
