"""Pay written the way each language writes it is read back as the same pay."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from orchestration.transforms.money_text import read_money
from orchestration.transforms.text_scan import scan

from .texts import EXAMPLES


class Language(NamedTuple):
    """How a language writes pay. Patterns hold {low}, {high} and {pay}."""

    lead: tuple[str, ...]
    thousands_signs: tuple[str, ...]
    decimal_sign: str
    thousand: tuple[str, ...]
    ranges: tuple[str, ...]
    at_least: tuple[str, ...]
    at_most: tuple[str, ...]
    periods: dict[str, tuple[str, ...]]
    taxes: dict[str | None, tuple[str, ...]]
    currencies: dict[str, tuple[str, ...]]  # {n}: the amount


_SPACES = (" ", "\u00a0", "\u202f", "\u2009")
_DASHES = ("{low} - {high}", "{low}-{high}", "{low} – {high}", "{low}—{high}")
_DOLLARS = ("${n}", "{n}$", "{n} $", "{n} USD", "USD {n}")
_EUROS = ("{n} €", "€{n}", "{n} EUR", "{n}€")
LANGUAGES = {
    "ru": Language(
        ("Зарплата: ", "ЗП ", "Оклад ", "Доход: ", "💰 "),
        (*_SPACES, "."),
        ",",
        ("к", " тыс.", " тыс", "k"),
        (*_DASHES, "от {low} до {high}"),
        ("от {low}", "не менее {low}"),
        ("до {high}", "не более {high}"),
        {"month": (" в месяц", "/мес", " / мес.", "/месяц"), "hour": ("/час", " в час"), "year": (" в год", "/год")},
        {None: ("",), "net": (" на руки", " чистыми"), "gross": (" до вычета налогов", " gross")},
        {
            "RUB": ("{n} ₽", "{n} руб.", "{n} рублей", "{n}₽", "{n} RUB"),
            "KZT": ("{n} ₸", "{n} тенге"),
            "USD": _DOLLARS,
            "EUR": _EUROS,
        },
    ),
    "uk": Language(
        ("Зарплата: ", "ЗП ", "Ставка: ", "Заробітна плата "),
        _SPACES,
        ",",
        ("к", " тис.", "k"),
        (*_DASHES, "від {low} до {high}"),
        ("від {low}",),
        ("до {high}",),
        {"month": (" на місяць", "/міс", " / міс.", "/місяць"), "hour": (" за годину", "/година")},
        {None: ("",), "net": (" чистими", " на руки"), "gross": (" gross",)},
        {"UAH": ("{n} грн", "{n} грн.", "{n} ₴", "{n} UAH"), "USD": _DOLLARS, "EUR": _EUROS},
    ),
    "pl": Language(
        ("Wynagrodzenie: ", "Stawka: ", "Widełki ", "Oferujemy wynagrodzenie "),
        (*_SPACES, "."),
        ",",
        ("k", " tys.", " tys"),
        (*_DASHES, "od {low} do {high}"),
        ("od {low}",),
        ("do {high}",),
        {
            "month": (" miesięcznie", " / mies.", "/mies", "/miesiąc"),
            "hour": ("/h", "/godz.", " / h"),
            "year": (" rocznie",),
        },
        {None: ("",), "net": (" netto", " netto + VAT", " na rękę"), "gross": (" brutto",)},
        {"PLN": ("{n} zł", "{n} PLN", "{n}zł", "PLN {n}"), "EUR": _EUROS, "USD": _DOLLARS},
    ),
    "en": Language(
        ("Salary: ", "Compensation: ", "Pay range: ", "We pay ", "💰 "),
        (",", " ", "'"),
        ".",
        ("k", "K"),
        (*_DASHES, "{low} to {high}", "from {low} to {high}"),
        ("from {low}", "at least {low}", "starting at {low}"),
        ("up to {high}", "capped at {high}"),
        {
            "month": (" per month", "/month", "/mo", " a month"),
            "hour": ("/hour", " per hour", "/hr", "/h"),
            "year": (" per year", " per annum", "/year", "/yr", " a year"),
        },
        {None: ("",), "gross": (" gross",), "net": (" net", " after tax")},
        {
            "USD": ("${n}", "{n} USD", "USD {n}", "US${n}"),
            "GBP": ("£{n}", "{n} GBP", "GBP {n}"),
            "PLN": ("{n} PLN",),
            "EUR": _EUROS,
        },
    ),
    "de": Language(
        ("Gehalt: ", "Vergütung: ", "Jahresgehalt ", "Bezahlung: "),
        (".", " ", "\u00a0", "'"),
        ",",
        ("k", " Tsd.", "K"),
        (*_DASHES, "von {low} bis {high}", "{low} bis {high}"),
        ("ab {low}", "mindestens {low}"),
        ("bis zu {high}", "bis {high}"),
        {
            "month": (" pro Monat", "/Monat", " monatlich"),
            "hour": (" pro Stunde", "/Stunde", "/Std."),
            "year": (" im Jahr", " pro Jahr", "/Jahr", " jährlich"),
        },
        {None: ("",), "gross": (" brutto",), "net": (" netto",)},
        {"EUR": _EUROS, "CHF": ("{n} CHF", "CHF {n}")},
    ),
}
# Usual pay, in steps as people state it. Outside of it an amount beside a currency is something else.
USUAL = {
    ("RUB", "month"): (50_000, 600_000, 5_000),
    ("RUB", "hour"): (500, 5_000, 100),
    ("RUB", "year"): (1_000_000, 6_000_000, 100_000),
    ("KZT", "month"): (300_000, 2_500_000, 50_000),
    ("UAH", "month"): (20_000, 250_000, 1_000),
    ("UAH", "hour"): (200, 1_500, 50),
    ("PLN", "month"): (5_000, 40_000, 500),
    ("PLN", "hour"): (40, 250, 5),
    ("PLN", "year"): (60_000, 400_000, 5_000),
    ("USD", "month"): (1_000, 12_000, 100),
    ("USD", "hour"): (15, 150, 5),
    ("USD", "year"): (30_000, 300_000, 5_000),
    ("EUR", "month"): (1_000, 12_000, 100),
    ("EUR", "hour"): (15, 150, 5),
    ("EUR", "year"): (30_000, 200_000, 5_000),
    ("GBP", "month"): (2_000, 12_000, 100),
    ("GBP", "hour"): (15, 150, 5),
    ("GBP", "year"): (30_000, 200_000, 5_000),
    ("CHF", "month"): (4_000, 15_000, 500),
    ("CHF", "hour"): (40, 200, 5),
    ("CHF", "year"): (60_000, 200_000, 5_000),
}


class Stated(NamedTuple):
    """A line of an ad, and the pay it states."""

    line: str
    low: float | None
    high: float | None
    currency: str
    period: str
    tax: str | None


@st.composite
def stated_pay(draw: st.DrawFn) -> Stated:
    """Pay in the words of one language."""
    language = LANGUAGES[draw(st.sampled_from(sorted(LANGUAGES)))]
    currency = draw(st.sampled_from(sorted(language.currencies)))
    period = draw(st.sampled_from(sorted(period for period in language.periods if (currency, period) in USUAL)))
    least, most, step = USUAL[currency, period]
    amounts = st.integers(least // step, most // step).map(lambda steps: steps * step)
    low, high = sorted(draw(st.lists(amounts, min_size=2, max_size=2, unique=True)))
    bound = draw(st.sampled_from(["range", "from", "to", "exact"]))
    in_thousands = draw(st.booleans()) and low % 500 == high % 500 == 0 and (bound != "range" or low >= 1_000)
    sign = draw(st.sampled_from(("", *language.thousands_signs)))

    def written(amount: int, thousand: str) -> str:
        if in_thousands and amount >= 1_000:
            whole = f"{amount / 1000:g}".replace(".", language.decimal_sign)
            return whole + thousand
        return f"{amount:,}".replace(",", sign)

    thousand = draw(st.sampled_from(language.thousand))
    pattern = draw(st.sampled_from(language.currencies[currency]))
    # One currency sign or one "thousand" for a whole range, or one for each bound.
    each = draw(st.booleans())
    both = {"low": written(low, thousand), "high": written(high, thousand)}
    if in_thousands and bound == "range" and draw(st.booleans()):
        both["low"] = written(low, "")
    if bound == "range":
        if each:
            both = {name: pattern.format(n=shown) for name, shown in both.items()}
        elif pattern.startswith("{n}"):
            both["high"] = pattern.format(n=both["high"])
        else:
            both["low"] = pattern.format(n=both["low"])
        shown = draw(st.sampled_from(language.ranges)).format(**both)
    else:
        forms = {"from": language.at_least, "to": language.at_most, "exact": ("{low}",)}[bound]
        shown = draw(st.sampled_from(forms)).format(**{name: pattern.format(n=text) for name, text in both.items()})
    tax = draw(st.sampled_from(sorted(language.taxes, key=str)))
    tail = draw(st.sampled_from(language.periods[period])) + draw(st.sampled_from(language.taxes[tax]))
    line = draw(st.sampled_from(language.lead)) + shown + tail
    low_stated = None if bound == "to" else low
    high_stated = {"range": high, "to": high, "from": None, "exact": low}[bound]
    return Stated(line, low_stated, high_stated, currency, period, tax)


@EXAMPLES
@given(stated_pay())
def test_pay_is_read_back_as_it_was_written(pay: Stated) -> None:
    read = read_money(scan("Developer", f"О компании.\n{pay.line}\nPython"))
    assert [(money.minimum, money.maximum, money.currency, money.period, money.tax) for money in read] == [
        (pay.low, pay.high, pay.currency, pay.period, pay.tax)
    ], pay.line
