"""Dates as boards write them, against the time of reading."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scrapers.parsers.dates import read_timestamp, with_zone

READ_AT = datetime(2026, 9, 15, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 week ago", "2026-09-08"),
        ("2 tygodnie temu", "2026-09-01"),
        ("miesiąc temu", "2026-08-15"),
        ("ponad rok temu", "2025-09-15"),
        ("over a month ago", "2026-08-15"),
        ("a few seconds ago", "2026-09-15"),
        ("5 жовтня 2025", "2025-10-05"),
        ("04 cze 2026", "2026-06-04"),
        ("24.09.25", "2025-09-24"),
        ("2026-08-06T06:55:32.0185156Z", "2026-08-06"),
    ],
)
def test_a_date_in_words_is_a_day(text: str, day: str) -> None:
    found = read_timestamp(text, READ_AT)
    assert found is not None
    assert found.date().isoformat() == day


@pytest.mark.parametrize("text", ["Recent", "Start: asap", "temu", "ponad"])
def test_words_that_are_no_date_stay_unread(text: str) -> None:
    assert read_timestamp(text, READ_AT) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-02-13T19:30:06", "2026-02-13T19:30:06+02:00"),
        ("2026-08-13T19:30:06", "2026-08-13T19:30:06+03:00"),
        ("2026-08-13T19:30:06Z", "2026-08-13T19:30:06Z"),
        ("2026-08-13", "2026-08-13"),
        ("soon", "soon"),
        (None, None),
    ],
)
def test_only_a_time_without_a_zone_gets_one(value: object, expected: object) -> None:
    assert with_zone(value, ZoneInfo("Europe/Kyiv")) == expected
