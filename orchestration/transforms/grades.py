"""Grade of an ad: Junior, Middle, Senior, Lead or none, with where it was read and whether people are managed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from orchestration.transforms.experience_years import years_in, years_in_text
from orchestration.transforms.grade_words import (
    ORDER,
    SENIOR_STAFF,
    Level,
    grades_in_field,
    grades_in_title,
    grades_of_folded,
    in_order,
    is_level,
    known_levels,
    level_words_of,
    words_of,
)
from orchestration.transforms.internships import offers_internships
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Hit, Scan, first_from
from orchestration.transforms.technologies import dictionary
from orchestration.transforms.words import Phrases, fold, tokens

_AMOUNT = re.compile(r"[$€£]?\d{2,3}[ .,\u00a0]?\d{3}|[$€£]?\d{1,3}k")
_TO = re.compile(r"(?:[ -]level)?[ -](?:to|bis|до|do)[ -]")
_LEVEL_NEXT = re.compile(r"[ -](?:level|niveau|уровн|рівн|poziom)")
_AND = re.compile(
    r"(?:[ -]level)?\+?(?: (?:and|or|and/or|und|oder|и|или|та|або|i|lub|oraz)(?: an?)? |,? так и | ?[/&] ?)(?:strong )?"
)
_OPENINGS_NEXT = re.compile(
    r"(?:[ -]level)? (?:positions?|roles?|openings?|vacanc\w+|позиц\w+|ваканс\w+|stanowisk\w*|stellen)\b"
)
_MOST_LEVELS = 60  # bounds the work on a hostile text
_WORD = re.compile(r"[^\W_]+\+?")
_NEAR = 50
_RIGHT_AFTER = 16  # "уровень разработчиков в компании — middle+/senior" says who is there
_FIELD = 24
_BEFORE_PAY = " :–—-"
_CELLS = ("|", "•", "·")  # between facts of one line: "Warszawa | hybrydowo | Mid"
_ENDS_CELL = frozenset({"", *_CELLS})


class Grade(NamedTuple):
    """`grade` is the lowest of `grades`; `basis` field, title, text or experience; `track` individual or management."""

    grade: str | None
    grades: tuple[str, ...]
    basis: str | None
    track: str


class _Run(NamedTuple):
    """Levels in a row that open or close a line or sentence."""

    grades: set[str]
    is_paid: bool  # an amount follows


@cache
def _management() -> Phrases[bool]:
    lookup = load_yaml("grades")
    return Phrases(
        [(word, True) for word in lookup["management"]] + [(word, False) for word in lookup["management_not"]]
    )


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
    roles: Iterable[str] = (),
) -> Grade:
    """Read by order of trust: field, title, explicit statement in the text, years of experience. Never from salary.

    The grades of a field are joined by the higher ones of the title and by those with pay of their own in the text;
    those of a post's title by those of the other `roles` that its text lists.
    """
    track = track_of(title[:300])
    stated = {grade for words in grade_words if words for grade in grades_in_field(words[:200])}
    from_title = grades_in_title(title[:300], is_it, company[:100])
    if stated and not (from_title and _is_vague(grade_words)):
        # Boards take one level where the title says "Mid/Senior"; a level below the field's contradicts it.
        least = min(map(ORDER.index, stated))
        joined = _with_text(stated, found, is_it) | (set(from_title) if is_it else set())
        return _grade(stated | {grade for grade in joined if ORDER.index(grade) > least}, "field", track)
    listed = _grades_of_roles(roles, is_it)
    if from_title:
        return _grade(_with_text(set(from_title), found, is_it) | listed, "title", track)
    opened = _grades_of_lines(found, is_it)
    if track == "management":
        return Grade(None, (), None, track)
    from_text = _grades_in_text(found, opened, is_it) | listed
    if from_text or offers_internships(found):
        return _grade(_pair_after_cue(found, from_text or {ORDER[0]}, is_it), "text", track)
    years = years_min
    if years is None and years_max is not None:
        years = 0.0 if years_max <= 1 else None
    if years is None and experience_text:
        folded = fold(experience_text[:200])
        years = 0.0 if any(word in folded for word in _list("experience_none")) else years_in(folded)
    if years is None:
        years = years_in_text(found)
    if years is None or not 0 <= years < 60:
        return Grade(None, (), None, track)
    return _grade({grade_of_years(years)}, "experience", track)


def _is_vague(grade_words: Sequence[str]) -> bool:
    return all(fold(words).strip() in _list("vague_fields") for words in grade_words if words)


def _grades_of_roles(roles: Iterable[str], is_it: bool) -> set[str]:
    return {grade for role in roles if not _listed_stops().find(tokens(role)) for grade in grades_in_title(role, is_it)}


def _with_text(stated: set[str], found: Scan, is_it: bool) -> set[str]:
    """Levels of a field or title with those the text joins to them: boards take one level, a title may end before its
    second ("UX Researcher (Senior or Mid)", "We seek Mid-Level and Senior engineers"), others have pay of their own."""
    opened = _grades_of_lines(found, is_it)
    whole = next((run.grades for run in opened if run.grades > stated), None) or _pair_after_cue(found, stated, is_it)
    return whole | _paid_beside(whole, opened)


def _pair_after_cue(found: Scan, stated: set[str], is_it: bool) -> set[str]:
    """The stated level with the one that "and" or "or" joins to it right after a cue, else the stated one alone."""
    levels = found.of("grade_word")[:_MOST_LEVELS]
    if len(levels) < 2:
        return stated
    cues = [cue.end for cue in found.of("grade_cue")]
    for one, other in pairwise(levels):
        if not (
            _AND.fullmatch(found.folded, one.end, other.start) or _TO.fullmatch(found.folded, one.end, other.start)
        ):
            continue
        at = bisect_right(cues, one.start)
        if at and one.start - cues[at - 1] <= _RIGHT_AFTER and "\n" not in found.folded[cues[at - 1] : one.start]:
            pair = set(grades_of_folded(found.folded[one.start : other.end], is_it))
            if pair > stated:
                return pair
    return stated


def _paid_beside(stated: set[str], runs: list[_Run]) -> set[str]:
    """Levels that have pay of their own in the text, when a stated one has: "Mid 12 800 PLN | Senior 16 900 PLN"."""
    paid: set[str] = set().union(*(run.grades for run in runs if run.is_paid))
    return paid if paid & stated else set()


def _grade(grades: set[str], basis: str, track: str) -> Grade:
    ordered = in_order(grades)
    return Grade(ordered[0], ordered, basis, track)


@cache
def _cue_stops() -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("grades")["text_cue_stops"])


@cache
def _listed_stops() -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("grades")["listed_role_stops"])


def _grades_in_text(found: Scan, runs: list[_Run], is_it: bool) -> set[str]:
    """Hashtags of level, level words right after a cue such as "we are looking for a" or "level:", and of lines."""
    tags = {hit.value for hit in found.of("grade_tag")}
    if tags:
        return tags
    opened: set[str] = set().union(*(run.grades for run in runs))
    not_before = words_of("text_cue_not_before")
    level_words = found.of("grade_word")
    for cue in found.of("grade_cue"):
        at = first_from(level_words, cue.end)
        if at == len(level_words) or level_words[at].start > cue.end + _NEAR:
            continue
        before = found.folded[max(0, cue.start - 14) : cue.start].rpartition("\n")[2]
        line_end = found.folded.find("\n", cue.end)
        rest = SENIOR_STAFF.sub(r"\1", found.folded[cue.end : min(line_end, cue.end + 60)])
        if any(word in before for word in not_before):
            continue
        written = tokens(rest.partition(". ")[0].replace("-to-", " to "))[:6]  # "a junior-to-mid-level developer"
        words = tuple(word.rstrip("+") for word in written)
        levels = known_levels().longest(words)
        if not levels:
            continue
        is_label = ":" in (found.folded[cue.end - 1], rest.lstrip()[:1]) or rest.lstrip()[:1] in ("—", "–", "-")
        starts = {match.start for match in levels}
        ends = {match.end for match in levels}
        rather = words_of("text_level_rather")
        found_stops = [(stop.start, stop.end) for stop in _cue_stops().find(words)]
        stops = [at for at, to in found_stops if at not in ends or to not in starts or words[at] in rather]
        stated = {
            match.label.grade
            for match in levels
            if (match.start <= 4 or match.start - 1 in ends)
            and is_level(match, words, is_it)
            and (
                match.label.guard is None
                or is_label
                or written[match.end - 1].endswith("+")
                or _has_role(words[match.end : match.end + 2])
                or (match.start == 0 and _is_whole(words[match.end :]))
                or starts > {match.start}
            )
            and not any(stop < match.start for stop in stops)
        }
        if stated:
            return opened if opened > stated else stated
    return opened or _pair_sought(level_words, found.folded, is_it)


def _pair_sought(level_words: list[Hit], folded: str, is_it: bool) -> set[str]:
    """Both levels of "at the mid-to-senior level" or "both junior and senior positions", wherever that stands."""
    for one, other in pairwise(level_words[:_MOST_LEVELS]):
        is_range = _TO.fullmatch(folded, one.end, other.start) and _LEVEL_NEXT.match(folded, other.end)
        if is_range or (_AND.fullmatch(folded, one.end, other.start) and _OPENINGS_NEXT.match(folded, other.end)):
            return set(grades_of_folded(folded[one.start : other.end], is_it))
    return set()


def _has_role(words: Sequence[str]) -> bool:
    """A person is named, in the singular: "senior engineers" are colleagues."""
    return not words_of("text_roles").isdisjoint(words)


def _is_whole(following: Sequence[str]) -> bool:
    """A level that nothing, a technology or "and above" follows: "poziom mid", "potrzebny regular PHP"."""
    upwards = _list("text_level_upwards")
    return not following or following[0] in dictionary().names or " ".join(following).startswith(upwards)


def _names_work(words: Sequence[str]) -> bool:
    return _has_role(words) or not words_of("text_fields").isdisjoint(words)


def _grades_of_lines(found: Scan, is_it: bool) -> list[_Run]:
    """Levels that open a line or sentence ("Senior, 4+ years", "Mid: 14k") or close a line with a role."""
    runs: list[_Run] = []
    done, opened_line = 0, -1
    folded = found.folded
    for level in found.of("grade_word"):
        start, end = level.start, level.end
        if start < max(done, found.title_end):
            continue
        is_invited = _is_invited(folded, end)
        follows_word = folded[start - 1] == " " and folded[start - 2].isalnum()
        is_of_field = follows_word and _heads_with_field(folded[max(0, start - _FIELD) : start])
        if follows_word and not (is_invited or is_of_field):
            continue  # what most of them follow is a word
        line_start = folded.rfind("\n", 0, start) + 1
        line_end = folded.find("\n", start)
        head = folded[max(line_start, start - 100) : start]
        sentence = max(head.rfind(mark) for mark in (". ", "! ", "? "))
        opening = _WORD.search(head, sentence + 1) is None
        # "Senior 85–98 T€, Lead 100–118 T€": a level with its own pay after one that opened the line.
        paid_after_another = line_start == opened_line and head.rstrip(" ")[-1:] in (",", ";", "/", "|")
        is_cell = head.rstrip(" ")[-1:] in _CELLS
        if not (opening or paid_after_another or is_invited or is_cell or is_of_field) and not (
            head.rstrip(" ")[-1:] in "(,–—|/" and _names_work(level_words_of(head))
        ):
            continue
        rest = folded[start : min(line_end, start + 90)]
        levels, size, words = _run_of_levels(rest, is_it)
        done = start + size
        if not levels:
            continue
        if paid_after_another and not opening:
            is_sought = rest[size:].lstrip(_BEFORE_PAY)[:1] in tuple("0123456789$€£₴₽")
        elif opening or is_invited:
            is_sought = is_invited or _opens(rest[size:], words, levels)
        elif is_cell and not _names_work(level_words_of(head)):
            is_sought = rest[size:].strip(" *_")[:1] in _ENDS_CELL
        else:
            # "Python expert" in a list of what is asked is no level.
            is_sought = _closes(rest[size:]) and not (is_of_field and any(level.guard is not None for level in levels))
        if is_sought:
            opened_line = line_start
            named = {level.grade for level in levels} - ({"Senior"} if SENIOR_STAFF.match(rest) else set())
            runs.append(_Run(named, _AMOUNT.match(rest[size:].lstrip(_BEFORE_PAY)) is not None))
    return runs


def _heads_with_field(before: str) -> bool:
    """Whether nothing but a field of work stands before a level in its line: "iOS Senior — 2000-3000$"."""
    _, newline, head = before.rpartition("\n")
    words = level_words_of(head) if newline else ()
    return len(words) == 1 and (words[0] in words_of("text_fields") or words[0] in dictionary().names)


def _is_invited(folded: str, at: int) -> bool:
    """Whether "are welcome" and the like follow the word whose stem ends there."""
    while folded[at].isalnum():
        at += 1
    return folded.startswith(_list("text_level_invited"), at)


def _run_of_levels(text: str, is_it: bool) -> tuple[list[Level], int, tuple[str, ...]]:
    """Level words at the start, joined by "or" and the like; where they end; the three words after them."""
    spans = list(_WORD.finditer(text))[:9]
    words = tuple(span.group().rstrip("+") for span in spans)
    matches = {match.start: match for match in known_levels().longest(words) if is_level(match, words, is_it)}
    joins = words_of("text_level_joins")
    levels: list[Level] = []
    at, end = 0, 0
    while at < len(words):
        if match := matches.get(at):
            levels.append(match.label)
            at = end = match.end
        elif levels and words[at] in joins and at + 1 in matches:
            at += 1
        else:
            break
    size = spans[end - 1].end() if end else 0
    return ([] if "→" in text[:size] or "->" in text[:size] else levels), size, words[end : end + 3]


def _opens(after: str, words: tuple[str, ...], levels: list[Level]) -> bool:
    after = after.lstrip(" *_")
    if not words_of("text_level_of_skill").isdisjoint(words[:2]):
        return False
    following = words[0] if words else ""
    if not after or after[0] == ":" or following in words_of("text_level_next") or _has_role(words):
        return True
    if all(level.guard is not None for level in levels):
        return bool(_AMOUNT.match(after))  # "Mid 12 800 PLN"; not "Lead the team", "Regular, honest feedback"
    return (
        after[0] in ",;.()—–|/·!"
        or after[0].isdigit()
        or after[0] in "$€£₴₽"
        or following in words_of("text_fields")
        or following in dictionary().names
        or after.startswith(_list("text_level_upwards"))
    )


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(load_yaml("grades")[name])


def _closes(after: str) -> bool:
    return after.strip(" *_")[:1] in ("", ")", "/", "|", ",", "—", "–", ".")
