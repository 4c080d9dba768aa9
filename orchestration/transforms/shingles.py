"""Texts to numbers: bare-text hashes, hashes of words, stems and word 3-shingles, for many texts at once.

The bare text keeps letters, digits, + and # only, in lower case and without accents: formatting, punctuation and glued
headings do not change it. Splitting and joining words in Python costs many times what MinHash does. So a letter is a
64-bit weight from a table, a word the sum of its letters' weights times powers of an odd number, a text the same sum
over its words, and all of it is a few passes over the code points of a chunk of texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

SHINGLE_WORDS = 3
STEM_LETTERS = 5  # endings of the languages read here stand behind: "разработчик" and "разработчика" are one stem
CHUNK_CHARACTERS = 50_000  # keeps the arrays of one chunk near the processor's cache

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]

_TABLE = 0x20000
_SYMBOLS = ((0x3000, 0x3041), (0xD800, 0xF900), (0xFE00, 0xFE70), (0xFFF0, 0x10000), (0x1F000, 0x20000))
# Marks in the table of weights; no letter weighs so little.
_SEPARATOR, _IGNORED, _SEVERAL = 0, 1, 2  # the last two need the text's own look: nothing, or several letters in one
_LAST_MARK = np.uint64(2)
_BASE = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class HashedTexts:
    """Per text: hash and length of the bare text. Words of text i, as hashes in the order of the text, are
    words[words_before[i]:words_before[i + 1]], their beginnings stems[...] alike, and how many letters each has; its
    shingles shingles[offsets[i]:offsets[i + 1]]."""

    text_hashes: U64
    lengths: I64
    words: U64
    stems: U64
    letters: I64
    words_before: I64
    shingles: U64
    offsets: U64


def hash_texts(texts: Sequence[str]) -> HashedTexts:
    """Hash texts of any length; an empty text has length 0, no words and no shingles."""
    no_hashes, no_counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    nothing = _Chunk(no_hashes, no_counts, no_hashes, no_hashes, no_counts, no_counts, no_hashes)
    chunks = [nothing, *map(_hash_chunk, _chunks(texts))]
    hashes, lengths, words, stems, letters, counts, shingles = map(np.concatenate, zip(*chunks, strict=True))
    words_before = np.concatenate([[0], np.cumsum(counts)])
    offsets = np.concatenate([[0], np.cumsum(np.maximum(counts - (SHINGLE_WORDS - 1), 0))])
    return HashedTexts(hashes, lengths, words, stems, letters, words_before, shingles, offsets.astype(np.uint64))


def mix64(values: U64) -> U64:
    """The finalizer of splitmix64: spreads every bit of the input over the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: U64 = values ^ (values >> np.uint64(31))
    return mixed


class _Chunk(NamedTuple):
    text_hashes: U64
    lengths: I64
    words: U64
    stems: U64
    letters: I64
    counts: I64  # of words, per text
    shingles: U64


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    begin, characters = 0, 0
    for index, text in enumerate(texts):
        characters += len(text)
        if characters >= CHUNK_CHARACTERS:
            yield texts[begin : index + 1]
            begin, characters = index + 1, 0
    if begin < len(texts):
        yield texts[begin:]


def _hash_chunk(texts: Sequence[str]) -> _Chunk:
    weights, bounds = _weigh(texts)
    separators = np.flatnonzero(weights == _SEPARATOR)
    in_front = np.diff(separators) > 1
    starts, ends = separators[:-1][in_front] + 1, separators[1:][in_front]
    powers, inverse = _powers(len(weights))
    words = stems = np.zeros(0, np.uint64)
    if len(starts):
        sums = np.cumsum(weights * powers[: len(weights)])  # a separator, that weighs nothing, is before each word
        before, shifts = sums[starts - 1], inverse[starts]
        words = (sums[ends - 1] - before) * shifts
        stems = (sums[np.minimum(starts + STEM_LETTERS, ends) - 1] - before) * shifts
    words_before = np.searchsorted(starts, bounds)
    letters = ends - starts
    letters_before = np.concatenate([[0], np.cumsum(letters)])
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(words * powers[letters_before[:-1]])])[words_before]
    bounds = letters_before[words_before]
    lengths = np.diff(bounds)
    hashes = np.diff(sums) * inverse[bounds[:-1]]
    words = mix64(words)
    return _Chunk(
        mix64(hashes + lengths.astype(np.uint64)),
        lengths,
        words,
        stems,
        letters,
        np.diff(words_before),
        _shingles(words, words_before),
    )


def _shingles(words: U64, words_before: I64) -> U64:
    inside = np.ones(len(words), np.bool_)
    for last in range(1, SHINGLE_WORDS):  # of a text: no shingle begins here
        ends = words_before[1:] - last
        inside[ends[ends >= 0]] = False
    mixed = words[:-2] * np.uint64(0x9E3779B97F4A7C15) + words[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F) + words[2:]
    return mix64(mixed[inside[:-2]])


def _weigh(texts: Sequence[str]) -> tuple[U64, I64]:
    """Weights of all code points, a separator before and after each text, and where each text begins; and the end."""
    weights = _look_up("\0".join(["", *texts, ""]), _marked_table())
    sizes = np.array([len(text) for text in texts], np.int64)
    bounds = np.concatenate([[1], 1 + np.cumsum(sizes + 1)])
    unclear = np.flatnonzero((weights == _IGNORED) | (weights == _SEVERAL))
    if not len(unclear):
        return weights, bounds
    pieces, copied = [], 0
    for owner in np.unique(np.searchsorted(bounds, unclear, side="right") - 1).tolist():
        own = _look_up(unicodedata.normalize("NFKC", texts[owner]), _table())
        own = own[own != _IGNORED]
        pieces += [weights[copied : bounds[owner]], own]
        copied = bounds[owner] + sizes[owner]
        sizes[owner] = len(own)
    return np.concatenate([*pieces, weights[copied:]]), np.concatenate([[1], 1 + np.cumsum(sizes + 1)])


def _look_up(text: str, table: U64) -> U64:
    return table.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), mode="clip")


@cache
def _table() -> U64:
    """Code point -> weight of the letter it is folded to, or a mark."""
    folded = np.array([_fold(chr(point)) for point in range(_TABLE)], np.uint64)
    for first, end in _SYMBOLS:
        folded[first:end] = _SEPARATOR
    folded[0xFE00:0xFE10] = _IGNORED  # variation selectors
    return np.where(folded > _LAST_MARK, mix64(folded * np.uint64(_BASE)), folded)


@cache
def _marked_table() -> U64:
    """The same for texts that are not normalized: a point that stands for another letter has its weight."""
    table = _table().copy()
    for point in range(0x80, _TABLE):
        normalized = unicodedata.normalize("NFKC", chr(point))
        if normalized != chr(point):
            weights = set(_look_up(normalized, _table()).tolist())
            single = len(normalized) == 1 or weights == {_SEPARATOR}
            table[point] = weights.pop() if single else _SEVERAL
    return table


def _fold(character: str) -> int:
    if character in "+#":
        return ord(character)
    category = unicodedata.category(character)
    if category in {"Mn", "Cf"}:  # accents that stand apart, soft hyphens, zero-width characters
        return _IGNORED
    if category[0] not in "LN":
        return _SEPARATOR
    # From 0x3000 on a letter is its own fold: syllables would fall apart into their beginnings.
    return ord(unicodedata.normalize("NFKD", character.lower())[0]) if character < "\u3000" else ord(character)


def _powers(count: int) -> tuple[U64, U64]:
    """At least `count` powers of the base, from the zeroth on, and of its inverse modulo 2**64."""
    return _more_powers(1 << max(count - 1, 4 * CHUNK_CHARACTERS).bit_length())


@cache
def _more_powers(count: int) -> tuple[U64, U64]:
    bases = np.full(count, _BASE, np.uint64), np.full(count, pow(_BASE, -1, 1 << 64), np.uint64)
    for base in bases:
        base[0] = 1
        np.multiply.accumulate(base, out=base)
    return bases
