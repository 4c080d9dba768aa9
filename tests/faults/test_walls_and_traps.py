"""Faults around the listing: walls, redirects into nowhere, bombs, drips, skewed clocks, ids that change overnight."""

from __future__ import annotations

import gzip
import json
import socket
from datetime import date, timedelta
from typing import Any

import pytest

from scrapers.landing import landed_crawls, read_observations

SECRET = b"root:x:0:0"


def job(number: int, prefix: str = "job", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{prefix}-{number}",
        "title": f"Engineer {number}",
        "location": "Lisbon",
        "publishedAt": "2026-03-01T10:00:00.000+00:00",
        "jobUrl": f"https://boards.example/{prefix}-{number}",
        "descriptionPlain": "You build and run services that people rely on.",
        **fields,
    }


def listing(*jobs: dict[str, Any]) -> bytes:
    return json.dumps({"jobs": jobs, "apiVersion": "1"}).encode()


def answers(reply: Any, own_port: int) -> dict[str, Any]:
    whole = listing(*(job(number) for number in range(3)))
    renamed_field = [
        {("headline" if name == "title" else name): value for name, value in job(n).items()} for n in range(6)
    ]
    page = {"content_type": "text/html; charset=utf-8"}

    def to(address: str, status: int = 302) -> Any:
        return reply(status=status, headers={"Location": address})

    def busy_by_a_wrong_clock(visit: int) -> Any:
        """The server's clock is 70 years ahead; by that clock it asks for one second."""
        dates = {"Date": "Wed, 04 Mar 2096 22:00:00 GMT", "Retry-After": "Wed, 04 Mar 2096 22:00:01 GMT"}
        return reply(status=503, headers=dates) if visit == 1 else reply(whole, headers={"Date": dates["Date"]})

    return {
        "well": reply(whole),
        "drips": reply(whole, drip=0.1),
        "busy_for_ever": reply(status=429, headers={"Retry-After": "0"}),
        "wrong_clock": busy_by_a_wrong_clock,
        "turnstile": reply(b"<html><body><div class='cf-turnstile'></div></body></html>", **page),
        "robot_question": reply(b"<!DOCTYPE html><title>Are you a robot?</title>", **page),
        "russian_wall": reply("<html>Подтвердите, что запросы отправляли вы, а не робот</html>".encode(), **page),
        "login_page": to("/ashby/users/sign_in?next=/board"),
        "login_host": to("https://accounts.boards.example/authorize"),
        "login_status": reply(status=401),
        "own_domain": to("https://careers.employer.example/jobs"),
        "loop": to("/ashby/posting-api/job-board/loop", status=301),
        "other_port": to(f"http://127.0.0.1:{own_port + 1}/x"),
        "link_local": to("http://169.254.169.254/latest/meta-data"),
        "private": to("http://10.0.0.1/"),
        "ipv6": to("http://[::ffff:127.0.0.1]/"),
        "file": to("file:///etc/passwd"),
        "bomb": reply(gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"}),
        "invalid_utf8": reply(whole.replace(b"Lisbon", b"Lis\xff\xfebon")),
        "renamed_field": reply(listing(*renamed_field)),
        "moved_block": reply(json.dumps({"data": {"jobs": [job(1)]}}).encode()),
    }


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY f SYSTEM "file:///etc/passwd">]><workzag-jobs><position><id>1</id><name>&b;&f;</name></position>'
    b"</workzag-jobs>"
)


@pytest.fixture(scope="module")
def crawled(faults: Any, reply: Any) -> Any:
    server = faults.server
    boards = answers(reply, int(server.url.rpartition(":")[2]))
    for board, answer in boards.items():
        server.answers[f"/ashby/posting-api/job-board/{board}"] = answer
    server.answers["/ashby/users/sign_in"] = reply(b"<html><form><input type=password></form></html>")
    faults.add_family("ashby", "ashby", boards=list(boards))

    server.answers["/entities/xml"] = reply(ENTITIES, content_type="application/xml")
    faults.add_family("entities", "personio", boards=["one"])

    def endless(visit: int) -> Any:
        jobs = [{"id": f"{visit}-{number}", "text": "Engineer"} for number in range(100)]
        return reply(json.dumps(jobs).encode())

    server.answers["/endless/v0/postings/one"] = endless
    faults.add_family("endless", "lever", boards=["one"], pages=20)
    server.answers["/endless-bytes/v0/postings/one"] = endless
    faults.add_family("endless_bytes", "lever", boards=["one"], total_bytes=50_000)

    huge = [job(1), job(2), job(3), job(4), job(5, descriptionPlain="x" * 30_000_000)]
    server.answers["/huge/posting-api/job-board/one"] = reply(listing(*huge))
    faults.add_family("huge", "ashby", boards=["one"], page_bytes=64_000_000, request_seconds=10)
    faults.crawl(["ashby", "entities:one", "endless:one", "endless_bytes:one", "huge:one"])
    return faults


@pytest.mark.parametrize(
    ("board", "cause", "reason"),
    [
        ("drips", "timeout", "timeout"),
        ("busy_for_ever", "block", "http_refused"),
        ("turnstile", "block", "captcha"),
        ("robot_question", "block", "captcha"),
        ("russian_wall", "block", "captcha"),
        ("login_page", "login_wall", "login_wall"),
        ("login_host", "login_wall", "login_wall"),
        ("login_status", "login_wall", "login_wall"),
        ("own_domain", "moved", "moved"),
        ("loop", "outage", "redirect_loop"),
        ("other_port", "block", "offsite"),
        ("link_local", "block", "offsite"),
        ("private", "block", "offsite"),
        ("ipv6", "block", "offsite"),
        ("bomb", "layout_change", "too_large"),
        ("invalid_utf8", "layout_change", "wrong_encoding"),
        ("moved_block", "layout_change", "missing_field"),
    ],
)
def test_a_wall_or_trap_fails_the_crawl_with_its_cause(crawled: Any, board: str, cause: str, reason: str) -> None:
    report = crawled.reports[f"ashby:{board}"]
    assert (report.verdict, report.cause, report.errors) == ("failed", cause, {reason: 1})
    assert not report.is_complete
    assert crawled.observations(f"ashby:{board}") == {}


def test_a_redirect_to_a_file_is_not_followed(crawled: Any) -> None:
    report = crawled.reports["ashby:file"]
    assert (report.verdict, report.is_complete, report.listed) == ("failed", False, 0)
    assert all(SECRET not in str(row).encode() for row in crawled.quarantine("ashby:file"))


def test_a_board_beside_all_of_them_is_read_whole_and_soon(crawled: Any) -> None:
    report = crawled.reports["ashby:well"]
    assert (report.verdict, report.listed, report.new_payloads) == ("good", 3, 3)
    assert (report.finished_at - report.started_at) < timedelta(seconds=5), "it waited for its unwell neighbours"


def test_a_server_with_a_wrong_clock_is_waited_for_by_its_own_clock(crawled: Any) -> None:
    report = crawled.reports["ashby:wrong_clock"]
    assert (report.verdict, report.listed) == ("good", 3)
    first, second = crawled.server.visits["/ashby/posting-api/job-board/wrong_clock"]
    assert 1.0 <= second - first < 5.0
    rows = crawled.observations("ashby:wrong_clock")
    assert {row["observed_at"].date() for row in rows.values()} == {date(2026, 3, 4)}


def test_a_renamed_field_is_seen_at_a_small_board_too(crawled: Any) -> None:
    report = crawled.reports["ashby:renamed_field"]
    assert (report.verdict, report.cause) == ("degraded", "layout_change")
    assert any(reason.startswith("title:") for reason in report.reasons)
    assert len(crawled.payloads("ashby:renamed_field")) == 6, "what came is kept all the same"


def test_entities_are_neither_expanded_nor_resolved(crawled: Any) -> None:
    report = crawled.reports["entities:one"]
    assert (report.verdict, report.cause, report.errors) == ("failed", "layout_change", {"forbidden_xml": 1})


@pytest.mark.parametrize(
    ("source", "finish_reason"),
    [("endless:one", "closespider_pagecount"), ("endless_bytes:one", "closespider_bytes")],
)
def test_a_listing_without_end_is_stopped_by_its_caps_and_kept(crawled: Any, source: str, finish_reason: str) -> None:
    report = crawled.reports[source]
    assert (report.verdict, report.cause, report.finish_reason) == ("degraded", "limits", finish_reason)
    assert not report.is_complete
    assert report.listed == len(crawled.observations(source)) > 0
    assert report.pages <= 25


def test_an_enormous_posting_is_observed_and_its_neighbours_are_landed(crawled: Any) -> None:
    report = crawled.reports["huge:one"]
    assert (report.verdict, report.cause, report.errors) == ("degraded", "layout_change", {"too_large": 1})
    assert report.is_complete
    rows = crawled.observations("huge:one")
    assert {key for key, row in rows.items() if row["payload_hash"] is None} == {"job-5"}
    assert len(rows) == 5
    assert crawled.quarantine("huge:one") == ["too_large"]


def test_a_refused_connection_is_an_outage(faults: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        faults.add_family("closed", "ashby", boards=["one", "two"])
        faults.crawl(["closed"], market_url=url)
    for report in faults.reports.values():
        assert (report.verdict, report.cause, report.errors) == ("failed", "outage", {"connection": 1})
        assert not report.is_complete


@pytest.fixture(scope="module")
def renamed(faults: Any, reply: Any) -> Any:
    """Thirty ads; overnight all get new ids, and keep them."""
    faults.add_family("ids", "ashby", boards=["renames"])
    days = [date(2026, 3, 4) + timedelta(days=number) for number in range(3)]
    reports = []
    for day, prefix in zip(days, ("old", "new", "new"), strict=True):
        jobs = [job(number, prefix) for number in range(30)]
        faults.server.answers["/ids/posting-api/job-board/renames"] = reply(listing(*jobs))
        faults.crawl(["ids:renames"], day)
        reports.append(faults.reports["ids:renames"])
    return faults, days, reports


def test_a_source_that_renames_its_ids_overnight_closes_and_opens_nothing_that_day(renamed: Any) -> None:
    faults, days, (before, overnight, after) = renamed
    assert (before.verdict, before.is_complete) == ("good", True)
    assert (overnight.verdict, overnight.cause, overnight.is_complete) == ("degraded", "renamed_ids", False)
    assert (overnight.listed_before, overnight.vanished, overnight.first_seen) == (30, 30, 30)
    rows = faults.observations("ids:renames", days[1]).values()
    assert {row["is_complete_crawl"] for row in rows} == {False}
    assert (after.verdict, after.is_complete, after.new_payloads) == ("good", True, 0), "the new ids stayed: they count"


def test_no_failed_crawl_says_of_any_ad_that_the_listing_was_complete(crawled: Any) -> None:
    """What opens and closes ads reads the observations and the reports: neither may call a failed crawl complete."""
    crawls = landed_crawls(crawled.home, date(2026, 3, 4))
    failed = [crawl for crawl in crawls if crawl.report.verdict == "failed"]
    assert len(failed) > 15
    assert not any(crawl.report.is_complete for crawl in failed)
    assert not any(read_observations(failed)["is_complete_crawl"].to_pylist())
