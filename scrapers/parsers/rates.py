"""Official exchange rates: the bytes an authority published -> quotes. Pure, like the other parsers."""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

from scrapers.parsers.base import Reject, Unreadable
from scrapers.parsers.lookups import lookup
from scrapers.schemas import RATE_QUOTES

_CURRENCY = re.compile(r"[A-Z]{3}")
_LARGEST_FILE = 200_000_000  # bytes after unpacking; ECB's whole history is 2 MB
_DATE_FORMATS = ("%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%Y%m%d")


@dataclass
class Quotes:
    """Quotes of one authority, collected one by one. An odd row becomes a reject, and only that row is lost."""

    authority: str
    base: str
    days: list[date] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    prices: list[float] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def add(self, day: date, currency: str, price: float) -> None:
        """`price` is that of one unit of `currency` in the authority's own currency."""
        first = lookup("rates_words")["first_days"].get(self.base)
        if not _CURRENCY.fullmatch(currency):
            self.rejects.append(Reject("unknown_currency", f"{day}: {currency[:40]!r}"))
        elif not (math.isfinite(price) and price > 0):
            self.rejects.append(Reject("unreadable_rate", f"{day} {currency}: {price}"))
        elif first is not None and day < first:
            self.rejects.append(
                Reject("older_currency", f"{day} {currency}: before {first} {self.base} was another unit")
            )
        else:
            self.days.append(day)
            self.currencies.append(currency)
            self.prices.append(price)


@dataclass(frozen=True)
class RatesResult:
    """Rows of RATE_QUOTES, one per (rate_on, currency), and what was not read."""

    quotes: pa.Table
    rejects: list[Reject]


RateParser = Callable[[bytes, str, Quotes], None]


def read_quotes(
    authority: str, base: str, parse: RateParser, data: bytes, file_name: str = "", is_simulated: bool = False
) -> RatesResult:
    """Run one authority's parser; never raises. A file that gives no quote has a reject that says why."""
    quotes = Quotes(authority, base)
    try:
        parse(unpack(data), file_name, quotes)
    except Unreadable as outcome:
        quotes.rejects.append(Reject(outcome.reason, f"{authority}: {outcome.detail}"))
    except Exception as error:  # whatever the file is, other sources go on
        quotes.rejects.append(Reject("parser_error", f"{authority}: {type(error).__name__}: {error}"))
    if not quotes.days and not quotes.rejects:
        quotes.rejects.append(Reject("no_quotes", f"{authority}: the file is well formed and holds no rate"))
    newest = dict(zip(zip(quotes.days, quotes.currencies, strict=True), quotes.prices, strict=True))
    count = len(newest)
    columns = [
        [authority] * count,
        [day for day, _ in newest],
        [currency for _, currency in newest],
        [base] * count,
        list(newest.values()),
        [is_simulated] * count,
    ]
    return RatesResult(
        pa.Table.from_arrays(
            [pa.array(*pair) for pair in zip(columns, RATE_QUOTES.types, strict=True)], schema=RATE_QUOTES
        ),
        quotes.rejects,
    )


def unpack(data: bytes) -> bytes:
    """The file itself, or what is inside its gzip or zip shell."""
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as stream:
                inner = stream.read(_LARGEST_FILE + 1)
        elif data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(archive.namelist()[0]) as stream:
                inner = stream.read(_LARGEST_FILE + 1)
        else:
            return data
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, IndexError, RuntimeError) as error:
        raise Unreadable("unreadable_archive", f"{type(error).__name__}: {error}") from None
    if len(inner) > _LARGEST_FILE:
        raise Unreadable("unreadable_archive", f"more than {_LARGEST_FILE} bytes inside")
    return inner


def is_xml(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def read_rows(data: bytes) -> list[list[str]]:
    """Rows of a comma-separated table, cells stripped."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("wrong_encoding", f"not UTF-8 at byte {error.start}") from None
    if "\0" in text:
        raise Unreadable("not_a_table", "NUL bytes")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error as error:
        raise Unreadable("not_a_table", str(error)) from None
    if not rows:
        raise Unreadable("empty_payload", "no rows")
    return rows


def read_number(text: str | None) -> float:
    """A decimal with point or comma; NaN when it is neither, so that the row is rejected."""
    try:
        return float((text or "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return math.nan


def read_day(text: str | None) -> date | None:
    """ISO, dd.mm.yyyy, dd/mm/yyyy, `13 April 2026` or yyyymmdd."""
    cleaned = (text or "").strip()
    try:
        return date.fromisoformat(cleaned[:10])
    except ValueError:
        pass
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(cleaned, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
