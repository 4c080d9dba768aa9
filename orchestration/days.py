"""Arithmetic between UTC days and Monday weeks. No Dagster, no clock but `today`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

LINK_WINDOW_DAYS = 90
# A day decides what had closed in the days before it (two complete crawls without the ad), so the week before moves.
WEEKS_BEFORE = 1


def today() -> date:
    """The current UTC day: the only day that can still be crawled."""
    return datetime.now(UTC).date()


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def weeks_to_build(first_day: date, start: date) -> tuple[date, date]:
    """The first and last Monday that a change on `first_day` can move, from `start` up to the running week."""
    return max(week_of(first_day) - timedelta(weeks=WEEKS_BEFORE), start), week_of(today())


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def link_window(day: date) -> list[date]:
    """The days whose postings the links of `day` may point to: [day - 90, day - 1]."""
    return days_between(day - timedelta(days=LINK_WINDOW_DAYS), day - timedelta(days=1))
