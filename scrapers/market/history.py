"""Lands the past days of a market as daily crawls would have done, in seconds instead of requests."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from scrapers.identity import listing_hash
from scrapers.landing import CrawlReport, CrawlWriter, KnownListing, LandedPosting, known_listings, land_rates
from scrapers.market.faces import face_of
from scrapers.market.landed_form import listing_of
from scrapers.market.market import Market, ad_address
from scrapers.market.model import Listed, Source
from scrapers.market.openings import LONGEST_DAYS
from scrapers.market.render_rates import days_between, ecb_xml, nbu_rows, quotes
from scrapers.market.render_telegram import PAGE_SIZE

READ_AT = time(22, 0)  # of the day, UTC: when the market is crawled
FIRST_PAGES = 10  # pages that the first crawl of a channel goes back
RATE_DAYS = LONGEST_DAYS + 30  # rates before the first day, for ads published earlier
SPIDER_VERSION = "1"
_WORKERS = 4  # landing waits for the disk more than it computes
Progress = Callable[[str, date], None]


@dataclass(frozen=True)
class History:
    """What `write_history` did."""

    crawls: int
    payloads: int
    observations: int


def write_history(
    market: Market,
    home: Path,
    first_day: date,
    last_day: date,
    progress: Progress | None = None,
    hh_surface: str = "web",
) -> History:
    """Land every day from `first_day` to `last_day` for all sources, and the rates that these days need.

    `progress(source, day)` is called after every crawl, from several threads but never at once. Landing the same days
    again changes nothing. Raises ValueError for days outside the market.
    """
    if not market.first_day <= first_day <= last_day <= market.last_day:
        raise ValueError(f"{first_day} to {last_day} is not within {market.first_day} to {market.last_day}")
    lock = Lock()

    def report(source: str, day: date) -> None:
        if progress is not None:
            with lock:
                progress(source, day)

    land_market_rates(market, home, first_day - timedelta(days=RATE_DAYS), last_day)
    with ThreadPoolExecutor(_WORKERS) as pool:
        # The largest source first: the others fill the gaps.
        done = [
            pool.submit(_write_source, market, home, source, days_between(first_day, last_day), report, hh_surface)
            for source in market.sources()
        ]
        parts = [future.result() for future in done]
    return History(*(sum(getattr(part, name) for part in parts) for name in ("crawls", "payloads", "observations")))


def land_market_rates(market: Market, home: Path, first_day: date, last_day: date) -> None:
    """Land the simulated quotes of the three authorities, one file each for the whole range."""
    days = days_between(first_day, last_day)
    nbu = [row for day in days for row in nbu_rows(market.rates, day)]
    files = {
        "ecb": ecb_xml(market.rates, first_day, last_day),
        "cbr": f"simulated tables of {first_day} to {last_day}, seed {market.seed}".encode(),
        "nbu": json.dumps(nbu, ensure_ascii=False).encode(),
    }
    for authority, raw in files.items():
        land_rates(home, authority, quotes(market.rates, authority, days), raw)


def _write_source(
    market: Market, home: Path, source: Source, days: list[date], progress: Progress, hh_surface: str
) -> History:
    known = known_listings(home, source.source, days[0] - timedelta(days=1))
    versions: dict[str, int] = {}
    payloads = observations = 0
    for day in days:
        shown = visible(market, source, day, known)
        started = datetime.combine(day, READ_AT, tzinfo=UTC)
        crawl_id = _crawl_id(market, source.source, started)
        with CrawlWriter(
            home, source.source, source.family, source.kind, crawl_id, day, started, True, known, SPIDER_VERSION
        ) as writer:
            size = _add_all(market, writer, shown, day, known, versions, started, hh_surface)
            landed = writer.commit(
                CrawlReport(
                    source=source.source,
                    family=source.family,
                    kind=source.kind,
                    crawl_id=crawl_id,
                    crawled_on=day,
                    started_at=started,
                    finished_at=started + timedelta(seconds=60),
                    listed=len(shown),
                    http_status={"200": max(1, len(shown) // PAGE_SIZE)},
                    bytes_fetched=size,
                    pages=max(1, len(shown) // PAGE_SIZE),
                    finish_reason="finished",
                    is_complete=True,
                    is_simulated=True,
                )
            )
        payloads += landed.report.new_payloads
        observations += len(shown)
        progress(source.source, day)
    return History(len(days), payloads, observations)


def _add_all(
    market: Market,
    writer: CrawlWriter,
    shown: list[Listed],
    day: date,
    known: dict[str, KnownListing],
    versions: dict[str, int],
    started: datetime,
    hh_surface: str,
) -> int:
    """Add what is shown and remember it in `known`; returns the bytes a crawl would have fetched."""
    size = 0
    landed: dict[str, KnownListing] = {}
    for number, posting in enumerate(shown):
        key, version = posting.posting_id, posting.version(day)
        fetched_at = started + timedelta(milliseconds=20 * number)
        before = known.get(key)
        if before is not None and versions.get(key) == version:
            writer.add(LandedPosting(key, ad_address(posting), None, None, None, fetched_at, before.listing_hash))
            continue
        listing = listing_of(market, posting, day, hh_surface if posting.source == "hh_ru" else None)
        entry = listing_hash(posting.source, listing.entry)
        is_unchanged = before is not None and before.listing_hash == entry
        payload = None if is_unchanged else listing.payload
        size += len(payload or b"")
        kept = (payload, listing.payload_format if payload else None)
        found = writer.add(LandedPosting(key, listing.url, *kept, listing.published_text, fetched_at, entry))
        versions[key] = version
        if found is not None:
            seen = before.payload_hashes if before else frozenset()
            landed[key] = KnownListing(entry, found, seen | {found})
    known.update(landed)
    return size


def visible(market: Market, source: Source, day: date, known: dict[str, KnownListing]) -> list[Listed]:
    """What one crawl gets to see: the whole board, or a channel's pages back to the last post seen before."""
    shown = market.listed_on(day, source.source)
    if not face_of(source.source).is_archive:
        return shown
    last_seen = max((int(key) for key in known), default=None)
    count, pages = 0, 0
    while count < len(shown):
        count, pages = min(len(shown), count + PAGE_SIZE), pages + 1
        oldest = int(shown[-count].posting_id)
        if pages >= FIRST_PAGES if last_seen is None else oldest <= last_seen + 1:
            break
    return shown[len(shown) - count :]


def _crawl_id(market: Market, source: str, started: datetime) -> str:
    """Like any crawl's id, but the same whenever the same day of the same market is written."""
    name = f"{market.seed}:{market.scale}:{source}:{started}".encode()
    return f"{started:%Y%m%dT%H%M%SZ}-{blake2b(name, digest_size=4).hexdigest()}"
