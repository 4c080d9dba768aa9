"""Workable jobs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def job(ads: SimpleNamespace) -> dict[str, Any]:
    return dict(json.loads(ads.employers["workable"]))


def test_a_hidden_location_gives_its_country_only(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("workable:example", job)
    assert (posting["location_words"], posting["country_words"]) == (["Andalusia"], ["Poland", "Spain"])


def test_without_a_list_of_locations_the_job_s_own_place_counts(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("workable:example", {**job, "locations": []})
    assert (posting["location_words"], posting["country_words"]) == (["Kraków"], ["Poland"])
    posting = ads.only("workable:example", {**job, "locations": None, "city": "", "state": ""})
    assert posting["location_words"] == []


def test_only_a_raised_flag_is_a_work_format(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("workable:example", job)["format_words"] == ["telecommuting"]
    assert ads.only("workable:example", {**job, "telecommuting": False})["format_words"] == []


def test_the_day_of_publication_wins_over_the_day_of_creation(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("workable:example", job)["published_at"] == datetime(2026, 8, 5, tzinfo=UTC)
    unpublished = {**job, "published_on": None}
    assert ads.only("workable:example", unpublished)["published_at"] == datetime(2026, 7, 2, tzinfo=UTC)


def test_the_words_of_the_job_are_kept_and_nothing_is_left_over(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("workable:example-group", job)
    assert (posting["company"], posting["requisition_id"]) == ("example-group", "DE-4")
    assert (posting["employment_words"], posting["grade_words"]) == (["Full-time"], [])
    assert posting["experience_text"] == "Mid-Senior level"
    assert posting["category_words"] == ["Data", "Engineering"]
    assert posting["description"] == "Move data.\n- SQL"
    assert posting["leftover_fields"] == []
