"""All landed reports of one source, whatever the day."""

from __future__ import annotations

from pathlib import Path

from scrapers.atomic import SUCCESS
from scrapers.crawl_job import RATES
from scrapers.crawl_report import CrawlReport
from scrapers.identity import board_of, family_of, quote_source


def source_reports(home: Path, source: str) -> list[CrawlReport]:
    """Reports of finished crawls and landed files of the source, oldest first."""
    landing = Path(home) / "landing"
    if family_of(source) == RATES:
        files = list((landing / RATES / (board_of(source) or "")).glob("crawls/*.json"))
    else:
        markers = landing.glob(f"day=*/source={quote_source(source)}/[!.]*/{SUCCESS}")
        files = [marker.parent / "report.json" for marker in markers]
    return sorted(
        map(CrawlReport.read, files), key=lambda report: (report.crawled_on, report.started_at, report.crawl_id)
    )
