"""Whether words of a text are the name of a place, as strictly as running text needs it."""

from __future__ import annotations

from functools import cache, lru_cache

from anyascii import anyascii

from orchestration.transforms.gazetteer import City, Gazetteer, country_code, gazetteer, is_declined, near_countries
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.places import NOWHERE, Places, choose, listed_names, strip_edges
from orchestration.transforms.technologies import dictionary
from orchestration.transforms.words import fold

CODE = 4  # letters of an airport, a country code or an acronym, and of the shortest city trusted in text
MIN_IN_TEXT = 100_000  # inhabitants; smaller cities in running text are mostly words and names of people
MIN_BESIDE_FORMAT = 30_000  # our choice: beside "офис", or alone between dashes, a small town is a place, not a word
_MIN_FOREIGN = 500_000  # cities far away have namesakes in other letters


def is_area(words: str) -> bool:
    """Whether a word after a town is a state, a province or a country."""
    known = gazetteer()
    folded = fold(words)
    if len(words) <= CODE:
        return (words in known.states and words not in _WORDS_LIKE_STATES) or folded in listed_names()
    return folded in known.states or folded in known.countries


# Codes of states that are English words or currencies as well.
_WORDS_LIKE_STATES = frozenset({"OR", "IN", "OK", "ME", "HI", "ON"})


@lru_cache(maxsize=65536)
def _is_trusted(folded: str, city: City, smallest: int) -> bool:
    """Whether a word in a text is this city: other spellings of its name ("Vanta" for Vantaa) are mostly words."""
    if city.population < smallest:
        return " " in folded and city.population >= MIN_BESIDE_FORMAT and city.country == "US"
    if folded in listed_names() or fold(anyascii(city.name)) == folded or fold(city.name) == folded:
        return True
    is_near = city.country in near_countries() and not folded.isascii()
    return is_near or is_declined(folded, city) or city.population >= _MIN_FOREIGN


@cache
def short_names() -> frozenset[str]:
    """Names of cities that are written small as well: "nyc"."""
    words = (word for names in load_yaml("place_forms")["cities"].values() for word in names)
    return frozenset(word for word in words if len(word) < CODE and word.isascii() and word != "la")


def _with_country(words: str, known: Gazetteer) -> Places | None:
    """A town with its country and no comma: "London UK", "Dublin IE"."""
    town, _, last = words.rpartition(" ")
    country = country_code(last) if town and (len(last) > 2 or last.isupper()) else None
    for city in known.cities.get(fold(town), ()) if country else ():
        if city.country == country:
            return Places((city.country,), (city.name,), (), None)
    return None


def _district_of(words: str) -> str:
    """The town of "Hamburg-Altona"."""
    town, hyphen, district = words.partition("-")
    return town if hyphen and town[:1].isupper() and district[:1].isupper() and " " not in words else ""


@lru_cache(maxsize=65536)
def named(words: str, prefer: tuple[str, ...], smallest: int) -> Places:
    """The place that these words are and nothing else, as strictly as running text needs it."""
    known = gazetteer()
    folded = fold(words)
    is_listed = folded in listed_names()
    # REST, SAP and VAT are airports and codes of countries too, Athena and Phoenix technologies.
    if not is_listed and (len(folded) < CODE or (words.isupper() and len(folded) <= CODE)):
        return NOWHERE
    is_technology = " " not in folded and folded in dictionary().names
    is_small = len(folded) < CODE and words.isascii() and not words.isupper()
    if is_technology or (is_small and folded not in short_names()):
        return NOWHERE
    if country := known.countries.get(folded):
        return Places((country,), (), (), None)
    if folded in known.us_states and not is_listed:
        return Places(("US",), (), (), None)
    cities = tuple(city for city in known.cities.get(folded, ()) if _is_trusted(folded, city, smallest))
    if not cities and words[-3:-2] == " " and words[-2:] in known.states:  # "Portland OR"
        state = known.states[words[-2:]]
        cities = tuple(
            city
            for city in known.cities.get(folded[:-3], ())
            if city.country == state.country and (city.area == state.code or not state.code)
        )
    if not cities and (one := _with_country(words, known)) is not None:
        return one
    if not cities and (town := _district_of(words)):
        return named(town, prefer, MIN_IN_TEXT)
    if not cities:
        shorter = strip_edges(folded)
        return named(words[folded.find(shorter) :][: len(shorter)], prefer, smallest) if shorter != folded else NOWHERE
    city = choose(cities, (), prefer)
    return Places((city.country,), (city.name,), (), None)
