"""Amounts and ranges of a line in plain units, each with what stands around it."""

from __future__ import annotations

from typing import NamedTuple

from orchestration.transforms.money_context import bound_of, sentence_around
from orchestration.transforms.money_pieces import DOLLARS, Amount, Piece, without_slip
from orchestration.transforms.money_runs import is_unsaid_thousands
from orchestration.transforms.money_terms import nearest

# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_BEFORE, _AFTER = 60, 45  # characters beside an amount that say what it is
_HARD = frozenset({"USD", "EUR", "GBP", "CHF", "PLN", "CAD", "AUD"})  # nobody is paid millions of these
_MILLION = 1e6
_LEAST = 5  # less is a rating, a share or a version


class Line(NamedTuple):
    """A folded line of an ad and what is known of it."""

    text: str
    pieces: list[Piece]
    is_trusted: bool  # known to be about pay
    heading: str  # the line above it, if short
    is_title: bool
    country: str | None  # of the work
    is_of_post: bool = False  # where the wording is free, and weighed
    is_of_job: bool = False  # in a post of a job done once, whose price may be called a budget


class Candidate(NamedTuple):
    """An amount or a range that may be pay, at [start, end) of its line."""

    low: float
    high: float | None  # None: a single amount
    currency: str | None
    has_times: bool  # thousands or millions are said, or go without saying
    is_huge: bool  # millions of a currency in which nobody is paid millions, or of none
    bound: str  # exact | from | to | range
    tax: str | None
    start: int
    end: int
    before: str
    after: str
    sentence: tuple[int, int]

    @property
    def highest(self) -> float:
        return max(self.low, self.high or 0)

    @property
    def is_great(self) -> bool:
        """Whether its number is too great to count something small."""
        return self.has_times or self.low >= 1000


def candidate_of(line: Line, first: Amount, second: Amount | None) -> Candidate | None:
    """The amount `first`, or the range from it to `second`; None where it is too small to be pay."""
    currency = first.currency or (second.currency if second else None)
    if second and second.currency in DOLLARS:
        currency = second.currency
    if currency in _HARD:
        first, second = without_slip(first), without_slip(second) if second else None
    low, high = _bounds(first, second)
    start, end = line.pieces[first.first].start, line.pieces[(second or first).last - 1].end
    before, after = line.text[max(0, start - _BEFORE) : start], line.text[end : end + _AFTER]
    is_unsaid = is_unsaid_thousands(first, second, before, after, line.country, line.is_trusted)
    if is_unsaid:
        low, high = low * 1000, high and high * 1000
    if max(low, high or 0) < _LEAST and not line.is_trusted:
        return None
    times = [one.multiplier for one in (first, second) if one and one.multiplier]
    return Candidate(
        low,
        high,
        currency,
        has_times=is_unsaid or bool(times),
        is_huge=max(times, default=0) >= _MILLION and (currency is None or currency in _HARD),
        bound="range" if second else bound_of(line.pieces, first.first, before, after),
        tax=nearest("taxes", before[-25:], after),
        start=start,
        end=end,
        before=before,
        after=after,
        sentence=sentence_around(line.text, start, end),
    )


def _bounds(first: Amount, second: Amount | None) -> tuple[float, float | None]:
    low = first.number * (first.multiplier or 1)
    if second is None:
        return low, None
    high = second.number * (second.multiplier or 1)
    times = second.multiplier or first.multiplier
    # "от 1050 до 2150k": where the greater bound counts thousands in thousands, so does the lesser.
    if times and first.multiplier is None and (low < 1000 or second.number >= 1000) and low <= second.number:
        low *= times
    elif times and second.multiplier is None and high < 1000:
        high *= times
    elif not times and low < 1000 and low * 1000 <= high and high % 1000 == 0:
        low *= 1000  # "15-20 000 zł"
    return low, high
