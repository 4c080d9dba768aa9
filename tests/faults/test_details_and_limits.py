"""Faults below the listing: lost details, refused applications, closed previews, limits of time, dying processes."""

from __future__ import annotations

import html
import json
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

import scrapers.crawl
import scrapers.worker_pool
from scrapers.crawl import CrawlRefusedError, crawl_sources, main
from scrapers.landing import decompress
from scrapers.registry import UnknownSourceError

ROLE = 96
HH_OPTIONS = {
    "face": "web", "depth_cap": 2000, "lookback_days": 45, "per_page": 100, "smallest_slice_minutes": 30,
    "professional_roles": [ROLE], "areas": [113], "countries": [113],
}  # fmt: skip
ADS = range(1, 21)
BROKEN_ADS = {3: "server_error", 4: "truncated", 5: "gone"}


def state(value: Any) -> str:
    return f'<template id="HH-Lux-InitialState">{html.escape(json.dumps(value))}</template>'


def search_page(numbers: Any, total: int, last: int | None) -> bytes:
    vacancies = [{"vacancyId": number, "name": f"Engineer {number}"} for number in numbers]
    vacancies.append({"vacancyId": 999, "name": "injected", "@isAdv": True})
    paging = {"lastPage": {"page": last}} if last else None
    result = {"vacancySearchResult": {"vacancies": vacancies, "totalResults": total, "paging": paging}}
    return f"<html><body>{state(result)}</body></html>".encode()


def vacancy_page(number: int) -> bytes:
    view = {"vacancyView": {"vacancyId": number, "name": f"Engineer {number}", "description": "<p>Build things.</p>"}}
    return f"<html><body>{state(view)}</body></html>".encode()


def add_hh(faults: Any, reply: Any) -> None:
    """Two pages of results; three ads that cannot be read on the first day and can on the second."""
    search = f"professional_role={ROLE}&page={{}}&order_by=publication_time&area=113&text=&items_on_page=100"
    path = f"/hh-web/search/vacancy?{search}"
    pages = [search_page(ADS[:10], len(ADS), 1), search_page(ADS[9:], len(ADS), 1)]
    for number, page in enumerate(pages):
        faults.server.answers[path.format(number)] = reply(page, content_type="text/html; charset=utf-8")
    broken = {
        "server_error": reply(status=500),
        "truncated": reply(vacancy_page(4)[:80], content_type="text/html"),
        "gone": reply(status=404),
    }
    for number in ADS:
        good = reply(vacancy_page(number), content_type="text/html; charset=utf-8")
        fault = BROKEN_ADS.get(number)
        faults.server.answers[f"/hh-web/vacancy/{number}"] = broken[fault] if fault else good
    faults.add_family("hh_web", "hh_ru", options=HH_OPTIONS)
    faults.server.answers["/hh-api-api/vacancies"] = reply(b'{"errors":[{"type":"forbidden"}]}', status=403)
    faults.add_family("hh_api", "hh_ru", options=HH_OPTIONS | {"face": "api"})


def heal_hh(faults: Any, reply: Any) -> None:
    for number in BROKEN_ADS:
        page = reply(vacancy_page(number), content_type="text/html; charset=utf-8")
        faults.server.answers[f"/hh-web/vacancy/{number}"] = page


def add_slow_board(faults: Any, reply: Any) -> None:
    """A dump that promises more rows than it has, and details too slow for the time the source is given."""
    rows = [{"id": f"Row-{number}", "url": f"row-{number}", "title": "Engineer"} for number in range(40)]
    dump = {"postings": rows, "totalCount": 40}
    faults.server.answers["/slow/api/posting"] = reply(json.dumps(dump).encode())
    for row in rows:
        detail = reply(json.dumps(row).encode(), wait=1.5)
        faults.server.answers[f"/slow/api/posting/{row['url']}"] = detail
    faults.add_family("slow", "nofluffjobs", seconds=5, options={"face": "api"}, request_seconds=10)
    short = {"postings": rows[:4], "totalCount": 5}
    faults.server.answers["/short/api/posting"] = reply(json.dumps(short).encode())
    for row in rows[:4]:
        faults.server.answers[f"/short/api/posting/{row['url']}"] = reply(json.dumps(row).encode())
    faults.add_family("short", "nofluffjobs", options={"face": "api"})


def post(channel: str, number: int) -> str:
    return (
        f'<div class="tgme_widget_message" data-post="{channel}/{number}"><div class="tgme_widget_message_text">'
        f"Вакансия {number}</div><a class='tgme_widget_message_date'><time datetime='2026-03-01T10:00:00+00:00'></time>"
        "</a></div>"
    )


def preview(channel: str, numbers: Any, before: int | None) -> bytes:
    more = f'<a class="tme_messages_more" data-before="{before}"></a>' if before else ""
    posts = "".join(post(channel, number) for number in numbers)
    return f'<html><body><section class="tgme_channel_history">{more}{posts}</section></body></html>'.encode()


def add_channels(faults: Any, reply: Any) -> None:
    def page(body: bytes) -> Any:
        return reply(body, content_type="text/html; charset=utf-8")

    faults.add_family("telegram", "telegram", ["good", "off", "cp1251", "cut"], kind="feed", options={"first_pages": 2})
    answers = faults.server.answers
    answers["/telegram/s/good"] = page(preview("good", range(41, 61), 41))
    answers["/telegram/s/good?before=41"] = page(preview("good", range(21, 41), 21))
    answers["/telegram/s/good?before=21"] = page(preview("good", range(1, 21), None))
    answers["/telegram/s/off"] = reply(status=302, headers={"Location": "/telegram/off"})
    answers["/telegram/off"] = page(b"<html><body>Contact @off</body></html>")
    answers["/telegram/s/cp1251"] = page(preview("cp1251", range(1, 21), None).decode().encode("cp1251"))
    answers["/telegram/s/cut"] = page(preview("cut", range(41, 61), 41))
    answers["/telegram/s/cut?before=41"] = reply(status=503)


@pytest.fixture(scope="module")
def first_day(faults: Any, reply: Any) -> Any:
    add_hh(faults, reply)
    add_slow_board(faults, reply)
    add_channels(faults, reply)
    faults.crawl(["hh_web", "hh_api", "slow", "short", "telegram"])
    return faults


def test_lost_details_degrade_the_crawl_and_leave_the_listing_complete(first_day: Any) -> None:
    report = first_day.reports["hh_web"]
    assert (report.verdict, report.cause, report.is_complete, report.listed) == ("degraded", "outage", True, 20)
    assert report.errors == {"http_server_error": 1, "truncated": 1}
    assert report.notes == {"gone": 1, "repeats": 1}
    assert sorted(first_day.quarantine("hh_web")) == ["http_server_error", "truncated"]


def test_every_listed_ad_is_observed_whatever_became_of_its_detail(first_day: Any) -> None:
    rows = first_day.observations("hh_web")
    assert set(rows) == {str(number) for number in ADS}
    unread = {key for key, row in rows.items() if row["payload_hash"] is None}
    assert unread == {str(number) for number in BROKEN_ADS}


def test_the_payload_joins_the_listing_entry_and_the_page_s_state(first_day: Any) -> None:
    payload = json.loads(decompress(first_day.payloads("hh_web")["7"]["payload"]))
    assert payload["search"] == {"vacancyId": 7, "name": "Engineer 7"}
    assert payload["page"] is None
    assert payload["view"]["description"] == "<p>Build things.</p>"


def test_the_api_without_a_token_says_which_variable_to_set(first_day: Any) -> None:
    report = first_day.reports["hh_api"]
    assert (report.verdict, report.cause, report.errors) == ("failed", "credentials", {"credentials": 1})
    assert any("HH_API_TOKEN" in reason for reason in report.reasons)


def test_a_source_that_runs_out_of_time_keeps_what_it_saw(first_day: Any) -> None:
    report = first_day.reports["slow"]
    assert (report.verdict, report.cause, report.finish_reason) == ("degraded", "timeout", "closespider_timeout")
    assert (report.listed, report.is_complete) == (40, True)
    assert 0 < report.new_payloads < 40
    assert len(first_day.observations("slow")) == 40


def test_a_dump_shorter_than_it_says_is_incomplete(first_day: Any) -> None:
    report = first_day.reports["short"]
    assert (report.verdict, report.cause, report.is_complete) == ("degraded", "layout_change", False)
    assert (report.listed, report.new_payloads) == (4, 4)


def test_a_channel_is_read_back_as_far_as_the_first_crawl_may(first_day: Any) -> None:
    report = first_day.reports["telegram:good"]
    assert (report.verdict, report.listed, report.pages, report.is_complete) == ("good", 40, 2, True)


def test_a_channel_whose_preview_is_off_is_blocked_not_empty(first_day: Any) -> None:
    report = first_day.reports["telegram:off"]
    assert (report.verdict, report.cause, report.errors) == ("failed", "block", {"preview_off": 1})


def test_a_page_in_another_encoding_than_it_says_is_refused(first_day: Any) -> None:
    report = first_day.reports["telegram:cp1251"]
    assert (report.verdict, report.cause, report.errors) == ("failed", "layout_change", {"wrong_encoding": 1})


def test_a_channel_whose_older_page_is_lost_is_incomplete(first_day: Any) -> None:
    report = first_day.reports["telegram:cut"]
    assert (report.verdict, report.cause, report.is_complete, report.listed) == ("degraded", "outage", False, 20)


@pytest.fixture(scope="module")
def second_day(first_day: Any, reply: Any) -> Any:
    heal_hh(first_day, reply)
    first_day.server.answers["/telegram/s/good"] = reply(
        preview("good", range(43, 63), 43), content_type="text/html; charset=utf-8"
    )
    first_day.server.visits.clear()
    first_day.crawl(["hh_web", "telegram:good"], first_day.second_day)
    return first_day


def test_the_next_crawl_reads_only_what_was_lost(second_day: Any) -> None:
    report = second_day.reports["hh_web"]
    assert (report.verdict, report.listed, report.new_payloads) == ("good", 20, 3)
    visited = {path for path in second_day.server.visits if "/vacancy/" in path}
    assert visited == {f"/hh-web/vacancy/{number}" for number in BROKEN_ADS}
    rows = second_day.observations("hh_web", second_day.second_day)
    assert all(row["payload_hash"] for row in rows.values())


def test_a_channel_is_read_back_to_the_last_seen_post(second_day: Any) -> None:
    report = second_day.reports["telegram:good"]
    assert (report.listed, report.new_payloads, report.pages) == (20, 2, 1)


@pytest.mark.parametrize(
    ("code", "cause", "finish_reason"),
    [
        ("import os; os._exit(9)", "outage", "process_died"),
        ("import time; time.sleep(60)", "timeout", "process_timeout"),
    ],
)
def test_a_process_that_dies_or_hangs_is_landed_as_failed(
    faults: Any, monkeypatch: pytest.MonkeyPatch, code: str, cause: str, finish_reason: str
) -> None:
    monkeypatch.setattr(scrapers.worker_pool, "COMMAND", [sys.executable, "-c", code])
    monkeypatch.setattr(scrapers.crawl, "START_SECONDS", 0.5)
    faults.add_family("short_lived", "ashby", boards=["one"], seconds=1)
    faults.crawl(["short_lived:one"])
    report = faults.reports["short_lived:one"]
    assert (report.verdict, report.cause, report.finish_reason) == ("failed", cause, finish_reason)
    assert (report.listed, report.is_complete) == (0, False)
    assert faults.observations("short_lived:one") == {}


def test_a_killed_process_leaves_nothing_half_written(faults: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import json, os, pathlib, sys; job = json.loads(sys.stdin.readline()); (source, crawl_id), = job['crawls'];"
        "folder = pathlib.Path(job['home'], 'landing', 'day=' + job['day'], 'source=half_done%3Aone');"
        "(folder / f'.{crawl_id}.0.tmp').mkdir(parents=True); os._exit(9)"
    )
    monkeypatch.setattr(scrapers.worker_pool, "COMMAND", [sys.executable, "-c", code])
    faults.add_family("half_done", "ashby", boards=["one"])
    faults.crawl(["half_done:one"])
    folder = faults.home / "landing" / "day=2026-03-04" / "source=half_done%3Aone"
    assert [path.name for path in folder.iterdir()] == [faults.reports["half_done:one"].crawl_id]


def test_a_live_crawl_never_follows_an_address_into_the_own_network(
    faults: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBMARTS_USER_AGENT", "jobmarts tests/1.0 (nobody@example.org)")
    faults.add_family("inward", "ashby", boards=["one"])
    path = faults.registry / "inward.yaml"
    path.write_text(path.read_text().replace("https://boards.example", faults.server.url.replace("http:", "https:")))
    today = datetime.now(UTC).date()
    (report,) = crawl_sources(faults.home, today, ["inward:one"], None, faults.registry)
    assert (report.verdict, report.cause, report.errors) == ("failed", "block", {"offsite": 1})
    assert (report.is_simulated, report.crawled_on) == (False, today)


def test_live_addresses_want_a_contact(faults: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOBMARTS_USER_AGENT", raising=False)
    faults.add_family("ashby", "ashby", boards=["one"])
    with pytest.raises(CrawlRefusedError, match="JOBMARTS_USER_AGENT"):
        crawl_sources(faults.home, datetime.now(UTC).date(), ["ashby:one"], None, faults.registry)


def test_live_addresses_are_refused_for_another_day_than_today(faults: Any) -> None:
    faults.add_family("ashby", "ashby", boards=["one"])
    with pytest.raises(CrawlRefusedError, match="only show today"):
        crawl_sources(faults.home, faults.second_day, ["ashby:one"], None, faults.registry)


def test_an_unknown_source_is_named_before_anything_is_crawled(
    faults: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBMARTS_MARKET_URL", faults.server.url)
    faults.add_family("ashby", "ashby", boards=["one"])
    with pytest.raises(UnknownSourceError):
        crawl_sources(faults.home, faults.second_day, ["ashby:two"], faults.server.url, faults.registry)
    assert main(["--home", str(faults.home), "--registry", str(faults.registry), "ashby:two"]) == 2
    assert "known: ashby:one" in capsys.readouterr().err
