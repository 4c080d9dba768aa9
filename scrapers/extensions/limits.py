"""The caps of one source: pages, bytes and seconds. A crawl that meets one ends at once and says which."""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import _schedule_coro

from scrapers.boards.base import BoardSpider
from scrapers.extensions.shared_hosts import SharedHostsDownloader


class LimitsExtension:
    """Settings: JOBMARTS_MAX_PAGES, JOBMARTS_MAX_BYTES (unpacked bodies), JOBMARTS_MAX_SECONDS of the source's own
    time (waiting for others of its host is not its own), JOBMARTS_DEADLINE (monotonic clock; 0: none).

    Unlike Scrapy's CloseSpider it lets go of requests that only wait for their turn, so that hitting a cap takes no
    more than the requests under way.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.pages = self.bytes = 0
        self.max_pages = crawler.settings.getint("JOBMARTS_MAX_PAGES")
        self.max_bytes = crawler.settings.getint("JOBMARTS_MAX_BYTES")
        self.max_seconds = crawler.settings.getfloat("JOBMARTS_MAX_SECONDS")
        self.deadline = crawler.settings.getfloat("JOBMARTS_DEADLINE")
        self._started: float | None = None
        self._timer: CallLaterResult | None = None
        crawler.signals.connect(self.on_request, signals.request_reached_downloader)
        crawler.signals.connect(self.on_response, signals.response_received)
        crawler.signals.connect(self.on_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LimitsExtension:
        return cls(crawler)

    def on_request(self) -> None:
        """The clock starts with the first request: a process that is slow to start is not the source's fault."""
        if self._started is None:
            self._started = monotonic()
            self._check_time()

    def on_response(self, response: Response, request: Request) -> None:
        self.bytes += len(response.body)
        self.pages += 1
        if self.max_pages and self.pages == self.max_pages:
            self.stop("closespider_pagecount")
        elif self.max_bytes and self.bytes - len(response.body) <= self.max_bytes < self.bytes:
            self.stop("closespider_bytes")

    def on_closed(self, spider: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_time(self) -> None:
        self._timer = None
        now = monotonic()
        left = self.max_seconds - (now - (self._started or now) - self._waited()) if self.max_seconds else 3600.0
        if self.deadline:
            left = min(left, self.deadline - now)
        if left <= 0:
            self.stop("closespider_timeout")
        else:
            self._timer = call_later(left, self._check_time)

    def _waited(self) -> float:
        downloader = self.crawler.engine.downloader
        return downloader.waited if isinstance(downloader, SharedHostsDownloader) else 0.0

    def stop(self, reason: str) -> None:
        _schedule_coro(self.crawler.engine.close_spider_async(reason=reason))
        if isinstance(self.crawler.spider, BoardSpider):
            self.crawler.spider.stopping.set()
        downloader = self.crawler.engine.downloader
        if isinstance(downloader, SharedHostsDownloader):
            downloader.drop_queued()
