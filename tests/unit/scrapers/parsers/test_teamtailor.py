"""Teamtailor jobs: items of the RSS feed and of the JSON feed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON_ITEM: dict[str, Any] = {
    "id": "a52c9a45-0000-44c9-9696-76974817ae6e",
    "title": "Rust Developer",
    "url": "https://careers.example.com/jobs/5000001-rust-developer",
    "content_html": "<p>Write Rust.</p>",
    "date_published": "2026-08-04T09:26:20+02:00",
    "_jobposting": {
        "@context": "http://schema.org/",
        "@type": "JobPosting",
        "title": "Rust Developer",
        "identifier": {"@type": "PropertyValue", "name": "Example", "value": 5000001},
        "jobLocation": [
            {"@type": "Place", "address": {"addressLocality": "Gothenburg", "addressCountry": "SE"}},
            {"@type": "Place", "address": {"addressLocality": "Riga", "addressCountry": "LV"}},
        ],
        "jobLocationType": "TELECOMMUTE",
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": "Example Works"},
    },
}


def test_an_rss_item_states_places_format_and_department(ads: SimpleNamespace) -> None:
    posting = ads.only("teamtailor:careers.example.com", ads.employers["teamtailor"])
    assert (posting["title"], posting["company"], posting["company_id"]) == (
        "Rust Developer",
        "example",
        "careers.example.com",
    )
    assert (posting["location_words"], posting["country_words"]) == (["Gothenburg", "Riga hub"], ["Sweden", "Latvia"])
    assert (posting["format_words"], posting["category_words"]) == (["hybrid"], ["Engineering", "Backend"])
    assert posting["published_at"] == datetime(2026, 8, 4, 7, 26, 20, tzinfo=UTC)
    assert posting["description"] == "Write & read Rust.\n- Tokio"
    assert posting["url"].endswith("/jobs/5000001-rust-developer")
    assert posting["leftover_fields"] == []


def test_a_json_item_is_its_job_posting_under_the_feed_s_own_title(ads: SimpleNamespace) -> None:
    posting = ads.only("teamtailor:example.teamtailor.com", JSON_ITEM)
    assert (posting["company"], posting["company_id"]) == ("Example Works", "example.teamtailor.com")
    assert (posting["location_words"], posting["country_words"]) == (["Gothenburg", "Riga"], ["SE", "LV"])
    assert (posting["format_words"], posting["employment_words"]) == (["TELECOMMUTE"], ["FULL_TIME"])
    assert posting["published_at"] == datetime(2026, 8, 4, 7, 26, 20, tzinfo=UTC)
    assert (posting["description"], posting["leftover_fields"]) == ("Write Rust.", [])
    bare = {name: value for name, value in JSON_ITEM.items() if name != "_jobposting"} | {"visa": "yes"}
    posting = ads.only("teamtailor:example.teamtailor.com", bare)
    assert (posting["title"], posting["company"]) == ("Rust Developer", "example")
    assert posting["leftover_fields"] == ["visa"]


@pytest.mark.parametrize(
    ("board", "company"),
    [
        ("example.teamtailor.com", "example"),
        ("example.na.teamtailor.com", "example"),
        ("careers.example.com", "example"),
        ("jobb.example.se", "example"),
        ("career.teamtailor.com", "teamtailor"),
        ("jobs", "jobs"),
    ],
)
def test_the_host_names_the_employer(ads: SimpleNamespace, board: str, company: str) -> None:
    assert ads.only(f"teamtailor:{board}", ads.employers["teamtailor"])["company"] == company


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><item><title>&b;</title></item>', "forbidden_xml"),
        (b"<item><title>Rust", "invalid_xml"),
        (b"<html><body>gone</body></html>", "html_instead_of_xml"),
        (b"<rss><channel/></rss>", "not_an_item"),
        (b"<item/>", "missing_title"),
        (b'{"id": "1"}', "missing_title"),
        (b"[]", "not_an_object"),
        (b"", "empty_payload"),
    ],
)
def test_what_is_no_job_has_a_reason(ads: SimpleNamespace, payload: bytes, reason: str) -> None:
    result = ads.parse("teamtailor:careers.example.com", payload)
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["tt:locations", "tt:location", "tt:city", "description", "pubDate", "remoteStatus", "link"]),
    value=st.sampled_from(["", "<a/>", "<a>1</a><a>2</a>", "<a><b><c/></b></a>", "0", "\u200b", "9" * 400]),
)
def test_an_odd_element_never_loses_the_job(ads: SimpleNamespace, name: str, value: str) -> None:
    text = ads.employers["teamtailor"].decode()
    odd = re.sub(rf"<{name}>.*?</{name}>", f"<{name}>{value}</{name}>", text, count=1, flags=re.S).encode()
    result = ads.parse("teamtailor:careers.example.com", odd)
    assert len(result.postings) == 1
    assert "parser_error" not in [reject.reason for reject in result.rejects]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([name for name in JSON_ITEM if name != "title"]),
    odd=st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=9), st.lists(st.integers(), max_size=2)),
)
def test_an_odd_field_never_loses_the_job(ads: SimpleNamespace, name: str, odd: Any) -> None:
    result = ads.parse("teamtailor:careers.example.com", {**JSON_ITEM, name: odd})
    assert len(result.postings) == 1
    assert "parser_error" not in [reject.reason for reject in result.rejects]
