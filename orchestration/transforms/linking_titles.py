"""What a job title says: marks of level, role, area and technology, and a key of all that is not level or noise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.folding import fold_words
from orchestration.transforms.linking_lookups import load_lookup

_MAX_TITLE = 300
_NUMERALS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5} | {str(number): number for number in range(1, 6)}
# A numeral is a level at the end of a title part ("Engineer 2, Payments") or before the word category, line or level; a
# Roman one of two letters and more wherever it stands ("Engineer II Plattform").
_RANK = re.compile(
    r"(?<=[^\W\d_])[\s-]+(?:Level\s+)?(II|III|IV|(?:I|V|[1-5])(?=\s*(?:$|[,;()|/\[\]–—-])))(?![\w.+#])"
    r"|\b(I{1,3}|[1-5])(?:-?[ауяої]+|-?[шйгт]\w{0,2}|st|nd|rd)?[\s-]+"
    r"(?i:категор\w*|кат\.|лини[яию]|ліні[яїю]|lini[aią]|line\b|level\b)"
    r"|\bL([1-4])\b"
)
# Pay in a title: "280–350к", "$4,000", "90-120 тыс. руб. gross". A number without unit or currency is no pay.
_NUMBER = r"\d(?:[\d.,\u00a0 ]*\d)?"
_THOUSANDS = r"(?:[kк](?!\w)|\s?(?:тыс|тис|tys)\b\.?)"
_CURRENCY = r"(?:[$€£₽₴]|\b(?:usd|eur|gbp|pln|uah|chf|rub|руб\w*|грн|zł|евро|euro)\b\.?)"
_PAY = re.compile(
    rf"(?:{_CURRENCY}\s?{_NUMBER}{_THOUSANDS}?(?:\s?[-–—]\s?{_CURRENCY}?\s?{_NUMBER}{_THOUSANDS}?)?"
    rf"|{_NUMBER}{_THOUSANDS}?\s?[-–—]\s?{_NUMBER}(?:{_THOUSANDS}|\s?{_CURRENCY})"
    rf"|{_NUMBER}(?:{_THOUSANDS}|\s?{_CURRENCY}))"
    rf"(?:\s?{_CURRENCY})?(?:\s(?:gross|net|netto|brutto|fv|гросс|нетто)\b)?",
    re.IGNORECASE,
)
_MAYBE_PAY = re.compile(r"\d")
_MAYBE_RANK = re.compile(r"[IV1-5]")  # most titles have none of these letters
KINDS = ("levels", "roles", "areas", "technologies")
BROAD = "broad_roles"


class TitleMarks(NamedTuple):
    """Sorted marks per kind; `key` is the sorted words of the title without levels, places and noise."""

    levels: tuple[str, ...]
    roles: tuple[str, ...]
    areas: tuple[str, ...]
    technologies: tuple[str, ...]
    key: str


class _Words(NamedTuple):
    exact: dict[tuple[str, ...], list[tuple[str, str]]]  # phrase -> kinds and marks: AQA is a role and an area
    prefixes: dict[str, tuple[str, str]]  # single words whose ending varies
    inflected: dict[tuple[str, ...], list[tuple[str, str, str]]]  # all words but the last -> its beginning, kind, mark
    sizes: dict[str, list[int]]  # first word of those phrases -> their numbers of words, largest first


@cache
def _words() -> _Words:
    raw = load_lookup("linking_words.yaml")
    exact: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    prefixes: dict[str, tuple[str, str]] = {}
    inflected: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
    entries = [(word, "noise", "") for line in raw["noise"] for word in line]
    for kind in (*KINDS, BROAD):
        entries += [(word, kind, mark) for mark, words in raw[kind].items() for word in words]
    for word, kind, mark in entries:
        phrase = fold_words(str(word).replace("*", ""))
        if str(word).endswith("*") and len(phrase) == 1:
            prefixes.setdefault(phrase[0], (kind, mark))
        elif str(word).endswith("*"):
            inflected.setdefault(phrase[:-1], []).append((phrase[-1], kind, mark))
        elif phrase:
            exact.setdefault(phrase, []).append((kind, mark))
    sizes: dict[str, set[int]] = {}
    for phrase in exact:
        sizes.setdefault(phrase[0], set()).add(len(phrase))
    for beginning in inflected:
        sizes.setdefault(beginning[0], set()).add(len(beginning) + 1)
    return _Words(exact, prefixes, inflected, {word: sorted(found, reverse=True) for word, found in sizes.items()})


@cache
def area_marks() -> frozenset[str]:
    """Marks that fingerprints keep among the roles but that are compared apart."""
    return frozenset(load_lookup("linking_words.yaml")["areas"])


@cache
def technology_families() -> dict[str, frozenset[str]]:
    """Technology -> others that do not contradict it."""
    raw = load_lookup("linking_words.yaml")["families"]
    related: dict[str, set[str]] = {}
    for mark, others in raw.items():
        for other in others:
            related.setdefault(mark, set()).add(other)
            related.setdefault(other, set()).add(mark)
    return {mark: frozenset(others) for mark, others in related.items()}


def read_title(title: str | None, places: frozenset[str] = frozenset()) -> TitleMarks:
    """Marks of a title. `places` are folded words of the posting's own places, which the key leaves out."""
    marks, kept, others = _read(title or "")
    return marks._replace(key=" ".join(sorted(kept.union(others - places))))


@lru_cache(maxsize=65536)
def _read(title: str) -> tuple[TitleMarks, frozenset[str], frozenset[str]]:
    """Marks without a key, words that the key has in any case, and the other words."""
    marks: dict[str, set[str]] = {kind: set() for kind in KINDS}
    kept: set[str] = set()
    others: set[str] = set()
    text = title[:_MAX_TITLE]
    if _MAYBE_PAY.search(text):
        text = _PAY.sub(" ", text)
    if _MAYBE_RANK.search(text):
        for match in _RANK.finditer(text):
            marks["levels"].add(f"rank-{_NUMERALS[match.group(1) or match.group(2) or match.group(3)]}")
        text = _RANK.sub(" ", text)
    for kind, mark, words in _segments(fold_words(text)):
        if kind == BROAD:
            marks["roles"].add(mark)
            kept.update(words)
        elif kind in marks:
            marks[kind].add(mark)
            kept.update([mark] if kind != "levels" else [])
        elif not kind:
            others.update(words)
    levels, roles, areas, technologies = (tuple(sorted(marks[kind])) for kind in KINDS)
    return TitleMarks(levels, roles, areas, technologies, ""), frozenset(kept), frozenset(others)


def _segments(words: tuple[str, ...]) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Kind, mark and words of each longest known phrase; kind is empty for other words."""
    known = _words()
    index = 0
    while index < len(words):
        for size in known.sizes.get(words[index], ()):
            phrase = words[index : index + size]
            if phrase in known.exact:
                yield from ((kind, mark, phrase) for kind, mark in known.exact[phrase])
                index += size
                break
            if len(phrase) == size and (found := _inflected_phrase(phrase)):
                yield (*found, phrase)
                index += size
                break
        else:
            yield (*_inflected(words[index]), words[index : index + 1])
            index += 1


def _inflected_phrase(phrase: tuple[str, ...]) -> tuple[str, str] | None:
    for beginning, kind, mark in _words().inflected.get(phrase[:-1], ()) if len(phrase) > 1 else ():
        if phrase[-1].startswith(beginning):
            return kind, mark
    return None


@lru_cache(maxsize=65536)
def _inflected(word: str) -> tuple[str, str]:
    known = _words()
    bare = word.rstrip("+")  # "Middle+"
    if bare != word and (bare,) in known.exact:
        return known.exact[(bare,)][0]
    for size in range(len(word), 2, -1):
        if word[:size] in known.prefixes:
            return known.prefixes[word[:size]]
    return "", ""
