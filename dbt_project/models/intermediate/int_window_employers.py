"""Employers with the most vacancies of each window, by segment.

A window is a run of cohorts, so it holds the difference of two running sums. Joining the counts of a cohort to its
thirteen windows made twenty-six million rows over a million vacancies and 52 weeks: two thirds of mart_employers.
"""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.transforms.cohort_windows import Cohorts, Places, in_threads, named, numbers


def window_employers(
    ads: pa.Table, windows: pd.DataFrame, segments: pd.DataFrame, min_count: int, most_frequent: int
) -> pa.Table:
    """One row per week, segment and employer: the `most_frequent` ones, of `min_count` vacancies each.

    ads: cohort_start, specialization, employer_key (null: not stated). windows: as int_run_windows. segments:
    segment_level, segment, specialization. Equal counts share a rank; at the end of the list the alphabet decides.
    """
    cohorts = Cohorts.of(ads["cohort_start"], windows)
    specialization, specializations = numbers(ads["specialization"])
    employer, employers = _in_order(*numbers(ads["employer_key"]))

    places = Places.of(segments, specializations)

    def of_place(place: int) -> list[tuple[np.ndarray, ...]]:
        is_here = places.holds[place][specialization]
        known, number = np.unique(employer[is_here], return_inverse=True)
        counts = np.bincount(
            number * cohorts.count + cohorts.of_ad[is_here], minlength=len(known) * cohorts.count
        ).reshape(len(known), cohorts.count)
        until = np.zeros((len(known), cohorts.count + 1), "int32")
        np.cumsum(counts, axis=1, out=until[:, 1:])
        n = until[:, cohorts.after] - until[:, cohorts.first]
        total_n = n.sum(axis=0)
        n = n[known < len(employers)]
        stated_n, employers_n = n.sum(axis=0), np.count_nonzero(n, axis=0)
        found = []
        for week, of_week in enumerate(n.T):
            enough = np.flatnonzero(of_week >= min_count)
            top = enough[np.argsort(-of_week[enough], kind="stable")][:most_frequent]
            rank = np.searchsorted(-of_week[top], -of_week[top]) + 1
            of_all = (np.full(len(top), number) for number in (employers_n[week], stated_n[week], total_n[week]))
            where = (np.full(len(top), number) for number in (week, place))
            found.append((*where, known[top], rank, of_week[top], *of_all))
        return found

    found = [(np.empty(0, "int64"),) * 8]
    for of_weeks in in_threads(of_place, range(len(places.levels))):
        found += of_weeks
    week, place, employer, rank, n, employers_n, stated_n, total_n = map(np.concatenate, zip(*found, strict=True))
    return pa.table(
        {
            "week_start": pa.array(windows["week_start"], pa.date32()).take(pa.array(week)),
            "segment_level": named(place, places.levels),
            "segment": named(place, places.segments),
            "employer_key": named(employer, employers),
            "rank": rank,
            "n": n.astype("int64"),
            "employers_n": employers_n.astype("int64"),
            "stated_n": stated_n.astype("int64"),
            "total_n": total_n.astype("int64"),
        }
    )


def _in_order(number: np.ndarray, names: list[str]) -> tuple[np.ndarray, list[str]]:
    """The names in alphabetical order and their numbers there; null keeps the number after the last."""
    in_order = sorted(range(len(names)), key=names.__getitem__)
    place = np.arange(len(names) + 1)
    place[in_order] = np.arange(len(names))
    return place[number], [names[at] for at in in_order]


def model(dbt, session):
    dbt.config(materialized="table")
    windows = dbt.ref("int_run_windows").df()
    first = min(windows["window_start"], default=date.max)
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"cohort_start >= date '{first:%Y-%m-%d}'")
        .project("cohort_start, specialization, employer_key")
    )
    segments = dbt.ref("int_specialization_segments").df()
    min_count, most_frequent = int(dbt.config.get("min_count")), int(dbt.config.get("employers"))
    return window_employers(ads.to_arrow_table(), windows, segments, min_count, most_frequent)
