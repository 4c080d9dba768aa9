"""Arithmetic between UTC days and Monday weeks. No Dagster, no clock but `today`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

LINK_WINDOW_DAYS = 90


def today() -> date:
    """The current UTC day: the only day that can still be crawled."""
    return datetime.now(UTC).date()


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def weeks_of(days: Iterable[date]) -> list[date]:
    """The Mondays of all weeks the days touch, oldest first."""
    return sorted({week_of(day) for day in days})


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def link_window(day: date) -> list[date]:
    """The days whose postings the links of `day` may point to: [day - 90, day - 1]."""
    return days_between(day - timedelta(days=LINK_WINDOW_DAYS), day - timedelta(days=1))
