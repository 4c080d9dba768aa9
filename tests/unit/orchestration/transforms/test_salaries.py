"""Structured pay, conversion to USD a month, and the reason when there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.exchange import Rate
from orchestration.transforms.salaries import (
    Salary,
    contract_of,
    currency_code,
    period_of,
    read_salaries,
    tax_of,
)
from orchestration.transforms.salary_offers import Offer, per_month
from orchestration.transforms.text_scan import scan

DAY = date(2024, 3, 5)
RATES = {
    (DAY, code): Rate(price, "test", DAY, False)
    for code, price in {"USD": 1.0, "EUR": 1.1, "PLN": 0.25, "RUB": 0.01, "BYN": 0.3}.items()
}


def stated(**fields: Any) -> dict[str, Any]:
    return {
        "text": None,
        "min": None,
        "max": None,
        "currency": None,
        "period": None,
        "tax": None,
        "contract": None,
    } | fields


def read(*offers: dict[str, Any], family: str = "json_ld", country: str | None = None, text: str = "") -> Salary:
    return read_salaries(offers, scan("", text), family=family, country=country, published_on=DAY, rates=RATES)


def test_a_monthly_range_becomes_usd_at_the_rate_of_the_publication_day() -> None:
    salary = read(stated(min=200_000, max=300_000, currency="RUR", period="MONTH", tax="net"), family="hh_ru")
    assert (salary.point, salary.month, salary.usd_month, salary.bound) == (250_000, 250_000, 2_500, "range")
    assert salary.rate is not None
    assert (salary.rate.rate_on, salary.reason, salary.main and salary.main.currency) == (DAY, None, "RUB")


def test_the_byr_of_hh_is_the_new_rouble() -> None:
    salary = read(stated(min=3_000, currency="BYR", period="MONTH"), family="hh_ru")
    assert salary.main is not None
    assert (salary.main.currency, salary.usd_month, salary.bound) == ("BYN", 900, "from")


def test_an_amount_cut_out_of_the_text_has_the_bound_and_period_it_has_there() -> None:
    text = "Attraktives Gehalt (bis ~70.000€ p.a.) und flexible Arbeitszeiten."
    salary = read(stated(text="70.000€"), text=text)
    assert salary.main is not None
    assert (salary.bound, salary.main.maximum, salary.main.period, salary.main.text) == (
        "to",
        70_000,
        "year",
        "70.000€",
    )
    assert salary.basis == "field"


def test_an_amount_of_a_field_that_the_text_holds_with_another_currency_keeps_its_own() -> None:
    salary = read(stated(text="70.000", currency="CHF"), text="Gehalt bis 70.000 € p.a.")
    assert salary.main is not None
    assert (salary.bound, salary.main.currency) == ("exact", "CHF")


@pytest.mark.parametrize(
    ("country", "text", "currency"),
    [
        ("CA", "Salary: $90,000 - $110,000 a year", "CAD"),
        ("AU", "Rate: $60 per hour", "AUD"),
        ("CA", "Salary: $90,000 - $110,000 a year, paid in US dollars", "USD"),
        ("CA", "Salary: US$90,000 a year", "USD"),
        ("UA", "Salary: $4,000 a month", "USD"),
    ],
)
def test_a_dollar_alone_is_that_of_the_only_place_of_work(country: str, text: str, currency: str) -> None:
    salary = read(country=country, text=text)
    assert salary.main is not None
    assert salary.main.currency == currency


def test_a_dollar_of_several_places_is_that_of_the_united_states() -> None:
    salary = read_salaries(
        [],
        scan("", "Salary: $90,000 - $110,000 a year"),
        family="ashby",
        country="CA",
        published_on=DAY,
        rates=RATES,
        is_one_country=False,
    )
    assert salary.main is not None
    assert salary.main.currency == "USD"


def test_thousands_without_currency_or_place_are_dollars_on_an_american_forum() -> None:
    offers = {
        family: read(family=family, text="Engineers, remote. Salary 88k-110k") for family in ("hackernews", "ashby")
    }
    assert {family: one.main and one.main.currency for family, one in offers.items()} == {
        "hackernews": "USD",
        "ashby": None,
    }


@pytest.mark.parametrize("mode", ["SHIFT", "SERVICE", "FLY_IN_FLY_OUT"])
def test_pay_by_shift_or_service_has_a_reason_and_no_usd(mode: str) -> None:
    salary = read(stated(max=100_000, currency="EUR", period=mode), family="hh_ru")
    assert (salary.usd_month, salary.reason) == (None, "not_a_period")


def test_employment_is_the_main_offer_wherever_it_stands() -> None:
    salary = read(
        stated(min=130, max=150, currency="PLN", period="Hour", contract="b2b"),
        stated(min=16_000, max=20_000, currency="PLN", period="month", contract="permanent"),
    )
    assert salary.main is not None
    assert (salary.main.contract, salary.usd_month, len(salary.offers)) == ("employment", 4_500, 2)


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        (stated(min=float("inf"), currency="USD", period="month"), "invalid_amount"),
        (stated(min=float("nan"), currency="USD", period="month"), "invalid_amount"),
        (stated(min=-100, currency="USD", period="month"), "invalid_amount"),
        (stated(min=0, max=0, currency="USD", period="month"), "invalid_amount"),
        (stated(min=1e400, currency="USD", period="month"), "invalid_amount"),
        (stated(min=10**400, currency="USD", period="month"), "invalid_amount"),
        (stated(min=5_000, max=3_000, currency="USD", period="month"), "min_above_max"),
        (stated(min=5_000, period="month"), "no_currency"),
        (stated(min=5_000, currency="???", period="month"), "unknown_currency"),
        (stated(min=16_000, currency="USD"), "no_period"),
        (stated(min=5_000, currency="AMD", period="month"), "no_rate"),
        (stated(text="Undisclosed salary"), "no_salary"),
        (stated(), "no_salary"),
    ],
)
def test_whatever_cannot_be_converted_says_why(offer: dict[str, Any], reason: str) -> None:
    salary = read(offer)
    assert (salary.usd_month, salary.reason) == (None, reason)


def test_a_missing_period_is_inferred_only_where_one_reading_is_left_and_is_named() -> None:
    by_source = read(stated(min=5_000, currency="PLN"), family="nofluffjobs")
    by_size = read(stated(min=150_000, max=180_000, currency="USD"))
    assert by_source.main is not None
    assert by_size.main is not None
    assert (by_source.main.period, by_source.main.inferred) == ("month", ("period",))
    assert (by_size.main.period, by_size.main.inferred, by_size.usd_month) == ("year", ("period",), 13_750)


def test_a_missing_currency_is_inferred_from_the_place() -> None:
    salary = read(text="Вилка 250–350к на руки", country="RU")
    assert salary.main is not None
    assert (salary.main.currency, salary.usd_month) == ("RUB", 3_000)
    assert set(salary.main.inferred) == {"currency", "period"}


def test_text_is_read_only_when_no_field_states_pay() -> None:
    salary = read(stated(min=4_000, currency="USD", period="month"), text="Зарплата от 9 000 $ в месяц")
    assert (salary.basis, salary.usd_month) == ("field", 4_000)
    assert read(text="Зарплата от 9 000 $ в месяц").basis == "text"


@pytest.mark.parametrize(
    ("amount", "bound"), [(499.99, "below_500"), (500, None), (50_000, None), (50_000.01, "above_50000")]
)
def test_outliers_are_flagged_with_the_bound_they_break(amount: float, bound: str | None) -> None:
    salary = read(stated(min=amount, currency="USD", period="month"))
    assert (salary.outlier, salary.usd_month) == (bound, amount)


@pytest.mark.parametrize(
    ("period", "month"), [("hour", 168), ("day", 21), ("week", 52 / 12), ("month", 1), ("year", 1 / 12)]
)
def test_a_month_is_168_hours_21_days_and_a_twelfth_of_a_year(period: str, month: float) -> None:
    assert per_month(1.0, period) == pytest.approx(month)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("RUR", "RUB"),
        ("₽", "RUB"),
        ("руб.", "RUB"),
        ("рублей", "RUB"),
        ("zł", "PLN"),
        ("$", "USD"),
        ("€", "EUR"),
        ("грн", "UAH"),
        ("тенге", "KZT"),
        ("PLN", "PLN"),
        ("chf", "CHF"),
        ("", None),
        (None, None),
        ("доллары США", "USD"),
        ("???", None),
    ],
)
def test_currency_words_become_iso_codes(word: str | None, code: str | None) -> None:
    assert currency_code(word) == code


@pytest.mark.parametrize(
    ("word", "period"),
    [
        ("MONTH", "month"),
        ("1 YEAR", "year"),
        ("per-hour-wage", "hour"),
        ("mies.", "month"),
        ("godz.", "hour"),
        ("за месяц", "month"),
        ("Hour", "hour"),
        ("per-year-salary", "year"),
        ("за\u00a0месяц", "month"),
        ("в час", "hour"),
        (None, None),
        ("банан", None),
    ],
)
def test_period_words_of_every_source_are_known(word: str | None, period: str | None) -> None:
    assert period_of(word)[0] == period


def test_tax_and_contract_words_are_known() -> None:
    assert contract_of("civil") == "civil"
    assert [tax_of(word) for word in ("gross", "brutto", "на руки", "netto (+ VAT)", None)] == [
        "gross",
        "gross",
        "net",
        "net",
        "unknown",
    ]
    contracts = ["b2b", "permanent", "umowa o pracę", "kontrakt B2B", "umowa zlecenie", "freelance", "intern", None]
    assert [contract_of(word) for word in contracts] == [
        "b2b",
        "employment",
        "employment",
        "b2b",
        "civil",
        "contractor",
        "internship",
        "unknown",
    ]


@given(
    st.floats(allow_nan=True) | st.none(),
    st.floats(allow_nan=True) | st.none(),
    st.text(max_size=12) | st.none(),
    st.text(max_size=12) | st.none(),
    st.text(max_size=40) | st.none(),
)
def test_no_structured_pay_makes_the_reader_raise(
    low: float | None, high: float | None, currency: str | None, period: str | None, text: str | None
) -> None:
    salary = read(stated(min=low, max=high, currency=currency, period=period, text=text))
    assert (salary.usd_month is None) == (salary.reason is not None)


PAY_LINES = yaml.safe_load((Path(__file__).parent / "pay_lines.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("title", "text", "family", "country", "pays"), PAY_LINES)
def test_wordings_of_pay_in_five_languages(
    title: str, text: str, family: str, country: str | None, pays: list[str]
) -> None:
    salary = read_salaries([], scan(title, text), family=family, country=country, published_on=None, rates={})
    assert [_as_label(offer) for offer in salary.offers] == pays


def _as_label(offer: Offer) -> str:
    low, high = ("" if amount is None else f"{amount:.10g}" for amount in (offer.minimum, offer.maximum))
    return f"{low if low == high else f'{low}..{high}'} {offer.currency} {offer.period}"


def read_post(text: str, country: str | None = None, language: str | None = None) -> list[Offer]:
    found = scan("", text)
    salary = read_salaries(
        [], found, family="telegram", country=country, published_on=None, rates={}, language=language
    )
    return list(salary.offers)


@pytest.mark.parametrize(
    ("text", "contracts"),
    [
        ("Вилка 200-250к. Оформление по ТК РФ.", ["employment"]),
        ("Stawka 100-130 zł/h dla mida, 135-165 zł/h dla seniora. Tylko B2B.", ["b2b", "b2b"]),
        ("16–21k netto B2B / 13–17k brutto UoP", ["b2b", "employment"]),
        ("Salary 18 000 - 22 000 PLN. B2B or UoP contract, as you like.", ["unknown"]),
        ("Компания делает B2B SaaS, 1000–1500$ на руки.", ["unknown"]),
    ],
)
def test_the_one_contract_of_an_ad_is_that_of_its_amounts(text: str, contracts: list[str]) -> None:
    assert [offer.contract for offer in read_post(text)] == contracts


@pytest.mark.parametrize(
    ("text", "taxes"),
    [
        ("— Разработчик, 220–280 тыс.\n— Тестировщик, 120–150 тыс.\nВсе суммы на руки.", ["net", "net"]),
        ("Middle 220–280к, Senior 300–380к gross", ["gross", "gross"]),
        ("B2B 18-24k, UoP 14-19k brutto", ["unknown", "gross"]),
    ],
)
def test_a_tax_said_of_all_amounts_is_that_of_each(text: str, taxes: list[str]) -> None:
    assert [offer.tax for offer in read_post(text, country="RU")] == taxes


@pytest.mark.parametrize(
    ("text", "language", "currency"),
    [
        ("По деньгам 300–380 тыс. на руки", "ru", "RUB"),
        ("Платимо 45–60 тис. на руки", "uk", "UAH"),
        ("Płacimy 12–15 tys. brutto", "pl", "PLN"),
        ("60–75k brutto", "de", "EUR"),
        ("Платим 3–4 тыс. на руки", "ru", None),  # no pay in roubles
        ("Мідлам 2500–3500, сеньйорам 4000–5000, все в доларах", "uk", "USD"),
        ("The range is 60-75k", "en", None),
    ],
)
def test_without_a_place_amounts_are_in_the_money_of_the_language(
    text: str, language: str, currency: str | None
) -> None:
    assert {offer.currency for offer in read_post(text, language=language)} == {currency}


def test_pay_for_a_job_done_once_has_no_period() -> None:
    post = "Zlecę postawienie sklepu na gotowym szablonie, budżet 3500 zł, umowa o dzieło, termin do końca maja"
    (offer,) = read_post(post, country="PL")
    assert (offer.minimum, offer.period, offer.problem, offer.contract) == (3500, None, "not_a_period", "civil")


def test_a_rate_is_in_the_money_of_the_language_by_what_it_comes_to_a_month() -> None:
    (offer,) = read_post("1200/час, выплаты по пятницам на карту", language="ru")
    assert (offer.minimum, offer.currency, offer.period) == (1200, "RUB", "hour")
