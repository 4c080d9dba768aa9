"""Real ads through parser and normalization beside what their board says, and how well the two agree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from benchmarks.scorecard.silver import REAL, parse_record
from orchestration.transforms.normalize import normalize_posting


class Read(NamedTuple):
    """One ad: what the parser gave, what was read, what the board says."""

    parsed: dict[str, Any]
    normalized: dict[str, Any]
    label: dict[str, Any]


class Score(NamedTuple):
    """Counts of a field over ads that have a truth for it."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def score(pairs: Iterable[tuple[Any, Any]]) -> Score:
    """(truth, read) pairs; a truth of None or False expects nothing, a reading of None or False is none."""
    right = wrong = missed = 0
    for truth, read in pairs:
        hit = bool(truth) and truth == read
        right += hit
        wrong += bool(read) and not hit
        missed += bool(truth) and not hit
    return Score(right, wrong, missed)


def records(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(REAL / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@cache
def ads(name: str) -> list[Read]:
    """Every ad of a file through the parser and the normalization; no rates, so no USD."""
    found = []
    for record in records(name):
        for parsed in parse_record(record):
            found.append(Read(parsed, normalize_posting(parsed, {}), record.get("label") or {}))
    return found
