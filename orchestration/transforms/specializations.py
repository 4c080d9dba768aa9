"""Direction and specialization of an ad, or none when it is not IT: by title, category, technologies.

All rules stand in lookups/specializations.yaml and lookups/categories.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.post_roles import (
    is_engineer,
    is_full_stack,
    is_post,
    names_developer,
    names_engineer,
    names_people,
    names_role,
    parts_of,
    role_lines,
    sought_hands,
    sought_roles,
    works,
)
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.specialization_titles import (
    ANY_DEVELOPER,
    NO_TITLE,
    NOT_IT,
    TitleReading,
    directions,
    read_phrase,
    read_title,
    rules,
    technologies_named,
)
from orchestration.transforms.specialization_weights import refine, technology_weights
from orchestration.transforms.technologies import Technologies, dictionary
from orchestration.transforms.words import fold, tokens

_WITNESSES = 2
_LANGUAGE_WEIGHT = 2  # of languages and frameworks; tools weigh less
_BUILDS = frozenset(("cms", "framework", "language", "library"))
_SIDES = frozenset(("backend", "frontend", "javascript", "mobile", "data"))


class Specialization(NamedTuple):
    """Slugs, None for not IT; `basis` title, category, technologies or text, None when nothing could tell."""

    direction: str | None
    slug: str | None
    basis: str | None


NOTHING = Specialization(None, None, None)


@lru_cache(maxsize=16384)
def read_category(words: str) -> str | None:
    """Slug, group or not_it of a board's category; None when the category is not known."""
    known = load_yaml("categories").get(" ".join(fold(words[:120]).split()))
    return str(known) if known else None


@cache
def _office_technologies() -> frozenset[str]:
    return frozenset(rules()["not_it_technologies"])


def read_specialization(
    title: str, category_words: Sequence[str], technologies: Technologies, family: str, found: Scan | None = None
) -> Specialization:
    """Title first, then the board's category, then technologies by weight. Of a post (`found`: its text) whose title
    names no IT role, the roles that its text names stand in for the title."""
    reading = read_title(title)
    if found is not None and is_post(family) and (named := _role_in_text(title, reading, found)) is not None:
        if named.slug == NOT_IT:
            return Specialization(None, None, "text")
        if named.slug:
            return _found(named.slug, "text")
        group = named.group if named.group and named.group != "engineer" else "developer"
        if group == "developer" and is_full_stack(found):
            return _found("fullstack", "text")
        return _found(refine(group, technologies, frozenset())[0], "text")
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
        reading = NO_TITLE
    signs = len(technologies.names) - len(_office_technologies().intersection(technologies.names))
    enough = signs >= rules()["minimum_it_technologies_of_posts" if is_post(family) else "minimum_it_technologies"]
    if reading.is_weak and says_not_it and not enough:
        reading = NO_TITLE
    is_bare = is_post(family) and not signs and " " not in title.strip()
    if is_bare and reading.is_weak and reading.slug in rules()["of_other_trades_when_bare"]:
        return Specialization(None, None, "title")
    if reading.group == "engineer":
        has_exact = any(known in directions() for known in categories)
        in_its_title = any(name not in _office_technologies() for name in _names_in(title))
        wanted = rules()["minimum_it_technologies_of_engineers"] - is_it_category - in_its_title
        is_it = is_post(family) or is_it_source or has_exact or (signs >= wanted and not says_not_it) or enough
        reading = ANY_DEVELOPER if is_it else NO_TITLE
    if reading.slug:
        return _found(_of_title_and_category(reading.slug, title, categories), "title")
    in_title = frozenset(_names_in(title)) if reading.group or categories else frozenset()
    if reading.group:
        exact = next((known for known in categories if known in directions()), None)
        if exact and reading.group in ("developer", directions()[exact]):
            if directions()[exact] == "backend" and _is_contradicted(exact, technologies):
                return _found(refine("backend", technologies, in_title)[0], "technologies")
            return _found(exact, "category")
        if reading.group == "developer":
            side = next((known for known in categories if known in _SIDES), None)
            if side:
                return _found(refine(side, technologies, in_title)[0], "category")
            if found is not None and is_full_stack(found):
                return _found("fullstack", "text")
        slug, by_technologies = refine(reading.group, technologies, in_title)
        return _found(slug, "technologies" if by_technologies and reading.group == "developer" else "title")
    if is_it_category:
        known = next(known for known in categories if known != NOT_IT)
        if known in rules()["weak_categories"] and signs < 2 and not is_it_source:
            return Specialization(None, None, "category")
        if known != "it":
            slug = known if known in directions() else refine(known, technologies, in_title)[0]
            return _found(slug, "category")
        if signs >= 2:
            return _found(refine("developer", technologies, in_title)[0], "technologies")
        return Specialization(None, None, "category")
    if is_it_source:
        return _found(refine("developer", technologies, in_title)[0], "technologies")
    if says_not_it:
        return Specialization(None, None, "category")
    if enough:
        return _found(refine("developer", technologies, in_title)[0], "technologies")
    if (witnessed := _of_two_witnesses(title, technologies, signs)) is not None:
        return _found(witnessed, "technologies")
    if found is not None and is_post(family) and _is_to_be_built(technologies, found):
        return _found(refine("developer", technologies, in_title)[0], "technologies")
    return NOTHING


def _is_to_be_built(technologies: Technologies, found: Scan) -> bool:
    """Whether something is to be made with a technology of builders, whoever makes it."""
    known = dictionary()
    built_with = {name for name in technologies.names if known.kinds[name] in _BUILDS}
    named = (hit for hit in found.of("technology") if not built_with.isdisjoint(known.names.get(hit.value, ())))
    return bool(built_with) and works(found, named)


def _of_title_and_category(slug: str, title: str, categories: Sequence[str]) -> str:
    """Of several languages in a title the one that the board files it under: "Backend Developer (PHP / Python)"."""
    if not categories:
        return slug
    of, named = directions(), technologies_named(title)
    filed = (known for known in categories if known in named and of.get(known) == of[slug])
    return next(filed, slug) if slug in named else slug


def _is_contradicted(slug: str, technologies: Technologies) -> bool:
    """Whether the board's own list names other languages of the server and nothing of the category's: C# under "C"."""
    weights = technology_weights()
    if any(slug in weights.get(name, {}) for name in technologies.names):
        return False
    of, listed = directions(), zip(technologies.names, technologies.bases, strict=True)
    return any(
        of[other] == "backend" and weight >= _LANGUAGE_WEIGHT
        for name, basis in listed
        if basis != "text"
        for other, weight in weights.get(name, {}).items()
    )


def _role_in_text(title: str, reading: TitleReading, found: Scan) -> TitleReading | None:
    """The first IT role that the text of a post names, where its title names none; not IT when all whom it says to be
    looking for are of other trades."""
    is_firm = reading.slug == NOT_IT and not names_people(title)  # "Springleaf Financial, Chicago"
    is_other = reading.slug == NOT_IT and not is_firm
    if not is_other and not is_firm and (reading.slug or reading.group) and names_role(title):
        return None
    seen = False
    for one in map(read_phrase, role_lines(found)):
        if one.group or (one.slug and one.slug != NOT_IT):
            return one
        seen = seen or one.slug == NOT_IT
    if is_other:
        return None
    sought = list(filter(None, map(_sought_role, sought_roles(found))))
    for one in sought:
        if one.slug != NOT_IT:
            return one
    is_silent = is_firm or not (reading.slug or reading.group)
    if sought and not seen and is_silent and not names_engineer(found):
        return sought[0]
    if sought or seen or not is_silent:
        return None
    for phrase in sought_hands(found):
        if (slug := next((slug for slug in technologies_named(phrase) if slug in directions()), None)) is not None:
            return TitleReading(slug, False, None)
    return ANY_DEVELOPER if (names_engineer if is_firm else names_developer)(found) else None


def _sought_role(phrase: str) -> TitleReading | None:
    """Of "engineers and sales reps" the engineers."""
    whole = read_phrase(phrase)
    if whole.slug == NOT_IT:
        for part in parts_of(phrase):
            one = read_phrase(part)
            if one.group or (one.slug and one.slug != NOT_IT):
                return one
            if is_engineer(part):
                return ANY_DEVELOPER
    return whole if whole.slug or whole.group else None


def _of_two_witnesses(title: str, technologies: Technologies, signs: int) -> str | None:
    """Of a title that names a technology and no role ("Shopware 6 freelancer wanted"): the technology's
    specialization, when another technology of it, or two that office work
    does not ask for, are named."""
    for slug in technologies_named(title):
        if slug in directions():
            weighed = sum(slug in technology_weights().get(name, {}) for name in technologies.names)
            if weighed >= _WITNESSES or (weighed and signs >= _WITNESSES):
                return slug
    return None


def _found(slug: str, basis: str) -> Specialization:
    return Specialization(directions()[slug], slug, basis)


@lru_cache(maxsize=65536)
def _names_in(title: str) -> tuple[str, ...]:
    known = dictionary().names
    return tuple(name for word in tokens(title) for name in known.get(word, ()))
