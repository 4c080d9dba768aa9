"""A line on standard error every few seconds, so that a long crawl is seen to live."""

from __future__ import annotations

import sys
import time

from scrapy import signals
from scrapy.crawler import Crawler

from scrapers.boards.base import BoardSpider

EVERY_SECONDS = 10.0


class ProgressExtension:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._next = time.monotonic() + EVERY_SECONDS

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProgressExtension:
        extension = cls(crawler)
        crawler.signals.connect(extension.on_response, signals.response_received)
        return extension

    def on_response(self) -> None:
        spider = self.crawler.spider
        if time.monotonic() < self._next or not isinstance(spider, BoardSpider):
            return
        self._next = time.monotonic() + EVERY_SECONDS
        text = f"{spider.source.name}: {len(spider.seen)} listed, {len(spider.waiting)} details to come"
        print(text, f", {sum(spider.errors.values())} errors", file=sys.stderr, sep="", flush=True)
