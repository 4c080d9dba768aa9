"""Crawl sources for a day: `python -m scrapers.crawl --home H --day D SOURCE [SOURCE...]`.

A source is a name of the registry or a family for all its enabled sources. A few processes share the work in jobs: a
family each, or a part of a family of many hosts. Scrapy ends with code 0 whatever happened, and a process can die: so
the landed report decides, and a crawl that left none is landed as failed. One line per source goes to standard output,
progress to standard error. Exit code 0 when every source could be judged, 2 when the request itself was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from scrapers.boards.clock import CrawlClock
from scrapers.crawl_job import CrawlJob, jobs_of, land_failure, landed_reports, seconds_of
from scrapers.crawl_report import CrawlReport
from scrapers.identity import new_crawl_id
from scrapers.registry import Source, UnknownSourceError, load_registry
from scrapers.settings import MARKET_VARIABLE, USER_AGENT_VARIABLE
from scrapers.worker_pool import WorkerPool

START_SECONDS = 120  # for a process to start, for requests under way at the end, and for the last to be landed
PARALLEL = 4


class CrawlRefusedError(ValueError):
    """The crawl was not started; the message says what to change."""


def crawl_sources(
    home: Path,
    day: date,
    names: Iterable[str],
    market_url: str | None = None,
    registry_folder: Path | None = None,
    on_report: Callable[[CrawlReport], None] | None = None,
    parallel: int = PARALLEL,
    workers: WorkerPool | None = None,
) -> list[CrawlReport]:
    """Crawl and land the sources; their reports in the order of the names.

    `market_url` None crawls the live addresses, which only knows today. `workers` are processes shared with other
    calls, else `parallel` of them are started. Raises CrawlRefusedError and UnknownSourceError before anything is
    crawled.
    """
    registry = load_registry(registry_folder)
    sources = registry.expand(names, market=market_url is not None)
    refuse(sources, day, market_url)
    found: dict[str, CrawlReport] = {}

    with ExitStack() as stack:
        pool = workers or stack.enter_context(WorkerPool(parallel))

        def run(members: list[Source]) -> None:
            started_at = CrawlClock(day, market_url is not None).now()
            ids = {source.name: new_crawl_id(started_at) for source in members}
            folder = str(registry_folder) if registry_folder else None
            seconds = seconds_of(members)
            job = CrawlJob(str(Path(home).resolve()), day.isoformat(), market_url, folder, list(ids.items()), seconds)
            ending = pool.run(job, START_SECONDS + seconds)
            landed = landed_reports(home, members, day, ids)
            for source in members:
                report = landed.get(source.name)
                if report is None:
                    finished_at = CrawlClock(day, market_url is not None).now()
                    crawl_id = ids[source.name]
                    report = land_failure(home, source, crawl_id, started_at, finished_at, job, ending)
                found[source.name] = report
                if on_report is not None:
                    on_report(report)

        # The longest first, so that none of them goes on alone at the end.
        jobs = sorted(jobs_of(sources, is_market=market_url is not None), key=seconds_of, reverse=True)
        threads = stack.enter_context(ThreadPoolExecutor(max_workers=max(len(jobs), 1)))
        list(threads.map(run, jobs))
    return [found[source.name] for source in sources]


def refuse(sources: Sequence[Source], day: date, market_url: str | None) -> None:
    for source in sources:
        if source.spider is None:
            raise CrawlRefusedError(f"{source.name} is landed from files, there is nothing to crawl")
        if market_url is None and not source.enabled:
            raise CrawlRefusedError(f"{source.name} is switched off in the registry: {source.reason}")
        if market_url is not None and (source.address is None or source.address.market_path is None):
            raise CrawlRefusedError(f"{source.name} is not served by the local market")
    if market_url is not None:
        return
    today = datetime.now(UTC).date()
    if day != today:
        raise CrawlRefusedError(f"live addresses only show today ({today}); {day} can only be landed or replayed")
    if not os.environ.get(USER_AGENT_VARIABLE, "").strip():
        raise CrawlRefusedError(
            f"set {USER_AGENT_VARIABLE} to a name and a contact before crawling live addresses, "
            'for example "myjobmarts/1.0 (me@example.org)"'
        )


def line(report: CrawlReport) -> str:
    errors = sum(report.errors.values())
    text = (
        f"{report.source} {report.verdict}{f' ({report.cause})' if report.cause else ''}: {report.listed} listed, "
        f"{report.new_payloads} new or changed ({report.changed} changed), {errors} errors, "
        f"{'complete' if report.is_complete else 'incomplete'}"
    )
    return "; ".join([text, *report.reasons[:3]])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scrapers.crawl", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="hh_ru, telegram:job_python, rates, ...")
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("JOBMARTS_HOME") or "data"))
    parser.add_argument("--day", type=date.fromisoformat, default=datetime.now(UTC).date(), help="UTC day (today)")
    parser.add_argument("--registry", type=Path, help="folder of registry files")
    parser.add_argument("--json", action="store_true", help="print each report as one line of JSON")
    options = parser.parse_args(arguments)
    market_url = os.environ.get(MARKET_VARIABLE, "").strip() or None

    def show(report: CrawlReport) -> None:
        text = json.dumps(json.loads(report.to_json()), ensure_ascii=False) if options.json else line(report)
        print(text, flush=True)

    try:
        crawl_sources(options.home, options.day, options.sources, market_url, options.registry, show)
    except (CrawlRefusedError, UnknownSourceError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
