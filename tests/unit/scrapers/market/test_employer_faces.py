"""The simulated employers' systems answer as the vendors do: what is only shown when asked for, and unknown boards."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from scrapers.market import Market, MarketServer
from scrapers.market.faces.base import Reply


@pytest.fixture
def ask(market: Market) -> Any:
    server = MarketServer(market, date(2026, 9, 18))
    return lambda path: server.reply("GET", path, {})


def as_json(reply: Reply) -> Any:
    assert reply.status == 200
    return json.loads(reply.body)


def as_xml(reply: Reply) -> Element:
    root: Element = fromstring(reply.body)
    return root


def test_greenhouse_shows_texts_and_pay_only_when_asked_and_counts_its_jobs(ask: Any) -> None:
    path = "/greenhouse/v1/boards/sim-ezhevika/jobs"
    bare, whole = as_json(ask(path)), as_json(ask(f"{path}?content=true&pay_transparency=true"))
    assert bare["meta"] == {"total": len(bare["jobs"])} == whole["meta"]
    assert whole["jobs"]
    for short, job in zip(bare["jobs"], whole["jobs"], strict=True):
        assert set(job) - set(short) == {"content", "pay_input_ranges"}
        assert job["content"].startswith("&lt;p&gt;")
        assert all(pay["min_cents"] > 100_000 or "hour" in pay["title"].lower() for pay in job["pay_input_ranges"])


def test_lever_is_read_page_by_page_to_an_empty_one(ask: Any) -> None:
    path = "/lever/v0/postings/sim-barsuk?mode=json"
    whole = as_json(ask(path))
    assert len(whole) > 1
    pages = [as_json(ask(f"{path}&skip={number}&limit=1")) for number in range(len(whole) + 1)]
    assert [job for page in pages for job in page] == whole
    assert pages[-1] == []


def test_smartrecruiters_lists_without_texts_and_knows_no_unknown_employer(ask: Any) -> None:
    path = "/smartrecruiters/v1/companies/SimZubrovnik/postings"
    listed = as_json(ask(f"{path}?limit=2&offset=1"))
    assert (listed["offset"], listed["limit"], len(listed["content"])) == (1, 2, min(2, listed["totalFound"] - 1))
    job = listed["content"][0]
    assert "jobAd" not in job
    detail = as_json(ask(f"{path}/{job['id']}"))
    assert {name: detail[name] for name in job} == job
    assert detail["jobAd"]["sections"]["qualifications"]["text"].startswith("<")
    assert ask(f"{path}/1").status == 404
    assert as_json(ask("/smartrecruiters/v1/companies/nobody/postings"))["totalFound"] == 0
    assert ask(f"{path}?limit=101").status == 400


def test_workable_shows_texts_only_when_asked(ask: Any) -> None:
    path = "/workable/api/v1/widget/accounts/sim-kedrovka"
    assert all("description" not in job for job in as_json(ask(path))["jobs"])
    jobs = as_json(ask(f"{path}?details=true"))["jobs"]
    assert jobs
    assert all(job["description"] for job in jobs)


def test_recruitee_writes_amounts_as_text_or_an_object_of_nulls(ask: Any) -> None:
    offers = [
        offer
        for board in ("simryabina", "simvyhuhol")
        for offer in as_json(ask(f"/recruitee/{board}/api/offers/"))["offers"]
    ]
    assert offers
    for offer in offers:
        assert offer["published_at"].endswith(" UTC")
        kinds = {type(value) for value in offer["salary"].values()}
        assert kinds in ({str}, {type(None)})


def test_personio_has_no_texts_in_a_language_its_positions_lack(ask: Any) -> None:
    path = "/personio/sim-vydrovo/xml?language="
    written, empty = as_xml(ask(f"{path}en")), as_xml(ask(f"{path}de"))
    assert [found.findtext("id") for found in written] == [found.findtext("id") for found in empty]
    assert all(len(position.findall("jobDescriptions/jobDescription")) == 4 for position in written)
    assert not empty.findall(".//jobDescription")


def test_teamtailor_s_feed_names_places_in_its_own_namespace(ask: Any) -> None:
    items = as_xml(ask("/teamtailor/careers.sim-chernika.example/jobs.rss")).findall("channel/item")
    assert items
    for item in items:
        assert item.findtext(".//{https://teamtailor.com/locations}city")
        assert (item.findtext("link") or "").startswith("https://careers.sim-chernika.example/jobs/")


@pytest.mark.parametrize(
    "path",
    [
        "/greenhouse/v1/boards/nobody/jobs",
        "/lever/v0/postings/nobody",
        "/workable/api/v1/widget/accounts/nobody",
        "/recruitee/nobody/api/offers/",
        "/recruitee/simryabina/",
        "/personio/nobody/xml",
        "/teamtailor/nobody.example/jobs.rss",
    ],
)
def test_an_unknown_board_is_not_found(ask: Any, path: str) -> None:
    assert ask(path).status == 404
