"""Phrases in short strings: titles, categories, places, salary texts. For whole descriptions see text_scan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar

T = TypeVar("T")

# ".net", "node.js", "c++", "c#" and "r&d" are one word each; every other sign parts words.
_TOKEN = re.compile(r"\.net\b|[^\W_]+(?:\.(?:js|net)\b|&[^\W_]+)?[+#]*|[$€£₽₴₸₺₪¥₾₼֏₹₱฿₩₫₦]")
_PHRASE_TOKEN = re.compile(rf"({_TOKEN.pattern})(\*?)")
_MAX_SHORT = 400
_MOST_PIECES = 65_536  # of texts between spaces, that are remembered


# Soft hyphens and marks of direction and joining stand inside words and are not seen.
_UNSEEN = "\u00ad\u200c\u200d\u200e\u200f\u2060\ufeff"
_PLAIN = {"ё": "е", "Ё": "Е"} | dict.fromkeys("\u00a0\u202f\u2009\u2007\u200b", " ") | dict.fromkeys(_UNSEEN, "")
_WORD = re.compile(r"\w+")
_TO_LATIN = str.maketrans("АВЕКМНОРСТХІаеорсухі", "ABEKMHOPCTXIaeopcyxi")
_TO_CYRILLIC = str.maketrans("ABEKMHOPCTXIaeopcyxi", "АВЕКМНОРСТХІаеорсухі")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_OF_BOTH = re.compile(
    r"[A-Za-z][^\WA-Za-z\u0400-\u04ff]*[\u0400-\u04ff]|[\u0400-\u04ff][^\WA-Za-z\u0400-\u04ff]*[A-Za-z]"
)


class Memo(dict[str, T]):
    """What a function gave for each word. A dict, so that map() asks it without a step of Python for each word; emptied
    when it holds `most`."""

    def __init__(self, read: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._read, self._most = read, most

    def __missing__(self, word: str) -> T:
        if len(self) >= self._most:
            self.clear()
        self[word] = value = self._read(word)
        return value


def same_letters(text: str) -> str:
    """NFC, plain spaces, е for ё, and nothing that is not seen; case is kept and, but for that, the length too."""
    return text if text.isascii() else plain_letters(_composed(text))


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def plain_letters(text: str) -> str:
    """same_letters() of a text in NFC."""
    if not text.isascii():
        for odd, plain in _PLAIN.items():  # a third of the time of one pattern of them all
            if odd in text:
                text = text.replace(odd, plain)
    return text


def one_script(text: str) -> str:
    """Words written in Latin and Cyrillic letters that look alike ("Dаtа Sсіеnсе"), in the one script that fits all."""
    if text.isascii() or not any(map(_MAY_BE_OF_BOTH.__getitem__, text.split())):
        return text
    return _WORD.sub(_in_one_script, text)


# Titles are made of few different words: each is looked into once.
_MAY_BE_OF_BOTH = Memo(lambda piece: _OF_BOTH.search(piece) is not None, _MOST_PIECES)


def _in_one_script(match: re.Match[str]) -> str:
    word = match.group()
    # "całość": Latin letters that look Cyrillic, and letters that have no twin.
    if word.isascii() or not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return word
    latin = word.translate(_TO_LATIN)
    if latin.isascii():
        return latin
    cyrillic = word.translate(_TO_CYRILLIC)
    return word if _LATIN.search(cyrillic) else cyrillic


def fold(text: str) -> str:
    """The form in which words are compared."""
    return same_letters(text).lower()


@lru_cache(maxsize=16384)
def folded_name(name: str) -> str:
    """fold() of a name that many ads share, as an employer's."""
    return fold(name)


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Words of a short string, folded; at most the first 400 characters are looked at."""
    return tuple(chain.from_iterable(map(_TOKENS_OF.__getitem__, fold(text[:_MAX_SHORT]).split())))


_TOKENS_OF: Memo[list[str]] = Memo(lambda piece: _TOKEN.findall(one_script(piece)), _MOST_PIECES)


class Found(Generic[T]):
    """A phrase in a token list: token positions [start, end) and what the phrase stands for.

    No tuple: one of a class is made by machine code without a step of Python."""

    def __init__(self, start: int, end: int, label: T) -> None:
        self.start, self.end, self.label = start, end, label


Rest = tuple[tuple[str, bool], ...]
_MOST_WORDS = 200_000  # that a Phrases remembers; a vocabulary of ads has fewer


class Phrases(Generic[T]):
    """Phrases with labels. A word ending in * matches any ending."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[tuple[Rest, T]]] = {}
        self._prefix: dict[str, list[tuple[Rest, T]]] = {}
        for phrase, label in entries:
            words = tuple((word, star == "*") for word, star in _PHRASE_TOKEN.findall(fold(phrase)))
            if words:
                first, is_prefix = words[0]
                (self._prefix if is_prefix else self._exact).setdefault(first, []).append((words[1:], label))
        self._lengths = sorted({len(word) for word in self._prefix})
        # Few words begin a phrase, so what begins with a word is looked up once per word, not once per ad; and the
        # words that begin none are asked about together, in a third of the time.
        self._starting: dict[str, tuple[tuple[Rest, T], ...]] = {}
        self._idle: set[str] = set()

    def find(self, words: tuple[str, ...]) -> list[Found[T]]:
        """All matches, also overlapping ones, by position."""
        idle = self._idle
        if idle.issuperset(words):  # most word lists hold none
            return []
        found: list[Found[T]] = []
        for index, word in enumerate(words):
            if word in idle:
                continue
            candidates = self._starting.get(word)
            if candidates is None:
                candidates = self._remember(word)
            for rest, label in candidates:
                end = _rest_end(words, index + 1, rest) if rest else index + 1
                if end:
                    found.append(Found(index, end, label))
        return found

    def _remember(self, word: str) -> tuple[tuple[Rest, T], ...]:
        candidates = self._starting_with(word)
        if candidates:
            self._starting[word] = candidates
        else:
            self._idle.add(word)
        if len(self._starting) + len(self._idle) > _MOST_WORDS:
            self._starting.clear()
            self._idle.clear()
        return candidates

    def _starting_with(self, word: str) -> tuple[tuple[Rest, T], ...]:
        candidates = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            candidates += self._prefix.get(word[:length], ())
        return tuple(candidates)

    def longest(self, words: tuple[str, ...]) -> list[Found[T]]:
        """Matches that no longer match covers; of equal ones the first entry."""
        found = self.find(words)
        if len(found) < 2:
            return found
        kept: list[Found[T]] = []
        for match in sorted(found, key=lambda one: (one.start - one.end, one.start)):
            if all(match.end <= other.start or match.start >= other.end for other in kept):
                kept.append(match)
        return sorted(kept, key=lambda one: one.start)


def _rest_end(words: tuple[str, ...], at: int, rest: Rest) -> int:
    """Where the further words of a phrase end; 0 where they do not follow."""
    if at + len(rest) > len(words):
        return 0
    for word, is_prefix in rest:
        if words[at] != word and not (is_prefix and words[at].startswith(word)):
            return 0
        at += 1
    return at
