"""Technologies of the windows: every count is that of a plain reading of the ads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from .python_models import python_model

model = python_model("int_window_technologies")
WINDOWS = pd.DataFrame(
    [
        (date(2026, 4, 6), date(2026, 1, 12), date(2026, 4, 12), None, None),
        (date(2026, 5, 4), date(2026, 2, 9), date(2026, 5, 10), date(2026, 1, 12), date(2026, 4, 12)),
    ],
    columns=["week_start", "window_start", "as_of", "earlier_window_start", "earlier_as_of"],
)
SEGMENTS = pd.DataFrame(
    [
        (level, segment, specialization)
        for specialization, direction in (("go-backend", "backend"), ("java-backend", "backend"), ("qa-qa", "qa"))
        for level, segment in (
            ("market", "market"),
            ("direction", direction),
            ("specialization", specialization),
        )
    ],
    columns=["segment_level", "segment", "specialization"],
)
# The first cohort ends before both windows, the last begins after them.
COHORTS = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 2, 9), date(2026, 4, 13), date(2026, 5, 11)]
SCHEMA = pa.schema(
    {
        "cohort_start": pa.date32(),
        "specialization": pa.string(),
        "grade": pa.string(),
        "technologies": pa.list_(pa.string()),
    }
)
ADS = st.fixed_dictionaries(
    {
        "cohort_start": st.sampled_from(COHORTS),
        "specialization": st.sampled_from(["go-backend", "java-backend", "qa-qa"]),
        "grade": st.sampled_from(["Senior", "Junior", None]),
        "technologies": st.lists(st.sampled_from(["Go", "Java", "Kafka", "SQL"]), min_size=1, unique=True),
    }
)


Counts = dict[tuple[object, ...], tuple[int | None, ...]]


def counted(ads: list[dict[str, Any]], min_count: int, most_named: int) -> Counts:
    table = model.window_technologies(pa.Table.from_pylist(ads, SCHEMA), WINDOWS, SEGMENTS, min_count, most_named)
    rows = [tuple(row.values()) for row in table.to_pylist()]
    found = {row[:5]: row[5:] for row in rows}
    assert len(found) == len(rows)
    return found


@settings(max_examples=60, deadline=None)
@given(ads=st.lists(ADS, min_size=1, max_size=40), min_count=st.integers(1, 4), most_named=st.integers(1, 3))
def test_every_count_is_that_of_a_plain_reading(ads: list[dict[str, Any]], min_count: int, most_named: int) -> None:
    expected: Counts = {}
    for week in WINDOWS.itertuples():
        for (level, segment), held in SEGMENTS.groupby(["segment_level", "segment"])["specialization"]:
            of_segment = [ad for ad in ads if ad["specialization"] in set(held)]
            now = [ad for ad in of_segment if week.window_start <= ad["cohort_start"] <= week.as_of]
            earlier = [
                ad
                for ad in of_segment
                if week.earlier_as_of and week.earlier_window_start <= ad["cohort_start"] <= week.earlier_as_of
            ]
            for grade in (None, "Senior", "Junior"):
                counts = {}
                for technology in ("Go", "Java", "Kafka", "SQL", None):
                    n, earlier_n, graded_n = (
                        sum(1 for ad in group if technology is None or technology in ad["technologies"])
                        for group in (
                            [ad for ad in now if grade in (None, ad["grade"])],
                            [ad for ad in earlier if grade in (None, ad["grade"])],
                            [ad for ad in now if ad["grade"]],
                        )
                    )
                    counts[technology] = n, earlier_n, graded_n
                for technology, count in counts.items():
                    more_named = sum(1 for name, other in counts.items() if name and other[0] > count[0])
                    shown = technology and count[0] >= min_count and more_named < most_named
                    if shown if grade else count[0] + count[1] > 0:
                        rank = more_named + 1 if technology and not grade else None
                        expected[week.week_start, level, segment, grade, technology] = *count, rank
    assert counted(ads, min_count, most_named) == expected


def test_no_ads_or_no_week_give_no_rows_with_all_columns() -> None:
    ad = {"cohort_start": COHORTS[2], "specialization": "go-backend", "grade": None, "technologies": ["Go"]}
    one, nobody = pa.Table.from_pylist([ad], SCHEMA), pa.Table.from_pylist([], SCHEMA)
    columns = model.window_technologies(one, WINDOWS, SEGMENTS, 1, 1).schema
    assert len(columns) == 9
    for ads, windows in ((nobody, WINDOWS), (one, WINDOWS.iloc[:0]), (nobody, WINDOWS.iloc[:0])):
        found = model.window_technologies(ads, windows, SEGMENTS, 1, 1)
        assert len(found) == 0
        assert found.schema == columns
