"""What stands around a word of a work format in its sentence: a place, days, another format, a denial, a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from orchestration.transforms.gazetteer import gazetteer
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Hit
from orchestration.transforms.words import Phrases, tokens
from orchestration.transforms.work_format_patterns import (
    ALL_OF_IT,
    AT_WORK,
    CLAUSE,
    DAYS,
    DAYS_OF_OTHER,
    DENIED_AFTER,
    DENIED_AT_END,
    DENIED_BEFORE,
    DENIED_FAR,
    DENIED_SHORT,
    EITHER,
    FOLLOWING,
    IN_BRACKETS,
    MORE_THAN_THAT,
    NO_SUCH,
    NO_WAY,
    NOUN,
    ON_SITE_THING,
    OR,
    PLACE_AFTER,
    PLACE_BEFORE,
    SLASHED,
    WORK_BEFORE,
)
from orchestration.transforms.work_format_words import cues

NEAR = 40  # characters between two formats that "or" joins
A_HOME = frozenset({"?home", "?from_home", "?at_home"})
AN_OFFICE = frozenset({"office", "?office", "?ours"})
REMOTE_OR_HOME = A_HOME | {"remote", "?remote"}
_TOWN = 50_000  # inhabitants; names of smaller towns are words too


@cache
def _hybrid_of() -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("work_formats")["hybrid_of"])


@cache
def _anywhere() -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("work_formats")["anywhere_words"])


def is_beside_place(sentence: str, hit: Hit) -> bool:
    """Whether "or" joins remote work and a place to be at: "Boston, MA or remote", "remote or local"; not "Berlin or
    anywhere"."""
    if _anywhere().find(tokens(sentence[hit.start : hit.end])):
        return False
    start = hit.start + (sentence.startswith("/ ", hit.start) and len("/ "))  # some words of formats begin so
    before = PLACE_BEFORE.search(sentence, max(0, start - NEAR), start)
    after = PLACE_AFTER.match(sentence, hit.end)
    return bool(
        (before and any(_is_place(name, bool(before[2]), is_last) for name, is_last in _last_names(sentence, before)))
        or (after and any(_is_place(after.group(1).split()[:length]) for length in (1, 2, 3)))
    )


def _last_names(sentence: str, before: re.Match[str]) -> Iterator[tuple[list[str], bool]]:
    """The last one, two and three words before "or", and whether a comma stands before them."""
    words = before.group(1).split()
    is_after_comma = sentence[: before.start(1)].rstrip().endswith(",")
    for length in (1, 2, 3):
        yield words[-length:], is_after_comma and length == len(words)


def _is_place(words: list[str], of_slash: bool = False, is_after_comma: bool = False) -> bool:
    name = " ".join(words)
    known = gazetteer()
    if of_slash and not is_after_comma:  # "London, UK / Remote" names the place of an office, "UK / Remote" a country
        return any(city.population >= _TOWN for city in known.cities.get(name, ())[:1])
    if name in load_yaml("work_formats")["local"] or name in known.us_states or name in known.countries:
        return True
    if len(name) == 2:
        return name.upper() in known.states
    cities = known.cities.get(name, ())
    return bool(cities) and cities[0].population >= _TOWN


def has_days(sentence: str) -> bool:
    """Whether days at a place are counted, and not those of a training or a leave: "удаленно, обучение 3 дня"."""
    for days in DAYS.finditer(sentence):
        before, after = sentence[max(0, days.start() - NEAR) : days.start()], sentence[days.start() :][:NEAR]
        clause = CLAUSE.split(before)[-1] + CLAUSE.split(after)[0]
        if not DAYS_OF_OTHER.search(clause):
            return True
    return False


def is_whole(sentence: str, hit: Hit) -> bool:
    return hit.value == "remote" and ALL_OF_IT.search(sentence[max(0, hit.start - NEAR) : hit.start]) is not None


def is_either(sentence: str, hits: list[Hit]) -> bool:
    """Whether "or" stands between home and office: "из дома или офиса"."""
    homes = [hit for hit in hits if hit.value in A_HOME]
    offices = [hit for hit in hits if hit.value in AN_OFFICE]
    return any(
        OR.search(sentence, min(home.end, office.end), max(home.start, office.start)) is not None
        for home in homes
        for office in offices
    )


def is_room(sentence: str, hit: Hit) -> bool:
    """An office that need not be said of the work: "фрукты в офисе", not "работа в офисе" or "onsite"."""
    if hit.value != "office" or AT_WORK.search(sentence, hit.start, hit.end):
        return False
    return not is_worked_at(sentence, hit)


def is_worked_at(sentence: str, hit: Hit) -> bool:
    """Whether "work from" and the like stand before an office."""
    return WORK_BEFORE.search(sentence, max(0, hit.start - NEAR), hit.start) is not None


def is_of_hybrid(sentence: str, hit: Hit, hybrid: Hit) -> bool:
    """Whether a word only says what the hybrid is: "hybrid (home/office)", "remote-first hybrid"."""
    if hit.end <= hybrid.start:
        return not sentence[hit.end : hybrid.start].strip(" -")
    is_inside = IN_BRACKETS.fullmatch(sentence, hybrid.end, hit.start) is not None
    return is_inside and MORE_THAN_THAT.search(sentence, hybrid.end, hit.end) is None


def is_joined(sentence: str, one: Hit, other: Hit) -> bool:
    first, second = (one, other) if one.start <= other.start else (other, one)
    between = sentence[first.end : second.start]
    return first is not second and len(between) <= NEAR and EITHER.search(between) is not None


def is_or_joined(sentence: str, one: Hit, other: Hit) -> bool:
    """Whether "or", and no slash, joins two formats: "полностью удаленно или в нашем офисе, возможен гибрид"."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    between = sentence[first.end : second.start]
    return is_joined(sentence, one, other) and OR.search(between) is not None and "/" not in between


def is_list_of_all(sentence: str) -> bool:
    """ "Офис/удаленка/гибрид" names three formats, though "офис/удаленка" by itself is hybrid."""
    stems = load_yaml("work_formats")["stems"]
    for run in SLASHED.finditer(sentence):
        words = [word.strip() for word in run.group().split("/")]
        if all(any(word.startswith(tuple(of_one)) for word in words) for of_one in stems.values()):
            return True
    return False


def is_of_other_things(sentence: str, hit: Hit) -> bool:
    """Before a word that is not about the work: "hybrid SIEM", "гибридные решения", "on-site construction"."""
    if hit.value == "office" and sentence.startswith("site", hit.end - 4):
        return sentence[hit.end : hit.end + 1] == " " and ON_SITE_THING.match(sentence, hit.end) is not None
    if hit.value != "?hybrid":
        return False
    end = hit.end
    while end < len(sentence) and sentence[end].isalpha():
        end += 1
    return NOUN.fullmatch(sentence, hit.start, end) is None and is_of_a_thing(sentence, end)


def is_of_a_thing(sentence: str, end: int) -> bool:
    """Whether a word that is not about the work, and is no place, follows."""
    if sentence[end : end + 1] not in (" ", "-") or sentence.startswith(" (", end):
        return False
    following = FOLLOWING.match(sentence, end)
    if following is None or _hybrid_of().find((following.group(1),)):
        return False
    return following.group(1) not in gazetteer().cities


def is_denied(sentence: str, hit: Hit) -> bool:
    """ "Не удаленно", "remote is not possible"; only within the clause."""
    if hit.value not in REMOTE_OR_HOME:
        return False
    before = CLAUSE.split(sentence[max(0, hit.start - NEAR) : hit.start])[-1]
    # Some words of formats end with their comma.
    clause = "" if CLAUSE.match(sentence, hit.end - 1) else CLAUSE.split(sentence[hit.end : hit.end + 2 * NEAR])[0]
    after = clause[:NEAR]
    is_not = DENIED_AFTER.search(after[:22]) or DENIED_AT_END.search(after) or DENIED_FAR.search(clause)
    is_none = any(no.match(sentence, hit.end) for no in (NO_SUCH, NO_WAY, DENIED_SHORT))
    return bool(is_not or is_none or DENIED_BEFORE.search(before))


def is_of_interviews(sentence: str, hit: Hit) -> bool:
    """ "Eine Arbeitsprobe vor Ort, …"; only within the clause."""
    clause = CLAUSE.split(sentence[: hit.start])[-1] + CLAUSE.split(sentence[hit.start :])[0]
    return any(match.label == "interview" for match in cues().find(tokens(clause)))
