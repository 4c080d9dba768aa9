"""The parsers of employers' systems on real replies. Skipped where the real data is not at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import pytest

from scrapers.parsers import PayloadContext, parse_payload
from scrapers.parsers.xml_text import read_xml

REAL = Path(__file__).parents[3] / "shared" / "real" / "payloads" / "ats"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no real replies beside the repository")
FETCHED_AT = datetime(2026, 8, 12, tzinfo=UTC)


def jobs_of(name: str, field: str | None) -> list[Any]:
    data = json.loads((REAL / name).read_text(encoding="utf-8"))
    return list(data if field is None else data[field])


def posting_of(family: str, payload: bytes, payload_format: str = "json") -> dict[str, Any]:
    """The one posting of a real job, read without a note."""
    context = PayloadContext(
        f"{family}:example", "1", None, payload, payload_format, None, FETCHED_AT, "0" * 32, FETCHED_AT.date()
    )
    result = parse_payload(context)
    assert result.rejects == []
    assert len(result.postings) == 1
    return result.postings[0]


# File, family, field of the list, and what every job of the file states.
JSON_REPLIES: list[tuple[str, str, str | None, list[str]]] = [
    ("careerkit_greenhouse.json", "greenhouse", "jobs", ["url", "description", "company", "requisition_id"]),
    ("sample_greenhouse_gitlab.json", "greenhouse", "jobs", ["url", "description", "company", "requisition_id"]),
    (
        "careerkit_lever.json",
        "lever",
        None,
        ["url", "description", "location_words", "country_words", "employment_words"],
    ),
    ("sample_lever_matchgroup.json", "lever", None, ["url", "description", "location_words", "format_words"]),
    ("lever_2026-08_PL.json", "lever", None, ["url", "location_words", "format_words", "category_words"]),
    ("careerkit_smartrecruiters.json", "smartrecruiters", "content", ["company", "country_words", "requisition_id"]),
    ("smartrecruiters_2026-08_PL.json", "smartrecruiters", "content", ["company", "location_words", "experience_text"]),
    ("careerkit_workable.json", "workable", "jobs", ["url", "country_words", "category_words", "format_words"]),
    ("workable_2026-08_PL.json", "workable", "jobs", ["url", "country_words", "format_words"]),
    ("careerkit_recruitee.json", "recruitee", "offers", ["url", "description", "salaries", "location_words"]),
    ("recruitee_2026-08_PL.json", "recruitee", "offers", ["url", "company", "country_words", "location_words"]),
    ("careerkit_teamtailor.json", "teamtailor", "items", ["url", "company", "location_words", "country_words"]),
]


@pytest.mark.parametrize(("name", "family", "field", "stated"), JSON_REPLIES)
def test_every_job_of_a_real_reply_is_read_whole(name: str, family: str, field: str | None, stated: list[str]) -> None:
    jobs = jobs_of(name, field)
    assert jobs
    for job in jobs:
        posting = posting_of(family, json.dumps(job).encode())
        assert posting["leftover_fields"] == []
        missing = [column for column in ["title", "published_at", *stated] if not posting[column]]
        assert missing == []
        assert "&lt;" not in (posting["description"] or "")
        assert "<p>" not in (posting["description"] or "")


Words = Callable[[dict[str, Any]], dict[str, list[Any]]]
LABELS: list[tuple[str, str, str | None, Words]] = [
    (
        "sample_greenhouse_gitlab.json",
        "greenhouse",
        "jobs",
        lambda job: {
            "location_words": [job["location"]["name"]],
            "category_words": [department["name"] for department in job["departments"]],
        },
    ),
    (
        "sample_lever_matchgroup.json",
        "lever",
        None,
        lambda job: {
            "location_words": job["categories"]["allLocations"],
            "format_words": [job["workplaceType"]],
            "category_words": [job["categories"]["department"], job["categories"]["team"]],
            "salaries": [
                {"text": None, "tax": None, "contract": None}
                | {"min": pay["min"], "max": pay["max"], "currency": pay["currency"], "period": pay["interval"]}
                for pay in [job.get("salaryRange")]
                if pay
            ],
        },
    ),
    (
        "smartrecruiters_2026-08_PL.json",
        "smartrecruiters",
        "content",
        lambda job: {
            "country_words": [job["location"]["country"].upper()],
            "format_words": [name for name in ("remote", "hybrid") if job["location"][name]],
            "grade_words": [],  # mid_senior_level in all three: a band that spans grades
            "experience_text": job["experienceLevel"]["id"],
            "employment_words": [job["typeOfEmployment"]["id"]],
        },
    ),
    (
        "workable_2026-08_PL.json",
        "workable",
        "jobs",
        lambda job: {
            "country_words": [place["country"] for place in job["locations"]],
            "location_words": [place["city"] for place in job["locations"] if place["city"] and not place["hidden"]],
        },
    ),
    (
        "recruitee_2026-08_PL.json",
        "recruitee",
        "offers",
        lambda job: {
            "location_words": [job["location"]],
            "format_words": [name for name in ("remote", "hybrid", "on_site") if job[name]],
            "category_words": [job["department"].rstrip("\u200b"), job["category_code"]],
            "salaries": [],
        },
    ),
    (
        "careerkit_teamtailor.json",
        "teamtailor",
        "items",
        lambda job: {
            "location_words": list(
                dict.fromkeys(place["address"]["addressLocality"] for place in job["_jobposting"]["jobLocation"])
            ),
            "country_words": list(
                dict.fromkeys(place["address"]["addressCountry"] for place in job["_jobposting"]["jobLocation"])
            ),
        },
    ),
]


@pytest.mark.parametrize(("name", "family", "field", "words"), LABELS)
def test_the_fields_of_real_jobs_become_words(name: str, family: str, field: str | None, words: Words) -> None:
    for job in jobs_of(name, field):
        posting = posting_of(family, json.dumps(job).encode())
        for column, expected in words(job).items():
            assert posting[column] == expected


def test_a_real_feed_repeats_a_position_and_leaves_its_texts_empty() -> None:
    positions = read_xml((REAL / "careerkit_personio_empty_descriptions.xml").read_bytes()).findall("position")
    assert len({position.findtext("id") for position in positions}) == 1 < len(positions)
    for position in positions:
        posting = posting_of("personio", tostring(position), "xml")
        assert (posting["title"], posting["company"]) == (position.findtext("name"), position.findtext("subcompany"))
        assert posting["location_words"] == [office.text for office in position.iter("office")]
        assert (posting["experience_years_min"], posting["experience_years_max"]) == (7.0, 10.0)
        assert posting["url"].endswith(f"/job/{position.findtext('id')}")
        assert posting["published_at"] == datetime.fromisoformat(position.findtext("createdAt") or "")
        assert (posting["description"], posting["leftover_fields"]) == (None, [])
