"""Official quotes of the simulated rates in the formats of the three authorities, and as rows for the landing."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pyarrow as pa

from scrapers.market.rates import Rates, cbr_day, trading_day
from scrapers.schemas import RATE_QUOTES

ECB_CURRENCIES = ("USD", "JPY", "CZK", "GBP", "HUF", "PLN", "SEK", "CHF")
CBR = {  # code of the bank, number, nominal, name
    "AED": ("R01230", "784", 1, "Дирхам ОАЭ"),
    "GBP": ("R01035", "826", 1, "Фунт стерлингов"),
    "BYN": ("R01090B", "933", 1, "Белорусский рубль"),
    "HUF": ("R01135", "348", 100, "Форинтов"),
    "GEL": ("R01210", "981", 1, "Лари"),
    "USD": ("R01235", "840", 1, "Доллар США"),
    "EUR": ("R01239", "978", 1, "Евро"),
    "KZT": ("R01335", "398", 100, "Тенге"),
    "PLN": ("R01565", "985", 1, "Злотый"),
    "UAH": ("R01720", "980", 10, "Гривен"),
    "CZK": ("R01760", "203", 10, "Чешских крон"),
    "SEK": ("R01770", "752", 10, "Шведских крон"),
    "CHF": ("R01775", "756", 1, "Швейцарский франк"),
    "JPY": ("R01820", "392", 100, "Иен"),
}
NBU = {
    "AED": (784, "Дирхам ОАЕ"),
    "GBP": (826, "Фунт стерлінгів"),
    "BYN": (933, "Білоруський рубль"),
    "HUF": (348, "Форинт"),
    "GEL": (981, "Ларі"),
    "USD": (840, "Долар США"),
    "EUR": (978, "Євро"),
    "KZT": (398, "Теньге"),
    "PLN": (985, "Злотий"),
    "CZK": (203, "Чеська крона"),
    "SEK": (752, "Шведська крона"),
    "CHF": (756, "Швейцарський франк"),
    "JPY": (392, "Єна"),
    "RUB": (643, "Російський рубль"),
}
CBR_ERROR = '<?xml version="1.0" encoding="windows-1251" ?>\n<ValCurs>\n    Error in parameters\n</ValCurs>\n'
NBU_ERROR = (
    '<?xml version="1.0" encoding="utf-8"?>\n<exchange>\n    <error>\n'
    "        <message>Wrong parameters format</message>\n    </error>\n</exchange>\n"
)
_ECB_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
    ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
    "<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender><!-- simulated rates --><Cube>"
)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def ecb_units(rates: Rates, currency: str, day: date) -> float:
    """Units of `currency` per euro, with the five significant digits of the bank's table."""
    return float(f"{rates.price('EUR', currency, day):.5g}")


def ecb_xml(rates: Rates, first: date, last: date) -> bytes:
    """Tables of the business days in the range, newest first. One day gives the daily file's content."""
    cubes = []
    for day in reversed(days_between(first, last)):
        if trading_day(day) == day:
            rows = "".join(f'<Cube currency="{code}" rate="{ecb_units(rates, code, day)}"/>' for code in ECB_CURRENCIES)
            cubes.append(f'<Cube time="{day}">{rows}</Cube>')
    return (_ECB_HEAD + "".join(cubes) + "</Cube></gesmes:Envelope>\n").encode()


def ecb_daily_xml(rates: Rates, day: date) -> bytes:
    return ecb_xml(rates, trading_day(day), trading_day(day))


def cbr_value(rates: Rates, currency: str, day: date) -> float:
    """Roubles for the nominal."""
    return round(rates.price(currency, "RUB", day) * CBR[currency][2], 4)


def cbr_xml(rates: Rates, day: date) -> bytes:
    """`XML_daily.asp`: windows-1251, decimal comma; Sunday and Monday give Saturday's table."""
    table = cbr_day(day)
    rows = []
    for currency, (code, number, nominal, name) in CBR.items():
        value = cbr_value(rates, currency, table)
        shown, unit = (text.replace(".", ",") for text in (f"{value:.4f}", f"{value / nominal:.8g}"))
        rows.append(
            f'<Valute ID="{code}"><NumCode>{number}</NumCode><CharCode>{currency}</CharCode>'
            f"<Nominal>{nominal}</Nominal><Name>{name}</Name><Value>{shown}</Value><VunitRate>{unit}</VunitRate></Valute>"
        )
    head = (
        '<?xml version="1.0" encoding="windows-1251"?><!-- simulated rates -->'
        f'<ValCurs Date="{table:%d.%m.%Y}" name="Foreign Currency Market">'
    )
    return (head + "".join(rows) + "</ValCurs>").encode("windows-1251")


def nbu_rows(rates: Rates, day: date, currency: str | None = None) -> list[dict[str, object]]:
    return [
        {"r030": number, "txt": name, "rate": nbu_rate(rates, code, day), "cc": code, "exchangedate": f"{day:%d.%m.%Y}"}
        for code, (number, name) in NBU.items()
        if currency in (None, code)
    ]


def nbu_rate(rates: Rates, currency: str, day: date) -> float:
    return round(rates.price(currency, "UAH", day), 4 if currency != "KZT" else 6)


def nbu_json(rates: Rates, day: date, currency: str | None = None) -> bytes:
    return json.dumps(nbu_rows(rates, day, currency), ensure_ascii=False).encode()


def quotes(rates: Rates, authority: str, days: list[date]) -> pa.Table:
    """Rows of RATE_QUOTES as the authority's files of these days give them."""
    rows: list[tuple[date, str, str, float]] = []
    for day in days:
        if authority == "ecb" and trading_day(day) == day:
            rows += [(day, code, "EUR", 1 / ecb_units(rates, code, day)) for code in ECB_CURRENCIES]
        elif authority == "cbr" and cbr_day(day) == day:
            rows += [(day, code, "RUB", cbr_value(rates, code, day) / CBR[code][2]) for code in CBR]
        elif authority == "nbu":
            rows += [(day, code, "UAH", nbu_rate(rates, code, day)) for code in NBU]
    table = [
        {
            "authority": authority,
            "rate_on": day,
            "currency": code,
            "base": base,
            "base_per_unit": value,
            "is_simulated": True,
        }
        for day, code, base, value in rows
    ]
    return pa.Table.from_pylist(table, schema=RATE_QUOTES)
