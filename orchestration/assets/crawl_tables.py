"""How crawls are shown: sources that are not well first, their causes in words, few enough rows to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from orchestration.assets.describe import capped_table
from scrapers.crawl_report import CrawlReport

UNWELL_FIRST = {"failed": 0, "degraded": 1, "good": 2}
COLUMNS = (
    "source",
    "verdict",
    "cause",
    "listed",
    "new",
    "changed",
    "quarantined",
    "latency ms",
    "kB",
    "seconds",
    "notes",
    "reason",
)
# Numbers of a partition under one name each, so that the UI draws them over the days.
SUMMED = ("listed", "new_payloads", "changed", "quarantined", "not_modified", "bytes_fetched", "pages")


def crawl_facts(reports: Sequence[CrawlReport]) -> dict[str, Any]:
    """Metadata of a family's crawls: sums, how many of each verdict, and a table with the unwell sources on top."""
    verdicts = Counter(report.verdict for report in reports)
    return {
        **capped_table(COLUMNS, [_row(report) for report in unwell_first(reports)], "sources"),
        "sources crawled": len({report.source for report in reports}),
        **{verdict: verdicts[verdict] for verdict in UNWELL_FIRST},
        **{name: sum(getattr(report, name) for report in reports) for name in SUMMED},
    }


def unwell_first(reports: Iterable[CrawlReport]) -> list[CrawlReport]:
    """Failed, then degraded, then good ones; by name within each."""
    return sorted(reports, key=lambda report: (UNWELL_FIRST.get(report.verdict, 0), report.source, report.started_at))


def unwell(reports: Iterable[CrawlReport]) -> list[CrawlReport]:
    """The newest crawl of each source whose newest crawl is not good, failed ones first."""
    newest = {report.source: report for report in sorted(reports, key=lambda report: report.started_at)}
    return unwell_first(report for report in newest.values() if report.verdict != "good")


def _row(report: CrawlReport) -> tuple[Any, ...]:
    return (
        report.source,
        report.verdict,
        report.cause or "",
        report.listed,
        report.new_payloads,
        report.changed,
        report.quarantined,
        round(report.latency_ms) if report.latency_ms is not None else None,
        report.bytes_fetched // 1000,
        round((report.finished_at - report.started_at).total_seconds()),
        ", ".join(f"{name} {count}" for name, count in report.notes.items())[:200],
        "; ".join(report.reasons[:2])[:200],
    )
