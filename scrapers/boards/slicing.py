"""Slicing a search that holds more results than it lets one page through. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Slice:
    """A part of a search: one role, one region or all (None), publications in (start, end].

    `start` None is open to the past, so that the parts together always hold everything.
    """

    role: int
    area: int | None
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class SliceRules:
    now: datetime
    lookback: timedelta  # where halving of an open slice begins; older results stay in the first, open half
    smallest: timedelta  # a window that is not halved any more
    areas: tuple[int, ...]  # regions that together are the whole


def split(part: Slice, rules: SliceRules) -> list[Slice]:
    """Smaller parts that together hold all of `part`; empty when nothing is left to divide by.

    Time is halved first; a window that is already short is divided by region. Bounds may be shared by two parts:
    the same posting met twice is one posting.
    """
    end = part.end or rules.now
    start = part.start or min(rules.now - rules.lookback, end - 2 * rules.smallest)
    if end - start >= 2 * rules.smallest and not _is_open_and_old(part, rules):
        middle = start + (end - start) / 2
        return [replace(part, end=middle), replace(part, start=middle)]
    if part.area is None:
        return [replace(part, area=area) for area in rules.areas]
    return []


def _is_open_and_old(part: Slice, rules: SliceRules) -> bool:
    """An open slice that already ends before the lookback cannot be halved: its start is unknown."""
    return part.start is None and part.end is not None and part.end <= rules.now - rules.lookback + rules.smallest
