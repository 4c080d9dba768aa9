"""What the title of an ad says of its specialization. The rules stand in lookups/specializations.yaml."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import Found, Phrases, tokens

NOT_IT = "not_it"
_CAPITAL_INSIDE = re.compile(r"\w[A-Z]")  # few titles have one; roles that a word runs into begin with one
_NO_TECHNOLOGY = "none"
_PAGES = "other-frontend"
_NAMED_SIDES = frozenset(("backend", "frontend"))
_BUILDERS = frozenset(("backend", "frontend", "mobile", "developer"))
_OF_ANY_TRADE = frozenset(("qa", "management", "design", "support", "other-it"))


class TitleReading(NamedTuple):
    slug: str | None  # a specialization, NOT_IT, or None: the title does not decide
    is_weak: bool  # the same title occurs outside IT
    group: str | None  # backend | frontend | mobile | developer | engineer | qa: technologies decide within it


NO_TITLE = TitleReading(None, False, None)
ANY_DEVELOPER = TitleReading(None, False, "developer")


class _Phrases(NamedTuple):
    any: Phrases[tuple[int, str]]
    rules: list[dict[str, Any]]
    developer: Phrases[bool]
    technologies: Phrases[str]
    generic: Phrases[str]


@cache
def rules() -> Any:
    return load_yaml("specializations")


@cache
def directions() -> dict[str, str]:
    """Specialization slug -> direction slug."""
    return {slug: direction for direction, slugs in rules()["directions"].items() for slug in slugs}


@cache
def _phrases() -> _Phrases:
    lookup = rules()
    entries = [
        (phrase, (index, role))
        for index, rule in enumerate(lookup["title_rules"])
        for role in ("any", "not", "with")
        for phrase in rule.get(role, ())
    ]
    technologies = [(word, slug) for slug, words in lookup["title_technologies"].items() for word in words]
    technologies += [(phrase, _NO_TECHNOLOGY) for phrase in lookup["title_technology_traps"]]
    generic = [(word, group) for group, words in lookup["generic_titles"].items() for word in words]
    developer = Phrases((word, True) for word in lookup["developer_words"])
    return _Phrases(Phrases(entries), lookup["title_rules"], developer, Phrases(technologies), Phrases(generic))


@cache
def _glued_roles() -> re.Pattern[str]:
    """Where a word of a title runs into a role: "DatabaseDeveloper", "SeniorQAEngineer", "#JavaDeveloper"."""
    words = rules()["glued_titles"]
    after_level = "|".join(rf"(?<=\b{level})(?=[A-Z])" for level in words["levels"])
    return re.compile(rf"(?<=\w)(?=(?:{'|'.join(words['roles'])})(?![a-z]))|{after_level}")


def _parted(title: str) -> str:
    return _glued_roles().sub(" ", title) if _CAPITAL_INSIDE.search(title) else title


@cache
def _languages_of_both_sides() -> frozenset[str]:
    return frozenset(rules()["languages_of_both_sides"])


@cache
def _asides() -> re.Pattern[str]:
    """What one should know besides the role: "Project Manager (with QA background)"."""
    words = rules()["title_asides"]
    return re.compile(
        rf"\(?(?<!\w)(?:{'|'.join(words['with'])})\s(?:[\w#+./&-]+,?\s){{0,4}}?(?:{'|'.join(words['of'])})(?!\w)[^,;|)]*\)?",
        re.IGNORECASE,
    )


@cache
def _before_departments() -> re.Pattern[str]:
    """What stands between a role and whom it works for: "Data analyst in the sales team", "Developer - Finance"."""
    return re.compile(rf"\s(?:{'|'.join(rules()['before_departments'])})\s|,\s", re.IGNORECASE)


@lru_cache(maxsize=65536)
def read_title(title: str) -> TitleReading:
    """What a title alone says. Knowledge asked for besides names no role, but may name a developer's language."""
    whole = read_phrase(title)
    head = _asides().sub(" ", title[:300])
    if len(head) >= len(title[:300]):
        return whole
    first = read_phrase(head)
    of_language = {*technologies_named(title), "fullstack", "qa-automation"}
    if (first.slug and not {first.slug, whole.slug} <= of_language) or (first.group and whole.slug not in of_language):
        return first
    return whole


def read_phrase(title: str) -> TitleReading:
    known = _phrases()
    words = tokens(_parted(title[:300]))
    roles: dict[int, set[str]] = {}
    starts: dict[int, int] = {}  # where a rule's first phrase stands
    for match in known.any.find(words):
        index, role = match.label
        roles.setdefault(index, set()).add(role)
        if role == "any":
            starts.setdefault(index, match.start)
    languages, first = _title_languages(words, known)
    for index in sorted(roles):
        rule, seen = known.rules[index], roles[index]
        if "any" not in seen or "not" in seen or ("with" in rule and "with" not in seen):
            continue
        if rule.get("with_developer") and not known.developer.find(words):
            continue
        if rule.get("unless_language") and languages:
            continue
        if rule.get("unless_language_first") and first < starts[index]:
            continue
        if "group" in rule:
            return TitleReading(None, False, rule["group"])
        slug = rule["slug"]
        if rule.get("department") and (of_role := _before_department(title)):
            return of_role
        if slug == "qa-manual" and not rule.get("is_exact"):
            return TitleReading(None, bool(rule.get("weak")), "qa")
        return TitleReading(slug or NOT_IT, bool(rule.get("weak")), None)
    groups = {match.label for match in known.generic.longest(words)}
    if languages == [_PAGES] and not groups & _NAMED_SIDES and not _languages_of_both_sides().isdisjoint(words):
        return TitleReading(None, False, "javascript")  # of the server as well as of pages: Node.js in the text
    if languages:
        return TitleReading(_of_languages(languages, groups), False, None)
    for group in ("backend", "frontend", "developer", "engineer"):
        if group in groups:
            return TitleReading(None, False, group)
    return NO_TITLE


def _before_department(title: str) -> TitleReading | None:
    """The builder of software whose department follows: makers of other things and their testers have those as well."""
    head = _before_departments().split(title[:300], maxsplit=1)[0]
    if len(head) == len(title[:300]) or " " not in head.strip():
        return None
    reading = read_phrase(head)
    if reading.is_weak or reading.slug == NOT_IT or directions().get(reading.slug or "") in _OF_ANY_TRADE:
        return None
    return reading if reading.slug or reading.group in _BUILDERS else None


def _title_languages(words: tuple[str, ...], known: _Phrases) -> tuple[list[str], int]:
    """Specializations of the technologies in the title, in order, when a developer is sought or nothing else is; and
    where the first of them, or the first word for the backend or frontend, stands."""
    generic = known.generic.find(words)
    first = min((match.start for match in generic if match.label in ("backend", "frontend")), default=len(words))
    found: list[Found[str]] = known.technologies.longest(words)
    if not found:
        return [], first
    covered = {position for match in found for position in range(match.start, match.end)}
    rest = tuple(word for position, word in enumerate(words) if position not in covered)
    if rest and not known.developer.find(rest) and not generic and len(rest) > 1:
        return [], first
    named = [match for match in found if match.label != _NO_TECHNOLOGY]
    return list(dict.fromkeys(match.label for match in named)), min((first, *(match.start for match in named)))


def _of_languages(languages: list[str], groups: set[str]) -> str:
    of = directions()
    exact = [slug for slug in languages if not slug.startswith("other-")]
    sides = {of[slug] for slug in exact}
    if {"backend", "frontend"} <= sides and not groups & {"backend", "frontend"}:
        return "fullstack"
    for side in ("backend", "frontend"):
        wanted = [slug for slug in exact if of[slug] == side]
        if side in groups and wanted:
            return wanted[0]
    if "frontend" in groups and "frontend" not in sides:
        return "other-frontend"
    if "backend" in groups and not exact:
        return "nodejs-backend" if languages == ["other-frontend"] else "other-backend"
    return (exact or languages)[0]


def technologies_named(title: str) -> list[str]:
    """Specializations of the technologies that a title names, whether or not it names a role."""
    return [match.label for match in _phrases().technologies.longest(tokens(title[:300]))]
