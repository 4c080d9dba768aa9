"""Levels in a board's field and in a title: which words are levels, and what beside them takes that away."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import Phrases, fold, folded_name, tokens

ORDER: tuple[str, ...] = ("Junior", "Middle", "Senior", "Lead")
SENIOR_STAFF = re.compile(r"\b(?:senior|sr\.?)\s+(staff|principal|(?:tech|team|technical)[ -]?lead|lead)\b(?!\s?-?gen)")
# "Engineer, Staff" and "Engineer (Principal)" are levels; "Support Staff" is not.
_LEVEL_AT_END = re.compile(r"[,(/|–-]\s*(?:staff|principal)\s*\)?\s*$")


class Level(NamedTuple):
    grade: str
    guard: dict[str, Any] | None  # None: the word needs no guard
    word: str


@cache
def known_levels() -> Phrases[Level]:
    lookup = load_yaml("grades")
    guards = {word.rstrip("*"): guard for word, guard in lookup["guards"].items()}
    entries: list[tuple[str, Level]] = []
    for grade, groups in lookup["words"].items():
        entries += [(word, Level(grade, None, word)) for word in groups["plain"]]
        entries += [(word, Level(grade, guards.get(word.rstrip("*"), {}), word)) for word in groups["guarded"]]
    return Phrases(entries)


@cache
def words_of(name: str) -> frozenset[str]:
    return frozenset(load_yaml("grades")[name])


@cache
def _stops_next() -> dict[str, frozenset[str]]:
    return {word: frozenset(stops) for word, stops in load_yaml("grades")["title_stops_next"].items()}


def level_words_of(text: str) -> tuple[str, ...]:
    """Words of a short text; "mid+" is the level "mid"."""
    return tuple(word.rstrip("+") for word in tokens(text))


def in_order(grades: set[str]) -> tuple[str, ...]:
    return tuple(grade for grade in ORDER if grade in grades)


@lru_cache(maxsize=16384)
def grades_in_field(words: str) -> tuple[str, ...]:
    """Grades of a board's own level value, "specjalista (Mid / Regular)" or "SENIOR"."""
    found = known_levels().longest(level_words_of(words.replace("_", " ") if "_" in words else words))
    vague = {"specjalista", "specialist"}
    clear = [match for match in found if match.label.word not in vague] or found
    return in_order({match.label.grade for match in clear})


def grades_in_title(title: str, is_it: bool = True, company: str = "") -> tuple[str, ...]:
    """Grades a title states. A company's name in the title is cut out first ("Developer at Senior Living")."""
    folded = fold(title)
    if company and (name := folded_name(company).strip()) and len(name) > 3 and name in folded:
        folded = folded.replace(name, " | ")
    return grades_of_folded(folded, is_it)


@lru_cache(maxsize=65536)
def grades_of_folded(folded: str, is_it: bool) -> tuple[str, ...]:
    # "Senior Staff" is one level, of any trade; "staff" alone is one in IT only.
    folded, above_senior = SENIOR_STAFF.subn(r"\1", folded)
    words = level_words_of(folded)
    at_end = {"Lead"} if above_senior or (is_it and _LEVEL_AT_END.search(folded)) else set()
    grades = at_end | {match.label.grade for match in known_levels().longest(words) if is_level(match, words, is_it)}
    return in_order(grades)


def is_level(match: Any, words: tuple[str, ...], is_it: bool) -> bool:
    following = words[match.end] if match.end < len(words) else ""
    previous = words[match.start - 1] if match.start else ""
    if words[match.start] in words_of("not_levels") or following in _stops_next().get(words[match.start], ()):
        return False
    guard = match.label.guard
    if not guard:
        return True
    if guard.get("field_only") or (guard.get("needs_it") and not is_it):
        return False
    if "beside" in guard and not {following, previous} & set(guard["beside"]):
        return False
    if "only_next" in guard and following not in guard["only_next"]:
        return False
    return following not in guard.get("not_next", ()) and previous not in guard.get("not_prev", ())
