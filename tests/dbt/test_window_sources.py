"""Sources of the windows: every sum is that of a plain reading of the cohorts' counts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from .invented_windows import COHORTS, DIRECTIONS, SEGMENTS, WINDOWS
from .python_models import python_model

model = python_model("int_window_sources")
SCHEMA = pa.schema(
    {
        "cohort_start": pa.date32(),
        "specialization": pa.string(),
        **dict.fromkeys(model.SOURCE, pa.string()),
        **dict.fromkeys(model.MEASURES, pa.int64()),
    }
)
SOURCES = [("board", "board", "board"), ("lever", "employer", "lever:acme"), (None, "channel", "telegram:jobs")]
COUNTS = st.fixed_dictionaries(
    {
        "cohort_start": st.sampled_from(COHORTS),
        "specialization": st.sampled_from(sorted(DIRECTIONS)),
        "names": st.sampled_from(SOURCES),
        **{name: st.integers(1 if name == "n" else 0, 9) for name in model.MEASURES},
    }
)


@given(st.lists(COUNTS, max_size=20))
@settings(max_examples=60, deadline=None)
def test_rows_are_those_of_a_plain_sum(counts: list[dict[str, Any]]) -> None:
    rows = [tuple(row.values()) for row in model.window_sources(table(counts), WINDOWS, SEGMENTS).to_pylist()]
    expected = []
    for week, start, end in WINDOWS.itertuples(index=False):
        for (level, segment), held in SEGMENTS.groupby(["segment_level", "segment"])["specialization"]:
            inside = [
                row for row in counts if start <= row["cohort_start"] <= end and row["specialization"] in set(held)
            ]
            total = sum(row["preferred_n"] for row in inside)
            for names in {row["names"] for row in inside}:
                group = [row for row in inside if row["names"] == names]
                sums = (sum(row[name] for row in group) for name in model.MEASURES)
                expected.append((week, level, segment, *names, *sums, total))
    assert sorted(map(str, rows)) == sorted(map(str, expected))


def test_without_counts_or_windows_there_are_no_rows() -> None:
    one = table([{"cohort_start": COHORTS[2], "specialization": "qa-qa", "names": SOURCES[0], **ONES}])
    columns = model.window_sources(one, WINDOWS, SEGMENTS).schema
    for counts, windows in ((SCHEMA.empty_table(), WINDOWS), (one, WINDOWS[:0])):
        found = model.window_sources(counts, windows, SEGMENTS)
        assert len(found) == 0
        assert found.schema.names == columns.names


ONES = dict.fromkeys(model.MEASURES, 1)


def table(counts: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([row | dict(zip(model.SOURCE, row["names"], strict=True)) for row in counts], SCHEMA)
