"""Every fault a board was seen with: judged with its cause, the neighbour unharmed, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scrapers.landing import decompress

WALL = b"<html><head><title>Just a moment...</title></head><body>checking your browser</body></html>"
HUGE = "1" + "0" * 400


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


def answers(reply: Any) -> dict[str, Any]:
    whole = listing(*(job(number) for number in range(3)))
    without_id = [job(number) for number in range(9)] + [{"title": "nobody knows which"}]
    russian = json.dumps({"jobs": [job(1, title="Разработчик")]}, ensure_ascii=False)
    money = whole.replace(b'"Lisbon"', b'"Lisbon", "compensation": {"a": ' + HUGE.encode() + b', "b": 1e400}')

    def busy_once(visit: int) -> Any:
        return reply(status=429, headers={"Retry-After": "1"}) if visit == 1 else reply(whole)

    return {
        "well": reply(whole),
        "truncated": reply(whole[: len(whole) // 2]),
        "cut_connection": reply(whole[:100], promised_length=len(whole)),
        "html": reply(b"<html><body>We moved</body></html>", content_type="text/html"),
        "wall": reply(WALL, content_type="text/html"),
        "wrong_encoding": reply(russian.encode("cp1251")),
        "empty": reply(listing()),
        "other_shape": reply(b'{"data": []}'),
        "server_error": reply(status=500),
        "refused": reply(status=403),
        "gone": reply(status=404),
        "hanging": reply(whole, wait=3),
        "busy_once": busy_once,
        "busy_for_hours": reply(status=429, headers={"Retry-After": "7200"}),
        "nul": reply(listing(*(job(number, title="Data\u0000Engineer") for number in range(3)))),
        "future": reply(listing(*(job(number, publishedAt="2099-01-01T00:00:00Z") for number in range(3)))),
        "long_title": reply(listing(*(job(number, title="x" * 100_000) for number in range(3)))),
        "money": reply(money),
        "without_id": reply(listing(*without_id)),
        "too_large": reply(b" " * 1_000_001 + whole),
        "inward": reply(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
        "forbidden": reply(whole),
        "twice": reply(listing(job(1), job(1), job(2))),
        "untitled": reply(listing(*(job(number, title=None) for number in range(25)))),
        "well_too": reply(whole),
    }


@pytest.fixture(scope="module")
def crawled(faults: Any, reply: Any) -> Any:
    boards = answers(reply)
    for board, answer in boards.items():
        faults.server.answers[f"/ashby/posting-api/job-board/{board}"] = answer
    robots = b"User-agent: *\nDisallow: /ashby/posting-api/job-board/forbidden\n"
    faults.server.answers["/robots.txt"] = reply(robots, content_type="text/plain")
    faults.add_family("ashby", "ashby", boards=list(boards))
    faults.crawl(["ashby"])
    return faults


@pytest.mark.parametrize("board", ["well", "well_too"])
def test_a_healthy_board_in_the_same_crawl_comes_through_whole(crawled: Any, board: str) -> None:
    report = crawled.reports[f"ashby:{board}"]
    assert (report.verdict, report.cause, report.is_complete, report.listed, report.new_payloads) == (
        "good", None, True, 3, 3,
    )  # fmt: skip
    assert set(crawled.payloads(f"ashby:{board}")) == {"job-0", "job-1", "job-2"}


@pytest.mark.parametrize(
    ("board", "cause", "reason"),
    [
        ("truncated", "outage", "truncated"),
        ("cut_connection", "outage", "truncated"),
        ("html", "layout_change", "html_instead_of_json"),
        ("wall", "block", "captcha"),
        ("wrong_encoding", "layout_change", "wrong_encoding"),
        ("other_shape", "layout_change", "missing_field"),
        ("server_error", "outage", "http_server_error"),
        ("refused", "block", "http_refused"),
        ("gone", "moved", "unknown_board"),
        ("hanging", "timeout", "timeout"),
        ("busy_for_hours", "block", "http_refused"),
        ("too_large", "layout_change", "too_large"),
        ("inward", "block", "offsite"),
        ("forbidden", "block", "robots"),
    ],
)
def test_a_lost_listing_fails_with_its_cause_and_leaves_a_note(
    crawled: Any, board: str, cause: str, reason: str
) -> None:
    report = crawled.reports[f"ashby:{board}"]
    assert (report.verdict, report.cause, report.errors) == ("failed", cause, {reason: 1})
    assert not report.is_complete
    assert crawled.quarantine(f"ashby:{board}") == [reason]


def test_an_empty_listing_is_an_empty_market_and_closes_nothing(crawled: Any) -> None:
    report = crawled.reports["ashby:empty"]
    assert (report.verdict, report.cause, report.errors, report.is_complete) == ("failed", "empty_market", {}, False)


def test_a_refused_board_is_asked_once_and_a_broken_one_is_asked_again(crawled: Any) -> None:
    boards = ("refused", "busy_for_hours", "server_error", "forbidden")
    visits = {board: len(crawled.server.visits[f"/ashby/posting-api/job-board/{board}"]) for board in boards}
    assert visits == {"refused": 1, "busy_for_hours": 1, "server_error": 3, "forbidden": 0}


def test_a_busy_board_is_left_alone_for_as_long_as_it_asks(crawled: Any) -> None:
    first, second = crawled.server.visits["/ashby/posting-api/job-board/busy_once"]
    assert second - first >= 1.0
    report = crawled.reports["ashby:busy_once"]
    assert (report.verdict, report.http_status["429"], report.listed) == ("good", 1, 3)


@pytest.mark.parametrize(
    ("board", "content"),
    [
        ("nul", b"Data\\u0000Engineer"),
        ("future", b"2099-01-01"),
        ("long_title", b"x" * 100_000),
        ("money", HUGE.encode()),
        ("money", b'"1e400"'),
    ],
)
def test_absurd_content_is_landed_as_it_came(crawled: Any, board: str, content: bytes) -> None:
    assert crawled.judged(f"ashby:{board}") == ("good", None)
    payloads = crawled.payloads(f"ashby:{board}")
    assert len(payloads) == 3
    assert all(content in decompress(row["payload"]) for row in payloads.values())


def test_an_entry_without_an_id_is_quarantined_and_the_others_are_landed(crawled: Any) -> None:
    report = crawled.reports["ashby:without_id"]
    assert (report.verdict, report.cause, report.listed) == ("degraded", "layout_change", 9)
    assert crawled.quarantine("ashby:without_id") == ["missing_id"]
    assert report.is_complete


def test_a_posting_listed_twice_is_one_posting(crawled: Any) -> None:
    report = crawled.reports["ashby:twice"]
    assert (report.listed, len(crawled.observations("ashby:twice"))) == (2, 2)
    assert (report.notes, report.errors) == ({"repeats": 1}, {})
    assert (report.verdict, report.cause, report.is_complete) == ("good", None, True)


def test_a_board_whose_jobs_lost_their_titles_changed_its_layout(crawled: Any) -> None:
    report = crawled.reports["ashby:untitled"]
    assert (report.verdict, report.cause) == ("failed", "layout_change")
    assert len(crawled.payloads("ashby:untitled")) == 25, "what came is kept all the same"
