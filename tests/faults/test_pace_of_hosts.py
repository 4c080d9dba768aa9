"""Sources of one host share its pace as on live addresses; one that hangs does not silence the others."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import pytest

import scrapers.worker_pool
from scrapers.crawl_job import CrawlJob
from scrapers.landing import landed_crawls
from scrapers.worker_pool import WorkerPool

DAY = date(2026, 3, 4)
BOARDS = [f"board{number}" for number in range(5)]
PACE, PATIENCE, HANGS = 0.15, 0.4, 4.0
# The crawling process of a live crawl, but for the waits: on the market there are none, and live ones take seconds.
WORKER = """
import scrapers.crawl_worker as worker
from scrapers.extensions import shared_hosts

settings, shared_hosts.PATIENCE_SECONDS = worker.source_settings, {patience}
pace = {{"DOWNLOAD_DELAY": {pace}, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "RANDOMIZE_DOWNLOAD_DELAY": False}}
worker.source_settings = lambda *arguments: settings(*arguments) | pace
worker.main()
"""


@pytest.fixture(scope="module")
def visits(faults: Any, reply: Any) -> list[float]:
    """Moments of all requests: robots.txt, then the boards; the reply to the board that is asked first hangs."""
    hung: list[str] = []

    def answer(board: str) -> Any:
        url = f"https://boards.example/{board}/1"
        job = {"id": board, "title": "Engineer", "jobUrl": url, "descriptionHtml": "<p>Build.</p>"}
        body = json.dumps({"apiVersion": "1", "jobs": [job]}).encode()

        def of_visit(number: int) -> Any:
            hung.append(board)
            return reply(body, wait=HANGS if hung == [board] else 0.0)

        return of_visit

    for board in BOARDS:
        faults.server.answers[f"/paced/posting-api/job-board/{board}"] = answer(board)
    faults.add_family("paced", "ashby", BOARDS, request_seconds=10)
    crawls = [(f"paced:{board}", f"20260304T000000Z-0000000{number}") for number, board in enumerate(BOARDS)]
    folders = str(faults.home), DAY.isoformat(), faults.server.url, str(faults.registry)
    script = WORKER.format(pace=PACE, patience=PATIENCE)
    with pytest.MonkeyPatch.context() as patched, WorkerPool(1) as workers:
        patched.setattr(scrapers.worker_pool, "COMMAND", [sys.executable, "-c", script])
        workers.run(CrawlJob(*folders, crawls, 60.0), 60.0)
    return sorted(moment for times in faults.server.visits.values() for moment in times)


def test_a_host_is_asked_at_its_pace_however_many_sources_share_it(visits: list[float]) -> None:
    assert len(visits) == 1 + len(BOARDS)  # robots.txt is asked for once
    assert visits[1] - visits[0] > 0.5 * PACE
    # Over all of them: on a busy machine one that arrives late shortens the way to the next.
    after_the_one_that_hangs = visits[2:]
    waits = len(after_the_one_that_hangs) - 1
    assert after_the_one_that_hangs[-1] - after_the_one_that_hangs[0] > 0.8 * PACE * waits


def test_a_reply_that_hangs_stops_blocking_the_others_of_its_host(visits: list[float], faults: Any) -> None:
    hung, *others = visits[1:]
    assert others[0] - hung > 0.8 * PATIENCE  # one at a time, until patience is over
    assert others[-1] - hung < HANGS
    landed = {crawl.source: crawl.report.verdict for crawl in landed_crawls(faults.home, DAY)}
    assert landed == {f"paced:{board}": "good" for board in BOARDS}
