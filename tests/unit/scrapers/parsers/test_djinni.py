"""Djinni: the page's and the listing's JobPosting, the feed and the table give the same columns."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.identity import payload_hash


def listing(ads: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["djinni listing"]) | changes
    return value


def test_a_listing_object(ads: SimpleNamespace) -> None:
    posting = ads.only("djinni", listing(ads))
    (pay,) = posting["salaries"]
    assert [pay[name] for name in ("min", "max", "currency", "period", "tax")] == [3000, 4500, "USD", "MONTH", None]
    assert (posting["company"], posting["category_words"]) == ("Example", ["Data Engineer"])
    assert (posting["location_words"], posting["country_words"]) == (
        ["Lviv", "Kyiv", "Europe"],
        ["Ukraine", "UA", "PL"],
    )
    assert (posting["format_words"], posting["employment_words"]) == (["TELECOMMUTE"], ["FULL_TIME"])
    assert (posting["experience_years_min"], posting["experience_years_max"]) == (2.5, None)
    assert posting["leftover_fields"] == []


def test_times_without_a_zone_are_kyiv_wall_clock(ads: SimpleNamespace) -> None:
    posting = ads.only("djinni", listing(ads))
    assert posting["published_at"] == datetime(2026, 8, 25, 22, 10, 20, 456945, UTC)
    winter = ads.only("djinni", json.loads(ads.payloads["djinni table"]))
    assert winter["published_at"] == datetime(2026, 2, 13, 17, 30, 6, 891988, UTC)
    stated = ads.only("djinni", listing(ads, datePosted="2026-08-26T01:10:20+00:00"))
    assert stated["published_at"] == datetime(2026, 8, 26, 1, 10, 20, tzinfo=UTC)


def test_a_page_and_an_array_of_one_give_what_the_object_gives(ads: SimpleNamespace) -> None:
    data = json.dumps(listing(ads))
    page = f'<!doctype html><html><head><script type="application/ld+json">{data}</script></head></html>'
    assert ads.only("djinni", page.encode(), payload_format="html") == ads.only("djinni", listing(ads))
    assert ads.only("djinni", f"[{data}]".encode()) == ads.only("djinni", listing(ads))


@pytest.mark.parametrize("company", ["confidential", {"name": "Confidential"}])
def test_a_hidden_employer_is_no_employer(ads: SimpleNamespace, company: Any) -> None:
    assert ads.only("djinni", listing(ads, hiringOrganization=company))["company"] is None


def test_a_feed_item(ads: SimpleNamespace) -> None:
    item = ads.payloads["djinni rss"]
    posting = ads.only("djinni", item, payload_format="xml")
    assert (posting["title"], posting["category_words"]) == ("QA Engineer", ["QA"])
    assert posting["description"] == "Перевіряти каси.\n- SQL"
    assert posting["published_at"] == datetime(2026, 8, 28, 21, 40, 13, tzinfo=UTC)
    feed = b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>' + item + b"</channel></rss>"
    assert ads.only("djinni", feed, payload_format="xml") == posting


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"<html><body>The job ad is no longer active</body></html>", "no_job_posting"),
        (b'<?xml version="1.0"?><rss><channel><item/><item/></channel></rss>', "not_one_item"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><item><title>&b;</title></item>', "forbidden_xml"),
        (b"<item><title>", "invalid_xml"),
        (b'[{"title": "a"}, {"title": "b"}]', "not_one_job"),
    ],
)
def test_what_is_not_one_job_has_a_reason(ads: SimpleNamespace, payload: bytes, reason: str) -> None:
    result = ads.parse("djinni", payload)
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


def test_a_table_row_without_pay_has_none(ads: SimpleNamespace) -> None:
    row = json.loads(ads.payloads["djinni table"])
    (pay,) = ads.only("djinni", row)["salaries"]
    assert (pay["min"], pay["max"], pay["currency"], pay["period"]) == (4000, 5000, "USD", "MONTH")
    assert ads.only("djinni", row | {"salary_min": "", "salary_max": ""})["salaries"] == []
    assert ads.only("djinni", row)["experience_years_min"] == 3


def test_a_bump_is_not_a_changed_ad(ads: SimpleNamespace) -> None:
    def key(payload: bytes) -> str:
        return payload_hash("djinni", "1", payload)

    bumped = json.dumps(listing(ads)).replace("2026-08-26T", "2026-08-28T").encode()
    assert key(bumped) == key(json.dumps(listing(ads)).encode())
    page, later = (b'<html><script type="application/ld+json">' + data + b"</script>" for data in (bumped, b'{"a": 1}'))
    assert key(page) == key(page.replace(b"2026-08-28T", b"2026-08-30T")) != key(later)
    item = ads.payloads["djinni rss"]
    assert key(item) == key(item.replace(b"Sat, 29 Aug", b"Sun, 30 Aug")) != key(item.replace(b"QA", b"AQA"))


def test_the_card_of_the_listing_adds_format_and_skills(ads: SimpleNamespace) -> None:
    card = {"facts": ["Office or Remote", "3 years of experience"], "places": ["Lviv"], "tags": ["Product 🇺🇦", "Go"]}
    whole = ads.only("djinni", {"job": listing(ads), "card": card})
    assert (whole["format_words"], whole["skills"]) == (["TELECOMMUTE", "Office or Remote"], ["Go"])
    assert whole["location_words"] == ["Lviv", "Kyiv", "Europe"]
    assert whole["leftover_fields"] == []
    bare = ads.only("djinni", {"job": listing(ads), "card": None})
    assert bare == ads.only("djinni", listing(ads))
    placeless = {"job": listing(ads, jobLocation=None, applicantLocationRequirements=None), "card": card}
    assert ads.only("djinni", placeless)["location_words"] == ["Lviv"]


def test_a_bump_of_a_joined_ad_is_not_a_changed_ad_but_another_format_is(ads: SimpleNamespace) -> None:
    def key(fact: str, **changes: Any) -> str:
        value = {"job": listing(ads, **changes), "card": {"facts": [fact], "places": [], "tags": []}}
        return payload_hash("djinni", "1", json.dumps(value).encode())

    assert key("Full Remote") == key("Full Remote", datePosted="2026-09-01T10:00:00", validThrough="2026-10-01")
    assert key("Full Remote") != key("Office Work")
