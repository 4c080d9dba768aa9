"""A text with the dictionary words that were found in it: what every reader of a field is given."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.transforms.vocabulary import KINDS

_KIND = {kind: number for number, kind in enumerate(KINDS)}


class Hit:
    """A dictionary word at [start, end) of Scan.text.

    No tuple: machine code makes one of a class in a third of the time, and reads its fields without a look-up."""

    __slots__ = ("end", "start", "value")

    def __init__(self, start: int, end: int, value: str) -> None:
        self.start, self.end, self.value = start, end, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def _fields(self) -> tuple[int, int, str]:
        return self.start, self.end, self.value


class Hits:
    """Hits of several texts by text, kind and position, and where those of each text and kind start; `longest` are
    those that lie inside no longer one of their kind."""

    def __init__(
        self,
        starts: list[int],
        ends: list[int],
        values: list[str],
        is_longest: list[bool],
        every_from: list[int],
        longest_from: list[int],
    ) -> None:
        self.every_from, self.longest_from = every_from, longest_from
        self.every: list[Hit] = []
        self.longest: list[Hit] = []
        for number, start in enumerate(starts):
            hit = Hit(start, ends[number], values[number])
            self.every.append(hit)
            if is_longest[number]:
                self.longest.append(hit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hits) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(tuple(self.every))

    def _fields(self) -> tuple[list[Hit], list[int], list[Hit], list[int]]:
        return self.every, self.every_from, self.longest, self.longest_from


def first_from(hits: list[Hit], at: int) -> int:
    """Number of the first of the hits that begins there or later; how many there are when none does."""
    low, high = 0, len(hits)
    while low < high:
        middle = (low + high) // 2
        if hits[middle].start < at:
            low = middle + 1
        else:
            high = middle
    return low


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
