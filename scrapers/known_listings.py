"""What earlier crawls landed of a source, so that a crawl asks only for what is new or changed.

Reading ninety days of crawls for each of a thousand sources would take longer than fetching the news. So what was read
is kept in `landing/known/source=<quoted source>.arrow`, with the crawls it stands for: it is only used as far as
these are the crawls of the window, and can be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from scrapers.crawl_folders import (
    batch_crawls,
    family_path,
    finished,
    is_batch,
    landed_day_names,
    reports_in,
    rows_of,
    source_path,
)
from scrapers.identity import family_of
from scrapers.source_memory import memory_path, read_memory, write_memory

WINDOW_DAYS = 90
_INDEX = pa.schema(
    [
        ("source_posting_id", pa.string()),
        ("payload_hash", pa.string()),
        ("listing_hash", pa.string()),
        ("seen_before", pa.date32()),
        ("last_seen_on", pa.date32()),
    ]
)
_OBSERVED = ["source_posting_id", "payload_hash", "listing_hash"]
Crawl = tuple[date, str]  # day and id
# (posting id, payload hash) -> listing hash, the last two days; in the order in which they were last seen
Rows = dict[tuple[str, str | None], tuple[str | None, date | None, date]]


@dataclass(frozen=True, slots=True)
class KnownListing:
    """What earlier crawls landed of a posting; tells a spider whether its detail page is worth a request."""

    listing_hash: str | None
    payload_hash: str | None  # the newest
    payload_hashes: frozenset[str] = frozenset()  # every version landed in the window
    last_seen_on: date | None = None
    seen_before: date | None = None  # the last day before that one on which it was listed


def known_listings(home: Path, source: str, day: date, window_days: int = WINDOW_DAYS) -> dict[str, KnownListing]:
    """What crawls of `source` landed in the window that ends on `day` (that day's earlier crawls included)."""
    days = [day - timedelta(days=age) for age in range(window_days, -1, -1)]
    landed = landed_day_names(home)  # asking each of ninety folders whether it is there takes 1 ms of every source
    folders = {
        crawl: folder for each in days if f"day={each}" in landed for crawl, folder in _crawls(home, source, each)
    }
    if not folders:
        return {}
    path = memory_path(home, "known", source)
    rows, covered, until = _read_index(path)
    news = [(_started(folders[crawl], source, crawl), crawl) for crawl in folders if crawl not in covered]
    is_current = all(crawl in folders for crawl in covered if crawl[0] >= days[0])
    if not is_current or any(started <= until for started, _ in news):
        rows = {}
        news = [(_started(folders[crawl], source, crawl), crawl) for crawl in folders]
    for _, crawl in sorted(news):
        _add(rows, folders[crawl], source, crawl[0])
    rows = {key: row for key, row in rows.items() if row[2] >= days[0]}
    if news and all(crawl[0] <= day for crawl in covered):  # a look at an older day leaves the newer index alone
        _write_index(path, rows, list(folders), max(started for started, _ in news))
    return dict(_listings(rows, days[0]))


def _crawls(home: Path, source: str, day: date) -> Iterator[tuple[Crawl, Path]]:
    """The source's finished crawls of the day, and the folder of each."""
    for folder in finished(source_path(home, source, day)):
        yield (day, folder.name), folder
    for folder in finished(family_path(home, family_of(source), day)):
        if (found := batch_crawls(folder).get(source)) is not None:
            yield (day, found[0]), folder


def _started(folder: Path, source: str, crawl: Crawl) -> str:
    """Day and moment of a crawl, as text that sorts."""
    started_at = batch_crawls(folder)[source][1] if is_batch(folder) else reports_in(folder)[0].started_at
    return f"{crawl[0]} {started_at:%Y-%m-%dT%H:%M:%S.%f} {crawl[1]}"


def _add(rows: Rows, folder: Path, source: str, day: date) -> None:
    table = rows_of(folder, "observations.parquet", source)
    for key, payload, listing in zip(*(table[name].to_pylist() for name in _OBSERVED), strict=True):
        earlier = rows.pop((key, payload), None)
        before = None
        if earlier is not None:
            before = earlier[1] if earlier[2] == day else earlier[2]
        rows[key, payload] = (listing, before, day)


def _listings(rows: Rows, first_day: date) -> Iterator[tuple[str, KnownListing]]:
    listings: dict[str, str | None] = {}
    newest: dict[str, str] = {}
    versions: dict[str, set[str]] = {}
    days: dict[str, set[date]] = {}
    for (key, payload), (listing, before, last) in rows.items():
        listings[key] = listing
        days.setdefault(key, set()).update(day for day in (before, last) if day is not None and day >= first_day)
        if payload is not None:
            newest[key] = payload
            versions.setdefault(key, set()).add(payload)
    for key, listing in listings.items():
        last, before, *_ = [*sorted(days[key], reverse=True), None]
        yield key, KnownListing(listing, newest.get(key), frozenset(versions.get(key, ())), last, before)


def _read_index(path: Path) -> tuple[Rows, set[Crawl], str]:
    """Rows, the crawls they stand for and the start of the last of these; nothing when there is no readable index."""
    try:
        table = read_memory(path)
        kept = json.loads(table.schema.metadata[b"crawls"])
        columns = [table[name].to_pylist() for name in _INDEX.names]
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException):
        return {}, set(), ""
    rows: Rows = {
        (key, payload): (listing, before, last) for key, payload, listing, before, last in zip(*columns, strict=True)
    }
    return rows, {(date.fromisoformat(day), crawl_id) for day, crawl_id in kept["crawls"]}, kept["until"]


def _write_index(path: Path, rows: Rows, crawls: list[Crawl], until: str) -> None:
    keys, values = list(rows), list(rows.values())
    columns = [[key[0] for key in keys], [key[1] for key in keys], *([row[n] for row in values] for n in range(3))]
    kept = json.dumps({"crawls": [(day.isoformat(), crawl_id) for day, crawl_id in crawls], "until": until})
    schema = _INDEX.with_metadata({"crawls": kept})
    table = pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, _INDEX, strict=True)], schema=schema
    )
    write_memory(path, table)
