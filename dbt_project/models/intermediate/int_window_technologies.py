"""Ads of each window that name a technology, by segment and grade.

A window is a run of cohorts, so it holds the difference of two running sums. Joining the counts of a cohort to its
thirteen windows by names took 14 s of processor time over a million vacancies and 52 weeks where this takes 3.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_array

from orchestration.transforms.cohort_windows import in_threads, named, numbers


def window_technologies(
    ads: pa.Table, windows: pd.DataFrame, segments: pd.DataFrame, min_count: int, most_named: int
) -> pa.Table:
    """One row per week, segment and technology that an ad names, and per grade and technology of its most named ones.

    ads: cohort_start, specialization, grade, technologies (at least one). windows: as int_run_windows. segments:
    segment_level, segment, specialization. A null grade stands for all ads, a null technology for those that name any;
    earlier_n is of the earlier window, graded_n of the ads that state a grade, rank the place of a technology in its
    segment, of all ads only. Of a grade there are the technologies that `min_count` ads name, without those that
    `most_named` others exceed.
    """
    cohorts, cohort = np.unique(ads["cohort_start"].to_numpy(), return_inverse=True)
    specialization, specializations = numbers(ads["specialization"])
    grade, grades = numbers(ads["grade"])
    listed = ads["technologies"].combine_chunks()
    technology, technologies = numbers(listed.flatten())

    # The last grade is none, the last technology any.
    shape = (len(cohorts), len(specializations), len(grades) + 1, len(technologies) + 1)
    first_of_ad = np.ravel_multi_index((cohort, specialization, grade, np.zeros_like(grade)), shape)
    cells = np.repeat(first_of_ad, listed.value_lengths()) + technology
    counts = np.bincount(np.concatenate([cells, first_of_ad + len(technologies)]), minlength=np.prod(shape))
    until = np.zeros((shape[0] + 1, *shape[1:]), "int32")
    np.cumsum(counts.reshape(shape), axis=0, out=until[1:])

    places = segments.groupby(["segment_level", "segment"])["specialization"].agg(set)
    holds = csr_array([[int(name in held) for name in specializations] for held in places])

    def window(start: date, end: date) -> np.ndarray:
        """Counts by segment, grade and technology: nothing without a window."""
        if pd.isna(start):
            return np.zeros((len(places), *shape[2:]), "int32")
        first = np.searchsorted(cohorts, np.datetime64(start, "D"))
        after = np.searchsorted(cohorts, np.datetime64(end, "D"), side="right")
        within = (until[after] - until[first]).reshape(shape[1], shape[2] * shape[3])
        return (holds @ within).reshape(len(places), *shape[2:])

    def of_week(week: Any) -> list[tuple[np.ndarray, ...]]:
        now = window(week.window_start, week.as_of)
        earlier = window(week.earlier_window_start, week.earlier_as_of)
        graded = now[:, :-1].sum(axis=1)
        n, earlier_n = now.sum(axis=1), earlier.sum(axis=1)
        segment, name = np.nonzero(n + earlier_n)
        every = np.full(len(segment), len(grades))
        counted = n[segment, name], earlier_n[segment, name], graded[segment, name]
        of_all = (segment, every, name, *counted, _ranks(n)[segment, name])
        of_grades = now[:, :-1, :-1]
        last = np.sort(of_grades, axis=2)[:, :, -most_named:][:, :, :1]
        segment, level, name = np.nonzero(of_grades >= np.maximum(last, min_count))
        counted = now[segment, level, name], earlier[segment, level, name], graded[segment, name]
        return [of_all, (segment, level, name, *counted, np.zeros_like(name))]

    found = [(np.empty(0, "int64"),) * 8]
    for number, parts in enumerate(in_threads(of_week, list(windows.itertuples()))):
        found += [(np.full(len(part[0]), number), *part) for part in parts]
    week, segment, grade, technology, n, earlier_n, graded_n, rank = map(np.concatenate, zip(*found, strict=True))
    return pa.table(
        {
            "week_start": pa.array(windows["week_start"], pa.date32()).take(pa.array(week)),
            "segment_level": named(segment, places.index.get_level_values("segment_level")),
            "segment": named(segment, places.index.get_level_values("segment")),
            "grade": named(grade, grades),
            "technology": named(technology, technologies),
            "n": n.astype("int64"),
            "earlier_n": earlier_n.astype("int64"),
            "graded_n": graded_n.astype("int64"),
            "rank": pa.array(rank.astype("int64"), mask=rank == 0),
        }
    )


def _ranks(n: np.ndarray) -> np.ndarray:
    """1 plus how many names of the segment have a larger count; 0 for the last name, any. n: by segment and name."""
    names = n[:, :-1].astype("int64")
    segment = np.arange(len(names))[:, None]
    # One sort for all segments: each is a stretch of it.
    placed = names + segment * (names.max(initial=0) + 1)
    not_larger = np.searchsorted(np.sort(placed, axis=None), placed, side="right")
    return np.pad((segment + 1) * names.shape[1] - not_larger + 1, ((0, 0), (0, 1)))


def model(dbt, session):
    dbt.config(materialized="table")
    windows = dbt.ref("int_run_windows").df()
    starts = pd.concat([windows["window_start"], windows["earlier_window_start"]]).dropna()
    first = min(starts, default=date.max)
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"cohort_start >= date '{first:%Y-%m-%d}' and len(technologies) > 0")
        .project("cohort_start, specialization, grade, technologies")
    )
    segments = dbt.ref("int_specialization_segments").df()
    min_count, most_named = int(dbt.config.get("min_count")), int(dbt.config.get("grade_technologies"))
    return window_technologies(ads.to_arrow_table(), windows, segments, min_count, most_named)
