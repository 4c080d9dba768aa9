"""Hacker News: the header line by its pipes, several roles only where they are listed, and what is no ad."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.identity import payload_hash


def comment(header: str, body: str = "We are hiring.") -> bytes:
    return f"{header}<p>{body}".encode()


def test_a_comment_with_a_full_header(ads: SimpleNamespace) -> None:
    posting = ads.only("hackernews", ads.payloads["hackernews"], payload_format="html")
    assert (posting["company"], posting["title"]) == ("Example Maps", "Senior Backend Engineer (Go & Rust)")
    assert (posting["format_words"], posting["location_words"]) == (["REMOTE"], ["Berlin, Germany or EU"])
    assert (posting["employment_words"], [pay["text"] for pay in posting["salaries"]]) == (["Full-time"], ["€80K/year"])
    assert posting["links"] == ["https://example.com", "https://example.com/jobs"]
    assert posting["description"].endswith("read gauges & write services.\nApply: https://example.com/jobs")
    assert posting["published_at"] is None


def test_an_item_of_the_api(ads: SimpleNamespace) -> None:
    posting = ads.only("hackernews", ads.payloads["hackernews item"])
    assert (posting["company"], posting["title"]) == ("Example", "Data Scientist")
    assert (posting["format_words"], posting["location_words"]) == (["ONSITE"], ["Vilnius"])
    assert posting["employment_words"] == ["Full time", "VISA"]
    assert posting["url"] == "https://news.ycombinator.com/item?id=400"
    assert posting["published_at"] == datetime(2026, 8, 31, 10, tzinfo=UTC)
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("Backend Engineer, Frontend Engineer", ["Backend Engineer", "Frontend Engineer"]),
        ("iOS Developer and QA Tester; Data Analyst", ["iOS Developer", "QA Tester", "Data Analyst"]),
        ("Backend, Frontend Engineers", ["Backend, Frontend Engineers"]),
        ("Senior/Staff Engineers (Systems & DevOps)", ["Senior/Staff Engineers (Systems & DevOps)"]),
        ("Software Engineer, Payments", ["Software Engineer, Payments"]),
    ],
)
def test_several_roles_only_where_each_is_named(ads: SimpleNamespace, cell: str, titles: list[str]) -> None:
    found = ads.parse("hackernews", comment(f"Example | {cell} | Riga")).postings
    assert [posting["title"] for posting in found] == titles
    suffixes = [f"10#{number}" for number in range(1, len(titles) + 1)] if len(titles) > 1 else ["10"]
    assert [posting["source_posting_id"] for posting in found] == suffixes
    assert {posting["company"] for posting in found} == {"Example"}


@pytest.mark.parametrize(
    ("header", "title", "formats"),
    [
        ("Example - Riga - Backend Developer - REMOTE", "Backend Developer", ["REMOTE"]),
        ("Example is hiring a Python developer in Riga", "Python developer in Riga", []),
        ("Example: seeking full-stack engineer, no remote", "full-stack engineer", []),
        ("Riga, Latvia", "Riga, Latvia", []),
    ],
)
def test_without_pipes_only_a_role_is_looked_for(
    ads: SimpleNamespace, header: str, title: str, formats: list[str]
) -> None:
    posting = ads.only("hackernews", comment(header))
    assert (posting["title"], posting["company"], posting["location_words"]) == (title, None, [])
    assert posting["format_words"] == formats


def test_a_role_first_is_no_company_and_no_remote_is_no_format(ads: SimpleNamespace) -> None:
    posting = ads.only("hackernews", comment("Go Developer | Riga (no remote) | jobs@example.com"))
    assert (posting["title"], posting["company"], posting["format_words"]) == ("Go Developer", None, [])


@pytest.mark.parametrize(
    ("first", "company", "places"),
    [
        ("Example (YC S21)", "Example", ["Oslo"]),
        ("Example, Inc. (https://example.com)", "Example, Inc.", ["Oslo"]),
        ("Example - Riga", "Example", ["Riga", "Oslo"]),
        ("Example - Riga or REMOTE", "Example", ["Riga", "Oslo"]),
        ("Riga, Latvia", None, ["Riga, Latvia", "Oslo"]),
        ("Full time", None, ["Oslo"]),
        ("REMOTE", None, ["Oslo"]),
    ],
)
def test_the_first_cell_is_the_company_unless_it_says_something_else(
    ads: SimpleNamespace, first: str, company: str | None, places: list[str]
) -> None:
    posting = ads.only("hackernews", comment(f"{first} | Go Developer | Oslo"))
    assert (posting["company"], posting["location_words"]) == (company, places)


def test_a_head_with_a_place_makes_an_ad_that_names_no_role(ads: SimpleNamespace) -> None:
    posting = ads.only(
        "hackernews", comment("Larkmere - Ghent, Belgium<p>We heat greenhouses with less gas. Say hello.")
    )
    assert posting["title"] == "Larkmere - Ghent, Belgium"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"Congratulations on the launch!", "not_an_ad"),
        (b"Is this a trap?", "not_an_ad"),
        (b"The link in the text points back here. It is - I think - the old one.", "not_an_ad"),
        (b"[deleted]", "no_text"),
        (b'{"id": 1, "deleted": true, "text": null}', "deleted"),
        (b'{"id": 1, "dead": true, "text": "Example | Engineer"}', "deleted"),
    ],
)
def test_what_is_no_ad_has_a_reason(ads: SimpleNamespace, payload: bytes, reason: str) -> None:
    result = ads.parse("hackernews", payload)
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


def test_votes_and_replies_do_not_change_an_ad(ads: SimpleNamespace) -> None:
    def key(payload: bytes) -> str:
        return payload_hash("hackernews", "1", payload)

    assert key(b'<font color="#000000">Example | Go Developer</font>') == key(
        b'<font color="#5a5a5a">Example | Go Developer</font>'
    )
    item: dict[str, Any] = json.loads(ads.payloads["hackernews item"])
    assert key(json.dumps(item).encode()) == key(json.dumps(item | {"kids": [401, 402]}).encode())
    assert key(json.dumps(item).encode()) != key(json.dumps(item | {"text": "other"}).encode())
