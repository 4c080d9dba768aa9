"""Spiders of employers' systems over HTTP against a loopback server: what is listed lands, the rest is judged."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from scrapers.crawl import crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.landing import landed_crawls, read_observations, read_payloads
from scrapers.parsers import parse_payloads
from scrapers.registry import load_registry

DAY = date(2026, 3, 4)
PACKAGED = Path(__file__).parents[2] / "scrapers" / "registry"
NOT_FOUND = {"unknown_board": 1}
PAYLOADS = Path(__file__).parents[1] / "unit" / "scrapers" / "parsers" / "employer_payloads"


@dataclass
class Board:
    """Replies of a board by path, and what its crawl must come to."""

    family: str
    name: str
    replies: dict[str, Any]  # bytes, a status, or an address to be led to
    ids: set[str] = field(default_factory=set)
    verdict: tuple[str, str | None] = ("good", None)
    errors: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return f"{self.family}:{self.name}"


def example(family: str) -> dict[str, Any]:
    return dict(json.loads((PAYLOADS / f"{family}.json").read_text(encoding="utf-8")))


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def greenhouse() -> Iterator[Board]:
    path = "/greenhouse/v1/boards/{}/jobs?content=true&pay_transparency=true"
    jobs = [example("greenhouse") | {"id": number} for number in (1, 2, 2)]
    whole = as_json({"jobs": jobs, "meta": {"total": 3}})
    yield Board("greenhouse", "well", {path.format("well"): whole}, {"1", "2"})
    yield Board("greenhouse", "nothing open", {path.format("nothing%20open"): as_json({"jobs": [], "meta": {}})})
    short = as_json({"jobs": jobs[:2], "meta": {"total": 30}})
    lost = {"short_listing": 1}
    yield Board("greenhouse", "short", {path.format("short"): short}, {"1", "2"}, ("failed", "layout_change"), lost)
    yield Board("greenhouse", "unknown", {path.format("unknown"): 404}, set(), ("failed", "moved"), NOT_FOUND)


def lever() -> Iterator[Board]:
    path = "/lever/v0/postings/{}?mode=json&skip={}&limit=100"
    jobs = [example("lever") | {"id": f"job-{number}"} for number in range(103)]
    ids = {job["id"] for job in jobs}
    pages = {path.format("two%20pages", at): as_json(jobs[at : at + 100]) for at in (0, 100)}
    yield Board("lever", "two pages", pages, ids)
    exact = {path.format("exact", 0): as_json(jobs[:100]), path.format("exact", 100): b"[]"}
    yield Board("lever", "exact", exact, {job["id"] for job in jobs[:100]})
    endless = {path.format("endless", at): as_json(jobs[:100]) for at in (0, 100, 200)}
    lost = {"short_listing": 1}
    yield Board("lever", "endless", endless, {job["id"] for job in jobs[:100]}, ("degraded", "layout_change"), lost)
    yield Board("lever", "unknown", {path.format("unknown", 0): 404}, set(), ("failed", "moved"), NOT_FOUND)


def smartrecruiters() -> Iterator[Board]:
    path = "/smartrecruiters/v1/companies/{}/postings"
    job = example("smartrecruiters")
    numbers = [str(744000100000000 + number) for number in range(102)]
    entries = [{"id": number, "name": job["name"], "releasedDate": job["releasedDate"]} for number in numbers]
    replies: dict[str, Any] = {
        f"{path.format('well')}?limit=100&offset={at}": as_json({"totalFound": 102, "content": entries[at : at + 100]})
        for at in (0, 100)
    }
    replies |= {f"{path.format('well')}/{number}": as_json(job | {"id": number}) for number in numbers}
    yield Board("smartrecruiters", "well", replies, set(numbers))
    nobody = {f"{path.format('unknown')}?limit=100&offset=0": as_json({"totalFound": 0, "content": []})}
    yield Board("smartrecruiters", "unknown", nobody, set(), ("failed", "empty_market"))


def workable() -> Iterator[Board]:
    path = "/workable/api/v1/widget/accounts/{}?details=true"
    jobs = [example("workable") | {"shortcode": key} for key in ("A1", "B2")]
    # One job in two countries stands twice in the list, under one code.
    elsewhere = {"country": "Portugal", "countryCode": "PT", "city": "", "region": None, "hidden": False}
    jobs.append(jobs[1] | {"country": "Portugal", "locations": [elsewhere]})
    whole = {"name": "Example", "description": None, "jobs": jobs}
    yield Board("workable", "well", {path.format("well"): as_json(whole)}, {"A1", "B2"})
    yield Board("workable", "unknown", {path.format("unknown"): 404}, set(), ("failed", "moved"), NOT_FOUND)
    refused = {"http_refused": 1}
    yield Board("workable", "busy", {path.format("busy"): 429}, set(), ("failed", "block"), refused)


def recruitee() -> Iterator[Board]:
    jobs = [example("recruitee") | {"id": number} for number in range(1, 9)]
    yield Board("recruitee", "well", {"/recruitee/well/api/offers/": as_json({"offers": jobs})}, set("12345678"))
    nameless = as_json({"offers": [*jobs, {"title": "nobody knows which"}]})
    degraded = ("degraded", "layout_change")
    replies = {"/recruitee/nameless/api/offers/": nameless}
    yield Board("recruitee", "nameless", replies, set("12345678"), degraded, {"missing_id": 1})
    led_away = {"/recruitee/gone/api/offers/": "https://recruitee.com/not-found"}
    yield Board("recruitee", "gone", led_away, set(), ("failed", "moved"), {"unknown_board": 1})
    inward = {"/recruitee/inward/api/offers/": "http://169.254.169.254/latest/"}
    yield Board("recruitee", "inward", inward, set(), ("failed", "block"), {"offsite": 1})
    yield Board("recruitee", "unknown", {}, set(), ("failed", "moved"), NOT_FOUND)


def personio() -> Iterator[Board]:
    path = "/personio/{}/xml?language=en"
    position = (PAYLOADS / "personio.xml").read_bytes()
    positions = [position.replace(b"1800001", key) for key in (b"1", b"2", b"2")]
    feed = b"<?xml version='1.0' encoding='UTF-8'?><workzag-jobs>%b</workzag-jobs>" % b"".join(positions)
    yield Board("personio", "well", {path.format("well"): feed}, {"1", "2"})
    yield Board("personio", "quiet", {path.format("quiet"): b"<workzag-jobs/>"})
    entities = b'<!DOCTYPE a [<!ENTITY b "c">]>' + feed[38:].replace(b"Munich", b"&b;")
    broken = {
        "entities": (entities, "forbidden_xml", "layout_change"),
        "cut": (feed[:-40], "truncated", "outage"),
        "page": (b"<!DOCTYPE html><html><p>We moved<br></html>", "html_instead_of_xml", "layout_change"),
        "other": (b"<rss><channel/></rss>", "missing_field", "layout_change"),
        "moved": ("https://www.personio.com/", "unknown_board", "moved"),
    }
    for name, (reply, error, cause) in broken.items():
        yield Board("personio", name, {path.format(name): reply}, set(), ("failed", cause), {error: 1})


def teamtailor() -> Iterator[Board]:
    item = (PAYLOADS / "teamtailor.xml").read_bytes()
    items = b"".join(item.replace(b"20fafb7d", key) for key in (b"a", b"b"))
    ids = {"a-0000-4061-b6de-2894b3e0838b", "b-0000-4061-b6de-2894b3e0838b"}
    feed = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Example</title>%b</channel></rss>'
    yield Board("teamtailor", "careers.example.com", {"/teamtailor/careers.example.com/jobs.rss": feed % items}, ids)
    yield Board("teamtailor", "quiet.example.com", {"/teamtailor/quiet.example.com/jobs.rss": feed % b""})
    yield Board("teamtailor", "unknown", {}, set(), ("failed", "moved"), NOT_FOUND)


BOARDS = [*greenhouse(), *lever(), *smartrecruiters(), *workable(), *recruitee(), *personio(), *teamtailor()]


def registry_of(folder: Path, boards: list[Board]) -> Path:
    """The packaged families, pointed at the server and at the boards of this test."""
    folder.mkdir()
    for family in {board.family for board in boards}:
        values = yaml.safe_load((PACKAGED / f"{family}.yaml").read_text(encoding="utf-8"))
        values.pop("board_pattern")  # the names here say what the test is about
        values["simulated"] = []
        own_host = "/{board}" if "{board}" in values["address"]["base_url"] else ""
        for address in [values["address"], *values.get("faces", {}).values()]:
            address["market_path"] = f"/{family}{own_host}"
        values["sources"] = [{"board": board.name} for board in boards if board.family == family]
        values["market_min_listed"] = values["floors"]["min_listed"]
        (folder / f"{family}.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return folder


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        replies = {path: reply for board in BOARDS for path, reply in board.replies.items()}
        reply = replies.get(self.path, 404)
        is_address = isinstance(reply, str)
        self.send_response(302 if is_address else reply if isinstance(reply, int) else 200)
        if is_address:
            self.send_header("Location", reply)
        body = reply if isinstance(reply, bytes) else b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@dataclass
class Crawled:
    reports: dict[str, CrawlReport]
    observed: dict[str, set[str]]
    parsed: list[dict[str, Any]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("employers")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    registry = registry_of(folder / "registry", BOARDS)
    families = sorted({board.family for board in BOARDS})
    url = f"http://127.0.0.1:{server.server_port}"
    reports = crawl_sources(folder / "home", DAY, families, url, registry, parallel=2)
    server.shutdown()
    server.server_close()
    crawls = landed_crawls(folder / "home", DAY)
    observed: dict[str, set[str]] = {}
    for row in read_observations(crawls).to_pylist():
        observed.setdefault(row["source"], set()).add(row["source_posting_id"])
    parsed = parse_payloads(read_payloads(crawls))[0].to_pylist()
    return Crawled({report.source: report for report in reports}, observed, parsed)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.source)
def test_a_board_is_landed_and_judged_by_what_it_answers(crawled: Crawled, board: Board) -> None:
    report = crawled.reports[board.source]
    assert (report.verdict, report.cause, report.errors) == (*board.verdict, board.errors), report.reasons
    assert crawled.observed.get(board.source, set()) == board.ids
    # An entry without an id takes nothing from the pages that were read; a lost page does.
    assert report.is_complete == (board.verdict[0] != "failed" and set(board.errors) <= {"missing_id"})
    parsed = {row["source_posting_id"] for row in crawled.parsed if row["source"] == board.source}
    assert parsed == board.ids


def test_a_job_listed_once_for_each_place_keeps_all_its_places(crawled: Crawled) -> None:
    countries = {
        row["source_posting_id"]: row["country_words"] for row in crawled.parsed if "workable" in row["source"]
    }
    assert countries == {"A1": ["Poland", "Spain"], "B2": ["Poland", "Spain", "Portugal"]}


def test_every_landed_posting_is_read_with_an_address_and_nothing_left_over(crawled: Crawled) -> None:
    assert {row["source"].partition(":")[0] for row in crawled.parsed} == {board.family for board in BOARDS}
    for row in crawled.parsed:
        assert row["url"].startswith("https://")
        assert row["leftover_fields"] == []
        assert row["published_at"] is not None


def test_packaged_boards_are_live_or_simulated_and_their_addresses_name_them() -> None:
    families = {board.family for board in BOARDS}
    sources = [source for source in load_registry() if source.family in families]
    assert {source.family for source in sources} == families
    for source in sources:
        assert source.enabled == source.is_live
        assert source.market != source.is_live
        assert source.address is not None
        assert "{" not in source.address.base_url
        assert source.robots.checked_on is None
