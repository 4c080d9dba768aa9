"""Ads of each window that name two technologies together, by segment.

The ads of a specialization are a sparse matrix of ones, whose product with itself counts all pairs. In SQL the same
fifteen million pairs were made, grouped and joined to thirteen windows each: 22 s of processor time over a million
vacancies and 52 weeks where this takes 3.
"""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_array

from orchestration.transforms.cohort_windows import Cohorts, in_threads, named, numbers, smallest

PLACE = ["segment_level", "segment"]


def window_pairs(
    ads: pa.Table,
    windows: pd.DataFrame,
    candidates: pd.DataFrame,
    relatives: pd.DataFrame,
    segments: pd.DataFrame,
    min_count: int,
    most_named: int,
) -> pa.Table:
    """One row per week, segment and pair of its candidates, in the order of the names: those named most often.

    ads: cohort_start, specialization, technologies. windows: as int_run_windows. candidates: week_start, segment_level,
    segment, technology. relatives: technology, ancestor; no pair. segments: segment_level, segment, specialization.
    There are the pairs that `min_count` ads name, without those that `most_named` others exceed.
    """
    cohorts = Cohorts.of(ads["cohort_start"], windows)
    specialization, specializations = numbers(ads["specialization"])
    listed = ads["technologies"].combine_chunks()
    technology, technologies = numbers(listed.flatten())
    technology = np.argsort(np.argsort(technologies))[technology]
    technologies = sorted(technologies)
    technology_numbers = pd.Index(technologies)
    ad = np.repeat(np.arange(len(ads)), listed.value_lengths())

    places = segments[PLACE].drop_duplicates(ignore_index=True)
    place_numbers = pd.MultiIndex.from_frame(places)
    is_candidate = np.zeros((len(places), len(windows), len(technologies)), bool)
    where = np.array(
        [
            place_numbers.get_indexer(pd.MultiIndex.from_frame(candidates[PLACE])),
            pd.Index(windows["week_start"]).get_indexer(candidates["week_start"]),
            technology_numbers.get_indexer(candidates["technology"]),
        ]
    )
    is_candidate[tuple(where[:, where.min(axis=0) >= 0])] = True
    ever = is_candidate.any(axis=1)
    counts = [np.zeros((len(windows), n, n), "int32") for n in ever.sum(axis=1)]

    holding = segments.assign(place=place_numbers.get_indexer(pd.MultiIndex.from_frame(segments[PLACE])))
    holding = holding.groupby("specialization")["place"].agg(list)
    in_order = np.argsort(smallest(specialization[ad], len(specializations)), kind="stable")
    ends = np.cumsum(np.bincount(specialization[ad], minlength=len(specializations)))

    def of_specialization(name: str, naming: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Its candidates anywhere, and by window how many ads name two of them."""
        wanted = np.flatnonzero(ever[holding[name]].any(axis=0))
        naming = naming[np.isin(technology[naming], wanted)]
        position = np.searchsorted(wanted, technology[naming])
        until = _running_pairs(ad[naming], position, cohorts.of_ad[ad[naming]], (len(wanted), cohorts.count))
        return wanted, until[:, cohorts.after] - until[:, cohorts.first]

    named_in = list(zip(specializations, np.split(in_order, ends), strict=False))
    found = in_threads(lambda part: of_specialization(*part), named_in)
    for (name, _), (wanted, within) in zip(named_in, found, strict=True):
        for place in holding[name]:
            mine = np.searchsorted(wanted, np.flatnonzero(ever[place]))
            counts[place] += within[mine][:, :, mine].swapaxes(0, 1)

    # Of two names each pair once, and none of a name with itself.
    is_pair = np.triu(np.ones((len(technologies), len(technologies)), bool), 1)
    related = np.array([technology_numbers.get_indexer(relatives[name]) for name in ("technology", "ancestor")])
    related.sort(axis=0)
    is_pair[tuple(related[:, related[0] >= 0])] = False
    found = [(np.empty(0, "int64"),) * 5]
    for place, n in enumerate(counts):
        names = np.flatnonzero(ever[place])
        if len(names) == 0:
            continue
        both = is_candidate[place][:, names, None] & is_candidate[place][:, None, names]
        n *= both & is_pair[np.ix_(names, names)]
        last = np.sort(n.reshape(len(windows), -1), axis=1)[:, -most_named:][:, :1]
        week, one, other = np.nonzero(n >= np.maximum(last, min_count).reshape(-1, 1, 1))
        found.append((week, np.full(len(week), place), names[one], names[other], n[week, one, other]))
    week, place, one, other, n = map(np.concatenate, zip(*found, strict=True))
    return pa.table(
        {
            "week_start": pa.array(windows["week_start"], pa.date32()).take(pa.array(week)),
            "segment_level": named(place, places["segment_level"].tolist()),
            "segment": named(place, places["segment"].tolist()),
            "technology_a": named(one, technologies),
            "technology_b": named(other, technologies),
            "n": n.astype("int64"),
        }
    )


def _running_pairs(ad: np.ndarray, name: np.ndarray, cohort: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Ads that name both, by name, number of cohorts from the first one and name. shape: names and cohorts."""
    names, cohorts = shape
    _, row = np.unique(ad, return_inverse=True)
    ones = np.ones(len(row), "int32")
    rows = row.max(initial=-1) + 1
    naming = csr_array((ones, (name, row)), shape=(names, rows))
    in_cohort = csr_array((ones, (row, cohort * names + name)), shape=(rows, cohorts * names))
    until = np.zeros((names, cohorts + 1, names), "int32")
    np.cumsum((naming @ in_cohort).toarray().reshape(names, cohorts, names), axis=1, out=until[:, 1:])
    return until


def model(dbt, session):
    dbt.config(materialized="table")
    windows = dbt.ref("int_run_windows").df()
    first = min(windows["window_start"], default=date.max)
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"cohort_start >= date '{first:%Y-%m-%d}' and len(technologies) > 1")
        .project("cohort_start, specialization, technologies")
    )
    return window_pairs(
        ads.to_arrow_table(),
        windows,
        dbt.ref("int_window_candidates").df(),
        dbt.ref("int_technology_ancestors").df(),
        dbt.ref("int_specialization_segments").df(),
        int(dbt.config.get("min_count")),
        int(dbt.config.get("technology_pairs")),
    )
