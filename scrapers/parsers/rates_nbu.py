"""National Bank of Ukraine: exchange, JSON or XML. Hryvnias per one unit; errors come with status 200."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from scrapers.parsers.base import Reject, Unreadable
from scrapers.parsers.rates import Quotes, RatesResult, is_xml, read_day, read_number, read_quotes
from scrapers.parsers.records import decode
from scrapers.parsers.xml_text import read_xml


def parse_nbu(data: bytes, file_name: str = "", is_simulated: bool = False) -> RatesResult:
    """Quotes in UAH per unit."""
    return read_quotes("nbu", "UAH", _parse, data, file_name, is_simulated)


def _parse(data: bytes, file_name: str, quotes: Quotes) -> None:
    for row in _xml_rows(data) if is_xml(data) else _json_rows(data):
        currency, day = str(row.get("cc") or "").strip(), read_day(str(row.get("exchangedate") or ""))
        if day is None:
            detail = f"nbu {currency[:40]}: {str(row.get('exchangedate'))[:40]!r}"
            quotes.rejects.append(Reject("unreadable_date", detail))
            continue
        quotes.add(day, currency, read_number(str(row.get("rate"))))


def _xml_rows(data: bytes) -> Iterable[Mapping[str, Any]]:
    root = read_xml(data)
    message = root.findtext("error/message")
    if message is not None:
        raise Unreadable("error_body", message.strip()[:120])
    if root.tag != "exchange":
        raise Unreadable("not_a_table", f"expected exchange, got {root.tag[:40]}")
    return [{child.tag: child.text for child in currency} for currency in root.iter("currency")]


def _json_rows(data: bytes) -> Iterable[Mapping[str, Any]]:
    text = decode(data)
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("invalid_json", str(error)) from None
    if isinstance(rows, dict):
        raise Unreadable("error_body", str(rows)[:120])
    if not isinstance(rows, list):
        raise Unreadable("not_a_table", f"expected a JSON array, got {type(rows).__name__}")
    return [row for row in rows if isinstance(row, dict)]
