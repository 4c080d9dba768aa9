"""The reports of a day's crawls: those of postings, and those of official rates, which land beside their quotes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa

from orchestration.transforms.source_health import CRAWL_REPORTS, as_counts
from scrapers.crawl_job import RATES
from scrapers.crawl_report import CrawlReport
from scrapers.landing import landed_crawls


def reports_of_day(home: Path, day: date) -> list[CrawlReport]:
    """Reports of everything that was crawled or landed for the day, by source and then in the order of their start."""
    reports = [crawl.report for crawl in landed_crawls(home, day)] + [
        CrawlReport.read(path) for path in rate_report_files(home, day)
    ]
    return sorted(reports, key=lambda report: (report.source, report.started_at, report.crawl_id))


def rate_report_files(home: Path, day: date) -> list[Path]:
    return sorted((Path(home) / "landing" / RATES).glob(f"*/crawls/{day}-*.json"))


def report_table(reports: Iterable[CrawlReport]) -> pa.Table:
    """Reports as rows of CRAWL_REPORTS. Facts that older crawls did not report are null."""
    rows = [
        {
            **{name: getattr(report, name) for name in CRAWL_REPORTS.names},
            "errors": as_counts(report.errors),
            "http_status": as_counts(report.http_status),
            "notes": as_counts(report.notes),
        }
        for report in reports
    ]
    return pa.Table.from_pylist(rows, schema=CRAWL_REPORTS)
