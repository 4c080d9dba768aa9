"""Stamps where and when, and makes the few loose texts of an item safe to store."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from scrapers.boards.base import BoardSpider
from scrapers.items import PostingItem

MAX_PUBLISHED_TEXT = 200
MAX_URL = 2000


class StampPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StampPipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        spider = self.crawler.spider
        if isinstance(item, PostingItem) and isinstance(spider, BoardSpider):
            stamp(item, spider)
        return item


def stamp(item: PostingItem, spider: BoardSpider) -> PostingItem:
    item.source = spider.source.name
    item.fetched_at = spider.clock.now()
    item.url = _plain(item.url, MAX_URL)
    item.published_text = _plain(item.published_text, MAX_PUBLISHED_TEXT)
    return item


def _plain(text: object, length: int) -> str | None:
    """Text without control characters, or None; a source may put anything where a text is expected."""
    if not isinstance(text, str):
        return None
    clean = "".join(character for character in text[:length] if character.isprintable())
    return clean.encode("utf-8", "replace").decode() or None
