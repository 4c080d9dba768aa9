"""Grade of an ad: Junior, Middle, Senior, Lead or none, with where it was read and whether people are managed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import Phrases, fold, tokens

ORDER: tuple[str, ...] = ("Junior", "Middle", "Senior", "Lead")
_SENIOR_STAFF = re.compile(r"\b(?:senior|sr\.?)\s+(staff|principal|(?:tech|team|technical)[ -]?lead|lead)\b")
# "Engineer, Staff" and "Engineer (Principal)" are levels; "Support Staff" is not.
_LEVEL_AT_END = re.compile(r"[,(/|–-]\s*(?:staff|principal)\s*\)?\s*$")
_MOST_YEARS = 12  # more years than that are the employer's age, not a demand
_YEARS = re.compile(
    r"(?<![\d.,$€£])(\d{1,2})(?:[.,]5)?\s?\+?(?:\s?(?:-|–|—|to|до|do|bis)\s?(\d{1,2})\s?\+?)?[\s-]{0,2}"
    r"(?:years?|yrs?|лет|года?|рок(?:и|ів|у)|lat[aа]?|rok[ui]?|jahren?|р\.)\b"
)
_HALF_YEAR = re.compile(r"(?:от\s|від\s|min\.?\s)?(?:полугода|полгода|півроку|6 месяцев|6 months|pół roku|6 monate)")
_DIGIT = re.compile(r"\d")
_WINDOW = 70


class Grade(NamedTuple):
    """`grade` is the lowest of `grades`; `basis` field, title, text or experience; `track` individual or management."""

    grade: str | None
    grades: tuple[str, ...]
    basis: str | None
    track: str


class _Level(NamedTuple):
    grade: str
    guard: dict[str, Any] | None  # None: the word needs no guard
    word: str


@cache
def _levels() -> Phrases[_Level]:
    lookup = load_yaml("grades")
    guards = {word.rstrip("*"): guard for word, guard in lookup["guards"].items()}
    entries: list[tuple[str, _Level]] = []
    for grade, groups in lookup["words"].items():
        entries += [(word, _Level(grade, None, word)) for word in groups["plain"]]
        entries += [(word, _Level(grade, guards.get(word.rstrip("*"), {}), word)) for word in groups["guarded"]]
    return Phrases(entries)


@cache
def _management() -> Phrases[bool]:
    lookup = load_yaml("grades")
    return Phrases(
        [(word, True) for word in lookup["management"]] + [(word, False) for word in lookup["management_not"]]
    )


@cache
def _stops_next() -> dict[str, frozenset[str]]:
    return {word: frozenset(stops) for word, stops in load_yaml("grades")["title_stops_next"].items()}


def _ordered(grades: set[str]) -> tuple[str, ...]:
    return tuple(grade for grade in ORDER if grade in grades)


@lru_cache(maxsize=16384)
def grades_in_field(words: str) -> tuple[str, ...]:
    """Grades of a board's own level value, "specjalista (Mid / Regular)" or "SENIOR"."""
    found = _levels().longest(tokens(words.replace("_", " ") if "_" in words else words))
    vague = {"specjalista", "specialist"}
    clear = [match for match in found if match.label.word not in vague] or found
    return _ordered({match.label.grade for match in clear})


@lru_cache(maxsize=65536)
def grades_in_title(title: str, is_it: bool = True, company: str = "") -> tuple[str, ...]:
    """Grades a title states. A company's name in the title is cut out first ("Developer at Senior Living")."""
    folded = fold(title)
    if company and (name := fold(company).strip()) and len(name) > 3 and name in folded:
        folded = folded.replace(name, " | ")
    folded = _SENIOR_STAFF.sub(r"\1", folded)
    words = tokens(folded)
    at_end = {"Lead"} if is_it and _LEVEL_AT_END.search(folded) else set()
    grades = at_end | {match.label.grade for match in _levels().longest(words) if _is_level(match, words, is_it)}
    return _ordered(grades)


def _is_level(match: Any, words: tuple[str, ...], is_it: bool) -> bool:
    following = words[match.end] if match.end < len(words) else ""
    previous = words[match.start - 1] if match.start else ""
    if following in _stops_next().get(words[match.start], ()):
        return False
    guard = match.label.guard
    if not guard:
        return True
    if guard.get("field_only") or (guard.get("needs_it") and not is_it):
        return False
    if "only_next" in guard and following not in guard["only_next"]:
        return False
    return following not in guard.get("not_next", ()) and previous not in guard.get("not_prev", ())


@lru_cache(maxsize=65536)
def track_of(title: str) -> str:
    """management for people managers (Head of, Director, CTO, Engineering Manager), else individual."""
    found = _management().longest(tokens(title))
    return "management" if any(match.label for match in found) else "individual"


def grade_of_years(years: float) -> str:
    """Grade of the least years asked for: under 1 Junior, 1 to 3 Middle, from 3 Senior."""
    return str(next(step["grade"] for step in load_yaml("grades")["experience"] if years < step["below"]))


def read_grade(
    grade_words: Sequence[str],
    title: str,
    found: Scan,
    *,
    is_it: bool,
    company: str = "",
    years_min: float | None = None,
    years_max: float | None = None,
    experience_text: str = "",
) -> Grade:
    """Read by order of trust: field, title, explicit statement in the text, years of experience. Never from salary."""
    track = track_of(title[:300])
    stated = {grade for words in grade_words if words for grade in grades_in_field(words[:200])}
    if stated:
        return _grade(stated, "field", track)
    if from_title := grades_in_title(title[:300], is_it, company[:100]):
        return _grade(set(from_title), "title", track)
    if from_text := _grades_in_text(found):
        return _grade(from_text, "text", track)
    if track == "management":
        return Grade(None, (), None, track)
    years = years_min
    if years is None and years_max is not None:
        years = 0.0 if years_max <= 1 else None
    if years is None and experience_text:
        years = _years_in(fold(experience_text[:200]))
    if years is None:
        years = _years_in_text(found)
    if years is None or not 0 <= years < 60:
        return Grade(None, (), None, track)
    return _grade({grade_of_years(years)}, "experience", track)


def _grade(grades: set[str], basis: str, track: str) -> Grade:
    ordered = _ordered(grades)
    return Grade(ordered[0], ordered, basis, track)


@cache
def _cue_stops() -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("grades")["text_cue_stops"])


def _grades_in_text(found: Scan) -> set[str]:
    """Hashtags of level, and level words right after a cue such as "we are looking for a" or "level:"."""
    tags = {hit.value for hit in found.of("grade_tag")}
    if tags:
        return tags
    for cue in found.of("grade_cue"):
        line_end = found.folded.find("\n", cue.end)
        words = tokens(found.text[cue.end : min(line_end, cue.end + 60)])[:5]
        levels = [match for match in _levels().longest(words) if _is_level(match, words, True)]
        stops = _cue_stops().find(words)
        stated = {
            match.label.grade
            for match in levels
            if match.start <= 3 and match.label.guard is None and not any(stop.start < match.start for stop in stops)
        }
        if stated:
            return stated
    return set()


def _years_in(folded: str) -> float | None:
    match = _YEARS.search(folded)
    if match and int(match.group(1)) <= _MOST_YEARS:
        return float(match.group(1))
    return 0.5 if _HALF_YEAR.search(folded) else None


@cache
def _not_experience() -> tuple[str, ...]:
    return tuple(load_yaml("grades")["experience_not"])


def _years_in_text(found: Scan) -> float | None:
    """Most years asked for beside a word of experience: the general demand is above that of each skill."""
    asked: list[float] = []
    for hit in found.of("experience"):
        line_start = found.folded.rfind("\n", 0, hit.start) + 1
        line_end = found.folded.find("\n", hit.end)
        around = found.folded[max(line_start, hit.start - _WINDOW) : min(line_end, hit.end + _WINDOW)]
        if not _DIGIT.search(around) or any(word in around for word in _not_experience()):
            continue
        years = _years_in(around)
        if years is not None:
            asked.append(years)
    return max(asked, default=None)
