"""One process for one family: crawls its sources one after the other, judges and lands each.

Started by `scrapers.crawl`, which writes a job as one JSON line to standard input and keeps the pipe open: when it
closes, the parent is gone and so is this process. A reactor cannot be started twice, hence one process per family.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from scrapers.boards.base import BoardSpider
from scrapers.boards.clock import CrawlClock
from scrapers.crawl_job import RATES, CrawlJob, judged, land_failure, land_report
from scrapers.crawl_report import CrawlReport
from scrapers.extensions.report import build_report
from scrapers.landing import CrawlWriter, KnownListing, known_listings, land_rates
from scrapers.pipelines.landing import land_item
from scrapers.pipelines.stamp import stamp
from scrapers.registry import Source, load_registry
from scrapers.settings import source_settings
from scrapers.spiders.rates import RatesSpider

logger = logging.getLogger(__name__)
Crawled = tuple[BoardSpider, Mapping[str, Any]]


def project_settings() -> Settings:
    settings = Settings()
    settings.setmodule("scrapers.settings", priority="project")
    return settings


async def crawl_source(source: Source, crawl_id: str, job: CrawlJob) -> CrawlReport:
    """Crawl, judge and land one source."""
    home, day = Path(job.home), date.fromisoformat(job.day)
    clock = CrawlClock(day, is_simulated=job.market_url is not None)
    started_at = clock.now()
    if source.family == RATES:
        spider, stats = await _crawl(source, job, clock, {}, None)
        assert isinstance(spider, RatesSpider)
        for quotes, raw in spider.files:
            land_rates(home, spider.authority, quotes, raw)
        report = judged(build_report(spider, stats, crawl_id, started_at, clock.now()), source, home)
        report.new_payloads = len(spider.files)
        land_report(home, source, report)
        return report
    known = known_listings(home, source.name, day)
    with CrawlWriter(
        home, source.name, source.family, source.kind, crawl_id, day, started_at, clock.is_simulated, known
    ) as writer:
        spider, stats = await _crawl(source, job, clock, known, writer)
        for item in spider.unread_items():
            land_item(writer, stamp(item, spider))
        report = judged(build_report(spider, stats, crawl_id, started_at, clock.now()), source, home)
        return writer.commit(report).report


async def _crawl(
    source: Source,
    job: CrawlJob,
    clock: CrawlClock,
    known: Mapping[str, KnownListing],
    writer: CrawlWriter | None,
) -> Crawled:
    settings = project_settings()
    settings.setdict(source_settings(source, job.market_url, clock.day), priority="cmdline")
    spider_class = SpiderLoader.from_settings(settings).load(source.spider or "")
    crawler = Crawler(spider_class, settings)
    if writer is not None:
        writer.spider_version = getattr(spider_class, "version", None)
    arguments = {"source": source, "clock": clock, "known": known, "market_url": job.market_url, "writer": writer}
    await AsyncCrawlerRunner(settings).crawl(crawler, **arguments, home=Path(job.home))
    spider = crawler.spider
    assert isinstance(spider, BoardSpider)
    assert crawler.stats is not None
    return spider, crawler.stats.get_stats()


async def run(job: CrawlJob) -> None:
    """All sources of the job; one that breaks is landed as failed and does not stop the next."""
    registry = load_registry(Path(job.registry) if job.registry else None)
    is_market = job.market_url is not None
    for number, (name, crawl_id) in enumerate(job.crawls):
        source = registry.source(name)
        if number and not is_market:
            await asyncio.sleep(source.rate_limit.delay_seconds)
        started_at = CrawlClock(date.fromisoformat(job.day), is_market).now()
        try:
            await crawl_source(source, crawl_id, job)
        except Exception:
            logger.exception("%s could not be crawled", name)
            finished_at = CrawlClock(date.fromisoformat(job.day), is_market).now()
            land_failure(Path(job.home), source, crawl_id, started_at, finished_at, job, "spider_exception")


def _leave_with_parent(pipe: int) -> None:
    while os.read(pipe, 1024):
        pass
    os._exit(3)


def main() -> int:
    job = CrawlJob.from_line(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_with_parent, args=(sys.stdin.fileno(),), daemon=True).start()
    settings = project_settings()
    configure_logging(settings)
    install_reactor(settings["TWISTED_REACTOR"])
    from twisted.internet.task import react

    react(lambda reactor: deferred_from_coro(run(job)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
