"""Any number of landed payloads without HTTP or files, for benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa
import zstandard

from scrapers.identity import payload_hash
from scrapers.market.landed_form import listing_of
from scrapers.market.market import DEFAULT_LAST_DAY, published_between
from scrapers.market.model import Listed
from scrapers.schemas import RAW_PAYLOADS

POSTINGS_PER_DAY = 50  # new postings a day at scale 1, a little less than the market gives
_READ_AT = time(22, 0)


def generate_postings(n: int, seed: int = 7, days: int = 30, last_day: date = DEFAULT_LAST_DAY) -> pa.Table:
    """The first payloads of `n` simulated postings as rows of RAW_PAYLOADS, published over `days` days to `last_day`.

    `fetched_at` is the evening of the day of publication, `crawl_id` names no crawl that was landed.
    """
    if n < 1 or days < 1:
        raise ValueError("at least one posting and one day are needed")
    first_day = last_day - timedelta(days=days - 1)
    scale = n / (days * POSTINGS_PER_DAY)
    while True:
        market = published_between(seed, first_day, last_day, scale)
        fresh = [posting for posting in market.all_listed() if posting.first_listed_on >= first_day]
        if len(fresh) >= n:
            break
        scale *= 1.3
    fresh.sort(key=lambda posting: (posting.published_at, posting.key))
    compressor = zstandard.ZstdCompressor(level=1)

    def rows(postings: list[Listed]) -> Iterator[dict[str, object]]:
        for posting in postings:
            day = posting.first_listed_on
            listing = listing_of(market, posting, day)
            payload = listing.payload or b""
            yield {
                "payload_hash": payload_hash(posting.source, posting.posting_id, payload),
                "source": posting.source,
                "source_posting_id": posting.posting_id,
                "crawl_id": "simulated",
                "url": listing.url,
                "payload": compressor.compress(payload),
                "payload_format": listing.payload_format,
                "payload_bytes": len(payload),
                "published_text": listing.published_text,
                "fetched_at": datetime.combine(day, _READ_AT, tzinfo=UTC),
                "landed_on": day,
                "spider_version": None,
                "is_simulated": True,
            }

    wanted = RAW_PAYLOADS.names
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in wanted} for row in rows(fresh[:n])], schema=RAW_PAYLOADS
    )
