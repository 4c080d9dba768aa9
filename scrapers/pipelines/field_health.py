"""Counts how many new payloads parse and state each field: a layout change shows here on the day it happens."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from scrapers.boards.base import BoardSpider
from scrapers.identity import payload_hash
from scrapers.items import PostingItem
from scrapers.parsers import PARSERS, PayloadContext, parse_payload

# Enough to see a share to a few per cent, few enough to cost nothing beside the fetching.
SAMPLE = 200
_NOT_STATED: tuple[Any, ...] = (None, "", [])


class FieldHealthPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.judged = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FieldHealthPipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        spider = self.crawler.spider
        if (
            isinstance(item, PostingItem)
            and isinstance(spider, BoardSpider)
            and item.payload is not None
            and spider.source.family in PARSERS
            and self.judged < SAMPLE
        ):
            self.judged += 1
            self._judge(item, item.payload, spider)
        return item

    def _judge(self, item: PostingItem, payload: bytes, spider: BoardSpider) -> None:
        assert item.fetched_at is not None
        context = PayloadContext(
            source=item.source,
            source_posting_id=item.source_posting_id,
            url=item.url,
            payload=payload,
            payload_format=item.payload_format or "json",
            published_text=item.published_text,
            fetched_at=item.fetched_at,
            payload_hash=payload_hash(item.source, item.source_posting_id, payload),
            landed_on=spider.clock.day,
            is_simulated=spider.market_url is not None,
        )
        postings = parse_payload(context).postings
        stats = self.crawler.stats
        assert stats is not None
        stats.inc_value("jobmarts/field/payload")
        if postings:
            stats.inc_value("jobmarts/field/posting")
            for field, value in postings[0].items():
                if value not in _NOT_STATED:
                    stats.inc_value(f"jobmarts/field/{field}")
