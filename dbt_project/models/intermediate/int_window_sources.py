"""Vacancies of each window at each source, for every segment.

A window is a run of cohorts: running sums spare joining the counts of each cohort to its thirteen windows.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.transforms.cohort_windows import Cohorts, Places, named, numbers, window_sums

SOURCE = ["source_family", "source_type", "source"]
MEASURES = (
    "n", "posting_n", "exclusive_n", "preferred_n", "own_format_n", "own_remote_n", "own_hybrid_n", "own_office_n",
)  # fmt: skip


def window_sources(counts: pa.Table, windows: pd.DataFrame, segments: pd.DataFrame) -> pa.Table:
    """One row per week, segment and source with a vacancy; total_n counts the vacancies of the segment.

    counts: cohort_start, specialization, SOURCE and MEASURES. windows: as int_run_windows. segments: segment_level,
    segment, specialization.
    """
    specialization, specializations = numbers(counts["specialization"])
    places, cohorts = Places.of(segments, specializations), Cohorts.of(counts["cohort_start"], windows)
    sources = counts.select(SOURCE).to_pandas()
    sources["number"] = sources.groupby(SOURCE, dropna=False).ngroup()
    weights = [counts[name].to_numpy().astype("float64") for name in MEASURES]
    week, place, number, *sums = window_sums(
        places, cohorts, specialization, sources["number"].to_numpy("int64"), weights
    )
    sources = sources.drop_duplicates("number").sort_values("number")
    # The preferred member is one, so these add up to the vacancies.
    group = week * len(places.levels) + place
    total_n = np.bincount(group, sums[MEASURES.index("preferred_n")])[group]
    return pa.table(
        {
            "week_start": pa.array(windows["week_start"], pa.date32()).take(pa.array(week)),
            "segment_level": named(place, places.levels),
            "segment": named(place, places.segments),
            **{name: pa.array(sources[name], pa.string(), from_pandas=True).take(pa.array(number)) for name in SOURCE},
            **{name: n.astype("int64") for name, n in zip(MEASURES, sums, strict=True)},
            "total_n": total_n.astype("int64"),
        }
    )


def model(dbt, session):
    dbt.config(materialized="table")
    counts = dbt.ref("int_cohort_sources").to_arrow_table()
    return window_sources(counts, dbt.ref("int_run_windows").df(), dbt.ref("int_specialization_segments").df())
