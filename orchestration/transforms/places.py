"""Countries and cities of an ad: cities of GeoNames, countries of babel, other forms of lookups/place_forms.yaml.

A country is never read from a language. Regions ("EU", "worldwide") name no country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii

from orchestration.transforms.gazetteer import City, Gazetteer, country_code, gazetteer, is_declined
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import fold

SEPARATORS = re.compile(r"[,;/|()\[\]•·+\n:]|\\n|\s[-–—]\s|\s(?i:or|and|или|и|та|або|чи|lub|oraz|i|oder|und)\s")
_WORDS = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")
_STATE_IS_SMALLER = 500_000  # a US state's name beats a city of that name below this size
_COMPARABLE = 0.5  # a preferred country's city must be at least this share of the largest of that name
_MIN_AMONG_WORDS = 100_000  # smaller cities among other words are mostly words and names of people


def any_of(words: Iterable[str]) -> str:
    """A pattern of the words as they are folded, the longest first."""
    return "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True))


@cache
def _edge_words() -> re.Pattern[str]:
    forms = load_yaml("place_forms")
    return re.compile(rf"^(?:{any_of(forms['edges_before'])})\s+|\s+(?:{any_of(forms['edges_after'])})$")


@cache
def listed_names() -> frozenset[str]:
    """Names of places that ads use and no library has: "UK", "США", "NYC"."""
    forms = load_yaml("place_forms")
    return frozenset(
        fold(word)
        for section in ("cities", "countries", "regions")
        for words in forms[section].values()
        for word in words
    )


class Places(NamedTuple):
    """Countries (ISO 3166-1 alpha-2) and cities in the order stated; `basis` field or text; regions name no country."""

    countries: tuple[str, ...]
    cities: tuple[str, ...]
    regions: tuple[str, ...]
    basis: str | None

    @property
    def country(self) -> str | None:
        return self.countries[0] if self.countries else None

    @property
    def city(self) -> str | None:
        return self.cities[0] if self.cities else None


NOWHERE = Places((), (), (), None)


@lru_cache(maxsize=65536)
def places_in_words(words: str, prefer: tuple[str, ...] = ()) -> Places:
    """Places of one stated location. `prefer`: countries that decide between cities of one name, best first."""
    known = gazetteer()
    countries: dict[str, None] = {}
    regions: dict[str, None] = {}
    candidates: list[tuple[City, ...]] = []
    parts = [part.strip(" .*#\t") for part in SEPARATORS.split(fold(_decoded(words[:300])))]
    parts = [part for part in parts if part]
    has_city = False
    for index, part in enumerate(parts):
        country, region, cities = _read_part(part, known)
        if country is None and region is None and not cities and (shorter := strip_edges(part)) != part:
            part = shorter
            country, region, cities = _read_part(part, known)
        if country is None and region is None and not cities and (" " in part or "-" in part):
            country, region, cities = _read_words(part, known)
            if country and cities:
                countries.setdefault(country)
                cities_of_country = tuple(city for city in cities if city.country == country)
                cities, country = cities_of_country, None
        if not cities and part in known.words and index + 1 < len(parts):
            cities = _beside_area(known.words[part], parts[index + 1], known)
        if index and (area := _area_of(part, candidates[-1] if has_city else (), known)):
            country, cities = area
            countries.setdefault(country)
            if cities:
                candidates[-1] = cities
            continue
        if country and not (cities and index == 0 and len(parts) > 1 and country not in _countries_ahead(parts, known)):
            countries.setdefault(country)
        elif part in known.us_states and not cities:
            countries.setdefault("US")
        if region:
            regions.setdefault(region)
        if cities and (not country or cities[0].country == country):  # Singapore, Luxembourg
            candidates.append(cities)
            has_city = True
    cities_found: dict[str, None] = {}
    # "Paris, Canada" of a library without it, "Batu Kawan, Penang, Malaysia": the stated country holds.
    is_address = len(countries) == 1 and (len(candidates) == 1 or known.countries.get(parts[-1]) in countries)
    for cities in candidates:
        city = choose(cities, tuple(countries), prefer)
        if is_address and city.country not in countries:
            continue
        cities_found.setdefault(city.name)
        countries.setdefault(city.country)
    return Places(tuple(countries), tuple(cities_found), tuple(regions), None)


def _area_of(part: str, cities: tuple[City, ...], known: Gazetteer) -> tuple[str, tuple[City, ...]] | None:
    """The country that a state or a code after a town stands for, and the towns of that name there: "Austin, TX"."""
    state = known.states.get(part.upper() if len(part) == 2 else part)
    if state and cities:
        inside = tuple(c for c in cities if c.country == state.country and (c.area == state.code or not state.code))
        if inside:
            return state.country, inside
    if len(part) != 2 or not part.isascii() or not part.isalpha():
        return None
    code = country_code(part)
    if code and (inside := tuple(city for city in cities if city.country == code)):
        return code, inside
    if cities or (code is None and state is None):
        return None
    return (state.country, ()) if state and code != "DE" else (code, ()) if code else None


def _beside_area(cities: tuple[City, ...], area: str, known: Gazetteer) -> tuple[City, ...]:
    """Those of the cities whose name is a word too ("Cork") that lie in the state or country named after it."""
    state = known.states.get(area.upper() if len(area) == 2 else area)
    country = state.country if state else country_code(area)
    return tuple(city for city in cities if city.country == country and (not state or city.area == state.code))


def _decoded(words: str) -> str:
    """A name that a dump read with the wrong letters: "MÃ¼nchen"."""
    if "Ã" not in words:
        return words
    try:
        return words.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return words


def _countries_ahead(parts: Sequence[str], known: Gazetteer) -> set[str]:
    return {known.countries[part] for part in parts if part in known.countries}


def _read_part(part: str, known: Gazetteer) -> tuple[str | None, str | None, tuple[City, ...]]:
    country, region, cities = known.countries.get(part), known.regions.get(part), known.cities.get(part, ())
    if part in known.us_states and country is None and (not cities or cities[0].population < _STATE_IS_SMALLER):
        return "US", None, ()
    return country, region, cities


def _read_words(part: str, known: Gazetteer) -> tuple[str | None, str | None, tuple[City, ...]]:
    """A place among other words, the longest first: "US East Coast Remote", "China-Shanghai", "Melbourne HQ"."""
    words = _WORDS.findall(part)[:8]
    country: str | None = None
    region: str | None = None
    cities: tuple[City, ...] = ()
    at = 0
    while at < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[at : at + length])
            if len(words) - at < length:
                continue
            if len(phrase) <= 3 and phrase not in listed_names():
                continue  # "are" and "can" are codes of countries
            one, other, some = _read_part(phrase, known)
            large = some if some and _is_trusted_among_words(phrase, some[0]) else ()
            if one or other or large:
                country, region = country or one, region or other
                cities = cities or (large if not one else ())
                at += length - 1
                break
        at += 1
    return country, region, cities


@lru_cache(maxsize=65536)
def _is_trusted_among_words(phrase: str, city: City) -> bool:
    """Whether a word among others is this city: other spellings of names are words, "part" Perth, "rest" Rasht."""
    if city.population < _MIN_AMONG_WORDS or len(phrase) <= 3:
        return False
    is_its_name = phrase in (fold(anyascii(city.name)), fold(city.name))
    return is_its_name or not phrase.isascii() or phrase in listed_names() or is_declined(phrase, city)


def strip_edges(part: str) -> str:
    """A folded place without the words around it: "greater london area" is London."""
    for _ in range(3):
        shorter = _edge_words().sub("", part).strip(" -–—.")
        if shorter == part:
            break
        part = shorter
    return part


def choose(cities: tuple[City, ...], stated: tuple[str, ...], prefer: tuple[str, ...]) -> City:
    """The city in a stated country, else in a preferred one if not far smaller than the largest, else the largest."""
    for country in stated:
        for city in cities:
            if city.country == country:
                return city
    for country in prefer:
        for city in cities:
            if city.country == country and city.population >= _COMPARABLE * cities[0].population:
                return city
    return cities[0]


def merge(found: Iterable[Places], basis: str) -> Places:
    """All places of several readings in the order of reading."""
    countries: dict[str, None] = {}
    cities: dict[str, None] = {}
    regions: dict[str, None] = {}
    for one in found:
        countries.update(dict.fromkeys(one.countries))
        cities.update(dict.fromkeys(one.cities))
        regions.update(dict.fromkeys(one.regions))
    if not (countries or cities or regions):
        return NOWHERE
    return Places(tuple(countries), tuple(cities), tuple(regions), basis)


@lru_cache(maxsize=16384)
def _countries_of(words: str) -> tuple[str, ...]:
    if (code := country_code(words[:200])) is not None:
        return (code,)
    return places_in_words(words).countries


def places_in_fields(
    location_words: Sequence[str], country_words: Sequence[str], family: str
) -> tuple[Places, tuple[str, ...]]:
    """Places of the board's fields, and the countries that decide between cities of one name, best first."""
    return _in_fields(tuple(filter(None, location_words)), tuple(filter(None, country_words)), family)


@lru_cache(maxsize=16384)
def _in_fields(
    location_words: tuple[str, ...], country_words: tuple[str, ...], family: str
) -> tuple[Places, tuple[str, ...]]:
    stated = list(dict.fromkeys(code for words in country_words for code in _countries_of(words)))
    prefer = (*stated, *load_yaml("source_defaults")["families"].get(family, {}).get("countries", ()))
    places = [places_in_words(words, prefer) for words in location_words]
    return merge([Places(tuple(stated), (), (), None), *places], "field"), prefer
