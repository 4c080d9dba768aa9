"""Technologies named in an ad: canonical names of lookups/technologies.csv, each with its witness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_csv
from orchestration.transforms.scanned_text import Hit, Scan
from orchestration.transforms.technology_contexts import Stretch, accounts, is_account, unasked
from orchestration.transforms.text_scan import scan_ahead, scan_short
from orchestration.transforms.words import fold, folded_name, tokens

_LIST_GAP = re.compile(
    r"[\s,/;|()+&•·\-–→]*(?:and|or|и|или|и/или|та|або|чи|i|і|й|lub|oraz|oder|und|bzw\.)?[\s,/;|()+&•·\-–→]*"
)
_SEPARATED = re.compile(r"\s{0,2}[,/;|+•·→][\s\-•·]{0,3}")
# After a name that stands in a list.
_GOES_ON = re.compile(r"\s*(?:$|[,;/|)+.·•\n-]|(?:and|or|и|или|та|або|чи|i|oraz|lub|und|oder|etc|и др)\b)")
_LANGUAGE_CUE = re.compile(
    r"\b(?:in|with|of|using|на|с|о|в|w|z|ze|mit|з|знание|знання|znajomość|язык|languages?:|stack:|стек:)\s$"
)
_KNOWN_CUE = re.compile(
    r"(?:знани[еяю]|знанням?|знати|знать|znajomoś\w+|podstaw\w*|doświadczeni\w+ (?:z|w)|knowledge of|"
    r"experience (?:with|in)|proficien\w+ (?:in|with)|kenntnisse (?:in|mit)|erfahrung (?:in|mit)|"
    r"опыт (?:работы )?(?:с|на)|досвід (?:роботи )?(?:з|на)|через|przez|via|на базе|"
    r"на базі|trochę|немного|трохи|a bit of|etwas|such as|languages? like|tools? like|frameworks? like):?\s$"
)
_ROLE_BEFORE = re.compile(
    r"(?:developer|engineer|entwickler|programista|programmierer|разработчик|программист|розробник|програміст)\s$"
)
# After a word that opens a sentence: "Swift and clear writing", but "Swift is a plus".
_PROSE = re.compile(r"\s(?!(?:is|or|are|on|with|experience|skills?|knowledge|library|framework)\b)[a-z]")
_AFTER_CUE = frozenset(",.;)/\n:")
_DEVELOPER = re.compile(
    r"[\s/-]*(?:\(?golang\)?[\s/-]*)?(?:senior|middle|junior|lead|software|backend|back-end|fullstack|full-stack|web)?[\s-]*"
    r"(?:develop|engineer|разраб|програм|programist|programm|розроб|entwickl|инженер|dev\b|backend|lead|team|тимлид|architect)"
)
_GLUED = re.compile(r"\w-$")
_NEAR = 60
_LONGEST_SKILL = 200
_FIRM_WORDS = frozenset(
    ("inc", "ltd", "llc", "gmbh", "ag", "se", "corp", "co", "labs", "systems", "technologies", "technology", "software")
)
# Names in addresses are those of sites: "www.hubspot.com", "yoga-go.io".
_NOT_OF_LINK = re.compile(r"[\s<>\"]")
_DOMAIN = re.compile(r"\.(?:com|io|ai|org|net|dev|co|app|ru|ua|pl|de|eu)\b")


class Technologies(NamedTuple):
    """Names in dictionary order of first mention, and per name its witness: field, text or both."""

    names: tuple[str, ...]
    bases: tuple[str, ...]


class _Dictionary(NamedTuple):
    names: dict[str, tuple[str, ...]]  # folded alias -> names ("html/css" is two)
    ambiguity: dict[str, str]  # folded alias -> case | strict
    surfaces: dict[str, str]  # folded alias -> spelling it must have in running text
    kinds: dict[str, str]
    parents: dict[str, tuple[str, ...]]


@cache
def dictionary() -> _Dictionary:
    """The technology dictionary by folded alias and by name."""
    names: dict[str, tuple[str, ...]] = {}
    ambiguity: dict[str, str] = {}
    surfaces: dict[str, str] = {}
    kinds: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    for row in load_csv("technologies"):
        name = row["name"]
        kinds[name] = row["kind"]
        parents[name] = tuple(filter(None, row["parents"].split(";")))
        for alias in (name, *filter(None, row["aliases"].split(";"))):
            key = fold(alias)
            names[key] = (*names.get(key, ()), name)
            if alias == name and row["ambiguity"]:
                ambiguity[key], surfaces[key] = row["ambiguity"], name
            elif alias.startswith("?"):
                ambiguity[key] = "strict"
                names[key.lstrip("?")] = (name,)
    return _Dictionary(names, ambiguity, surfaces, kinds, parents)


def _folded(skill: str) -> str:
    return " ".join(fold(skill[:_LONGEST_SKILL]).split())


def scan_skills(skills: Iterable[str]) -> None:
    """Scan together those entries of skill lists that are no names as a whole, ahead of read_skill()."""
    names = dictionary().names
    scan_ahead(skill[:_LONGEST_SKILL] for skill in set(skills) if _folded(skill) not in names)


@lru_cache(maxsize=65536)
def read_skill(skill: str) -> tuple[str, ...]:
    """Names in one entry of a board's skill list, where even an ambiguous word is a technology."""
    known = dictionary()
    folded = _folded(skill)
    whole = known.names.get(folded)
    if whole:
        return whole
    found = scan_short(skill[:_LONGEST_SKILL])
    names: dict[str, None] = {}
    count = len(tokens(skill))
    for hit in found.of("technology"):
        if hit.value in known.ambiguity and count > 2 and not _is_meant(found, hit, [], known):
            continue
        names.update(dict.fromkeys(known.names.get(hit.value, ())))
    return tuple(names)


def read_technologies(skills: Sequence[str], found: Scan, company: str = "") -> Technologies:
    """Technologies of the board's skill list and of the scanned title and text; the employer's own name is none."""
    known = dictionary()
    stated: dict[str, None] = {}
    for skill in skills:
        stated.update(dict.fromkeys(read_skill(skill)))
    hits, folded = found.of("technology"), found.folded
    names_of, ambiguity, applicant_sites, sure = known.names, known.ambiguity, accounts(), _sure_values()
    mentioned: dict[str, None] = {}
    settled: set[str] = set()  # of which no further mention can say anything
    passed_over = [*unasked(found, hits), *_links(found)]
    employer = folded_name(company) if company else ""
    before: Hit | None = None  # the last one that counted: in a list of ambiguous words each vouches for the next
    for number, hit in enumerate(hits, start=1):
        start, end, value = hit.start, hit.end, hit.value
        if value in settled:
            before = hit
            continue
        names = names_of.get(value)
        if names is None or (employer and employer.startswith(value) and _is_employer(employer, found, hit)):
            continue
        if value in ambiguity:
            if _is_common_word(found, hit, known):
                continue
            neighbours = list(filter(None, (before, _next_sure(hits, number, end + _NEAR, known))))
            if not _is_meant(found, hit, neighbours, known) and not (
                number < len(hits) and _are_listed(found, hit, hits[number], known)
            ):
                continue
        before = hit
        if folded[end] == "." and _DOMAIN.match(folded, end):
            continue
        if passed_over and _is_passed_over(passed_over, start, names):
            continue
        for name in names:
            if name not in applicant_sites or not is_account(folded, hit):
                mentioned[name] = None
        if value in sure and not employer.startswith(value):
            settled.add(value)
    if not stated:
        return Technologies(tuple(mentioned), ("text",) * len(mentioned))
    names = tuple(dict.fromkeys([*stated, *mentioned]))
    bases = tuple(
        "both" if name in stated and name in mentioned else "field" if name in stated else "text" for name in names
    )
    return Technologies(names, bases)


@cache
def _sure_values() -> frozenset[str]:
    """Values of hits that name technologies wherever they stand, unless the employer is called so."""
    known, sites = dictionary(), accounts()
    return frozenset(
        value for value, names in known.names.items() if value not in known.ambiguity and sites.isdisjoint(names)
    )


def _next_sure(hits: list[Hit], at: int, last: int, known: _Dictionary) -> Hit | None:
    """The first name from number `at` on, that begins at `last` at the latest, and is no common word as well."""
    for number in range(at, len(hits)):
        hit = hits[number]
        if hit.start > last:
            return None
        if hit.value not in known.ambiguity and hit.value in known.names:
            return hit
    return None


def _is_passed_over(stretches: Sequence[Stretch], at: int, names: tuple[str, ...]) -> bool:
    return any(of is None or not of.isdisjoint(names) for start, end, of in stretches if start <= at < end)


def _are_listed(found: Scan, hit: Hit, following: Hit, known: _Dictionary) -> bool:
    """Whether two ambiguous names in a row, spelled as names are, make a list: "(Chef, Puppet)"."""
    return _SEPARATED.fullmatch(found.folded, hit.end, following.start) is not None and all(
        known.surfaces.get(one.value) == found.text[one.start : one.end] for one in (hit, following)
    )


def _is_employer(employer: str, found: Scan, hit: Hit) -> bool:
    """Whether the firm called by the name alone, or with words that firms add ("Ajax Systems"), is meant."""
    if hit.end <= found.title_end or _is_asked_for(found.folded, hit):
        return False
    rest = employer[hit.end - hit.start :].replace(",", " ").replace(".", " ")
    return not rest[:1].isalnum() and all(word in _FIRM_WORDS for word in rest.split())


def _is_asked_for(folded: str, hit: Hit) -> bool:
    """Whether words that ask for knowledge stand right before the name."""
    return _KNOWN_CUE.search(folded, max(0, hit.start - 34), hit.start) is not None


def _links(found: Scan) -> Iterator[Stretch]:
    folded = found.folded
    for hit in found.of("link"):
        end = _NOT_OF_LINK.search(folded, hit.end)
        yield Stretch(hit.start, end.start() if end else len(folded), None)


def _gaps(folded: str, hit: Hit, neighbours: list[Hit]) -> list[str]:
    """What stands between a name and those near it."""
    gaps: list[str] = []
    for other in neighbours:
        start, end = (other.end, hit.start) if other.start < hit.start else (hit.end, other.start)
        if end - start <= _NEAR:
            gaps.append(folded[start:end])
    return gaps


def _is_common_word(found: Scan, hit: Hit, known: _Dictionary) -> bool:
    """What settles half of them at once: outside a title, and spelled small as the technology is not."""
    start, end, value = hit.start, hit.end, hit.value
    if end <= found.title_end:
        return False
    surface, wanted = found.text[start:end], known.surfaces.get(value)
    return surface != wanted and (wanted is None or known.ambiguity[value] == "strict") and surface.islower()


def _is_meant(found: Scan, hit: Hit, neighbours: list[Hit], known: _Dictionary) -> bool:
    """Whether a word that is also a common word names the technology here: by case, neighbours and what follows."""
    start, end, value = hit.start, hit.end, hit.value
    folded = found.folded
    surface = found.text[start:end]
    in_title = end <= found.title_end
    after = folded[end : min(end + 40, found.title_end) if in_title else end + 40]
    if in_title and (
        _DEVELOPER.match(after)
        or (after.lstrip()[:1] in ("", "(", "/", ",") and _ROLE_BEFORE.search(folded[max(0, start - 20) : start]))
    ):
        return True
    is_strict = known.ambiguity[value] == "strict"
    if "&" in (after[:1], folded[start - 1]) or (after[:1] == "-" and is_strict):
        return False  # R&D, C-level, go-to-market
    if is_strict and _GLUED.match(folded, start - 2, start):
        return False  # Yoga-Go
    wanted = known.surfaces.get(value)
    if surface.islower() and surface != wanted and (wanted is None or is_strict):
        return False
    gaps = _gaps(folded, hit, neighbours)
    if wanted and surface != wanted and surface.islower():  # "redis, celery, flask", not "Docker, solid English"
        return any(map(_SEPARATED.fullmatch, gaps)) and _GOES_ON.match(after) is not None
    if wanted and surface != wanted and surface.isupper():  # "CSS (SASS/LESS)", "preprocessors such as LESS"
        return _is_asked_for(folded, hit) or any(len(gap) <= 12 and _LIST_GAP.fullmatch(gap) for gap in gaps)
    if (
        wanted
        and surface != wanted
        and not (" " in wanted and surface == wanted.title())
        and not (is_strict and surface[1:] not in (surface[1:].lower(), surface[1:].upper()))
    ):
        return False
    listed = any(len(gap) <= 12 and _LIST_GAP.fullmatch(gap) and (wanted or gap.strip()) for gap in gaps)
    if listed:
        return True
    if wanted is None and surface == "REST":
        return not found.text[max(0, start - 12) : start].isupper()
    before = folded[max(0, start - 34) : start]
    if is_strict:
        if _is_asked_for(folded, hit) and not after.startswith((" to ", "-")):
            return True
        cue = _LANGUAGE_CUE.search(before)
        is_language = wanted is not None and known.kinds[wanted] == "language"
        return after[:1] in _AFTER_CUE and cue is not None and (is_language or not cue.group().startswith("in"))
    starts_sentence = before.rstrip(" ")[-1:] in "\n.!?:•*-–—" if before.strip(" ") else True
    return not starts_sentence or (bool(gaps) and not _PROSE.match(after))
