"""Hands items to the crawl's writer, which makes them visible all at once when the crawl has been judged."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from scrapers.boards.base import BoardSpider
from scrapers.items import PostingItem, QuarantineItem
from scrapers.landing import CrawlWriter, LandedPosting, line_key
from scrapers.pipelines.each_item import EachItemPipeline


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


class LandingPipeline(EachItemPipeline):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider = crawler.spider
        if not isinstance(spider, BoardSpider) or spider.writer is None:
            raise NotConfigured  # rates have no postings
        self.writer = spider.writer

    def process_one(self, item: PostingItem | QuarantineItem) -> None:
        land_item(self.writer, item)
