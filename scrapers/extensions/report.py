"""The report of a crawl, from Scrapy's counters and the spider's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler

from scrapers.boards.base import BoardSpider
from scrapers.crawl_report import CrawlReport

_STATUS = "downloader/response_status_count/"
_OWN = "jobmarts/"
_FIELD = "jobmarts/field/"
ITEM_ERRORS = "jobmarts/item_errors"
_REPLIES, _LATENCY = "jobmarts/replies", "jobmarts/latency_seconds"
NOT_MODIFIED_STAT = "jobmarts/not_modified"
_IN_THE_REPORT = (ITEM_ERRORS, _REPLIES, _LATENCY, NOT_MODIFIED_STAT)  # by columns of their own
_LAST_READ = timedelta(days=7)  # turnover since an older crawl is no news


class CountsExtension:
    """Counts what Scrapy does not: items that broke a pipeline (it logs them and goes on), how long replies take."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CountsExtension:
        extension = cls(crawler)
        crawler.signals.connect(extension.on_item_error, signals.item_error)
        crawler.signals.connect(extension.on_response, signals.response_received)
        return extension

    def on_item_error(self) -> None:
        self.crawler.stats.inc_value(ITEM_ERRORS)

    def on_response(self, request: Request) -> None:
        if (latency := request.meta.get("download_latency")) is not None:
            self.crawler.stats.inc_value(_REPLIES)
            self.crawler.stats.inc_value(_LATENCY, latency)


def build_report(
    spider: BoardSpider, stats: Mapping[str, Any], crawl_id: str, started_at: datetime, finished_at: datetime
) -> CrawlReport:
    """Complete means that every page of the listing was read; details may be lost or still to come."""
    source = spider.source
    statuses = {key.removeprefix(_STATUS): int(value) for key, value in stats.items() if key.startswith(_STATUS)}
    finish_reason = str(stats.get("finish_reason", "process_died"))
    errors = dict(spider.errors)
    # Exceptions outside the callbacks that count for themselves: pipelines, start.
    unseen = int(stats.get("spider_exceptions/count", 0)) + int(stats.get(ITEM_ERRORS, 0))
    if finish_reason == "finished" and (lost := spider.open_pages + len(spider.waiting)):
        errors["dropped"] = lost
    if unseen:
        errors["spider_exception"] = errors.get("spider_exception", 0) + unseen
    listed_before, vanished, first_seen = _turnover(spider)
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
        notes=_notes(stats),
        bytes_fetched=int(stats.get("downloader/response_bytes", 0)),
        pages=spider.pages_read,
        not_modified=int(stats.get(NOT_MODIFIED_STAT, 0)),
        latency_ms=round(1000 * stats[_LATENCY] / stats[_REPLIES], 1) if stats.get(_REPLIES) else None,
        listed_before=listed_before,
        vanished=vanished,
        first_seen=first_seen,
        finish_reason=finish_reason,
        is_complete=spider.is_listing_complete and not unseen,
        reasons=spider.samples[:5],
        is_simulated=spider.market_url is not None,
    )


def _notes(stats: Mapping[str, Any]) -> dict[str, int]:
    """Counts of the project's own that are neither errors nor columns of the report; spiders may add any."""
    return {
        key.removeprefix(_OWN): int(value)
        for key, value in sorted(stats.items())
        if key.startswith(_OWN) and not key.startswith(_FIELD) and key not in _IN_THE_REPORT and value > 0
    }


def _turnover(spider: BoardSpider) -> tuple[int, int, int]:
    """Postings of the last day before this one, those of them that are gone, and those no earlier day knows."""
    day = spider.clock.day
    before = {
        key: known.last_seen_on if known.last_seen_on and known.last_seen_on < day else known.seen_before
        for key, known in spider.known.items()
    }
    last = max((each for each in before.values() if each is not None), default=None)
    listed = [key for key, each in before.items() if each == last] if last and day - last <= _LAST_READ else []
    first_seen = sum(before.get(key) is None for key in spider.seen)
    return len(listed), sum(key not in spider.seen for key in listed), first_seen
