"""What a text says in every language: names of technologies and numbers; and in which language it says it.

A translated copy shares no shingle with its original, but Kafka, FastAPI and 4500 stay what they are. Words are looked
up by the hashes that the shingles are made of anyway: no word of the text is read a second time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from orchestration.transforms.linking_thresholds import LANGUAGE_MARGIN, LANGUAGE_MIN_WORDS
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.shingles import I64, U64, hash_texts

FIRST_NAME = 1 << 31  # anchors below are numbers themselves, those from here on are hashed names
_READ = frozenset({"", "case"})
_MAIN_KINDS = frozenset({"language", "framework"})
_THOUSANDS_FROM = 10_000
_MIN_LETTERS = 3  # "c", "r", "ml" and single digits stand in too many texts


class Anchors(NamedTuple):
    """Distinct anchors of all texts, sorted within each; how many each text has; their languages or None; and the
    places of known words, which are no content: small words, technologies and numbers."""

    flat: npt.NDArray[np.uint32]
    counts: I64
    languages: list[str | None]
    known: I64


class _Vocabulary(NamedTuple):
    words: pa.Array  # hashes of known words
    marks: I64  # language number, or a number from len(languages) on for an anchor
    languages: tuple[str, ...]
    anchors: npt.NDArray[np.uint32]


@cache
def _vocabulary() -> _Vocabulary:
    votes: dict[str, set[str]] = {}
    for language, words in load_yaml("function_words").items():
        for word in words:
            votes.setdefault(str(word), set()).add(language)
    languages = tuple(sorted(load_yaml("function_words")))
    mark_of = {word: languages.index(min(of)) for word, of in votes.items() if len(of) == 1 and word.isalpha()}
    names: dict[str, int] = {}
    first = len(languages)
    for word, name in _technology_words():
        if word not in votes:
            mark_of.setdefault(word, first + names.setdefault(name, len(names)))
    for word, name in _numbers():
        mark_of.setdefault(word, first + names.setdefault(name, len(names)))
    hashed = hash_texts(list(mark_of))
    if (np.diff(hashed.words_before) != 1).any():
        raise ValueError("function_words.yaml and technologies.csv: a word that is looked up is not a single word")
    anchors = np.array(
        [int(name) if name.isdecimal() else xxhash.xxh32_intdigest(name.encode()) | FIRST_NAME for name in names],
        np.uint32,
    )
    return _Vocabulary(pa.array(hashed.words), np.array(list(mark_of.values())), languages, anchors)


def _numbers() -> Iterator[tuple[str, str]]:
    """Numbers as written, and what they say: pay is 280000 here, 280k there and 280 000 elsewhere."""
    for number in (*range(10, 10_000), *range(10_000, 1_000_000, 500)):
        thousands, rest = divmod(number, 1000)
        yield str(number), str(thousands if number >= _THOUSANDS_FROM and not rest else number)
    for number in range(10, 1000):
        yield from ((f"{number}{letter}", str(number)) for letter in ("k", "к"))


@cache
def main_technologies() -> frozenset[int]:
    """Anchors of languages and frameworks: what a job is done in."""
    names = (row["name"] for row in _technologies() if row["kind"] in _MAIN_KINDS)
    return frozenset(xxhash.xxh32_intdigest(name.encode()) | FIRST_NAME for name in names)


@cache
def _technologies() -> tuple[dict[str, str], ...]:
    path = resources.files("orchestration.transforms.lookups").joinpath("technologies.csv")
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _technology_words() -> list[tuple[str, str]]:
    """Single words that name a technology, with its name. Those that are written like a common word but for the capital
    letter count too: both texts of a pair are read alike."""
    found = []
    for row in _technologies():
        spellings = [row["name"], *row["aliases"].split(";")]
        found += [
            (spelling.casefold(), row["name"])
            for spelling in spellings
            if row["ambiguity"] in _READ and spelling.isalpha() and len(spelling) >= _MIN_LETTERS
        ]
    return found


def read_words(words: U64, words_before: I64) -> Anchors:
    """Anchors and language of texts given as word hashes: text i has words[words_before[i]:words_before[i + 1]]."""
    known = _vocabulary()
    texts, spoken = len(words_before) - 1, len(known.languages)
    found = pc.index_in(pa.array(words), value_set=known.words)
    hits = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
    marks = known.marks[found.drop_null().to_numpy()]
    owners = np.searchsorted(words_before, hits, side="right") - 1
    is_vote = marks < spoken
    votes = np.bincount(owners[is_vote] * spoken + marks[is_vote], minlength=texts * spoken).reshape(texts, spoken)
    anchors = known.anchors[marks[~is_vote] - spoken]
    pairs = np.unique(owners[~is_vote].astype(np.uint64) << np.uint64(32) | anchors)
    counts = np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=texts)
    best = votes.argmax(axis=1)
    ranked = np.sort(votes, axis=1)
    clear = (ranked[:, -1] >= LANGUAGE_MIN_WORDS) & (ranked[:, -1] >= LANGUAGE_MARGIN * ranked[:, -2])
    languages = [known.languages[one] if is_clear else None for one, is_clear in zip(best, clear, strict=True)]
    return Anchors(pairs.astype(np.uint32), counts, languages, hits)
