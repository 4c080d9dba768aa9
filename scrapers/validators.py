"""What a source said its replies can be recognized by (ETag, Last-Modified), so that unchanged ones are not sent again.

Kept per source in `landing/validators/source=<quoted source>.arrow`, written after a crawl that was good and complete
and replaced whole; it can be deleted at any time. A page of a listing is kept with its body: on 304 the spider reads
that, so all its postings are observed and its further pages followed, whatever the spider's code of the day. A detail
is kept with the payload it became, and is only asked for conditionally while that is the newest one landed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import zstandard

from scrapers.known_listings import KnownListing
from scrapers.source_memory import memory_path, read_memory, write_memory

MAX_BODIES = 32_000_000  # compressed bytes of one source; further pages are asked for as if never seen
_COLUMNS = ("url", "etag", "last_modified", "content_type", "source_posting_id", "payload_hash", "body")
_SCHEMA = pa.schema([(name, pa.binary() if name == "body" else pa.string()) for name in _COLUMNS])


@dataclass(frozen=True, slots=True)
class Validator:
    """`body` (zstd) of a page, or `source_posting_id` and `payload_hash` of a detail."""

    url: str
    etag: str | None
    last_modified: str | None
    content_type: str | None = None
    source_posting_id: str | None = None
    payload_hash: str | None = None
    body: bytes | None = None

    def reply_body(self) -> bytes:
        return zstandard.ZstdDecompressor().decompress(self.body or b"")


class Validators:
    """Those of one source: what earlier crawls kept, and what this one saw."""

    def __init__(self, path: Path, day: date, is_simulated: bool, known: Mapping[str, Validator]) -> None:
        self.path, self.day, self.is_simulated, self._known = path, day, is_simulated, known
        self._seen: dict[str, Validator] = {}
        self._body_bytes = 0
        self._is_older = False  # a newer day's crawl has been kept: this one leaves it alone

    @classmethod
    def read(cls, home: Path, source: str, day: date, is_simulated: bool) -> Validators:
        """Nothing is known when the file is of a later day (its replies are of the future), of another kind or torn."""
        path = memory_path(home, "validators", source)
        found = cls(path, day, is_simulated, {})
        try:
            table = read_memory(path)
            kept = json.loads(table.schema.metadata[b"kept"])
            if kept["day"] > day.isoformat():
                found._is_older = True
            elif kept["is_simulated"] == is_simulated:
                found._known = {row["url"]: Validator(**row) for row in table.to_pylist()}
        except (OSError, KeyError, TypeError, ValueError, pa.ArrowException):
            pass
        return found

    def page(self, url: str) -> Validator | None:
        found = self._known.get(url)
        return found if found is not None and found.body is not None else None

    def detail(self, url: str, source_posting_id: str, known: KnownListing | None) -> Validator | None:
        """Only while the payload the reply became is the newest landed one."""
        found = self._known.get(url)
        if found is None or known is None or found.source_posting_id != source_posting_id:
            return None
        return found if found.payload_hash is not None and found.payload_hash == known.payload_hash else None

    def keep(self, validator: Validator, body: bytes | None = None) -> None:
        """Remember what a reply said of itself; `body` of a page."""
        if body is not None:
            validator = Validator(
                validator.url,
                validator.etag,
                validator.last_modified,
                validator.content_type,
                body=zstandard.ZstdCompressor().compress(body),
            )
        self._body_bytes += len(validator.body or b"")
        if self._body_bytes <= MAX_BODIES:
            self._seen[validator.url] = validator

    def write(self, payload_hash_of: Callable[[str], str | None]) -> None:
        """Replace the file by what this crawl saw, and by details of postings it did not have to ask for again."""
        rows = []
        for found in {**self._known, **self._seen}.values():
            key = found.source_posting_id
            if key is None:
                if found.url in self._seen:
                    rows.append([getattr(found, name) for name in _COLUMNS])
            elif (newest := payload_hash_of(key)) is not None and (
                found.url in self._seen or newest == found.payload_hash
            ):
                rows.append([*(getattr(found, name) for name in _COLUMNS[:-2]), newest, None])
        if self._is_older or not (rows or self._known):
            return
        kept = json.dumps({"day": self.day.isoformat(), "is_simulated": self.is_simulated})
        columns = [pa.array([row[n] for row in rows], field.type) for n, field in enumerate(_SCHEMA)]
        table = pa.Table.from_arrays(columns, schema=_SCHEMA.with_metadata({"kept": kept}))
        write_memory(self.path, table)
