"""Sources of one host share its pace as on live addresses; one that hangs does not silence the others."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from scrapers.crawl_job import CrawlJob
from scrapers.landing import landed_crawls

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
def visits(faults: Any, reply: Any) -> dict[str, list[float]]:
    """Moments of all requests; the first board's reply hangs."""
    for board in BOARDS:
        job = {
            "id": board,
            "title": "Engineer",
            "jobUrl": f"https://boards.example/{board}/1",
            "descriptionHtml": "<p>",
        }
        body = json.dumps({"apiVersion": "1", "jobs": [job]}).encode()
        path = f"/paced/posting-api/job-board/{board}"
        faults.server.answers[path] = reply(body, wait=HANGS if board == BOARDS[0] else 0.0)
    faults.add_family("paced", "ashby", BOARDS, request_seconds=10)
    crawls = [(f"paced:{board}", f"20260304T000000Z-0000000{number}") for number, board in enumerate(BOARDS)]
    job_line = CrawlJob(
        str(faults.home), DAY.isoformat(), faults.server.url, str(faults.registry), crawls, 60.0
    ).to_line()
    script = WORKER.format(pace=PACE, patience=PATIENCE)
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(job_line)
        process.stdin.flush()
        process.wait(timeout=60)
    return dict(faults.server.visits)


def test_a_host_is_asked_at_its_pace_however_many_sources_share_it(visits: Any) -> None:
    moments = sorted(moment for times in visits.values() for moment in times)
    assert len(moments) == 1 + len(BOARDS)  # robots.txt is asked for once
    gaps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    assert min(gaps) > 0.8 * PACE


def test_a_reply_that_hangs_stops_blocking_the_others_of_its_host(visits: Any, faults: Any) -> None:
    hung, *others = (visits[f"/paced/posting-api/job-board/{board}"][0] for board in BOARDS)
    later = [moment for moment in others if moment > hung]
    assert later
    assert min(later) - hung > 0.8 * PATIENCE  # one at a time, until patience is over
    assert max(later) - hung < HANGS
    landed = {crawl.source: crawl.report.verdict for crawl in landed_crawls(faults.home, DAY)}
    assert landed == {f"paced:{board}": "good" for board in BOARDS}
