"""One automaton for every phrase of the vocabulary, over texts with a byte a letter.

A letter that begins a word has another byte than the same letter within one, so phrases are met at the beginnings of
words only, and positions in the bytes are those of the text. Against the text itself that is two fifths of the time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import BytesAhoCorasick, Implementation

from orchestration.transforms.vocabulary import KINDS, vocabulary
from orchestration.transforms.words import fold

# Short words mean something only after some signs; "C" and "R" only before some as well.
_SHORT = 3
_BEFORE = " \n\t([{/,;:.|-–—•*\"'«“„+&=>#·"
_AFTER = " \n\r\t)]}([{/\\,;:.|-‑–—•*\"'`»”“’!?…&=<>·@%$~^®™"

# What a character is, as bits.
LETTER, WORD, RIGHT, BEFORE, UPPER, LOWER, ALNUM, DIGIT = 1, 2, 4, 8, 16, 32, 64, 128
_ALL = 0x110000  # code points
_CASED = 0x20000  # no letters of two cases beyond
GROWS = "İ"  # the one letter that is two when lowered: texts with it come here lowered
SIGN = KINDS.index("sign")
_BYTE = 8  # bits
_COMPOSED = 1 << 3 * _BYTE

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.intp]


class Entry(NamedTuple):
    """What a key stands for, and what must stand around it."""

    kind: int  # number in KINDS
    value: str
    left: int  # ANY, WORD_BEGINS, AFTER_SIGN or AFTER_NO_LETTER
    is_whole: bool  # no letter, digit, +, # or _ may follow
    after: int  # characters of the key that stand after the word
    rest: tuple[tuple[str, bool], ...]  # further words after a * in the middle


ANY, WORD_BEGINS, AFTER_SIGN, AFTER_NO_LETTER = range(4)
# By what an entry demands and the bits of the character before it.
MAY_STAND_BEFORE = np.array(
    [[bits >= 0, not bits & WORD, bool(bits & BEFORE), not bits & LETTER] for bits in range(256)]
).T


class Keys(NamedTuple):
    """`first` and `how_many`: per key its entries."""

    matcher: BytesAhoCorasick
    first: Positions
    how_many: Positions


class Automaton(NamedTuple):
    """Keys of signs, which are half of all words and not looked for in most ads, apart from those of the other kinds.
    All other arrays: entry by entry."""

    signs: Keys
    others: Keys
    kind: Positions
    left: Bytes
    is_whole: npt.NDArray[np.bool_]
    after: Positions
    has_rest: npt.NDArray[np.bool_]
    rest_begins: npt.NDArray[np.uint32]  # code point; 0: any
    entries: list[Entry]
    values: list[str]
    longest: int  # characters of the longest key but signs
    begins: npt.NDArray[np.bool_]  # by kind and two bytes whether a word of the kind begins with them


class Letters(NamedTuple):
    """Characters of a text as bits, as the bytes that the automaton reads, and as code points of small letters."""

    bits: Bytes
    bytes: Bytes
    other: Bytes  # bits in which the byte differs from that of the same letter at the other place of a word
    small: npt.NDArray[np.uint32]
    may_be_composed: bool  # without such a letter a text is in NFC

    def small_texts(self, starts: Sequence[int]) -> list[str]:
        """Texts of small letters that start there: a third of the time of str.lower(), which is slow for all but
        ASCII."""
        text = self.small.data.cast("B")
        width = self.small.itemsize
        return [str(text[width * at : width * to], "utf-32-le", "surrogatepass") for at, to in pairwise(starts)]

    def beginning(self, at: Positions) -> Bytes:
        """Bytes of letters there, which stand within words, as if words began with them."""
        return self.bytes[at] ^ self.other[at]


def letters_of(text: str) -> Letters:
    """`text`: of any case; it begins with a sign that is no part of a word."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    # One look into one table for all that is known of a character: two thirds of the time of one for each of the four.
    small_and_marks = _known_letters().take(codes, mode="clip").view(np.uint32)
    small, marks = small_and_marks[::2].copy(), small_and_marks[1::2].copy()
    may_be_composed = bool((marks >= _COMPOSED).any())
    bits = marks.astype(np.uint8)
    marks >>= _BYTE
    as_bytes = marks.astype(np.uint8)
    marks >>= _BYTE
    other = marks.astype(np.uint8)
    as_bytes ^= other * _begins_word(bits)
    return Letters(bits, as_bytes, other, small, may_be_composed)


def _begins_word(bits: Bytes) -> npt.NDArray[np.bool_]:
    """A letter after none, or a digit after neither letter nor digit: "200eur" is two words."""
    rank = bits & (LETTER | WORD)
    begins = rank > 0
    np.greater(rank[1:], rank[:-1], out=begins[1:])
    return begins


@cache
def _bits() -> Bytes:
    """Per code point the bits above; of a capital letter the first four are those of its small one."""
    capitals = np.arange(_ALL, dtype=np.uint32).view("U1")
    small = _lowered().view("U1")
    bits = np.zeros(_ALL, np.uint8)
    is_letter = np.strings.isalpha(small)
    is_word = np.strings.isalnum(small)
    for has, bit in (
        (is_letter, LETTER),
        (is_word, WORD | RIGHT | ALNUM),
        (np.strings.isdigit(small), DIGIT),
        (np.strings.isupper(capitals), UPPER),
        (np.strings.islower(capitals), LOWER),
    ):
        bits[has] |= bit
    bits[ord("_")] |= LETTER | WORD
    bits[[ord(sign) for sign in "_+#"]] |= RIGHT
    bits[[ord(sign) for sign in _BEFORE]] |= BEFORE
    return bits


@cache
def _lowered() -> npt.NDArray[np.uint32]:
    """Per code point that of its small letter."""
    cased = "".join(map(chr, range(_CASED))).replace(GROWS, "i")
    lowered = np.arange(_ALL, dtype=np.uint32)
    lowered[:_CASED] = np.frombuffer(cased.lower().encode("utf-32-le", "surrogatepass"), np.uint32)
    return lowered


@cache
def _keys() -> dict[str, tuple[Entry, ...]]:
    """Per key what it stands for. A * parts the key from what may follow it; keys of one letter end in a sign."""
    keys: dict[str, dict[Entry, None]] = {}
    for phrase, kind, value in vocabulary():
        phrase = fold(phrase)
        head, star, tail = phrase.partition("*")
        rest = tuple((word.rstrip("*"), word.endswith("*")) for word in tail.split())
        variants = {head, head.replace(" ", "-"), head.replace("-", " ")} if " " in head or "-" in head else {head}
        for key in variants:
            is_whole = not star and key[-1].isalnum()
            left = ANY if not key[0].isalnum() else WORD_BEGINS if len(key) > _SHORT else AFTER_SIGN
            if kind == "currency":  # may touch a number ("200eur"), never another word; signs may touch anything
                left = AFTER_NO_LETTER if key[0].isalpha() else ANY
            elif kind == "contract_word":
                left = WORD_BEGINS
            elif kind == "thousands":  # begins with the last digit of a number
                left = ANY
            signs = _AFTER if left == AFTER_SIGN and is_whole and len(key) == 1 else ""
            entry = Entry(KINDS.index(kind), value or phrase, left, is_whole and not signs, len(signs[:1]), rest)
            for ended in [key + sign for sign in signs] or [key]:
                keys.setdefault(ended, {})[entry] = None
    return {key: tuple(entries) for key, entries in keys.items()}


@cache
def _spelled() -> dict[str, list[tuple[str, bool]]]:
    """Per key its characters, each with whether a word begins with it."""
    joined = "\n" + "\n".join(_keys())
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    letters = list(zip(joined, _begins_word(_bits()[codes]).tolist(), strict=True))
    spelled: dict[str, list[tuple[str, bool]]] = {}
    at = 1
    for key in _keys():
        spelled[key] = letters[at : at + len(key)]
        at += len(key) + 1
    return spelled


@cache
def _numbers() -> dict[tuple[str, bool], int]:
    """Per character of the keys, and whether a word begins with it, its byte."""
    used = {one for spelled in _spelled().values() for one in spelled}
    used |= {(key[0], False) for key, of_key in _keys().items() if any(entry.left == ANY for entry in of_key)}
    if len(used) > 255:
        raise ValueError(f"the phrases of the lookups have {len(used)} different letters and signs, 255 are the most")
    return {one: number for number, one in enumerate(sorted(used), start=1)}


@cache
def _known_letters() -> npt.NDArray[np.uint64]:
    """Per code point, from the lowest bits on: that of its small letter, its bits, its byte within a word or as no part
    of one, which is 0 when no key has it, in which bits that differs from its byte where it begins a word, and whether
    NFC may change it or join it to the letter before."""
    small = _lowered()
    by_letter = np.zeros((2, _ALL), np.uint64)
    for (character, begins), number in _numbers().items():
        by_letter[int(begins), ord(character)] = number
    within, beginning = by_letter[0][small], by_letter[1][small]
    marks = _bits().astype(np.uint64) | within << np.uint64(_BYTE) | (within ^ beginning) << np.uint64(2 * _BYTE)
    marks[_may_be_composed()] |= np.uint64(_COMPOSED)
    known: npt.NDArray[np.uint64] = small | marks << np.uint64(32)
    return known


def _may_be_composed() -> npt.NDArray[np.bool_]:
    """Per code point whether NFC may change it or join it to a letter before."""
    letters = list(map(chr, range(_CASED)))
    apart = [unicodedata.normalize("NFD", letter) for letter in letters]
    joined = {one[-1] for one in apart if len(one) > 1}
    may = np.ones(_ALL, np.bool_)  # beyond, letters are too rare to be asked one by one
    may[:_CASED] = [
        letter in joined or unicodedata.combining(letter) > 0 or not unicodedata.is_normalized("NFC", letter)
        for letter in letters
    ]
    return may


@cache
def automaton() -> Automaton:
    signs, others = _patterns(is_sign=True), _patterns(is_sign=False)
    entries = [entry for patterns in (signs, others) for of_key in patterns.values() for entry in of_key]
    begins = np.zeros((len(KINDS), 256, 256), np.bool_)
    for pattern, of_key in others.items():
        for entry in of_key:
            if entry.left == WORD_BEGINS:
                begins[entry.kind, pattern[0], pattern[1]] = True
    return Automaton(
        _matcher(signs, 0),
        _matcher(others, sum(map(len, signs.values()))),
        np.array([entry.kind for entry in entries], np.intp),
        np.array([entry.left for entry in entries], np.uint8),
        np.array([entry.is_whole for entry in entries], np.bool_),
        np.array([entry.after for entry in entries], np.intp),
        np.array([bool(entry.rest) for entry in entries], np.bool_),
        np.array([ord(entry.rest[0][0][:1] or "\0") if entry.rest else 0 for entry in entries], np.uint32),
        entries,
        [entry.value for entry in entries],
        max(map(len, others)),
        begins,
    )


def _matcher(patterns: dict[bytes, tuple[Entry, ...]], first: int) -> Keys:
    """`first`: number of the first entry."""
    count = np.array([len(of_key) for of_key in patterns.values()], np.intp)
    matcher = BytesAhoCorasick(list(patterns), implementation=Implementation.ContiguousNFA)
    return Keys(matcher, first + np.cumsum(count) - count, count)


def _patterns(is_sign: bool) -> dict[bytes, tuple[Entry, ...]]:
    """Keys as bytes with those of their entries that are signs, or that are not."""
    numbers = _numbers()
    patterns: dict[bytes, tuple[Entry, ...]] = {}
    for key, of_both in _keys().items():
        of_key = tuple(entry for entry in of_both if (entry.kind == SIGN) == is_sign)
        if not of_key:
            continue
        spelled = _spelled()[key]
        patterns[bytes(numbers[one] for one in spelled)] = of_key
        if spelled[0][1] and (anywhere := tuple(entry for entry in of_key if entry.left == ANY)):
            patterns[bytes(numbers[one] for one in [(key[0], False), *spelled[1:]])] = anywhere
    return patterns
