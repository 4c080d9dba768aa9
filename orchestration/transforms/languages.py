"""Language of an ad: ru, uk, pl, en, de, be or kk.

Function words decide nearly all texts for a fraction of the detector's time; lingua reads a sample of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.text_codes import rows_of_codes

_WORD = re.compile(r"\w+")
_ISO = {
    Language.RUSSIAN: "ru",
    Language.UKRAINIAN: "uk",
    Language.POLISH: "pl",
    Language.ENGLISH: "en",
    Language.GERMAN: "de",
    Language.BELARUSIAN: "be",
    Language.KAZAKH: "kk",
}
_LANGUAGES = tuple(_ISO.values())
_AT_ONCE = 256  # texts whose letters stay in the processor's cache
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, and of no pattern
_SIEVE = np.uint64(64 - 16)
_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u052f"
# Letters that tell the Cyrillic alphabets apart.
_OWN_LETTERS = {"ru": "ыэъё", "uk": "іїєґ", "be": "ў", "kk": "әғқңөұүһ"}
_NEVER_BELARUSIAN = "ищїєґъ"
_KAZAKH_LETTERS = 3  # a Kazakh company name in a Russian ad has one or two

Counts = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.uint64]


@cache
def function_words() -> dict[str, str]:
    """Function word -> its language. Words of two languages ("на", "do", "was") decide nothing and are left out."""
    votes: dict[str, list[str]] = {}
    for language, words in load_yaml("function_words").items():
        for word in words:
            votes.setdefault(word, []).append(language)
    return {word: of[0] for word, of in votes.items() if len(of) == 1}


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_ISO).build()


def read_language(folded: str, start: int = 0) -> str | None:
    """read_languages() of one text."""
    return read_languages([folded], [start])[0]


def read_languages(folded: Sequence[str], starts: Sequence[int]) -> list[str | None]:
    """Per text its ISO 639-1 code, or None when there are no words to judge by. `folded`: lower-case texts, each read
    from its start on."""
    limits = load_yaml("thresholds")["languages"]
    samples = [text[start : start + limits["vote_characters"]] for text, start in zip(folded, starts, strict=True)]
    read: list[str | None] = []
    for first in range(0, len(samples), _AT_ONCE):
        some = samples[first : first + _AT_ONCE]
        votes = count_votes(some)
        second, most = np.sort(votes, axis=1)[:, -2:].T
        is_sure = (most >= limits["vote_minimum"]) & (most >= limits["vote_margin"] * second)
        read += [_LANGUAGES[number] for number in votes.argmax(axis=1).tolist()]
        for number in np.flatnonzero(~is_sure).tolist():
            read[first + number] = _of_letters(some[number], dict(zip(_LANGUAGES, votes[number].tolist(), strict=True)))
    return read


def _of_letters(sample: str, votes: dict[str, int]) -> str | None:
    """`votes`: function words of each language, too few to tell."""
    limits = load_yaml("thresholds")["languages"]
    words = [word for word in _WORD.findall(sample) if word[0].isalpha()]
    cyrillic = [word for word in words if _FIRST_CYRILLIC <= word[0] <= _LAST_CYRILLIC]
    if len(cyrillic) >= max(1, limits["cyrillic_share"] * len(words)):
        return _of_cyrillic(cyrillic, votes)
    return _detect(sample.strip()[: limits["sample_characters"]])


def count_votes(texts: Sequence[str]) -> Counts:
    """Per text and language how many of its words are function words of that language.

    A word is known by the sum of its letters times powers of a factor, of 64 bits, so that the sums of all words of
    many texts are differences of one running sum: half of the time of a pattern that cuts out every word."""
    known = _known_words()
    codes = rows_of_codes([f" {text} " for text in texts])
    powers, unpowers = _powers(codes.shape[1])
    is_of_word = _is_of_word()[codes].ravel()
    edges = np.flatnonzero(is_of_word[1:] != is_of_word[:-1])
    before, end = edges[::2], edges[1::2]
    text, column = np.divmod(before, codes.shape[1])
    sums = np.cumsum(codes * powers)
    words = (sums[end] - sums[before]) * unpowers[column]
    likely = np.flatnonzero(known.sieve[_sieved(words)])
    words, text = words[likely], text[likely]
    entry = np.minimum(np.searchsorted(known.words, words), len(known.words) - 1)
    is_known = known.words[entry] == words
    of = text[is_known] * len(_LANGUAGES) + known.language[entry[is_known]]
    return np.bincount(of, minlength=len(texts) * len(_LANGUAGES)).reshape(len(texts), -1)


class _Known(NamedTuple):
    """Function words as numbers in order, with the number of the language of each, and by their first bits whether a
    number may be one of them: five of six words of a text are none, and to search for one takes 15 times as long."""

    words: Numbers
    language: npt.NDArray[np.intp]
    sieve: npt.NDArray[np.bool_]


@cache
def _known_words() -> _Known:
    votes = function_words()
    codes = rows_of_codes(list(votes))
    words = (codes * _powers(codes.shape[1])[0]).sum(axis=1) * _FACTOR
    order = np.argsort(words)
    sieve = np.zeros(1 << (64 - int(_SIEVE)), np.bool_)
    sieve[_sieved(words)] = True
    return _Known(words[order], np.array([_LANGUAGES.index(language) for language in votes.values()])[order], sieve)


def _sieved(words: Numbers) -> npt.NDArray[np.intp]:
    """First bits of the numbers, mixed once more: the last letter of a word hardly changes those of its number."""
    return (words * _FACTOR >> _SIEVE).astype(np.intp)


@lru_cache(maxsize=16)
def _powers(count: int) -> tuple[Numbers, Numbers]:
    """Powers of the factor, and what takes each of them back, in numbers of 64 bits."""
    inverse = np.uint64(pow(int(_FACTOR), -1, 2**64))
    powers, unpowers = np.full((2, count), [[_FACTOR], [inverse]], np.uint64)
    powers[0] = unpowers[0] = 1
    return np.cumprod(powers), np.cumprod(unpowers)


@cache
def _is_of_word() -> npt.NDArray[np.bool_]:
    """By code point whether it is part of a word, as in the pattern of words."""
    letters = np.arange(0x110000, dtype=np.uint32).view("U1")
    is_of_word = np.strings.isalnum(letters)
    is_of_word[ord("_")] = True
    return is_of_word


def _of_cyrillic(words: list[str], count: dict[str, int]) -> str | None:
    """Short posts name most of their stack in English, so the detector takes them for English; letters do not err."""
    joined = " ".join(words)
    scores = {
        language: sum(map(joined.count, letters)) + count.get(language, 0) for language, letters in _OWN_LETTERS.items()
    }
    if scores["be"] and not any(map(joined.count, _NEVER_BELARUSIAN)):
        return "be"
    if scores["kk"] >= _KAZAKH_LETTERS:
        return "kk"
    if scores["ru"] != scores["uk"]:
        return "ru" if scores["ru"] > scores["uk"] else "uk"
    return _detect(joined)


@lru_cache(maxsize=16384)
def _detect(sample: str) -> str | None:
    if sum(char.isalpha() for char in sample) < 4:
        return None
    language = _detector().detect_language_of(sample)
    return _ISO.get(language) if language else None
