"""Crawls the registry's sources for a day, families side by side in a few processes that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import dagster as dg

from scrapers.crawl import PARALLEL, CrawlRefusedError, crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.registry import Registry, Source, load_registry
from scrapers.worker_pool import WorkerPool

# The local market is served and crawled on the same cores; live crawls mostly wait between requests.
MARKET_PARALLEL = 2


@dataclass(frozen=True)
class FamilyCrawl:
    """What became of a family: the reports of its sources, or the trouble that kept it from being crawled at all."""

    family: str
    reports: list[CrawlReport] = field(default_factory=list)
    trouble: str | None = None


class Crawler(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Live boards, or the local market at `market_url`. `parallel`: processes, and families, at once; 0 chooses."""

    market_url: str | None = None
    parallel: int = 0

    @property
    def is_simulated(self) -> bool:
        return self.market_url is not None

    def sources(self, family: str) -> list[Source]:
        """Sources of the family that are switched on."""
        return [source for source in _registry().enabled(market=self.is_simulated) if source.family == family]

    def crawl_family(self, home: Path, day: date, family: str, workers: WorkerPool) -> FamilyCrawl:
        """Land the family's sources. Never raises: whatever happens to one family is no reason to stop another."""
        names = [source.name for source in self.sources(family)]
        try:
            return FamilyCrawl(family, crawl_sources(home, day, names, self.market_url, workers=workers))
        except CrawlRefusedError as error:
            return FamilyCrawl(family, trouble=str(error))
        except Exception as error:  # a full disk, a broken registry file: this family's trouble until proved otherwise
            return FamilyCrawl(family, trouble=f"{type(error).__name__}: {error}")

    def crawl(self, home: Path, day: date, families: Iterable[str]) -> Iterator[FamilyCrawl]:
        """Land the families, a few at the same time; each is given back when it is through."""
        parallel = self.parallel or (MARKET_PARALLEL if self.is_simulated else PARALLEL)
        with WorkerPool(parallel) as workers:
            pool = ThreadPoolExecutor(parallel)
            try:
                futures = [pool.submit(self.crawl_family, home, day, family, workers) for family in families]
                for done in as_completed(futures):
                    yield done.result()
            finally:  # cancelled: families that have not begun need not begin
                pool.shutdown(wait=True, cancel_futures=True)


def crawled_families() -> list[str]:
    """Families of the registry that have something to crawl, in name order."""
    return sorted({source.family for source in _registry() if source.spider is not None})


@cache
def cadences(is_simulated: bool) -> dict[str, str]:
    """Source -> hourly, daily or weekly, of those that are switched on."""
    return {source.name: source.cadence.value for source in _registry().enabled(market=is_simulated)}


@cache
def _registry() -> Registry:
    """Read once per process: over 1,000 sources take a second, and a backfill asks every day."""
    return load_registry()
