"""Countries and cities in five languages, and words that are no place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.gazetteer import country_code
from orchestration.transforms.place_text import read_places
from orchestration.transforms.places import Places, places_in_words
from orchestration.transforms.text_scan import scan
from orchestration.transforms.work_formats import read_work_formats


def _in_text(title: str, text: str, family: str) -> Places:
    found = scan(title, text)
    return read_places([], [], found, family, read_work_formats([], [], found, family).offered)


@pytest.mark.parametrize(
    ("words", "country", "city"),
    [
        ("Москва", "RU", "Moscow"),
        ("в Москве", "RU", "Moscow"),
        ("Санкт-Петербург, Невский район", "RU", "Saint Petersburg"),
        ("в Екатеринбурге", "RU", "Yekaterinburg"),
        ("Минск", "BY", "Minsk"),
        ("Київ", "UA", "Kyiv"),
        ("у Львові", "UA", "Lviv"),
        ("w Krakowie", "PL", "Kraków"),
        ("Warszawa, mazowieckie", "PL", "Warsaw"),
        ("Warschau", "PL", "Warsaw"),
        ("München", "DE", "Munich"),
        ("Алматы, Казахстан", "KZ", "Almaty"),
        ("Tbilisi, Georgia", "GE", "Tbilisi"),
        ("Atlanta, Georgia", "US", "Atlanta"),
        ("San Francisco, CA", "US", "San Francisco"),
        ("Zürich", "CH", "Zurich"),
        ("Гомель", "BY", "Gomel"),
        ("Toronto, Canada", "CA", "Toronto"),
        ("Paris", "FR", "Paris"),
        ("London office", "GB", "London"),
        ("Remote (Poland)", "PL", None),
        ("Remote - Germany", "DE", None),
        ("Anywhere in the United States", "US", None),
        ("Singapore", "SG", "Singapore"),
        ("Remote", None, None),
        ("Удалённо", None, None),
        ("Mobile", None, None),
        ("EU", None, None),
        ("", None, None),
        ("Remote - USA", "US", None),
        ("Remote - Mexico", "MX", None),
        ("Reading, UK", "GB", "Reading"),
        ("Reading", None, None),
        ("MÃ¼nchen", "DE", "Munich"),
    ],
)
def test_a_stated_place_gives_country_and_city(words: str, country: str | None, city: str | None) -> None:
    places = places_in_words(words)
    assert (places.country, places.city) == (country, city)


def test_several_cities_are_all_kept_in_order() -> None:
    places = places_in_words("Київ, Львів або віддалено")
    assert (places.countries, places.cities) == (("UA",), ("Kyiv", "Lviv"))


def test_regions_name_no_country() -> None:
    places = places_in_words("Remote, European Union")
    assert (places.countries, places.regions) == ((), ("EU",))


def test_a_stated_country_decides_between_cities_of_one_name() -> None:
    assert read_places(["Cambridge"], ["USA"], scan("", ""), "ashby", ()).country == "US"
    assert read_places(["Cambridge"], ["United Kingdom"], scan("", ""), "ashby", ()).country == "GB"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("POL", "PL"),
        ("PL", "PL"),
        ("Poland", "PL"),
        ("Польша", "PL"),
        ("Польща", "PL"),
        ("Polska", "PL"),
        ("Polen", "PL"),
        ("UK", "GB"),
        ("USA", "US"),
        ("РФ", "RU"),
        ("EN", None),
        ("Deutschland", "DE"),
        ("Niemcy", "DE"),
        ("Украина", "UA"),
        ("nowhere", None),
    ],
)
def test_country_names_and_codes_become_alpha_2(word: str, code: str | None) -> None:
    assert country_code(word) == code


@pytest.mark.parametrize(
    ("title", "text", "country"),
    [
        ("Python developer", "Локация: Ереван, офис рядом с метро", "AM"),
        ("Python developer", "📍 Белград", "RS"),
        ("Java Developer", "Lokalizacja: Wrocław\nOferujemy...", "PL"),
        ("Разработчик в Казани", "Пишем сервисы", "RU"),
        ("Python developer", "Our customers are in Germany and France, we write in English.", None),
        ("Python developer", "Требуется английский язык, команда говорит по-русски.", None),
    ],
)
def test_without_a_field_only_lines_about_the_place_are_read_and_never_the_language(
    title: str, text: str, country: str | None
) -> None:
    places = _in_text(title, text, "telegram")
    assert places.country == country
    assert places.basis == ("text" if country else None)


def test_a_market_in_the_title_of_a_remote_job_is_no_place_of_work() -> None:
    title = "Senior Media Buyer Facebook Gambling Turkey"
    assert read_places([], [], scan(title, ""), "djinni", ("remote",)).countries == ()
    assert read_places([], [], scan("Python Developer Warsaw", ""), "djinni", ("office",)).countries == ("PL",)


LINES = yaml.safe_load((Path(__file__).parent / "place_lines.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("title", "text", "countries", "city"), LINES)
def test_a_post_without_fields_says_where_the_work_is(
    title: str, text: str, countries: list[str], city: str | None
) -> None:
    places = _in_text(title, text, "hackernews" if text.isascii() else "telegram")
    assert list(places.countries) == countries
    assert city is None or places.city == city


@pytest.mark.parametrize(
    ("words", "countries", "city"),
    [
        ("D7, Remote", ("DE",), None),
        ("Batu Kawan, Penang, Malaysia", ("MY",), None),
        ("Vancouver, BC", ("CA",), "Vancouver"),
        ("Walldorf", ("DE",), "Walldorf"),
        ("Kirchheim, DE", ("DE",), None),
        ("Normal, IL", ("US",), None),
        ("Remote (PL, CZ)", ("PL", "CZ"), None),
        ("São Paulo, BR", ("BR",), "São Paulo"),
    ],
)
def test_codes_after_a_town_are_states_or_countries(words: str, countries: tuple[str, ...], city: str | None) -> None:
    places = places_in_words(words)
    assert (places.countries, places.city if city else None) == (countries, city)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    assert places_in_words(text) == places_in_words(text)
    read_places([text], [text], scan(text, text), "telegram", ())
    read_places([], [], scan(text, text), "telegram", ())
