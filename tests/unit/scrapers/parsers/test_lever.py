"""Lever postings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def job(ads: SimpleNamespace) -> dict[str, Any]:
    return dict(json.loads(ads.employers["lever"]))


def test_the_parts_of_the_text_come_once_each_and_in_order(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("lever:example", job)["description"] == (
        "We make lamps.\nYou test them.\n\nWhat you do\n- Write tests\n- Read logs\n\nWhat you need\n- Patience\n\n"
        "Paid in two parts.\n\nLamps for everyone."
    )
    plain = {**job, "description": None, "lists": [], "additional": "", "salaryDescription": None}
    assert ads.only("lever:example", plain)["description"] == (
        "We make lamps.\n\nYou test them.\n\nPaid in two parts.\n\nLamps for everyone."
    )


def test_pay_keeps_lever_s_own_interval(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    (salary,) = ads.only("lever:example", job)["salaries"]
    assert (salary["min"], salary["max"], salary["currency"], salary["period"]) == (
        30000.0,
        42000.0,
        "EUR",
        "per-year-salary",
    )
    assert ads.only("lever:example", {**job, "salaryRange": None})["salaries"] == []


def test_milliseconds_places_and_words(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("lever:example", job)
    assert posting["published_at"] == datetime(2026, 8, 25, tzinfo=UTC)
    assert (posting["location_words"], posting["country_words"]) == (["Lisbon", "Porto"], ["PT"])
    assert (posting["format_words"], posting["employment_words"]) == (["hybrid"], ["Full Time"])
    assert posting["category_words"] == ["Product", "Quality"]
    assert posting["apply_url"].endswith("/apply")
    assert (posting["company"], posting["leftover_fields"]) == ("example", [])
