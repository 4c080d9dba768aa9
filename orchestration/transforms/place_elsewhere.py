"""Where a text goes over to places that are not those of the work: of customers, meetings, citizens, distant teams."""

from __future__ import annotations

import re
from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.places import any_of
from orchestration.transforms.words import fold

_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")
_CLAUSE_SIGNS = (",", ";", "(", "|", "—", " - ", " – ", ". ", "! ", "\n")
_ASIDE = 30  # characters around a word that a longer phrase which holds it stands in
_LANGUAGES_BEFORE = re.compile(r"(?:języ|sprach|langu|язык|мов)\w*\W*\(?[^().\n]*$")


def elsewhere_at(folded: str, start: int, end: int, is_remote: bool) -> int | None:
    """Where the first word stands that shows a text to name other places than those of the work."""
    first = next((at for at in _of_others(folded, start, end)), None)
    if is_remote and (people := _of_people().search(folded, start, end if first is None else first)):
        return people.start()
    return first


def _of_others(folded: str, start: int, end: int) -> list[int]:
    found = []
    for match in _other_places().finditer(folded, start, end):
        at = match.start()
        roles = _not_other_places().finditer(folded, max(start, at - _ASIDE), min(end, match.end() + _ASIDE))
        if not any(role.start() <= at < role.end() for role in roles):
            found.append(at)
            break
    return found


def people_at(folded: str, start: int, end: int) -> int | None:
    """Where a text says who is somewhere: founders, teams, firms."""
    people = _of_people().search(folded, start, end)
    return people.start() if people else None


def without_people(line: str) -> str:
    """A line of an ad of remote work without the clauses that say who is where."""
    while (people := _of_people().search(fold(line))) is not None:
        start = max(line.rfind(sign, 0, people.start()) + 1 for sign in _CLAUSE_SIGNS)
        stop = _SENTENCE_END.search(line, people.end())
        line = f"{line[: max(0, start - 1)]} | {line[stop.end() :] if stop else ''}"
    return line


@cache
def _other_places() -> re.Pattern[str]:
    """Sentences whose places are somebody else's: customers, markets, investors."""
    return re.compile(rf"(?<!\w)(?:{any_of(load_yaml('place_forms')['other_places'])})")


@cache
def _not_other_places() -> re.Pattern[str]:
    """Roles and terms that hold such a word: "obsługi klienta", "marketing"."""
    return re.compile(rf"(?<!\w)(?:{any_of(load_yaml('place_forms')['not_other_places'])})")


@cache
def _of_people() -> re.Pattern[str]:
    """Who is somewhere while the work is remote: "we're two founders (Vienna + Tallinn)"; not "team remote from …"."""
    words = any_of(load_yaml("place_forms")["places_of_people"])
    return re.compile(
        rf"(?<!\w)(?:{words})(?!(?<=\w)\w)(?![^.!?\n]{{0,30}}(?:remote|удал|віддал|zdaln|offic|офис|офіс|biur))"
    )


def is_of_languages(before: str) -> bool:
    """Whether codes in brackets are languages: "drugi język (FR, DE albo IT)"."""
    return _LANGUAGES_BEFORE.search(before) is not None
