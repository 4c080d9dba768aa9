"""Unchanged pages are not sent again and nothing is lost by that: all is observed, and changed when it changes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

DAYS = [date(2026, 3, 4) + timedelta(days=number) for number in range(4)]
PATH = "/companies/v1/companies/one/postings"


def entry(number: int, title: str = "Engineer") -> dict[str, Any]:
    return {"id": f"job-{number}", "name": f"{title} {number}", "company": {"identifier": "one", "name": "One"}}


def page(numbers: range, total: int, title: str = "Engineer") -> bytes:
    return json.dumps({"content": [entry(number, title) for number in numbers], "totalFound": total}).encode()


def detail(number: int) -> bytes:
    return json.dumps(entry(number) | {"jobAd": {"sections": {"jobDescription": {"text": "<p>Build.</p>"}}}}).encode()


def offer(faults: Any, reply: Any, title: str = "Engineer") -> None:
    """A listing of two pages and its details, all with an ETag; every visit of a detail is counted by the server."""
    answers = faults.server.answers
    for offset in (0, 100):
        body = page(range(offset, min(offset + 100, 120)), 120, title if offset == 0 else "Engineer")
        answers[f"{PATH}?limit=100&offset={offset}"] = reply(body, headers={"ETag": f'"{hash(body)}"'})
    for number in range(120):
        answers[f"{PATH}/job-{number}"] = reply(detail(number), headers={"ETag": f'"{number}"'})


@pytest.fixture(scope="module")
def days(faults: Any, reply: Any) -> Any:
    """Day 0 is new; day 1 as day 0; on day 2 the first page shows other titles, the details say nothing new; then an
    older day is crawled again."""
    faults.add_family("companies", "smartrecruiters", boards=["one"])
    reports = []
    for day, title in zip([*DAYS[1:], DAYS[0]], ("Engineer", "Engineer", "Developer", "Engineer"), strict=True):
        offer(faults, reply, title)
        faults.crawl(["companies:one"], day)
        reports.append(faults.reports["companies:one"])
    return faults, reports


def test_an_unchanged_listing_is_not_sent_again_and_observed_whole(days: Any) -> None:
    faults, (first, second, *_) = days
    assert (first.verdict, first.listed, first.new_payloads, first.not_modified) == ("good", 120, 120, 0)
    assert (second.verdict, second.is_complete, second.listed, second.new_payloads) == ("good", True, 120, 0)
    assert second.not_modified == 2
    assert second.bytes_fetched < first.bytes_fetched / 20
    before, after = (faults.observations("companies:one", day) for day in DAYS[1:3])
    hashes = [
        {key: (row["listing_hash"], row["payload_hash"]) for key, row in rows.items()} for rows in (before, after)
    ]
    assert hashes[0] == hashes[1]


def test_a_changed_page_is_read_and_unchanged_details_keep_their_payload(days: Any) -> None:
    faults, (_, _, third, _) = days
    assert (third.verdict, third.listed, third.new_payloads) == ("good", 120, 0)
    assert third.not_modified == 1 + 100, "the second page, and the details of what the first one shows anew"
    rows = faults.observations("companies:one", DAYS[3])
    assert all(row["payload_hash"] for row in rows.values())
    assert rows["job-1"]["listing_hash"] != faults.observations("companies:one", DAYS[2])["job-1"]["listing_hash"]


def test_an_older_day_does_not_trust_what_a_later_one_kept(days: Any) -> None:
    faults, (*_, older) = days
    assert (older.verdict, older.listed, older.not_modified, older.new_payloads) == ("good", 120, 0, 120)
    faults.crawl(["companies:one"], DAYS[3])
    assert faults.reports["companies:one"].not_modified > 0, "and leaves it alone"


def test_a_crawl_that_was_not_good_keeps_no_validators(faults: Any, reply: Any) -> None:
    faults.add_family("torn", "smartrecruiters", boards=["one"])
    answers = faults.server.answers
    body = page(range(2), 3)
    answers["/torn/v1/companies/one/postings?limit=100&offset=0"] = reply(body, headers={"ETag": '"a"'})
    for day in DAYS[:2]:
        faults.crawl(["torn:one"], day)
        report = faults.reports["torn:one"]
        assert (report.verdict != "good", report.not_modified) == (True, 0)
