"""The report of a crawl, from Scrapy's counters and the spider's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from scrapers.boards.base import BoardSpider
from scrapers.crawl_report import CrawlReport

_STATUS = "downloader/response_status_count/"
_FIELD = "jobmarts/field/"
_ITEM_ERRORS = "jobmarts/item_errors"


class ItemErrorsExtension:
    """Counts items that broke a pipeline: Scrapy logs them and goes on."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ItemErrorsExtension:
        extension = cls(crawler)
        crawler.signals.connect(extension.on_item_error, signals.item_error)
        return extension

    def on_item_error(self) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(_ITEM_ERRORS)


def build_report(
    spider: BoardSpider, stats: Mapping[str, Any], crawl_id: str, started_at: datetime, finished_at: datetime
) -> CrawlReport:
    """Complete means that every page of the listing was read; details may be lost or still to come."""
    source = spider.source
    statuses = {key.removeprefix(_STATUS): int(value) for key, value in stats.items() if key.startswith(_STATUS)}
    finish_reason = str(stats.get("finish_reason", "process_died"))
    errors = dict(spider.errors)
    # Exceptions outside the callbacks that count for themselves: pipelines, start.
    unseen = int(stats.get("spider_exceptions/count", 0)) + int(stats.get(_ITEM_ERRORS, 0))
    if finish_reason == "finished" and (lost := spider.open_pages + len(spider.waiting)):
        errors["dropped"] = lost
    if unseen:
        errors["spider_exception"] = errors.get("spider_exception", 0) + unseen
    return CrawlReport(
        source=source.name,
        family=source.family,
        kind=source.kind,
        crawl_id=crawl_id,
        crawled_on=spider.clock.day,
        started_at=started_at.astimezone(UTC),
        finished_at=finished_at.astimezone(UTC),
        listed=len(spider.seen),
        errors=errors,
        http_status=statuses,
        fields={key.removeprefix(_FIELD): int(value) for key, value in stats.items() if key.startswith(_FIELD)},
        bytes_fetched=int(stats.get("downloader/response_bytes", 0)),
        pages=spider.pages_read,
        finish_reason=finish_reason,
        is_complete=spider.is_listing_complete and not unseen,
        reasons=spider.samples[:5],
        is_simulated=spider.market_url is not None,
    )
