"""Personio positions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def changed(ads: SimpleNamespace, name: str, value: str) -> bytes:
    """The example with other content of one element."""
    text = ads.employers["personio"].decode()
    return re.sub(rf"<{name}>.*?</{name}>", f"<{name}>{value}</{name}>", text, count=1, flags=re.S).encode()


def test_the_words_of_the_position_are_kept_and_nothing_is_left_over(ads: SimpleNamespace) -> None:
    posting = ads.only("personio:example", ads.employers["personio"])
    assert (posting["title"], posting["company"]) == ("Cloud Engineer (m/w/d)", "Example SE & Co. KG")
    assert posting["url"] == "https://example.jobs.personio.de/job/1800001"
    assert posting["published_at"] == datetime(2026, 8, 13, 14, 10, 41, tzinfo=UTC)
    assert posting["location_words"] == ["Munich", "Berlin", "Remote"]
    assert posting["employment_words"] == ["permanent", "full-time"]
    assert (posting["grade_words"], posting["category_words"][:2]) == (
        ["experienced"],
        ["Product and Tech", "Engineering"],
    )
    assert posting["leftover_fields"] == []
    extra = ads.employers["personio"].replace(b"</position>", b"<visa>yes</visa></position>")
    assert ads.only("personio:example", extra)["leftover_fields"] == ["visa"]


def test_sections_make_the_text_and_a_language_without_text_leaves_none(ads: SimpleNamespace) -> None:
    posting = ads.only("personio:example", ads.employers["personio"])
    assert posting["description"] == "Your tasks\n- Run clusters\n\nAbout us\nWe heat & cool"
    assert ads.only("personio:example", changed(ads, "jobDescriptions", ""))["description"] is None


@pytest.mark.parametrize(
    ("code", "years"),
    [("1-2", (1.0, 2.0)), ("7-10", (7.0, 10.0)), ("lt-1", (0.0, 1.0)), ("gt-15", (15.0, None)), ("many", (None, None))],
)
def test_codes_of_experience_are_years(ads: SimpleNamespace, code: str, years: tuple[float | None, ...]) -> None:
    posting = ads.only("personio:example", changed(ads, "yearsOfExperience", code))
    assert (posting["experience_years_min"], posting["experience_years_max"]) == years
    assert posting["experience_text"] == code


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (
            b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><position><name>&d;</name></position>',
            "forbidden_xml",
        ),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><position>&b;</position>', "forbidden_xml"),
        (b"<position><name>Cloud", "invalid_xml"),
        (b"<!DOCTYPE html><html><body>gone</body></html>", "html_instead_of_xml"),
        (b"<job><name>Cloud</name></job>", "not_a_position"),
        (b"<position/>", "missing_title"),
        (b"  ", "empty_payload"),
        (b"Cloud Engineer", "invalid_xml"),
    ],
)
def test_what_is_no_position_has_a_reason(ads: SimpleNamespace, payload: bytes, reason: str) -> None:
    result = ads.parse("personio:example", payload)
    assert (result.postings, [reject.reason for reject in result.rejects]) == ([], [reason])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["office", "jobDescriptions", "createdAt", "seniority", "additionalOffices", "id"]),
    value=st.sampled_from(
        ["", "<a/>", "<a>1</a><a>2</a>", "<a><b><c/></b></a>", "0", "\u200b", "9" * 400, "<office/>"]
    ),
)
def test_an_odd_element_never_loses_the_position(ads: SimpleNamespace, name: str, value: str) -> None:
    result = ads.parse("personio:example", changed(ads, name, value))
    assert len(result.postings) == 1
    assert "parser_error" not in [reject.reason for reject in result.rejects]
