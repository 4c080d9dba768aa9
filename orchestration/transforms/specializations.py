"""Direction and specialization of an ad, or none when it is not IT: by title, category, technologies.

All rules stand in lookups/specializations.yaml and lookups/categories.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.post_roles import (
    is_full_stack,
    is_post,
    names_developer,
    names_role,
    role_lines,
    sought_roles,
)
from orchestration.transforms.technologies import Technologies, dictionary
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import Found, Phrases, fold, tokens

NOT_IT = "not_it"
_NO_TECHNOLOGY = "none"
_WITNESSES = 2
_FIELD_WEIGHT, _TEXT_WEIGHT, _TITLE_WEIGHT = 2.0, 1.0, 3.0


class Specialization(NamedTuple):
    """Slugs, None for not IT; `basis` title, category, technologies or text, None when nothing could tell."""

    direction: str | None
    slug: str | None
    basis: str | None


class _TitleReading(NamedTuple):
    slug: str | None  # a specialization, NOT_IT, or None: the title does not decide
    is_weak: bool  # the same title occurs outside IT
    group: str | None  # backend | frontend | developer | qa: technologies decide within it


_NO_TITLE = _TitleReading(None, False, None)
_ANY_DEVELOPER = _TitleReading(None, False, "developer")
NOTHING = Specialization(None, None, None)


class _Rules(NamedTuple):
    any: Phrases[tuple[int, str]]
    rules: list[dict[str, Any]]
    developer: Phrases[bool]
    technologies: Phrases[str]
    generic: Phrases[str]


@cache
def _lookup() -> Any:
    return load_yaml("specializations")


@cache
def directions() -> dict[str, str]:
    """Specialization slug -> direction slug."""
    return {slug: direction for direction, slugs in _lookup()["directions"].items() for slug in slugs}


@cache
def _rules() -> _Rules:
    lookup = _lookup()
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
    return _Rules(Phrases(entries), lookup["title_rules"], developer, Phrases(technologies), Phrases(generic))


@lru_cache(maxsize=65536)
def read_title(title: str) -> _TitleReading:
    """What a title alone says."""
    return _read_title(title)


def _read_title(title: str) -> _TitleReading:
    known = _rules()
    words = tokens(title[:300])
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
        slug = rule["slug"]
        if slug == "qa-manual" and not rule.get("is_exact"):
            return _TitleReading(None, bool(rule.get("weak")), "qa")
        return _TitleReading(slug or NOT_IT, bool(rule.get("weak")), None)
    groups = {match.label for match in known.generic.longest(words)}
    if languages:
        return _TitleReading(_of_languages(languages, groups), False, None)
    for group in ("backend", "frontend", "developer"):
        if group in groups:
            return _TitleReading(None, False, group)
    return _NO_TITLE


def _title_languages(words: tuple[str, ...], known: _Rules) -> tuple[list[str], int]:
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


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Technology -> specialization -> weight."""
    weights: dict[str, dict[str, float]] = {}
    for slug, of_slug in _lookup()["technology_weights"].items():
        for name, weight in of_slug.items():
            weights.setdefault(name, {})[slug] = float(weight)
    return weights


def _scores(technologies: Technologies, in_title: frozenset[str]) -> dict[str, float]:
    scores: dict[str, float] = {}
    weights = _weights()
    for name, basis in zip(technologies.names, technologies.bases, strict=True):
        trust = _TEXT_WEIGHT if basis == "text" else _FIELD_WEIGHT
        if name in in_title:
            trust += _TITLE_WEIGHT
        for slug, weight in weights.get(name, {}).items():
            scores[slug] = scores.get(slug, 0.0) + weight * trust
    return scores


_GROUP_DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "backend": ("backend",),
    "frontend": ("frontend",),
    "mobile": ("mobile",),
    "data": ("data", "ml-ai"),
    "developer": (
        "backend",
        "frontend",
        "mobile",
        "game",
        "embedded",
        "erp-crm",
        "ml-ai",
        "data",
        "devops-sre",
        "other-it",
    ),
    "dev": ("backend", "frontend", "mobile", "game", "embedded", "erp-crm", "ml-ai", "data", "other-it"),
}
_FALLBACK = {
    "backend": "other-backend",
    "frontend": "other-frontend",
    "mobile": "cross-platform-mobile",
    "data": "data-analyst",
    "developer": "other-it",
    "dev": "other-it",
    "it": "other-it",
    "analysis": "system-analyst",
    "qa": "qa-manual",
}
_AUTOMATION = frozenset(
    {
        "Selenium",
        "Cypress",
        "Playwright",
        "pytest",
        "JUnit",
        "TestNG",
        "Appium",
        "REST Assured",
        "WebdriverIO",
        "Cucumber",
        "Robot Framework",
        "Puppeteer",
        "JMeter",
        "Gatling",
        "k6",
        "Locust",
        "Allure",
    }
)
_CODING = frozenset({"Python", "Java", "JavaScript", "TypeScript", "C#", "Kotlin", "CI/CD", "Jenkins", "Docker"})
_DATA_ANALYSIS = frozenset(
    {"SQL", "Python", "Tableau", "Power BI", "R", "A/B testing", "pandas", "Looker", "ClickHouse"}
)


def _refine(group: str, technologies: Technologies, in_title: frozenset[str]) -> tuple[str, bool]:
    """A specialization within a group, and whether the technologies decided it."""
    names = set(technologies.names)
    if group == "qa":
        automated = len(names & _AUTOMATION) >= 1 and len(names & _CODING) >= 1
        return ("qa-automation" if automated else "qa-manual"), automated
    if group == "analysis":
        is_data = len(names & _DATA_ANALYSIS) >= 2
        return ("data-analyst" if is_data else "system-analyst"), is_data
    allowed = _GROUP_DIRECTIONS.get(group)
    if allowed:
        of = directions()
        scores = {slug: score for slug, score in _scores(technologies, in_title).items() if of[slug] in allowed}
        if scores:
            return max(scores, key=lambda slug: (scores[slug], slug)), True
    return _FALLBACK[group], False


@lru_cache(maxsize=16384)
def read_category(words: str) -> str | None:
    """Slug, group or not_it of a board's category; None when the category is not known."""
    known = load_yaml("categories").get(" ".join(fold(words[:120]).split()))
    return str(known) if known else None


@cache
def _office_technologies() -> frozenset[str]:
    return frozenset(_lookup()["not_it_technologies"])


def read_specialization(
    title: str, category_words: Sequence[str], technologies: Technologies, family: str, found: Scan | None = None
) -> Specialization:
    """Title first, then the board's category, then technologies by weight. Of a post (`found`: its text) whose title
    names no IT role, the roles that its text names stand in for the title."""
    reading = read_title(title)
    if found is not None and is_post(family) and (named := _role_in_text(title, reading, found)) is not None:
        if named.slug:
            return _found(named.slug, "text")
        return _found(_refine(named.group or "developer", technologies, frozenset())[0], "text")
    if reading.slug == NOT_IT and not reading.is_weak:
        return Specialization(None, None, "title")
    defaults = load_yaml("source_defaults")["families"].get(family, {})
    categories = [known for words in category_words if words and (known := read_category(words))]
    is_it_category = any(known != NOT_IT for known in categories)
    says_not_it = bool(categories) and not is_it_category
    if not categories and category_words and defaults.get("uncategorised") == NOT_IT:
        says_not_it = True
    is_it_source = bool(defaults.get("it_only"))
    if reading.slug == NOT_IT:
        if not is_it_category and not is_it_source:
            return Specialization(None, None, "title")
        reading = _NO_TITLE
    signs = sum(name not in _office_technologies() for name in technologies.names)
    enough = signs >= _lookup()["minimum_it_technologies"]
    if reading.is_weak and says_not_it and not enough:
        reading = _NO_TITLE
    if reading.slug:
        return _found(reading.slug, "title")
    in_title = frozenset(_names_in(title)) if reading.group or categories else frozenset()
    if reading.group:
        if reading.group == "developer":
            exact = next((known for known in categories if known in directions()), None)
            if exact:
                return _found(exact, "category")
            side = next((known for known in categories if known in ("backend", "frontend", "mobile", "data")), None)
            if side:
                return _found(_refine(side, technologies, in_title)[0], "category")
            if found is not None and is_full_stack(found):
                return _found("fullstack", "text")
        slug, by_technologies = _refine(reading.group, technologies, in_title)
        return _found(slug, "technologies" if by_technologies and reading.group == "developer" else "title")
    if is_it_category:
        known = next(known for known in categories if known != NOT_IT)
        if known in _lookup()["weak_categories"] and signs < 2 and not is_it_source:
            return Specialization(None, None, "category")
        if known != "it":
            slug = known if known in directions() else _refine(known, technologies, in_title)[0]
            return _found(slug, "category")
        if signs >= 2:
            return _found(_refine("developer", technologies, in_title)[0], "technologies")
        return Specialization(None, None, "category")
    if is_it_source:
        return _found(_refine("developer", technologies, in_title)[0], "technologies")
    if says_not_it:
        return Specialization(None, None, "category")
    if enough:
        return _found(_refine("developer", technologies, in_title)[0], "technologies")
    witnessed = _of_two_witnesses(title, technologies, signs)
    return _found(witnessed, "technologies") if witnessed else NOTHING


def _role_in_text(title: str, reading: _TitleReading, found: Scan) -> _TitleReading | None:
    """The first IT role that the text of a post names, where its title names none."""
    is_other = reading.slug == NOT_IT
    if not is_other and (reading.slug or reading.group) and names_role(title):
        return None
    phrases = chain(role_lines(found), () if is_other else sought_roles(found))
    seen = False
    for one in map(_read_title, phrases):
        if one.group or (one.slug and one.slug != NOT_IT):
            return one
        seen = seen or one.slug == NOT_IT
    if is_other or seen or reading.slug or reading.group or not names_developer(found):
        return None
    return _ANY_DEVELOPER


def _of_two_witnesses(title: str, technologies: Technologies, signs: int) -> str | None:
    """Of a title that names a technology and no role ("Shopware 6 freelancer wanted"): the technology's
    specialization, when another technology of it, or two that office work
    does not ask for, are named."""
    for match in _rules().technologies.longest(tokens(title[:300])):
        if match.label in directions():
            weighed = sum(match.label in _weights().get(name, {}) for name in technologies.names)
            if weighed >= _WITNESSES or (weighed and signs >= _WITNESSES):
                return match.label
    return None


def _found(slug: str, basis: str) -> Specialization:
    return Specialization(directions()[slug], slug, basis)


@lru_cache(maxsize=65536)
def _names_in(title: str) -> tuple[str, ...]:
    known = dictionary().names
    return tuple(name for word in tokens(title) for name in known.get(word, ()))
