"""One process of the crawl: takes jobs one after the other, crawls the sources of each side by side in one reactor,
judges and lands every one.

Started by `scrapers.worker_pool`, which writes each job as one JSON line to standard input and waits for a line on
standard output; when the pipe closes, the parent is gone or has no more work, and so is this process.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.misc import load_object
from scrapy.utils.reactor import install_reactor

from scrapers.boards.base import BoardSpider
from scrapers.boards.clock import CrawlClock
from scrapers.crawl_batch import CrawlBatch
from scrapers.crawl_job import (
    RATES,
    SOURCES_AT_ONCE,
    SOURCES_PER_HOST,
    CrawlJob,
    host_of,
    judged,
    land_failure,
    land_report,
    recent_reports,
)
from scrapers.crawl_report import CrawlReport
from scrapers.extensions.public_resolver import PublicAddressesResolver
from scrapers.extensions.report import build_report
from scrapers.landing import CrawlContents, CrawlWriter, KnownListing, known_listings, land_rates
from scrapers.pipelines.landing import land_item
from scrapers.pipelines.stamp import stamp
from scrapers.registry import Registry, Source, load_registry
from scrapers.settings import source_settings
from scrapers.shared_settings import project_settings
from scrapers.spiders.rates import RatesSpider
from scrapers.validators import Validators

logger = logging.getLogger(__name__)
Crawled = tuple[BoardSpider, Mapping[str, Any]]
PROGRESS_SECONDS = 10.0
# Finished crawls wait this long for others to land with; a process that dies takes them with it.
SECONDS_TOGETHER = 2.0
CRAWLS_TOGETHER = 64
BYTES_TOGETHER = 16_000_000  # of compressed payloads, held in memory until then


@cache
def spider_class(name: str) -> type[Any]:
    return SpiderLoader.from_settings(project_settings()).load(name)


@cache
def registry_of(folder: str | None) -> Registry:
    """Read once: a process does many jobs."""
    return load_registry(Path(folder) if folder else None)


class FamilyCrawl:
    """All sources of a job. Reading and writing of files is done in threads: the reactor only fetches."""

    def __init__(self, job: CrawlJob) -> None:
        self.job, self.home, self.day = job, Path(job.home), date.fromisoformat(job.day)
        self.is_market = job.market_url is not None
        if job.market_url is not None:
            PublicAddressesResolver.trusted.add(urlsplit(job.market_url).hostname or "")
        self.deadline = time.monotonic() + job.seconds
        self.reports: dict[str, CrawlReport] = {}
        self._recent: Mapping[str, list[CrawlReport]] = {}
        self._batch: list[tuple[Source, CrawlContents, Validators]] = []
        self._batches = 0
        self._is_over = asyncio.Event()
        self._places = asyncio.Semaphore(SOURCES_AT_ONCE)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(SOURCES_PER_HOST))

    async def run(self) -> None:
        """Crawl and land every source; one that breaks is landed as failed and stops no other."""
        registry = registry_of(self.job.registry)
        sources = [registry.source(name) for name, _ in self.job.crawls]
        names = [source.name for source in sources if source.family != RATES]
        self._recent = await asyncio.to_thread(recent_reports, self.home, names, self.day)
        speaker = asyncio.ensure_future(self._tell_progress())
        lander = asyncio.ensure_future(self._land_regularly())
        crawls = [self._crawl_in_turn(registry.source(name), crawl_id) for name, crawl_id in self.job.crawls]
        await asyncio.gather(*crawls)
        speaker.cancel()
        self._is_over.set()
        await lander
        await self._land_batch()  # what finished while the last one was being landed

    async def _crawl_in_turn(self, source: Source, crawl_id: str) -> None:
        # The local market serves all hosts from one address, and no host there needs sparing.
        host = source.name if self.is_market else host_of(source)
        async with self._hosts[host], self._places:
            started_at = self._clock().now()
            try:
                if time.monotonic() >= self.deadline:
                    raise TimeoutError("no time was left for the source")
                missing = None if self.is_market else source.missing_credentials(os.environ)
                if missing is not None:
                    ending = (self.job, "credentials", missing)
                    self.reports[source.name] = await asyncio.to_thread(
                        land_failure, self.home, source, crawl_id, started_at, started_at, *ending
                    )
                    return
                self.reports[source.name] = await self.crawl_source(source, crawl_id)
            except Exception as error:
                logger.exception("%s could not be crawled", source.name)
                code = "process_timeout" if isinstance(error, TimeoutError) else "spider_exception"
                self.reports[source.name] = await asyncio.to_thread(
                    land_failure, self.home, source, crawl_id, started_at, self._clock().now(), self.job, code
                )

    def _clock(self) -> CrawlClock:
        return CrawlClock(self.day, self.is_market)

    async def crawl_source(self, source: Source, crawl_id: str) -> CrawlReport:
        """Crawl, judge and land one source."""
        clock = self._clock()
        started_at = clock.now()
        if source.family == RATES:
            spider, stats = await self._crawl(source, clock, {}, None)
            assert isinstance(spider, RatesSpider)
            for quotes, raw in spider.files:
                land_rates(self.home, spider.authority, quotes, raw)
            report = judged(build_report(spider, stats, crawl_id, started_at, clock.now()), source, [])
            report.new_payloads = len(spider.files)
            land_report(self.home, source, report)
            return report
        known = await asyncio.to_thread(known_listings, self.home, source.name, self.day)
        identity = (source.name, source.family, source.kind, crawl_id)
        with CrawlWriter(self.home, *identity, self.day, started_at, clock.is_simulated, known) as writer:
            validators = await asyncio.to_thread(Validators.read, self.home, source.name, self.day, self.is_market)
            spider, stats = await self._crawl(source, clock, known, writer, validators)
            for item in spider.unread_items():
                land_item(writer, stamp(item, spider))
            report = build_report(spider, stats, crawl_id, started_at, clock.now())
            report = judged(report, source, self._recent[source.name])
            if not writer.is_small:
                report = (await asyncio.to_thread(writer.commit, report)).report
                await asyncio.to_thread(keep_validators, validators, writer.payload_hash_of, report)
                return report
            self._batch.append((source, writer.contents(report), validators))
        if len(self._batch) >= CRAWLS_TOGETHER or sum(crawl.bytes for _, crawl, _ in self._batch) > BYTES_TOGETHER:
            await self._land_batch()
        return report

    async def _land_regularly(self) -> None:
        while not self._is_over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), SECONDS_TOGETHER)
            await self._land_batch()

    async def _land_batch(self) -> None:
        """Land what has finished; what cannot be landed together fails together."""
        waiting, self._batch = self._batch, []
        if not waiting:
            return
        self._batches += 1
        batch_id = f"{self.job.crawls[0][1]}-{self._batches:04}"
        try:
            await asyncio.to_thread(land_together, self.home, self.day, batch_id, waiting)
        except Exception:
            logger.exception("batch %s could not be landed", batch_id)
            for source, crawl, _ in waiting:
                times = crawl.report.started_at, crawl.report.finished_at
                ending = (self.job, "spider_exception")
                self.reports[source.name] = await asyncio.to_thread(
                    land_failure, self.home, source, crawl.report.crawl_id, *times, *ending
                )

    async def _crawl(
        self,
        source: Source,
        clock: CrawlClock,
        known: Mapping[str, KnownListing],
        writer: CrawlWriter | None,
        validators: Validators | None = None,
    ) -> Crawled:
        settings = project_settings().copy()
        settings.setdict(source_settings(source, self.job.market_url, self.day, self.deadline), priority="cmdline")
        board_spider = spider_class(source.spider or "")
        crawler = Crawler(board_spider, settings)
        if writer is not None:
            writer.spider_version = getattr(board_spider, "version", None)
        arguments = {"source": source, "clock": clock, "known": known, "market_url": self.job.market_url}
        await crawler.crawl_async(**arguments, writer=writer, validators=validators, home=self.home)
        spider = crawler.spider
        assert isinstance(spider, BoardSpider)
        return spider, crawler.stats.get_stats()

    async def _tell_progress(self) -> None:
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            unwell = sum(report.verdict != "good" for report in self.reports.values())
            family = self.job.crawls[0][0].partition(":")[0]
            text = f"{family}: {len(self.reports)} of {len(self.job.crawls)} sources done, {unwell} unwell"
            print(text, file=sys.stderr, flush=True)


def start_logging(settings: Settings) -> None:
    """Warnings to standard error, and Scrapy's lines about each page, item and component not even made up: for a
    source of ten pages they take a tenth of its time. Its own handler would be installed anew for every source."""
    configure_logging(settings)  # LOG_INSTALL_ROOT_HANDLER is off
    level = settings["LOG_LEVEL"]
    logging.basicConfig(level=level, format=settings["LOG_FORMAT"])
    logging.getLogger("scrapy").setLevel(level)


def land_together(
    home: Path, day: date, batch_id: str, crawls: Sequence[tuple[Source, CrawlContents, Validators]]
) -> None:
    batch = CrawlBatch()
    for _, crawl, _ in crawls:
        batch.add(crawl)
    batch.land(home, crawls[0][0].family, day, batch_id)
    for source, crawl, validators in crawls:
        try:
            keep_validators(validators, crawl.payload_hashes.get, crawl.report)
        except Exception:  # what has landed stays landed; the next crawl asks for whole replies
            logger.exception("validators of %s were not kept", source.name)


def keep_validators(validators: Validators, payload_hash_of: Callable[[str], str | None], report: CrawlReport) -> None:
    if report.verdict == "good" and report.is_complete:
        validators.write(payload_hash_of)


async def serve(answers: int) -> None:
    """Do the jobs of standard input."""
    jobs: asyncio.Queue[bytes] = asyncio.Queue()
    threading.Thread(target=_receive, args=(asyncio.get_running_loop(), jobs), daemon=True).start()
    while True:
        await FamilyCrawl(CrawlJob.from_line(await jobs.get())).run()
        os.write(answers, b"done\n")


def _receive(loop: asyncio.AbstractEventLoop, jobs: asyncio.Queue[bytes]) -> None:
    for line in sys.stdin.buffer:
        loop.call_soon_threadsafe(jobs.put_nowait, line)
    os._exit(0)


def preload(settings: Settings) -> None:
    """Load what the first crawl would load: its time is not the first source's (ten seconds on a busy machine)."""
    groups = ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES")
    paths = [path for group in groups for path, order in settings.getwithbase(group).items() if order is not None]
    paths += filter(None, settings.getwithbase("DOWNLOAD_HANDLERS").values())
    for path in [*paths, settings["SCHEDULER"], settings["DOWNLOADER"]]:
        load_object(path)
    pa.array([])  # loads pandas


def main() -> int:
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed is no answer
    settings = project_settings()
    start_logging(settings)
    install_reactor(settings["TWISTED_REACTOR"])
    from twisted.internet import reactor
    from twisted.internet.task import react

    PublicAddressesResolver.install(reactor)
    preload(settings)
    # What was loaded stays: the collector need not look at it again and again. Nor, every 700 objects, at pages under
    # way: that took a tenth of a crawl's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    react(lambda reactor: deferred_from_coro(serve(answers)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
