"""Employers of the windows: every count is that of a plain reading of the ads."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from .invented_windows import COHORTS, DIRECTIONS, SEGMENTS, WINDOWS
from .python_models import python_model

model = python_model("int_window_employers")
SCHEMA = pa.schema({"cohort_start": pa.date32(), "specialization": pa.string(), "employer_key": pa.string()})
ADS = st.fixed_dictionaries(
    {
        "cohort_start": st.sampled_from(COHORTS),
        "specialization": st.sampled_from(sorted(DIRECTIONS)),
        "employer_key": st.sampled_from(["zeta", "acme", "жук", "beta", None]),
    }
)


@given(st.lists(ADS, max_size=40), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_rows_are_those_of_a_plain_count(ads: list[dict[str, Any]], min_count: int, most_frequent: int) -> None:
    table = model.window_employers(pa.Table.from_pylist(ads, SCHEMA), WINDOWS, SEGMENTS, min_count, most_frequent)
    expected = []
    for week, start, end in WINDOWS.itertuples(index=False):
        for (level, segment), held in SEGMENTS.groupby(["segment_level", "segment"])["specialization"]:
            inside = [ad for ad in ads if start <= ad["cohort_start"] <= end and ad["specialization"] in set(held)]
            counts = Counter(ad["employer_key"] for ad in inside if ad["employer_key"])
            largest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most_frequent]
            of_all = (len(counts), sum(counts.values()), len(inside))
            expected += [
                (week, level, segment, name, 1 + sum(other > n for other in counts.values()), n, *of_all)
                for name, n in largest
                if n >= min_count
            ]
    key = lambda row: tuple(map(str, row))  # noqa: E731
    assert sorted((tuple(row.values()) for row in table.to_pylist()), key=key) == sorted(expected, key=key)


def test_without_ads_or_windows_there_are_no_rows() -> None:
    one = pa.Table.from_pylist(
        [{"cohort_start": COHORTS[2], "specialization": "go-backend", "employer_key": "acme"}], SCHEMA
    )
    columns = model.window_employers(one, WINDOWS, SEGMENTS, 1, 1).schema
    for ads, windows in ((SCHEMA.empty_table(), WINDOWS), (one, WINDOWS[:0])):
        found = model.window_employers(ads, windows, SEGMENTS, 1, 1)
        assert len(found) == 0
        assert found.schema.names == columns.names
