"""One line of a dump of payloads -> what it lands, or why it cannot be landed.

A line is `{"source", "source_posting_id", "url", "published_at", "fetched_at", "payload_format", "payload"}`; further
keys such as `label` are ignored. It may also be bare, what stands in `payload` alone: an object as the source's own
API or an export tool gives it, with its id; for `json_ld` a JobPosting, an array or an @graph of them; for `table` a
row, of which columns are told by their names, and the site it names is the board, `table:example`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import orjson

from scrapers.identity import digest, family_of
from scrapers.landing import LandedPosting
from scrapers.parsers.base import Unreadable
from scrapers.parsers.dates import read_timestamp
from scrapers.parsers.json_ld import find_postings
from scrapers.parsers.records import read_text_as_json
from scrapers.parsers.table import first_cell
from scrapers.parsers.text import clean_line

Encoder = Callable[[Any], bytes]
TABLE = "table"  # the family of rows that some collector made
_LONGEST_ID = 400
_FORMATS = ("json", "html", "xml", "csv_row")


@dataclass(frozen=True, slots=True)
class DumpPosting:
    """A posting of a dump, with the source and the UTC day it is landed under."""

    source: str
    day: date
    posting: LandedPosting


def read_line(line: bytes, source: str, day: date | None, *, boards_share_ids: bool = False) -> Iterator[DumpPosting]:
    """Postings of one line; raises Unreadable with a reason code. `source` may be a family: lines name their board.

    Where `boards_share_ids`, as channels do, a bare record is known only together with its board.
    """
    value, encode = _read_json(line)
    is_envelope = isinstance(value, dict) and "payload" in value
    if family_of(source) == "json_ld" and not is_envelope:
        found = find_postings(value)
        if not found:
            raise Unreadable("no_job_posting", "neither a payload nor a schema.org JobPosting")
        for item in found:
            yield _bare(item, source, day, encode)
    elif not isinstance(value, dict):
        raise Unreadable("not_an_object", f"expected a JSON object, got {type(value).__name__}")
    elif is_envelope:
        is_of_table = family_of(source) == TABLE
        yield _of_table(value, source, day, encode) if is_of_table else _enveloped(value, source, day, encode)
    elif boards_share_ids and ":" not in source:
        raise Unreadable("missing_board", f"a bare record does not say whose it is: land the file as {source}:NAME")
    else:
        yield _row(value, source, day, encode)


def _enveloped(value: dict[str, Any], source: str, day: date | None, encode: Encoder) -> DumpPosting:
    own_source = clean_line(value.get("source")) or source
    if family_of(own_source) != family_of(source) or (":" in source and own_source != source):
        raise Unreadable("other_source", f"the line is of {own_source[:60]}, the file was landed as {source}")
    posting_id = _posting_id(value.get("source_posting_id"))
    payload = value.get("payload")
    if payload in (None, "", {}, []):
        raise Unreadable("empty_payload", f"{own_source} {posting_id}: no payload")
    fetched_at = _fetched_at(value.get("fetched_at"), day)
    stated = clean_line(value.get("payload_format"))
    posting = LandedPosting(
        source_posting_id=posting_id,
        url=clean_line(value.get("url")),
        payload=payload.encode("utf-8", "replace") if isinstance(payload, str) else encode(payload),
        payload_format=stated if stated in _FORMATS else ("html" if isinstance(payload, str) else "json"),
        published_text=clean_line(value.get("published_at")),
        fetched_at=fetched_at,
    )
    return DumpPosting(own_source, day or fetched_at.date(), posting)


def _of_table(value: dict[str, Any], source: str, day: date | None, encode: Encoder) -> DumpPosting:
    """A row in an envelope. The source it names is the table's board."""
    return _enveloped({**value, "source": _board(source, value.get("source"))}, source, day, encode)


def _row(value: dict[str, Any], source: str, day: date | None, encode: Encoder) -> DumpPosting:
    """A bare record, known by its number or address; a row of a table may also be known by its content."""
    is_of_table = family_of(source) == TABLE
    key = first_cell(value, "id")
    if is_of_table and (key is None or len(key) > _LONGEST_ID):
        key = digest(encode(value))
    envelope = {
        "source": _board(source, first_cell(value, "site")) if is_of_table else source,
        "source_posting_id": key,
        "fetched_at": first_cell(value, "fetched"),
        "payload_format": "csv_row" if is_of_table else "json",
        "payload": value,
    }
    return _enveloped(envelope, source, day, encode)


def _board(source: str, site: object) -> str:
    named = clean_line(site)
    return source if ":" in source or named is None else f"{TABLE}:{named.removeprefix(f'{TABLE}:')}"


def _bare(item: dict[str, Any], source: str, day: date | None, encode: Encoder) -> DumpPosting:
    if day is None:
        raise Unreadable("missing_fetched_at", "a bare JobPosting does not say when it was read (--date YYYY-MM-DD)")
    payload, url = encode(item), clean_line(item.get("url"))
    posting_id = url if url and len(url) <= _LONGEST_ID else digest(payload)
    at = datetime.combine(day, time(), UTC)
    return DumpPosting(source, day, LandedPosting(posting_id, url, payload, "json", None, at))


def _read_json(line: bytes) -> tuple[Any, Encoder]:
    """The value and the writer that spells it back; only Python's own keeps infinite numbers and lone surrogates."""
    try:
        return orjson.loads(line), orjson.dumps
    except orjson.JSONDecodeError:
        return read_text_as_json(line), lambda value: json.dumps(value).encode()


def _posting_id(value: object) -> str:
    posting_id = clean_line(value)
    if posting_id is None:
        raise Unreadable("missing_id", "no source_posting_id")
    if len(posting_id) > _LONGEST_ID:
        raise Unreadable("id_too_long", f"source_posting_id of {len(posting_id)} characters: {posting_id[:60]}")
    return posting_id


def _fetched_at(value: object, day: date | None) -> datetime:
    midnight = datetime.combine(day or date.min, time(), UTC)
    if value in (None, "") and day is None:
        raise Unreadable("missing_fetched_at", "no fetched_at, and no day was given (--date YYYY-MM-DD)")
    moment = read_timestamp(value, midnight) if value not in (None, "") else midnight
    if moment is None or not 1995 <= moment.year < 2100:
        if day is None:
            raise Unreadable("unreadable_date", f"fetched_at {str(value)[:60]!r}")
        return midnight
    return moment
