"""Hands items to the crawl's writer, which makes them visible all at once when the crawl has been judged."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from scrapers.boards.base import BoardSpider
from scrapers.items import PostingItem, QuarantineItem
from scrapers.landing import CrawlWriter, LandedPosting, line_key


def land_item(writer: CrawlWriter, item: PostingItem | QuarantineItem) -> None:
    if isinstance(item, QuarantineItem):
        key = line_key(item.data or item.detail.encode("utf-8", "replace"))
        writer.quarantine(item.source_posting_id, item.reason, item.detail, key)
        return
    assert item.fetched_at is not None
    posting = LandedPosting(
        source_posting_id=item.source_posting_id,
        url=item.url,
        payload=item.payload,
        payload_format=item.payload_format,
        published_text=item.published_text,
        fetched_at=item.fetched_at,
        listing_hash=item.listing_hash,
    )
    writer.add(posting)


class LandingPipeline:
    def __init__(self, writer: CrawlWriter) -> None:
        self.writer = writer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LandingPipeline:
        spider = crawler.spider
        if not isinstance(spider, BoardSpider) or spider.writer is None:
            raise NotConfigured  # rates have no postings
        return cls(spider.writer)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, (PostingItem, QuarantineItem)):
            land_item(self.writer, item)
        return item
