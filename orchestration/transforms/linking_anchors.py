"""What a text says in every language: names of technologies and numbers; and in which language it says it.

A translated copy shares no shingle with its original, but Kafka, FastAPI and 4500 stay what they are. Words are looked
up by the hashes that the shingles are made of anyway: no word of the text is read a second time.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from orchestration.transforms.linking_thresholds import LANGUAGE_MARGIN, LANGUAGE_MIN_WORDS
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.shingles import U64, hash_words

FIRST_NAME = 1 << 31  # anchors below are numbers themselves, those from here on are hashed names
_MIN_LETTERS = 3  # "c", "r", "ml" and single digits stand in too many texts


class Anchors(NamedTuple):
    """Per text: the distinct anchors, sorted, and the language or None."""

    anchors: list[list[int]]
    languages: list[str | None]


class _Vocabulary(NamedTuple):
    words: U64  # sorted hashes of known words
    marks: npt.NDArray[np.int64]  # language number, or a number from len(languages) on for an anchor
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
    for number in (*range(10, 10_000), *range(10_000, 1_000_000, 500)):
        mark_of.setdefault(str(number), first + names.setdefault(str(number), len(names)))
    hashes = hash_words(list(mark_of))
    order = np.argsort(hashes)
    anchors = np.array(
        [int(name) if name.isdecimal() else xxhash.xxh32_intdigest(name.encode()) | FIRST_NAME for name in names],
        np.uint32,
    )
    return _Vocabulary(hashes[order], np.array(list(mark_of.values()))[order], languages, anchors)


def _technology_words() -> list[tuple[str, str]]:
    """Single words that name a technology wherever they stand, with its name."""
    path = resources.files("orchestration.transforms.lookups").joinpath("technologies.csv")
    found = []
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        spellings = [row["name"], *row["aliases"].split(";")]
        found += [
            (spelling.casefold(), row["name"])
            for spelling in spellings
            if not row["ambiguity"] and spelling.isalpha() and len(spelling) >= _MIN_LETTERS
        ]
    return found


def read_words(words: U64, words_before: npt.NDArray[Any]) -> Anchors:
    """Anchors and language of texts given as word hashes: text i has words[words_before[i]:words_before[i + 1]]."""
    known = _vocabulary()
    texts = len(words_before) - 1
    place = np.minimum(np.searchsorted(known.words, words), len(known.words) - 1)
    hits = np.flatnonzero(known.words[place] == words)
    marks = known.marks[place[hits]]
    owners = np.searchsorted(words_before, hits, side="right") - 1
    is_vote = marks < len(known.languages)
    votes = np.zeros((texts, len(known.languages)), np.int64)
    np.add.at(votes, (owners[is_vote], marks[is_vote]), 1)
    found: list[list[int]] = [[] for _ in range(texts)]
    pairs = np.unique(np.stack([owners[~is_vote], known.anchors[marks[~is_vote] - len(known.languages)]]), axis=1)
    for owner, anchor in zip(*pairs.tolist(), strict=True):
        found[owner].append(anchor)
    best = votes.argmax(axis=1)
    ranked = np.sort(votes, axis=1)
    clear = (ranked[:, -1] >= LANGUAGE_MIN_WORDS) & (ranked[:, -1] >= LANGUAGE_MARGIN * ranked[:, -2])
    return Anchors(found, [known.languages[best[text]] if clear[text] else None for text in range(texts)])
