"""robots.txt that cannot be asked for forbids everything for the day; one that is not there forbids nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

LISTING = "/unasked/posting-api/job-board/one"
JOB = {"id": "1", "title": "Engineer", "jobUrl": "https://boards.example/one/1", "descriptionHtml": "<p>Build.</p>"}


@pytest.fixture
def crawl(faults: Any, reply: Any) -> Any:
    """Crawls one healthy board of a host whose robots.txt answers so; gives the report."""
    server = faults.server
    server.answers[LISTING] = reply(json.dumps({"apiVersion": "1", "jobs": [JOB]}).encode())

    def run(robots: Any) -> Any:
        server.visits.clear()
        server.answers["/robots.txt"] = robots
        faults.add_family("unasked", "ashby", ["one"])
        faults.crawl(["unasked"])
        return faults.reports["unasked:one"]

    return run


@pytest.mark.parametrize(
    ("status", "wait", "code", "cause"),
    [(503, 0.0, "http_server_error", "outage"), (200, 3.0, "timeout", "timeout")],
    ids=["a server error", "no answer"],
)
def test_an_unreachable_robots_txt_keeps_the_crawl_away(
    crawl: Any, faults: Any, reply: Any, status: int, wait: float, code: str, cause: str
) -> None:
    report = crawl(reply(b"User-agent: *\nAllow: /\n", status=status, wait=wait))
    assert (report.verdict, report.cause, report.errors) == ("failed", cause, {code: 1})
    assert any("robots.txt could not be read" in reason for reason in report.reasons)
    assert not report.is_complete
    assert set(faults.server.visits) == {"/robots.txt"}


@pytest.mark.parametrize("status", [404, 403])
def test_a_site_without_robots_txt_forbids_nothing(crawl: Any, reply: Any, status: int) -> None:
    report = crawl(reply(b"User-agent: *\nDisallow: /\n", status=status, content_type="text/html"))
    assert (report.verdict, report.listed) == ("good", 1)
