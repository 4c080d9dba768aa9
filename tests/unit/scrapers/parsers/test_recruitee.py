"""Recruitee offers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.identity import payload_hash


@pytest.fixture
def job(ads: SimpleNamespace) -> dict[str, Any]:
    return dict(json.loads(ads.employers["recruitee"]))


def test_amounts_written_as_text_are_read_and_hidden_pay_is_none(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    (salary,) = ads.only("recruitee:example", job)["salaries"]
    assert (salary["min"], salary["max"], salary["currency"], salary["period"]) == (60000.0, 75000.5, "EUR", "year")
    hidden = {"min": None, "max": None, "period": None, "currency": None}
    assert ads.only("recruitee:example", {**job, "salary": hidden})["salaries"] == []


def test_dates_with_the_zone_in_words_are_read(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("recruitee:example", job)["published_at"] == datetime(2026, 7, 17, 11, 0, 39, tzinfo=UTC)


def test_the_employer_s_town_is_no_place_of_an_offer_that_is_remote_only(
    ads: SimpleNamespace, job: dict[str, Any]
) -> None:
    posting = ads.only("recruitee:example", job)
    assert (posting["location_words"], posting["format_words"]) == (["Poznań", "Germany/Remote"], ["remote", "hybrid"])
    remote = {**job, "hybrid": False}
    posting = ads.only("recruitee:example", remote)
    assert (posting["location_words"], posting["country_words"]) == (["Germany/Remote"], ["Poland", "Germany"])
    posting = ads.only("recruitee:example", {**remote, "locations": [], "location": "Remote job"})
    assert (posting["location_words"], posting["country_words"]) == (["Remote job"], ["Poland"])


def test_without_flags_the_format_is_not_stated(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    flags = {"remote": False, "hybrid": False, "on_site": False, "locations": None}
    posting = ads.only("recruitee:example", {**job, **flags})
    assert (posting["format_words"], posting["location_words"]) == ([], ["Poznań, Wielkopolskie, Poland"])


def test_invisible_characters_leave_the_department(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("recruitee:example", job)
    assert posting["category_words"] == ["Delivery", "information_technology", "web"]
    assert (posting["employment_words"], posting["company"]) == (["fulltime_permanent"], "Example")
    assert posting["description"] == "Build pages.\n\n- TypeScript"
    assert posting["leftover_fields"] == []


def test_a_code_of_a_post_is_no_level(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("recruitee:example", job)["grade_words"] == ["mid_level"]
    posting = ads.only("recruitee:example", {**job, "experience_code": "senior_manager"})
    assert (posting["grade_words"], posting["experience_text"]) == ([], "senior_manager")


def test_moving_in_the_employer_s_list_is_no_change(job: dict[str, Any]) -> None:
    moved = {**job, "position": 8, "updated_at": "2026-08-06 08:57:20 UTC"}
    hashes = {payload_hash("recruitee:example", "1", json.dumps(version).encode()) for version in (job, moved)}
    assert len(hashes) == 1
