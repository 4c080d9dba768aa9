"""Slicing a search that holds more results than it lets one page through. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# An open slice that still overflows further back than this is not the past but a filter that does nothing.
OLDEST = timedelta(days=1000)


@dataclass(frozen=True)
class Slice:
    """A part of a search: one role, one region or all (None), publications from start to end.

    `start` None is open to the past and `end` None to the present, so that the parts together hold everything.
    """

    role: int
    area: int | None
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class SliceRules:
    now: datetime
    lookback: timedelta  # the span within which nearly all results are
    smallest: timedelta  # a window that is not halved any more
    areas: tuple[int, ...]  # regions that together are the whole


def split(part: Slice, rules: SliceRules) -> list[Slice]:
    """Smaller parts that together hold all of `part`; empty when nothing is left to divide by.

    Time is halved first; a window that is already short is divided by region. A bound belongs to both parts: the same
    posting met twice is one posting.
    """
    middle = _middle(part, rules)
    if middle is not None:
        return [replace(part, end=middle), replace(part, start=middle)]
    return split_by_area(part, rules)


def split_by_area(part: Slice, rules: SliceRules) -> list[Slice]:
    return [replace(part, area=area) for area in rules.areas] if part.area is None else []


def _middle(part: Slice, rules: SliceRules) -> datetime | None:
    """Where to halve; None when the window is too short or too far back."""
    end = part.end or rules.now
    if part.start is not None:
        start = part.start
    elif end - (rules.now - rules.lookback) >= 2 * rules.smallest:
        start = rules.now - rules.lookback
    elif end > rules.now - OLDEST:
        start = end - 2 * max(rules.lookback, rules.now - end)
    else:
        return None
    return start + (end - start) / 2 if end - start >= 2 * rules.smallest else None
