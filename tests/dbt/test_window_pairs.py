"""Pairs of technologies in the windows: every count is that of a plain reading of the ads."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from .python_models import python_model

model = python_model("int_window_pairs")
WEEKS = [date(2026, 4, 6), date(2026, 5, 4)]
WINDOWS = pd.DataFrame(
    [(WEEKS[0], date(2026, 1, 12), date(2026, 4, 12)), (WEEKS[1], date(2026, 2, 9), date(2026, 5, 10))],
    columns=["week_start", "window_start", "as_of"],
).astype("datetime64[us]")
# The first cohort ends before both windows, the last begins after them.
COHORTS = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 2, 9), date(2026, 4, 13), date(2026, 5, 11)]
SPECIALIZATIONS = {"go-backend": "backend", "java-backend": "backend", "qa-qa": "qa"}
SEGMENTS = pd.DataFrame(
    [
        (level, segment, specialization)
        for specialization, direction in SPECIALIZATIONS.items()
        for level, segment in (("market", "market"), ("direction", direction), ("specialization", specialization))
    ],
    columns=["segment_level", "segment", "specialization"],
)
NAMES = ["Docker", "Helm", "Kafka", "Kubernetes", "SQL"]
RELATIVES = pd.DataFrame([("Helm", "Kubernetes"), ("Cobol", "Mainframe")], columns=["technology", "ancestor"])
SCHEMA = pa.schema({"cohort_start": pa.date32(), "specialization": pa.string(), "technologies": pa.list_(pa.string())})
ADS = st.fixed_dictionaries(
    {
        "cohort_start": st.sampled_from(COHORTS),
        "specialization": st.sampled_from(sorted(SPECIALIZATIONS)),
        "technologies": st.lists(st.sampled_from(NAMES), min_size=2, unique=True),
    }
)
PLACES = sorted(set(SEGMENTS[["segment_level", "segment"]].itertuples(index=False, name=None)))
CANDIDATES = st.lists(
    st.tuples(st.sampled_from(WEEKS), st.sampled_from(PLACES), st.sampled_from([*NAMES, "Cobol"])), unique=True
)


def counted(ads: list[dict[str, Any]], windows: pd.DataFrame, candidates: pd.DataFrame, *limits: int) -> pa.Table:
    return model.window_pairs(pa.Table.from_pylist(ads, SCHEMA), windows, candidates, RELATIVES, SEGMENTS, *limits)


def frame(candidates: list[Any]) -> pd.DataFrame:
    rows = [(week, *place, name) for week, place, name in candidates]
    names = ["week_start", "segment_level", "segment", "technology"]
    return pd.DataFrame(rows, columns=names).astype({"week_start": "datetime64[us]"})


@settings(max_examples=80, deadline=None)
@given(
    ads=st.lists(ADS, min_size=1, max_size=40),
    candidates=CANDIDATES,
    min_count=st.integers(1, 3),
    most_named=st.integers(1, 4),
)
def test_every_pair_of_candidates_is_counted_as_it_is_named(
    ads: list[dict[str, Any]], candidates: list[Any], min_count: int, most_named: int
) -> None:
    expected: dict[tuple[object, ...], int] = {}
    for week, start, end in WINDOWS.itertuples(index=False):
        for place in PLACES:
            held = set(SEGMENTS[(SEGMENTS[["segment_level", "segment"]] == place).all(axis=1)]["specialization"])
            named = [
                set(ad["technologies"])
                for ad in ads
                if ad["specialization"] in held and start.date() <= ad["cohort_start"] <= end.date()
            ]
            names = sorted(name for at, where, name in candidates if at == week.date() and where == place)
            counts = {
                pair: sum(1 for ad in named if ad >= set(pair))
                for pair in combinations(names, 2)
                if pair != ("Helm", "Kubernetes")
            }
            for pair, n in counts.items():
                if n >= min_count and sum(1 for other in counts.values() if other > n) < most_named:
                    expected[week.date(), *place, *pair] = n
    rows = [tuple(row.values()) for row in counted(ads, WINDOWS, frame(candidates), min_count, most_named).to_pylist()]
    assert {row[:5]: row[5] for row in rows} == expected
    assert len(rows) == len(expected)


def test_no_ads_no_candidates_or_no_week_give_no_rows_with_all_columns() -> None:
    ad = {"cohort_start": COHORTS[2], "specialization": "go-backend", "technologies": ["Docker", "Helm"]}
    both = frame([(WEEKS[1], ("market", "market"), name) for name in ("Docker", "Helm")])
    found = counted([ad], WINDOWS, both, 1, 1)
    assert len(found) == 1
    for nothing in (
        counted([], WINDOWS, both, 1, 1),
        counted([ad], WINDOWS, both.iloc[:0], 1, 1),
        counted([ad], WINDOWS.iloc[:0], both.iloc[:0], 1, 1),
    ):
        assert len(nothing) == 0
        assert nothing.schema == found.schema
