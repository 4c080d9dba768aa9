"""SmartRecruiters postings."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def job(ads: SimpleNamespace) -> dict[str, Any]:
    return dict(json.loads(ads.employers["smartrecruiters"]))


def test_the_sections_make_the_text_and_empty_ones_leave_no_heading(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("smartrecruiters:ExampleGroup", job)["description"] == (
        "Company Description\nWe make bells.\n\nJob Description\n- Java\n\nAdditional Information\nA canteen"
    )


def test_ids_are_kept_where_labels_are_in_another_language(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("smartrecruiters:ExampleGroup", job)
    assert posting["employment_words"] == ["permanent"]
    assert posting["category_words"] == ["Engineering", "Technika"]
    assert (posting["company"], posting["company_id"], posting["requisition_id"]) == (
        "Example Group",
        "ExampleGroup",
        "REF12A",
    )
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize(
    ("band", "grade_words", "experience"),
    [
        ("mid_senior_level", [], "mid_senior_level"),
        ("associate", [], "associate"),
        ("not_applicable", [], "not_applicable"),
        ("entry_level", ["entry_level"], None),
        ("internship", ["internship"], None),
    ],
)
def test_a_band_that_spans_grades_is_experience_and_no_level(
    ads: SimpleNamespace, job: dict[str, Any], band: str, grade_words: list[str], experience: str | None
) -> None:
    posting = ads.only("smartrecruiters:x", {**job, "experienceLevel": {"id": band, "label": "?"}})
    assert (posting["grade_words"], posting["experience_text"]) == (grade_words, experience)


def test_the_country_is_raised_to_its_code_and_flags_that_are_off_say_nothing(
    ads: SimpleNamespace, job: dict[str, Any]
) -> None:
    posting = ads.only("smartrecruiters:x", job)
    assert (posting["location_words"], posting["country_words"], posting["format_words"]) == (
        ["Brno"],
        ["CZ"],
        ["hybrid"],
    )
    bare = {"country": "pl", "remote": False, "hybrid": False, "fullLocation": ", , Poland"}
    posting = ads.only("smartrecruiters:x", {**job, "location": bare, "department": {}})
    assert (posting["country_words"], posting["format_words"]) == (["PL"], [])
    assert posting["category_words"] == ["Technika"]
