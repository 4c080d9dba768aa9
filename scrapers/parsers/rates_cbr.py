"""Bank of Russia: XML_daily, XML_dynamic (windows-1251, decimal comma) and tables of daily quotes. Roubles per unit.

A quote is for `Nominal` units, and the nominal of a currency changes over the years, so each row's own is used. The
date that counts is the one in the answer: on a day off the bank answers with its last set.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from scrapers.parsers.base import Reject, Unreadable
from scrapers.parsers.lookups import lookup
from scrapers.parsers.rates import Quotes, RatesResult, is_xml, read_day, read_number, read_quotes, read_rows
from scrapers.parsers.xml_text import read_xml

_PAIR_IN_NAME = re.compile(r"(?<![a-z])([a-z]{3})[_-]?rub(?![a-z])", re.I)
_MONTH = re.compile(r"\d{4}-\d{2}")


def parse_cbr(data: bytes, file_name: str = "", is_simulated: bool = False) -> RatesResult:
    """Quotes in RUB per unit. A table without a header needs its currency in the file's name, as in `usd_rub`."""
    return read_quotes("cbr", "RUB", _parse, data, file_name, is_simulated)


def _parse(data: bytes, file_name: str, quotes: Quotes) -> None:
    if not is_xml(data):
        _parse_table(data, file_name, quotes)
        return
    root = read_xml(data)
    if root.tag != "ValCurs":
        raise Unreadable("not_a_table", f"expected ValCurs, got {root.tag[:40]}")
    if len(root) == 0 and (root.text or "").strip():
        raise Unreadable("error_body", (root.text or "").strip()[:120])
    for record in root.iter("Record"):
        code = record.get("Id") or root.get("ID") or ""
        _add(quotes, record, record.get("Date"), lookup("rates_words")["cbr_codes"].get(code, code))
    for currency in root.iter("Valute"):
        _add(quotes, currency, root.get("Date"), currency.findtext("CharCode", "").strip())


def _add(quotes: Quotes, row: Element, day_text: str | None, currency: str) -> None:
    day = read_day(day_text)
    if day is None:
        quotes.rejects.append(Reject("unreadable_date", f"cbr {currency[:40]}: {str(day_text)[:40]!r}"))
        return
    nominal = read_number(row.findtext("Nominal"))
    price = read_number(row.findtext("Value"))
    quotes.add(day, currency, price / nominal if nominal > 0 else float("nan"))


def _parse_table(data: bytes, file_name: str, quotes: Quotes) -> None:
    rows = read_rows(data)
    header = [cell.upper() for cell in rows[0]]
    if "DATE" in header:
        position = header.index("DATE")
        if any(len(row) > position and _MONTH.fullmatch(row[position]) for row in rows[1:2]):
            raise Unreadable(
                "monthly_values", "values of whole months are not quotes of a day; land daily quotes instead"
            )
        columns = [(index, name) for index, name in enumerate(header) if re.fullmatch("[A-Z]{3}", name)]
        rows = rows[1:]
    else:
        pair = _PAIR_IN_NAME.search(file_name)
        if pair is None:
            raise Unreadable("unknown_currency", "no header, and the file's name does not say which currency: usd_rub…")
        position, columns = 0, [(1, pair[1].upper())]
    for row in rows:
        day = read_day(row[position]) if len(row) > position else None
        if day is None:
            quotes.rejects.append(Reject("unreadable_date", f"cbr: {','.join(row)[:60]!r}"))
            continue
        for index, currency in columns:
            if index < len(row) and row[index]:
                quotes.add(day, currency, read_number(row[index]))
