"""Pure parsers: one landed payload in, postings in the source's own words out. No clock, network or files.

`parse_payload` never raises: whatever cannot be read comes back as a reject with a reason code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pyarrow as pa

from scrapers.identity import family_of
from scrapers.landing import decompress, one_line
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Reject, Unreadable
from scrapers.parsers.rates import RatesResult
from scrapers.parsers.rates_cbr import parse_cbr
from scrapers.parsers.rates_ecb import parse_ecb
from scrapers.parsers.rates_nbu import parse_nbu
from scrapers.schemas import PARSED_POSTINGS, QUARANTINE


def _find_parsers() -> dict[str, Parser]:
    """Family -> parser: every module of this package that has a `PARSER` is one source format."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    parsers = [module.PARSER for module in modules if hasattr(module, "PARSER")]
    return {parser.family: parser for parser in sorted(parsers, key=lambda parser: parser.family)}


PARSERS: dict[str, Parser] = _find_parsers()
TABLE_PARSER = PARSERS["table"]
PARSER_VERSION: dict[str, str] = {family: parser.version for family, parser in PARSERS.items()}
# Each takes (data, file_name="", is_simulated=False).
RATE_PARSERS: dict[str, Callable[..., RatesResult]] = {"ecb": parse_ecb, "cbr": parse_cbr, "nbu": parse_nbu}


def parse_payload(context: PayloadContext) -> ParseResult:
    """Postings of one payload and why parts of it were not read. Postings are rows of PARSED_POSTINGS."""
    parser = PARSERS.get(family_of(context.source))
    result = ParseResult()
    if parser is None:
        result.rejects.append(Reject("unknown_source", f"no parser for {context.source}"))
        return result
    _run(parser, context, result)
    if not result.postings and context.payload_format == "csv_row" and parser is not TABLE_PARSER:
        # A row in nobody's own format: some collector's table of this source.
        as_table = ParseResult()
        _run(TABLE_PARSER, context, as_table)
        return as_table if as_table.postings else result
    return result


def _run(parser: Parser, context: PayloadContext, result: ParseResult) -> None:
    try:
        parser.parse(context, result)
    except Unreadable as outcome:
        result.rejects.append(Reject(outcome.reason, outcome.detail))
    except Exception as error:  # a payload nobody foresaw must not take the other postings of the day with it
        result.postings.clear()
        result.rejects.append(Reject("parser_error", f"{type(error).__name__}: {error}"))
    for posting in result.postings:
        posting["parser_version"] = parser.version


def parse_payloads(raw: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of RAW_PAYLOADS -> (PARSED_POSTINGS, QUARANTINE). A posting with notes is in both."""
    parsed: list[dict[str, Any]] = []
    quarantine: list[dict[str, Any]] = []
    tables: list[pa.Table] = []
    for batch in raw.to_batches(max_chunksize=2000):
        for row in batch.to_pylist():
            landed_on = row["landed_on"]
            context, failure = _context(row)
            result = parse_payload(context) if failure is None else ParseResult(rejects=[failure])
            parsed.extend(result.postings)
            quarantine.extend(_quarantine_rows(context, result, landed_on))
        tables.append(pa.Table.from_pylist(parsed, schema=PARSED_POSTINGS))
        parsed.clear()
    return (
        pa.concat_tables(tables or [PARSED_POSTINGS.empty_table()]),
        pa.Table.from_pylist(quarantine, schema=QUARANTINE),
    )


def _context(row: dict[str, Any]) -> tuple[PayloadContext, Reject | None]:
    failure = None
    try:
        payload = decompress(row["payload"])
    except Exception as error:
        payload, failure = b"", Reject("unreadable_payload", f"{type(error).__name__}: {error}")
    values = {name: row[name] for name in PayloadContext.__slots__ if name != "payload"}
    return PayloadContext(payload=payload, **values), failure


def _quarantine_rows(context: PayloadContext, result: ParseResult, landed_on: date) -> list[dict[str, Any]]:
    details: dict[tuple[str, str], list[str]] = {}
    for reject in result.rejects:
        key = (reject.posting_id or context.source_posting_id, reject.reason)
        details.setdefault(key, []).append(reject.detail)
    return [
        {
            "payload_hash": context.payload_hash,
            "source": context.source,
            "source_posting_id": posting_id,
            "landed_on": landed_on,
            "layer": "parse",
            "reason": reason,
            "detail": one_line(f"{context.source} {posting_id[:100]}: {'; '.join(dict.fromkeys(lines))}"),
        }
        for (posting_id, reason), lines in details.items()
    ]


__all__ = [
    "PARSERS",
    "PARSER_VERSION",
    "RATE_PARSERS",
    "ParseResult",
    "Parser",
    "PayloadContext",
    "RatesResult",
    "Reject",
    "parse_payload",
    "parse_payloads",
]
