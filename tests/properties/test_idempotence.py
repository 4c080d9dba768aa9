"""A canonical word is read as itself, and what was cleaned once is clean."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms import folding
from orchestration.transforms.gazetteer import country_code
from orchestration.transforms.grade_words import ORDER as GRADES
from orchestration.transforms.grade_words import grades_in_field, grades_in_title
from orchestration.transforms.languages import read_language
from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.places import places_in_words
from orchestration.transforms.redaction import redact, redact_scanned
from orchestration.transforms.salaries import contract_of, currency_code, period_of, tax_of
from orchestration.transforms.technologies import read_skill
from orchestration.transforms.text_scan import scan
from orchestration.transforms.words import fold, same_letters
from orchestration.transforms.work_format_sentences import ORDER as FORMATS
from orchestration.transforms.work_formats import read_work_formats

from .texts import ANY_TEXT, EXAMPLES

LANGUAGES = ("en", "ru", "uk", "pl", "de")
COUNTRIES = ("AM", "AT", "AZ", "BY", "CH", "CZ", "DE", "EE", "ES", "FR", "GB", "GE", "IT", "KZ", "LT", "LV", "MD", "NL")
COUNTRIES += ("PL", "PT", "RO", "RS", "RU", "SE", "TR", "UA", "US", "UZ")


@EXAMPLES
@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert same_letters(same_letters(text)) == same_letters(text)
    assert fold(fold(text)) == fold(text)
    assert folding.fold(folding.fold(text)) == folding.fold(text)


@EXAMPLES
@given(ANY_TEXT)
def test_a_redacted_text_has_nothing_left_to_redact(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    once = redact_scanned(scan("", text), text)
    assert redact_scanned(scan("", once), once) == once


@EXAMPLES
@given(
    st.sampled_from(["+7 999 123-45-67", "8 (999) 123 45 67", "+48 501 502 503", "+4915112345678", "0501234567"]),
    st.sampled_from(["", "(", "tel: ", "Тел.", "WhatsApp ", "\n"]),
    st.sampled_from(["", ".", ",", ")", "\n", " (Анна)", "; "]),
)
def test_a_phone_number_is_found_between_any_signs(phone: str, before: str, after: str) -> None:
    assert not any(char.isdigit() for char in redact(before + phone + after))


def test_the_name_of_a_technology_is_read_as_itself() -> None:
    names = [row["name"] for row in load_csv("technologies")]
    assert [name for name in names if name not in read_skill(name)] == []


def test_every_alias_in_a_skill_list_leads_to_names_that_stay() -> None:
    rows = load_csv("technologies")
    aliases = [(alias.lstrip("?"), row["name"]) for row in rows for alias in row["aliases"].split(";") if alias]
    lost = [(alias, name) for alias, name in aliases if name not in read_skill(alias)]
    changed = [name for alias, _ in aliases for name in read_skill(alias) if name not in read_skill(name)]
    assert (lost, changed) == ([], [])


@pytest.mark.parametrize("grade", GRADES)
def test_a_grade_is_read_as_itself(grade: str) -> None:
    assert grades_in_field(grade) == (grade,)
    assert grades_in_title(f"{grade} Developer") == (grade,)


@pytest.mark.parametrize("work_format", FORMATS)
def test_a_work_format_is_read_as_itself(work_format: str) -> None:
    assert read_work_formats([work_format], [], scan("", "")).offered == (work_format,)


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_country_is_read_from_its_code_and_from_its_name_in_five_languages(code: str) -> None:
    assert country_code(code) == country_code(code.lower()) == code
    for language in LANGUAGES:
        name = Locale(language).territories[code]
        assert country_code(name) == code, name
        assert places_in_words(name).countries == (code,), name


@pytest.mark.parametrize("city", load_yaml("place_forms")["cities"])
def test_a_city_is_read_from_its_own_name(city: str) -> None:
    name, country = city.split("/")
    places = places_in_words(name, (country,))
    assert places.countries == (country,)
    assert places_in_words(places.cities[0], (country,)) == places


@pytest.mark.parametrize("currency", load_yaml("salary_words")["currencies"])
def test_a_currency_is_read_as_itself(currency: str) -> None:
    assert currency_code(currency) == currency
    assert currency_code(currency.lower()) == currency


def test_periods_taxes_and_contracts_are_read_as_themselves() -> None:
    assert [period_of(word)[0] for word in ("hour", "day", "week", "month", "year")] == [
        "hour",
        "day",
        "week",
        "month",
        "year",
    ]
    assert [tax_of(word) for word in ("gross", "net", "unknown")] == ["gross", "net", "unknown"]
    contracts = ["employment", "b2b", "contractor", "civil", "internship", "unknown"]
    assert [contract_of(word) for word in contracts] == contracts


@pytest.mark.parametrize(("text", "language"), [("разработчик в команду, опыт от двух лет и желание расти", "ru")])
def test_a_language_does_not_depend_on_spaces_around_the_text(text: str, language: str) -> None:
    assert read_language(text) == read_language(f"\n\n  {text}\n ") == language
