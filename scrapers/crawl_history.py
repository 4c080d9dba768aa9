"""All landed reports of sources, whatever the day."""

from __future__ import annotations

from pathlib import Path

from scrapers.atomic import SUCCESS
from scrapers.crawl_folders import reports_in
from scrapers.crawl_job import RATES
from scrapers.crawl_report import CrawlReport
from scrapers.identity import board_of, family_of, quote_source


def source_reports(home: Path, *sources: str) -> list[CrawlReport]:
    """Reports of finished crawls and landed files of the sources, oldest first."""
    landing = Path(home) / "landing"
    postings = [source for source in sources if family_of(source) != RATES]
    folders = [f"source={quote_source(source)}" for source in postings]
    folders += sorted({f"family={quote_source(family_of(source))}" for source in postings})
    markers = [marker for name in folders for marker in landing.glob(f"day=*/{name}/[!.]*/{SUCCESS}")]
    reports = [report for marker in markers for report in reports_in(marker.parent, postings)]
    for source in set(sources) - set(postings):
        reports += map(CrawlReport.read, (landing / RATES / (board_of(source) or "")).glob("crawls/*.json"))
    return sorted(reports, key=lambda report: (report.crawled_on, report.started_at, report.crawl_id))
