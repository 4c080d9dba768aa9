"""Counts of the windows: every one is that of a plain reading of the ads."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from .invented_windows import COHORTS, DIRECTIONS, SEGMENTS, WINDOWS
from .python_models import python_model

model = python_model("int_window_counts")
FIELDS = {"cohort_start": pa.date32(), "specialization": pa.string()}
SCHEMA = pa.schema(
    {**FIELDS, **dict.fromkeys(model.BREAKDOWNS, pa.string()), **dict.fromkeys(model.MEASURES, pa.bool_())}
)
ADS = st.fixed_dictionaries(
    {
        "cohort_start": st.sampled_from(COHORTS),
        "specialization": st.sampled_from(sorted(DIRECTIONS)),
        # One word as the value of two fields stays two values.
        **{name: st.sampled_from(["unknown", name, None]) for name in model.BREAKDOWNS},
        **{name: st.booleans() for name in model.MEASURES},
    }
)


@given(st.lists(ADS, max_size=20))
@settings(max_examples=40, deadline=None)
def test_rows_are_those_of_a_plain_count(ads: list[dict[str, Any]]) -> None:
    rows = [tuple(row.values()) for row in model.window_counts(table(ads), WINDOWS, SEGMENTS).to_pylist()]
    expected = []
    for week, start, end in WINDOWS.itertuples(index=False):
        for (level, segment), held in SEGMENTS.groupby(["segment_level", "segment"])["specialization"]:
            inside = [ad for ad in ads if start <= ad["cohort_start"] <= end and ad["specialization"] in set(held)]
            for breakdown in ("all", *model.BREAKDOWNS):
                for value in {ad.get(breakdown) for ad in inside}:
                    group = [ad for ad in inside if ad.get(breakdown) == value]
                    counts = (sum(ad[name] for ad in group) for name in model.MEASURES)
                    expected.append((week, level, segment, breakdown, value, len(group), *counts))
    assert sorted(map(str, rows)) == sorted(map(str, expected))


def test_without_ads_or_windows_there_are_no_rows() -> None:
    one = table([dict.fromkeys(SCHEMA.names) | {"cohort_start": COHORTS[2], "specialization": "qa-qa", **FLAGS}])
    columns = model.window_counts(one, WINDOWS, SEGMENTS).schema
    for ads, windows in ((SCHEMA.empty_table(), WINDOWS), (one, WINDOWS[:0])):
        found = model.window_counts(ads, windows, SEGMENTS)
        assert len(found) == 0
        assert found.schema.names == columns.names


FLAGS = dict.fromkeys(model.MEASURES, False)


def table(ads: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(ads, SCHEMA)
