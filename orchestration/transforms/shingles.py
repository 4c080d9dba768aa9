"""Texts to numbers: bare-text hashes and hashed word 3-shingles, computed for many texts at once.

Splitting and joining words in Python costs more than MinHash itself, so words and shingles are hashed as arrays of code
points. The bare text keeps letters, digits, + and # only, in lower case and without accents: formatting, punctuation
and glued headings do not change it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

SHINGLE_WORDS = 3
CHUNK_TEXTS = 1000  # keeps the arrays of one chunk near the processor's cache

_TABLE = 0x20000
_SCRIPTS_END = 0x3000  # Latin, Greek, Cyrillic, Armenian, Georgian ... ; beyond, a letter is its own fold
_SYMBOLS = ((0x3000, 0x3041), (0xD800, 0xF900), (0xFE00, 0xFE70), (0xFFF0, 0x10000), (0x1F000, 0x20000))
_IGNORED = np.uint32(0xFFFFFFFF)
_POSITIONS = 64

U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class HashedTexts:
    """Per text: hash and length of the bare text; shingle hashes of text i are flat[offsets[i]:offsets[i + 1]]."""

    text_hashes: list[str]
    lengths: npt.NDArray[np.int32]
    flat: U64
    offsets: U64


def hash_texts(texts: Sequence[str], visit: Callable[[U64, npt.NDArray[Any]], None] | None = None) -> HashedTexts:
    """Hash texts of any length; an empty text has length 0 and no shingles.

    `visit` is shown the word hashes of each chunk of texts and the number of words before each text and at the end.
    """
    parts = [_hash_chunk(texts[start : start + CHUNK_TEXTS], visit) for start in range(0, len(texts), CHUNK_TEXTS)]
    if not parts:
        return HashedTexts([], np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros(1, np.uint64))
    counts = np.concatenate([part[3] for part in parts])
    return HashedTexts(
        text_hashes=[digest for part in parts for digest in part[0]],
        lengths=np.concatenate([part[1] for part in parts]).astype(np.int32),
        flat=np.concatenate([part[2] for part in parts]),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.uint64),
    )


def mix64(values: U64) -> U64:
    """The finalizer of splitmix64: spreads every bit of the input over the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: U64 = values ^ (values >> np.uint64(31))
    return mixed


def hash_words(words: Sequence[str]) -> U64:
    """Hash of each word as it has it inside a text. ValueError when one of them is not a single word."""
    seen: list[tuple[U64, npt.NDArray[Any]]] = []
    _hash_chunk(words, lambda *shown: seen.append(shown))
    hashes, words_before = seen[0]
    if (np.diff(words_before) != 1).any():
        raise ValueError("not single words")
    return hashes


def _hash_chunk(
    texts: Sequence[str], visit: Callable[[U64, npt.NDArray[Any]], None] | None = None
) -> tuple[list[str], npt.NDArray[Any], U64, npt.NDArray[Any]]:
    normalized = [text if text.isascii() else unicodedata.normalize("NFKC", text) for text in texts]
    points = np.frombuffer("\0".join([*normalized, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _fold_table()[np.minimum(points, np.uint32(_TABLE - 1))]
    ends = np.cumsum([len(text) + 1 for text in normalized])  # one past the text's separator
    ignored = codes == _IGNORED
    if ignored.any():
        ends -= np.cumsum(ignored)[ends - 1]
        codes = codes[~ignored]

    in_word = codes != 0
    letters = codes[in_word]
    letters_before = np.concatenate([[0], np.cumsum(in_word)])
    bounds = np.concatenate([[0], letters_before[ends]])
    view = memoryview(letters.tobytes())
    digests = [xxhash.xxh3_128_hexdigest(view[4 * a : 4 * b]) for a, b in pairwise(bounds)]

    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    starts = letters_before[:-1][begins]  # of each word, counted in letters
    words = _word_hashes(letters, starts)
    words_before = np.searchsorted(starts, bounds)
    if visit is not None:
        visit(words, words_before)
    flat, counts = _shingles(words, words_before)
    return digests, np.diff(bounds), flat, counts


def _word_hashes(letters: npt.NDArray[np.uint32], starts: npt.NDArray[Any]) -> U64:
    if not len(starts):
        return np.zeros(0, np.uint64)
    sizes = np.diff(np.concatenate([starts, [len(letters)]]))
    position = np.arange(len(letters)) - np.repeat(starts, sizes)
    weights = _position_weights()[np.minimum(position, _POSITIONS - 1)]
    return mix64(np.add.reduceat(_letter_weights()[letters] * weights, starts))


def _shingles(words: U64, words_before: npt.NDArray[Any]) -> tuple[U64, npt.NDArray[Any]]:
    counts = np.maximum(np.diff(words_before) - (SHINGLE_WORDS - 1), 0)
    if len(words) < SHINGLE_WORDS:
        return np.zeros(0, np.uint64), counts
    mixed = words[:-2] * np.uint64(0x9E3779B97F4A7C15) + words[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F) + words[2:]
    starts = np.cumsum(counts) - counts
    index = np.arange(counts.sum()) + np.repeat(words_before[:-1] - starts, counts)
    return mix64(mixed[index]), counts


@cache
def _fold_table() -> npt.NDArray[np.uint32]:
    """Code point -> folded code point, 0 for what separates words, _IGNORED for what is not there to a reader."""
    table = np.arange(_TABLE, dtype=np.uint32)
    for point in range(_SCRIPTS_END):
        character = chr(point)
        category = unicodedata.category(character)
        if character in "+#":
            continue
        if category in {"Mn", "Cf"}:  # accents that stand apart, soft hyphens, zero-width characters
            table[point] = _IGNORED
        elif category[0] not in "LN":
            table[point] = 0
        else:
            table[point] = ord(unicodedata.normalize("NFKD", character.lower())[0])
    for first, end in _SYMBOLS:
        table[first:end] = 0
    table[0xFE00:0xFE10] = _IGNORED  # variation selectors
    return table


@cache
def _letter_weights() -> U64:
    return mix64(np.arange(1, _TABLE + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


@cache
def _position_weights() -> U64:
    return mix64(np.arange(1, _POSITIONS + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)) | np.uint64(1)
