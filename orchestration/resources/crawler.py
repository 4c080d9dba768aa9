"""Crawls the registry's sources for a day; `scrapers.crawl` gives each family a process of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg

from scrapers.crawl import crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.registry import load_registry


class Crawler(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Live boards, or the local market at `market_url`."""

    market_url: str | None = None
    parallel: int = 2

    def sources(self) -> list[str]:
        """Sources that are switched on."""
        return [source.name for source in load_registry().enabled(market=self.market_url is not None)]

    def crawl(self, home: Path, day: date) -> list[CrawlReport]:
        """Land every source; a family that fails, hangs or dies never stops the others, its report says so.

        Raises CrawlRefusedError when nothing may be crawled as asked.
        """
        return crawl_sources(home, day, self.sources(), self.market_url, parallel=self.parallel)
