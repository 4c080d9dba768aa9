"""Amounts of pay in running text: what is read, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.money_pieces import number_of
from orchestration.transforms.money_text import read_line, read_money
from orchestration.transforms.text_scan import scan

# line, minimum, maximum, currency, period, tax, contract
PAY = [
    ("Оклад до 450 т.р. на руки плюс годовой бонус", None, 450_000, "RUB", None, "net", None),
    ("Compensation will be in the range of $90,000 - 110,000+ Bonus", 90_000, 110_000, "USD", None, None, None),
    (
        "This is a salaried position with a target range of $180,000 - $225,000",
        180_000,
        225_000,
        "USD",
        None,
        None,
        None,
    ),
    ("- $100k–$120k and equity package", 100_000, 120_000, "USD", None, None, None),
    ("$65k base salary ($80k OTE)", 65_000, 65_000, "USD", "year", None, None),
    ("Remuneration: up to around 190 PLN + VAT/h", None, 190, "PLN", "hour", "net", None),
    ("Wynagrodzenie 850-1100 netto MD", 850, 1_100, None, "day", "net", None),
    ("Wynagrodzenie 580-600€ netto/40h", 580, 600, "EUR", "week", "net", None),
    ("Salaire entre CHF 110’000 et 120’000", 110_000, 120_000, "CHF", None, None, None),
    ("Salary is £18,000 pro rata for a six-month contract", 18_000, 18_000, "GBP", None, None, None),
    ("ЗП: от 200 000 до 300 000 ₽ на руки", 200_000, 300_000, "RUB", None, "net", None),
    ("Вилка 250–350к", 250_000, 350_000, None, None, None, None),
    ("зарплата до 250 тыс. руб. в месяц", None, 250_000, "RUB", "month", None, None),
    ("Зарплата 180 т.р. до вычета налогов", 180_000, 180_000, "RUB", None, "gross", None),
    ("Доход от 3 500 $ чистыми", 3_500, None, "USD", None, "net", None),
    ("Заробітна плата від 1 500 до 2 500 $", 1_500, 2_500, "USD", None, None, None),
    ("Ставка: 60 000 - 80 000 грн на місяць", 60_000, 80_000, "UAH", "month", None, None),
    ("Оплата: 500 грн/год", 500, 500, "UAH", "hour", None, None),
    ("Wynagrodzenie: 18 000 - 24 000 zł netto (+ VAT) / mies.", 18_000, 24_000, "PLN", "month", "net", None),
    ("Stawka: 120-150 PLN/h netto + VAT (B2B)", 120, 150, "PLN", "hour", "net", None),
    ("Widełki od 15 do 20 tys. zł brutto, umowa o pracę", 15_000, 20_000, "PLN", None, "gross", "employment"),
    ("Salary: $120K - $150K + equity", 120_000, 150_000, "USD", None, None, None),
    ("We pay up to 5,000 EUR per month gross", None, 5_000, "EUR", "month", "gross", None),
    ("Rate: 45-60 USD per hour", 45, 60, "USD", "hour", None, None),
    ("Compensation £55,000 to £70,000 per annum", 55_000, 70_000, "GBP", "year", None, None),
    ("Gehalt: 60.000 – 75.000 € brutto im Jahr", 60_000, 75_000, "EUR", "year", "gross", None),
    ("Gehalt ab 55.000 EUR p.a.", 55_000, None, "EUR", "year", None, None),
    ("Tagessatz: 650 € pro Tag", 650, 650, "EUR", "day", None, None),
    ("💰 2000-3000$", 2_000, 3_000, "USD", None, None, None),
    ("Жалақы / зарплата: до 2 220к тенге на руки", None, 2_220_000, "KZT", None, "net", None),
    ("Salary $110,000k", 110_000, 110_000, "USD", None, None, None),
    ("Gehalt: bis zu 75.000 € im Jahr", None, 75_000, "EUR", "year", None, None),
    ("Salary: at least $4,000 per month", 4_000, None, "USD", "month", None, None),
    ("Зарплата не менее 3000 BYN", 3_000, None, "BYN", None, None, None),
    ("Wynagrodzenie do 22kzł/mies. brutto", None, 22_000, "PLN", "month", "gross", None),
    ("Widełki: 15-20 tys.zł netto", 15_000, 20_000, "PLN", None, "net", None),
    ("Оклад от 1050 до 2150k ₸", 1_050_000, 2_150_000, "KZT", None, None, None),
    ("Зарплата: 1500-2500 USDT", 1_500, 2_500, "USD", None, None, None),
    ("Part time we guarantee $20/hr minimum and free lunch", 20, None, "USD", "hour", None, None),
    ("We guarantee $40k/year min, up to $100k/yr OTE", 40_000, 100_000, "USD", "year", None, None),
    ("Salary: $90k and up", 90_000, None, "USD", None, None, None),
    ("Оклад 200 000 руб. на руки и выше", 200_000, None, "RUB", None, "net", None),
    ("Wynagrodzenie 9000 zł netto maksymalnie", None, 9_000, "PLN", None, "net", None),
    ("Wynagrodzenie 9000 zł netto, minimum 3 lata doświadczenia", 9_000, 9_000, "PLN", None, "net", None),
    ("Wynagrodzenie 9000 zł netto minimum 3 lata doświadczenia", 9_000, 9_000, "PLN", None, "net", None),
    ("$250K-$300K • Offers Equity", 250_000, 300_000, "USD", None, None, None),
    ("Воспитатель, на руки выходит около 52 тыс. Справка о здоровье", 52_000, 52_000, None, None, "net", None),
    ("2000 тг за академический час, группы до 8 человек", 2_000, 2_000, "KZT", "hour", None, None),
    ("1400 грн зміна, харчування", 1_400, 1_400, "UAH", "none", None, None),
    ("90 – 120 tys. koron brutto miesięcznie", 90_000, 120_000, "CZK", "month", "gross", None),
    ("Gehalt 3500,- € brutto", 3_500, 3_500, "EUR", None, "gross", None),
    ("£28k basic, free lunch", 28_000, 28_000, "GBP", None, None, None),
    ("Gehalt: bis zu ca. 70.000 € im Jahr", None, 70_000, "EUR", "year", None, None),
]

NOT_PAY = [
    "Помогаем с переездом из других городов (компенсация до 500 тыс. тг)",
    "Schichtzulagen und 2.000 € Startprämie",
    "You can lift up to 50 pounds",
    "The average salary at the company is $98,000",
    "The median gross annual income in that sector was just under £36,000",
    "Competitive pay depending on experience. 213 N Elm Ave, Chicago, IL 60607",
    "Salary on top: $1,500/month proximity rent stipend",
    "Опыт от 3 лет, команда 12 человек",
    "Досвід від 5 років у комерційній розробці",
    "Doświadczenie 3-5 lat, zespół 20 osób",
    "We raised $20M in Series B led by known funds",
    "Our revenue grew to $5,000,000 last year",
    "Trusted by 3 000 customers in 20 countries",
    "Компенсация обучения до 50 000 руб.",
    "Реферальный бонус 100 000 рублей за друга",
    "Budżet szkoleniowy 5000 zł rocznie",
    "$1,000 learning stipend per year",
    "Weiterbildungsbudget 2.000 € im Jahr",
    "Звоните: +7 999 123-45-67",
    "Публикация от 12.05.2024, до 31.05.2024",
    "Оборот компании 2 млрд руб. в год",
    "0.1% - 0.5% equity",
    "Python 3.11, PostgreSQL 15, ISO 27001",
    "Referral bonus of $2,500 for every hire",
    "Managing an average deal size of at least $150,000",
]


@pytest.mark.parametrize(("line", "low", "high", "currency", "period", "tax", "contract"), PAY, ids=[p[0] for p in PAY])
def test_stated_pay_is_read_from_a_line(
    line: str,
    low: float | None,
    high: float | None,
    currency: str | None,
    period: str | None,
    tax: str | None,
    contract: str | None,
) -> None:
    (money,) = read_line(line)
    assert (money.minimum, money.maximum, money.currency, money.period, money.tax) == (low, high, currency, period, tax)
    if contract:
        assert money.contract == contract


@pytest.mark.parametrize("line", NOT_PAY)
def test_other_numbers_of_an_ad_are_not_pay(line: str) -> None:
    assert read_line(line) == []


def test_two_contracts_on_one_line_are_two_offers() -> None:
    b2b, employment = read_line("B2B: 100-120 zł/h, UoP: 15-18k PLN brutto")
    assert (b2b.minimum, b2b.maximum, b2b.period, b2b.contract) == (100, 120, "hour", "b2b")
    assert (employment.minimum, employment.maximum, employment.contract) == (15_000, 18_000, "employment")


def test_the_heading_above_says_that_a_line_is_pay() -> None:
    found = scan("Разработчик", "Зарплата\nот 150 000 до 200 000 рублей\nОпыт 3 года")
    (money,) = read_money(found)
    assert (money.minimum, money.maximum, money.currency) == (150_000, 200_000, "RUB")


def test_a_long_line_is_not_cut_inside_an_amount() -> None:
    for length in range(300, 420):
        text = (
            "x" * (length % 7)
            + " word" * (length // 5)
            + ". The salary range for this role is $272,000-$300,000. "
            + "More words. " * 40
        )
        (money,) = read_money(scan("", text))
        assert (money.minimum, money.maximum) == (272_000, 300_000)


@pytest.mark.parametrize("line", ["Зарплата от 150 000 ₽", "зарплата от 150\u00a0000 ₽", "ЗАРПЛАТА ОТ 150\u202f000 ₽"])
def test_spaces_and_case_do_not_change_an_amount(line: str) -> None:
    assert [(money.minimum, money.currency) for money in read_line(line)] == [(150_000, "RUB")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 000", 12_000),
        ("12.000", 12_000),
        ("12,000", 12_000),
        ("12,000.50", 12_000.5),
        ("1.234.567", 1_234_567),
        ("1'200", 1_200),
        ("7,5", 7.5),
        ("1.234,56", 1_234.56),
    ],
)
def test_every_thousands_sign_gives_the_same_number(text: str, value: float) -> None:
    assert number_of(text) == value


@given(st.integers(min_value=1_000, max_value=900_000), st.sampled_from([" ", "\u00a0", ".", ",", "'"]))
def test_an_amount_survives_formatting_in_every_locale(amount: int, sign: str) -> None:
    shown = f"{amount:,}".replace(",", sign)
    (money,) = read_line(f"Salary: {shown} EUR per year", trusted=True)
    assert (money.minimum, money.currency, money.period) == (amount, "EUR", "year")


@given(st.text(max_size=600))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    assert read_line(text) == read_line(text)
    assert read_money(scan("", text)) == read_money(scan("", text))
