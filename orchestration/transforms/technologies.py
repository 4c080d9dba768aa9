"""Technologies named in an ad: canonical names of lookups/technologies.csv, each with its witness."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_csv
from orchestration.transforms.text_scan import Hit, Scan, scan
from orchestration.transforms.words import fold, tokens

_LIST_GAP = re.compile(r"[\s,/;|()+&•·\-–]*(?:and|or|и|или|и/или|та|або|чи|i|lub|oraz|oder|und)?[\s,/;|()+&•·\-–]*")
_LANGUAGE_CUE = re.compile(
    r"\b(?:in|with|of|using|на|с|о|в|w|z|ze|mit|з|знание|знання|znajomość|язык|languages?:|stack:|стек:)\s$"
)
_AFTER_CUE = frozenset(",.;)/\n:")
_DEVELOPER = re.compile(
    r"[\s/-]*(?:\(?golang\)?[\s/-]*)?(?:senior|middle|junior|lead|software|backend|back-end|fullstack|full-stack|web)?[\s-]*"
    r"(?:develop|engineer|разраб|програм|programist|programm|розроб|entwickl|инженер|dev\b|backend|lead|team|тимлид|architect)"
)
_NEAR = 60


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


@lru_cache(maxsize=65536)
def read_skill(skill: str) -> tuple[str, ...]:
    """Names in one entry of a board's skill list, where even an ambiguous word is a technology."""
    known = dictionary()
    folded = " ".join(fold(skill[:200]).split())
    whole = known.names.get(folded)
    if whole:
        return whole
    found = scan("", skill[:200])
    names: dict[str, None] = {}
    count = len(tokens(skill))
    for hit in found.of("technology"):
        if hit.value in known.ambiguity and count > 2 and not _is_meant(found, hit, [], known):
            continue
        names.update(dict.fromkeys(known.names.get(hit.value, ())))
    return tuple(names)


def read_technologies(skills: Sequence[str], found: Scan) -> Technologies:
    """Technologies of the board's skill list and of the scanned title and text."""
    known = dictionary()
    stated: dict[str, None] = {}
    for skill in skills:
        stated.update(dict.fromkeys(read_skill(skill)))
    hits = found.of("technology")
    sure = [hit for hit in hits if hit.value not in known.ambiguity]
    starts = [hit.start for hit in sure]
    mentioned: dict[str, None] = {}
    for hit in hits:
        if hit.value in known.ambiguity:
            at = bisect_left(starts, hit.start)
            if not _is_meant(found, hit, sure[max(at - 1, 0) : at + 1], known):
                continue
        mentioned.update(dict.fromkeys(known.names.get(hit.value, ())))
    names = tuple(dict.fromkeys([*stated, *mentioned]))
    bases = tuple(
        "both" if name in stated and name in mentioned else "field" if name in stated else "text" for name in names
    )
    return Technologies(names, bases)


def _is_meant(found: Scan, hit: Hit, neighbours: Sequence[Hit], known: _Dictionary) -> bool:
    """Whether a word that is also a common word names the technology here: by case, neighbours and what follows."""
    surface = found.text[hit.start : hit.end]
    after = found.folded[hit.end : hit.end + 40]
    if hit.start < found.title_end and _DEVELOPER.match(after):
        return True
    if "&" in (after[:1], found.folded[hit.start - 1]) or (after[:1] == "-" and known.ambiguity[hit.value] == "strict"):
        return False  # R&D, C-level, go-to-market
    wanted = known.surfaces.get(hit.value)
    if (wanted and surface != wanted) or (wanted is None and surface.islower()):
        return False
    listed = near = False
    for other in neighbours:
        gap = found.folded[other.end : hit.start] if other.start < hit.start else found.folded[hit.end : other.start]
        near = near or len(gap) <= _NEAR
        listed = listed or (len(gap) <= 12 and _LIST_GAP.fullmatch(gap) is not None)
    if listed:
        return True
    before = found.folded[max(0, hit.start - 14) : hit.start]
    if known.ambiguity[hit.value] == "strict":
        cue = _LANGUAGE_CUE.search(before)
        is_language = wanted is not None and known.kinds[wanted] == "language"
        return after[:1] in _AFTER_CUE and cue is not None and (is_language or not cue.group().startswith("in"))
    starts_sentence = before.rstrip(" ")[-1:] in "\n.!?:•*-–—" if before.strip(" ") else True
    return near or not starts_sentence
