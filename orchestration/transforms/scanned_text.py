"""A text with the dictionary words that were found in it: what every reader of a field is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from orchestration.transforms.vocabulary import KINDS

_KIND = {kind: number for number, kind in enumerate(KINDS)}


class Hit(NamedTuple):
    """A dictionary word at [start, end) of Scan.text."""

    start: int
    end: int
    value: str


class Hits(NamedTuple):
    """Hits of several texts by text, kind and position, and where those of each text and kind start."""

    every: list[Hit]
    every_from: list[int]
    longest: list[Hit]
    longest_from: list[int]


@dataclass
class Scan:
    """A text as it was searched: with its case, folded, and what was found. Both texts have equal length.

    No tuple: readers ask for texts and hits a hundred times an ad, and of a class machine code knows where they lie.
    """

    text: str
    folded: str
    title_end: int
    has_long_number: bool  # so many digits as a phone number has, close together
    hits: Hits
    number: int  # of the text's first kind in `hits`

    def of(self, kind: str) -> list[Hit]:
        """Hits of one kind, those inside a longer one of the same kind left out, by position."""
        hits, at = self.hits, self.number + _KIND[kind]
        return hits.longest[hits.longest_from[at] : hits.longest_from[at + 1]]

    def every(self, kind: str) -> list[Hit]:
        """Hits of one kind, also those inside a longer one, by position."""
        hits, at = self.hits, self.number + _KIND[kind]
        return hits.every[hits.every_from[at] : hits.every_from[at + 1]]

    def has(self, kind: str) -> bool:
        """Whether there is a hit of that kind."""
        starts, at = self.hits.every_from, self.number + _KIND[kind]
        return starts[at] < starts[at + 1]
