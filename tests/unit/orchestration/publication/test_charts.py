"""The still drawings by themselves, without a page around them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from orchestration.publication import charts

# Widths of a digit and of a comma in Liberation Sans at the axes' 12.5 pixels.
DIGIT, COMMA = 7.0, 3.5


def grade(name: str, median: int, low: int, high: int, p25: int, p75: int) -> dict[str, Any]:
    return {"name": name, "median": median, "low": low, "high": high, "p25": p25, "p75": p75, "text": f"USD {median:,}"}


def test_the_last_label_of_an_axis_stays_at_its_tick() -> None:
    # Pushed inwards to end with the axis, the 7,000 of this ladder stood against the 6,000.
    rows = [grade("Junior", 1311, 1130, 1355, 1036, 1406), grade("Lead", 5973, 5600, 6430, 5182, 6760)]
    drawn = str(charts.ladder(rows, "USD a month", "Pay by grade"))
    labels = re.findall(r'text-anchor="(\w+)" transform="translate\(([\d.]+),16\)"[^>]*>([\d,]+)<', drawn)
    assert [text for _, _, text in labels] == [f"{thousand * 1000:,}" for thousand in range(8)]
    assert {anchor for anchor, _, _ in labels} == {"middle"}
    halves = [(float(at), (DIGIT * len(text) - (DIGIT - COMMA) * text.count(",")) / 2) for _, at, text in labels]
    assert all(
        right - right_half - left - left_half >= 8 for (left, left_half), (right, right_half) in pairwise(halves)
    )
