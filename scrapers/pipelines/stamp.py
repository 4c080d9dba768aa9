"""Stamps where and when, and makes the few loose texts of an item safe to store."""

from __future__ import annotations

from scrapers.boards.base import BoardSpider
from scrapers.items import PostingItem, QuarantineItem
from scrapers.pipelines.each_item import EachItemPipeline

MAX_PUBLISHED_TEXT = 200
MAX_URL = 2000


class StampPipeline(EachItemPipeline):
    def process_one(self, item: PostingItem | QuarantineItem) -> None:
        spider = self.crawler.spider
        if isinstance(item, PostingItem) and isinstance(spider, BoardSpider):
            stamp(item, spider)


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
