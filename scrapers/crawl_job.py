"""What the crawling process and its parent share: the job, the verdict, and failures as reports."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.atomic import write_bytes
from scrapers.crawl_folders import crawl_path, family_path, finished, landed_day_names, reports_in, source_path
from scrapers.crawl_report import CrawlReport
from scrapers.identity import board_of, family_of
from scrapers.landing import CrawlWriter
from scrapers.registry import Source
from scrapers.verdict import judge

RATES = "rates"
RECENT_DAYS = 14
SOURCES_AT_ONCE = 16  # in one process: their pages in memory, and more do not make a reactor faster
SOURCES_PER_HOST = 4  # one that hangs leaves three; a host is asked at its own pace by however many
SOURCES_PER_JOB = 64  # of a family of many hosts, so that processes share it
MAX_JOB_SECONDS = 12 * 3600  # a day's crawl ends on its day


@dataclass(frozen=True)
class CrawlJob:
    """Work of one process: `crawls` pairs each source with the id of its crawl, `seconds` is the time for all."""

    home: str
    day: str
    market_url: str | None
    registry: str | None
    crawls: list[tuple[str, str]]
    seconds: float

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> CrawlJob:
        values = json.loads(line)
        values["crawls"] = [(source, crawl_id) for source, crawl_id in values["crawls"]]
        return cls(**values)


def host_of(source: Source) -> str:
    return (urlsplit(source.address.base_url).hostname if source.address else None) or source.name


def jobs_of(sources: Sequence[Source], is_market: bool) -> list[list[Source]]:
    """Sources of one family each, a job's worth. Those of one host stay together, for one process keeps its pace.

    The local market serves all hosts from one address, and no host there needs sparing.
    """
    hosts: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        hosts.setdefault((source.family, source.name if is_market else host_of(source)), []).append(source)
    jobs: list[list[Source]] = []
    for members in hosts.values():
        is_same_family = bool(jobs) and jobs[-1][0].family == members[0].family
        if is_same_family and len(jobs[-1]) + len(members) <= SOURCES_PER_JOB:
            jobs[-1] += members
        else:
            jobs.append(members)
    return jobs


def seconds_of(sources: Sequence[Source]) -> float:
    """Time for all sources of a job: what the caps allow at the pace of their hosts, half as much again, capped.

    A source needs its pages at the pace of its host, at most its own cap; sources of one host follow each other.
    """
    hosts: defaultdict[str, float] = defaultdict(float)
    for source in sources:
        pace = source.rate_limit.delay_seconds / source.rate_limit.concurrency
        hosts[host_of(source)] += min(source.caps.seconds, max(source.caps.pages * pace, 1))
    longest = max(source.caps.seconds for source in sources)
    needed = max(max(hosts.values()), sum(hosts.values()) / SOURCES_AT_ONCE, longest)
    return float(min(1.5 * needed, max(MAX_JOB_SECONDS, longest)))


def judged(report: CrawlReport, source: Source, recent: Sequence[CrawlReport]) -> CrawlReport:
    """The report with its verdict. What is no census is not complete: nothing opens or closes on its word."""
    alike = [earlier for earlier in recent if earlier.is_simulated == report.is_simulated]
    verdict = judge(report, source.floors_for(market=report.is_simulated), alike)
    report.verdict, report.cause = verdict.status, verdict.cause
    report.reasons = [*verdict.reasons, *report.reasons]
    if not verdict.is_census:
        report.is_complete = False
    return report


def recent_reports(home: Path, sources: Collection[str], day: date) -> dict[str, list[CrawlReport]]:
    """Reports landed on the days before `day`, by source. Batches are read once for all sources of a family."""
    found: dict[str, list[CrawlReport]] = {source: [] for source in sources}
    landed = landed_day_names(home)
    for age in range(1, RECENT_DAYS + 1):
        earlier = day - timedelta(days=age)
        if f"day={earlier}" not in landed:
            continue
        folders = [source_path(home, source, earlier) for source in sources]
        folders += [family_path(home, family, earlier) for family in sorted(set(map(family_of, sources)))]
        for folder in folders:
            for crawl in finished(folder):
                for report in reports_in(crawl, found):
                    found[report.source].append(report)
    return found


def landed_reports(home: Path, sources: Sequence[Source], day: date, ids: Mapping[str, str]) -> dict[str, CrawlReport]:
    """Reports of a job's crawls that have landed, by source. `ids`: source -> id of its crawl."""
    found: dict[str, CrawlReport] = {}
    for family in {source.family for source in sources}:
        for folder in finished(family_path(home, family, day)):
            if folder.name.startswith(tuple(ids.values())):  # a batch is named after a crawl of its job
                reports = reports_in(folder, ids)
                found |= {report.source: report for report in reports if ids[report.source] == report.crawl_id}
    for source in sources:
        if source.name not in found and (path := report_path(home, source, day, ids[source.name])).exists():
            found[source.name] = CrawlReport.read(path)
    return found


def report_path(home: Path, source: Source, day: date, crawl_id: str) -> Path:
    """Where the report of a crawl stands once landed. Rates have no postings, their reports are beside the quotes."""
    if source.family == RATES:
        return Path(home) / "landing" / RATES / (board_of(source.name) or "") / "crawls" / f"{day}-{crawl_id}.json"
    return crawl_path(home, source.name, day, crawl_id) / "report.json"


def land_report(home: Path, source: Source, report: CrawlReport) -> None:
    """Land a crawl that brought no postings: a failed one, or rates."""
    if source.family == RATES:
        path = report_path(home, source, report.crawled_on, report.crawl_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, report.to_json())
        return
    with CrawlWriter(
        home,
        source.name,
        source.family,
        source.kind,
        report.crawl_id,
        report.crawled_on,
        report.started_at,
        report.is_simulated,
    ) as writer:
        writer.commit(report)


def land_failure(
    home: Path,
    source: Source,
    crawl_id: str,
    started_at: datetime,
    finished_at: datetime,
    job: CrawlJob,
    error: str,
    message: str | None = None,
) -> CrawlReport:
    """Land the report of a crawl that could not report itself. `error` is a name the verdict knows.

    `message` says to a person what to do, before the reasons of the verdict.

    What a killed process left half-written is removed.
    """
    day = date.fromisoformat(job.day)
    for leftover in crawl_path(home, source.name, day, crawl_id).parent.glob(f".{crawl_id}.*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    report = CrawlReport(
        source=source.name,
        family=source.family,
        kind=source.kind,
        crawl_id=crawl_id,
        crawled_on=day,
        started_at=started_at,
        finished_at=finished_at,
        errors={error: 1},
        finish_reason=error,
        is_simulated=job.market_url is not None,
    )
    report = judged(report, source, recent_reports(home, [source.name], day)[source.name])
    report.reasons = [*filter(None, [message]), *report.reasons]
    land_report(home, source, report)
    return report
