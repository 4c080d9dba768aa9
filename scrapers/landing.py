"""The landed raw layer: immutable crawl folders below `<home>/landing`, each visible whole or not at all.

Layout: `landing/day=<YYYY-MM-DD>/source=<quoted source>/<crawl_id>/` with `observations.parquet`, `payloads.parquet`,
`quarantine.parquet`, `report.json` and, written last, `_SUCCESS`; small crawls share a folder, see
`scrapers.crawl_batch`. Official rate files have their own folders, see `scrapers.landed_rates`. Nothing here is ever
changed after its rename, but for `known` and `validators`: they are derived from landed crawls and can be deleted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from scrapers.atomic import SUCCESS, fsync, publish_folder, read_table, write_bytes, write_table
from scrapers.crawl_folders import crawl_path, finished_of_day, is_batch, landed_day_names, reports_in
from scrapers.crawl_report import CrawlReport
from scrapers.identity import digest, payload_hash
from scrapers.known_listings import KnownListing, known_listings
from scrapers.landed_rates import land_rates, read_rate_quotes
from scrapers.schemas import QUARANTINE, RAW_OBSERVATIONS, RAW_PAYLOADS, SOURCE_CRAWLS

DETAIL_LENGTH = 300
_PAYLOADS_PER_WRITE = 2000
_ZSTD_LEVEL = 3


@dataclass(slots=True)
class LandedPosting:
    """One posting as a crawl saw it. `payload` is None when the listing shows no change since it was last fetched."""

    source_posting_id: str
    url: str | None
    payload: bytes | None
    payload_format: str | None  # json | html | xml | csv_row
    published_text: str | None
    fetched_at: datetime
    listing_hash: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlContents:
    """A finished crawl that has not landed: what its folder would hold.

    `payload_hashes`: posting -> its newest payload. `bytes` of the payloads, compressed.
    """

    report: CrawlReport
    observations: pa.Table
    payload_rows: list[dict[str, object]]
    quarantine: pa.Table
    payload_hashes: dict[str, str | None]
    bytes: int


@dataclass(frozen=True, slots=True)
class LandedCrawl:
    """One landed crawl with its report; small crawls share their folder `path` with others.

    `is_new` is False when the same crawl had been landed before.
    """

    path: Path
    report: CrawlReport
    is_new: bool = True

    @property
    def source(self) -> str:
        return self.report.source

    @property
    def crawl_id(self) -> str:
        return self.report.crawl_id

    @property
    def day(self) -> date:
        return self.report.crawled_on


class CrawlWriter:
    """Collects one crawl in a temporary folder and makes it visible with one rename.

    Use as a context manager: leaving it without `commit`, or with an exception, removes the temporary folder.
    Adding a posting twice keeps one observation (the later) and every distinct payload. When a crawl of the same id
    has been landed already, everything is ignored and `commit` returns the landed one.
    """

    def __init__(
        self,
        home: Path,
        source: str,
        family: str,
        kind: str,
        crawl_id: str,
        day: date,
        started_at: datetime,
        is_simulated: bool,
        known: Mapping[str, KnownListing] | None = None,
        spider_version: str | None = None,
    ) -> None:
        self.source, self.family, self.kind, self.crawl_id, self.day = source, family, kind, crawl_id, day
        self.started_at, self.is_simulated, self.spider_version = started_at, is_simulated, spider_version
        self.path = crawl_path(home, source, day, crawl_id)
        self.is_landed = (self.path / SUCCESS).exists()
        self._known = known if known is not None else {}
        self._temporary = self.path.with_name(f".{crawl_id}.{uuid4().hex}.tmp")
        self._observations: dict[str, tuple[str | None, str | None, str | None, datetime]] = {}
        self._payload_hashes: set[str] = set()
        self._payload_rows: list[dict[str, object]] = []
        self._payload_bytes = 0
        self._payload_sink: pq.ParquetWriter | None = None
        self._quarantine: dict[tuple[str | None, str | None, str], str] = {}
        self._changed: set[str] = set()
        self._compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)

    def __enter__(self) -> CrawlWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._payload_sink is not None:
            self._payload_sink.close()
        if self._temporary.exists():
            shutil.rmtree(self._temporary, ignore_errors=True)

    @property
    def is_small(self) -> bool:
        """Nothing was written yet: the crawl can land together with others."""
        return self._payload_sink is None and not self.is_landed

    @property
    def observed(self) -> int:
        return len(self._observations)

    @property
    def new_payloads(self) -> int:
        return len(self._payload_hashes)

    def payload_hash_of(self, source_posting_id: str) -> str | None:
        """The newest payload of a posting this crawl observed."""
        observed = self._observations.get(source_posting_id)
        return observed[2] if observed else None

    def add(self, posting: LandedPosting) -> str | None:
        """Record that the posting is listed, and its payload when the content is new. Returns the payload's hash."""
        if self.is_landed:
            return None
        key = posting.source_posting_id
        known = self._known.get(key)
        newest = known.payload_hash if known else None
        if posting.payload is not None:
            newest = payload_hash(self.source, key, posting.payload)
            seen = known is not None and (newest == known.payload_hash or newest in known.payload_hashes)
            if not seen and newest not in self._payload_hashes:
                self._payload_hashes.add(newest)
                self._keep_payload(posting, posting.payload, newest)
                if known is not None and known.payload_hash is not None:
                    self._changed.add(key)
        elif key in self._observations:
            newest = self._observations[key][2]
        self._observations[key] = (posting.url, posting.listing_hash, newest, posting.fetched_at)
        return newest

    def quarantine(
        self, source_posting_id: str | None, reason: str, detail: str, payload_hash: str | None = None
    ) -> None:
        """Keep a note of what could not be landed: a short reason code and one line for a person."""
        if not self.is_landed:
            self._quarantine[(payload_hash, source_posting_id, reason)] = one_line(detail)

    def commit(self, report: CrawlReport) -> LandedCrawl:
        """Write what is left, mark success and make the folder visible.

        The counts the writer knows better (new_payloads, changed, quarantined; listed when the report has none) are
        put into the report. Raises ValueError when the report is of another crawl.
        """
        self._complete(report)
        if self.is_landed:
            return LandedCrawl(self.path, CrawlReport.read(self.path / "report.json"), is_new=False)
        self._write_payloads(last=True)
        write_table(self._temporary / "observations.parquet", self._observation_table(report.is_complete))
        write_table(self._temporary / "quarantine.parquet", self._quarantine_table())
        write_bytes(self._temporary / "report.json", report.to_json())
        landed = publish_folder(self._temporary, self.path)
        if not landed:
            return LandedCrawl(self.path, CrawlReport.read(self.path / "report.json"), is_new=False)
        self.is_landed = True
        return LandedCrawl(self.path, report)

    def contents(self, report: CrawlReport) -> CrawlContents:
        """Instead of `commit`, for a small crawl that lands together with others; completes the report alike."""
        assert self.is_small
        self._complete(report)
        tables = self._observation_table(report.is_complete), self._payload_rows, self._quarantine_table()
        hashes = {key: observed[2] for key, observed in self._observations.items()}
        return CrawlContents(report, *tables, hashes, self._payload_bytes)

    def _complete(self, report: CrawlReport) -> None:
        if (report.source, report.crawl_id) != (self.source, self.crawl_id):
            raise ValueError(
                f"report of {report.source} {report.crawl_id} given to crawl {self.source} {self.crawl_id}"
            )
        if self.is_landed:
            return
        report.listed = max(report.listed, self.observed)
        report.new_payloads, report.changed = self.new_payloads, len(self._changed)
        report.quarantined = len(self._quarantine)

    def _keep_payload(self, posting: LandedPosting, payload: bytes, key: str) -> None:
        compressed = self._compressor.compress(payload)
        self._payload_bytes += len(compressed)
        self._payload_rows.append(
            {
                "payload_hash": key,
                "source": self.source,
                "source_posting_id": posting.source_posting_id,
                "crawl_id": self.crawl_id,
                "landed_on": self.day,
                "url": posting.url,
                "payload": compressed,
                "payload_format": posting.payload_format,
                "payload_bytes": len(payload),
                "published_text": posting.published_text,
                "fetched_at": posting.fetched_at,
                "spider_version": self.spider_version,
                "is_simulated": self.is_simulated,
            }
        )
        if len(self._payload_rows) >= _PAYLOADS_PER_WRITE:
            self._write_payloads()

    def _write_payloads(self, last: bool = False) -> None:
        path = self._temporary / "payloads.parquet"
        if self._payload_sink is None:
            self._temporary.mkdir(parents=True, exist_ok=True)
            self._payload_sink = pq.ParquetWriter(path, RAW_PAYLOADS, compression="zstd")
        self._payload_sink.write_table(pa.Table.from_pylist(self._payload_rows, schema=RAW_PAYLOADS))
        self._payload_rows.clear()
        if last:
            self._payload_sink.close()
            self._payload_sink = None
            fsync(path)

    def _observation_table(self, is_complete: bool) -> pa.Table:
        count = len(self._observations)
        urls, listings, payloads, times = zip(*self._observations.values(), strict=True) if count else ((),) * 4
        columns: list[Any] = [
            [self.source] * count,
            list(self._observations),
            [self.crawl_id] * count,
            urls,
            listings,
            payloads,
            times,
            [self.day] * count,
            [is_complete] * count,
            [self.is_simulated] * count,
        ]
        typed = [pa.array(column, field.type) for column, field in zip(columns, RAW_OBSERVATIONS, strict=True)]
        return pa.Table.from_arrays(typed, schema=RAW_OBSERVATIONS)

    def _quarantine_table(self) -> pa.Table:
        rows = [
            {
                "payload_hash": key,
                "source": self.source,
                "source_posting_id": source_posting_id,
                "landed_on": self.day,
                "layer": "landing",
                "reason": reason,
                "detail": detail,
            }
            for (key, source_posting_id, reason), detail in self._quarantine.items()
        ]
        return pa.Table.from_pylist(rows, schema=QUARANTINE)


def landed_days(home: Path) -> list[date]:
    """UTC days that hold at least one landed crawl, oldest first."""
    names = [name for name in landed_day_names(home) if name.startswith("day=")]
    days = sorted(date.fromisoformat(name.removeprefix("day=")) for name in names)
    return [day for day in days if next(finished_of_day(home, day), None) is not None]


def landed_crawls(home: Path, day: date) -> list[LandedCrawl]:
    """Finished crawls of the day, by source and then in the order they were started."""
    crawls = [LandedCrawl(folder, report) for folder in finished_of_day(home, day) for report in reports_in(folder)]
    return sorted(crawls, key=lambda crawl: (crawl.source, crawl.report.started_at, crawl.crawl_id))


def read_observations(crawls: Iterable[LandedCrawl]) -> pa.Table:
    """Rows of RAW_OBSERVATIONS, in crawl order."""
    return _read(crawls, "observations.parquet", RAW_OBSERVATIONS)


def read_payloads(crawls: Iterable[LandedCrawl]) -> pa.Table:
    """Rows of RAW_PAYLOADS, the first of each payload_hash."""
    return _first_of(_read(crawls, "payloads.parquet", RAW_PAYLOADS), ["payload_hash"])


def read_quarantine(crawls: Iterable[LandedCrawl]) -> pa.Table:
    """Rows of QUARANTINE that the landing itself wrote, the first of each (payload_hash, source, id, reason)."""
    keys = ["payload_hash", "source", "source_posting_id", "reason"]
    return _first_of(_read(crawls, "quarantine.parquet", QUARANTINE), keys)


def source_crawls(crawls: Iterable[LandedCrawl]) -> pa.Table:
    """Rows of SOURCE_CRAWLS: completeness and verdict of each crawl."""
    rows = [
        {
            **{name: getattr(crawl.report, name) for name in SOURCE_CRAWLS.names if name != "errors"},
            "errors": sum(crawl.report.errors.values()),
        }
        for crawl in crawls
    ]
    return pa.Table.from_pylist(rows, schema=SOURCE_CRAWLS)


def decompress(payload: bytes) -> bytes:
    """The bytes as the source gave them, from a `payload` of RAW_PAYLOADS."""
    return zstandard.ZstdDecompressor().decompress(payload)


def line_key(data: bytes) -> str:
    """Stands for the payload hash of an input that never became a payload."""
    return digest(data)


def one_line(text: str, length: int = DETAIL_LENGTH) -> str:
    """Text that fits a report: one line, no control characters, at most `length` characters."""
    clean = "".join(character if character.isprintable() else " " for character in text[: 4 * length])
    clean = " ".join(clean.split())
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def _read(crawls: Iterable[LandedCrawl], name: str, schema: pa.Schema) -> pa.Table:
    shared: dict[Path, dict[str, pa.Table]] = {}
    tables = []
    for crawl in crawls:
        if is_batch(crawl.path):
            if crawl.path not in shared:
                shared[crawl.path] = _by_source(_read_file(crawl.path / name, schema))
            tables += [shared[crawl.path][crawl.source]] if crawl.source in shared[crawl.path] else []
        else:
            tables.append(_read_file(crawl.path / name, schema))
    return pa.concat_tables(tables or [schema.empty_table()])


def _read_file(path: Path, schema: pa.Schema) -> pa.Table:
    return read_table(path).select(schema.names).cast(schema)


def _by_source(table: pa.Table) -> dict[str, pa.Table]:
    """The rows of a batch by source; those of one source stand together."""
    if not table.num_rows:
        return {}
    runs = pc.run_end_encode(table["source"].combine_chunks())
    ends = runs.run_ends.to_pylist()
    bounds = zip(runs.values.to_pylist(), [0, *ends[:-1]], ends, strict=True)
    return {source: table.slice(start, end - start) for source, start, end in bounds}


def _first_of(table: pa.Table, keys: list[str]) -> pa.Table:
    if table.num_rows < 2:
        return table
    numbered = table.select(keys).append_column("row", pa.array(range(table.num_rows)))
    first = numbered.group_by(keys, use_threads=False).aggregate([("row", "min")])["row_min"]
    if len(first) == table.num_rows:
        return table
    return table.take(pa.array(sorted(first.to_pylist())))


__all__ = [
    "CrawlContents",
    "CrawlReport",
    "CrawlWriter",
    "KnownListing",
    "LandedCrawl",
    "LandedPosting",
    "known_listings",
    "land_rates",
    "landed_crawls",
    "landed_days",
    "read_observations",
    "read_payloads",
    "read_quarantine",
    "read_rate_quotes",
    "source_crawls",
]
