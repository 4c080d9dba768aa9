"""European Central Bank: eurofxref tables, CSV (plain, gzip, zip) or XML. Units of a currency for one euro.

Every CSV line ends with a comma, so the last column is empty; days without a quote say `N/A`.
"""

from __future__ import annotations

import math

from scrapers.parsers.base import Reject, Unreadable
from scrapers.parsers.rates import Quotes, RatesResult, is_xml, read_day, read_number, read_quotes, read_rows
from scrapers.parsers.xml_text import read_xml

_NOT_QUOTED = ("", "N/A")


def parse_ecb(data: bytes, file_name: str = "", is_simulated: bool = False) -> RatesResult:
    """Quotes in EUR per unit."""
    return read_quotes("ecb", "EUR", _parse, data, file_name, is_simulated)


def _parse(data: bytes, file_name: str, quotes: Quotes) -> None:
    if is_xml(data):
        _parse_xml(data, quotes)
    else:
        _parse_table(data, quotes)


def _parse_xml(data: bytes, quotes: Quotes) -> None:
    for cube in read_xml(data).iter():
        if cube.get("time") is None:
            continue
        day = read_day(cube.get("time"))
        if day is None:
            quotes.rejects.append(Reject("unreadable_date", f"ecb: {str(cube.get('time'))[:40]!r}"))
            continue
        for rate in cube:
            quotes.add(day, rate.get("currency") or "", _price(rate.get("rate")))


def _parse_table(data: bytes, quotes: Quotes) -> None:
    header, *rows = read_rows(data)
    if header[0].casefold() != "date" or len(header) < 2:
        raise Unreadable("not_a_table", f"expected a first column Date, got {header[0][:40]!r}")
    for row in rows:
        day = read_day(row[0])
        if day is None:
            quotes.rejects.append(Reject("unreadable_date", f"ecb: {row[0][:40]!r}"))
            continue
        for currency, text in zip(header[1:], row[1:], strict=False):
            if currency and text not in _NOT_QUOTED:
                quotes.add(day, currency, _price(text))


def _price(text: str | None) -> float:
    units = read_number(text)
    return 1 / units if units > 0 else math.nan
