"""Greenhouse jobs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def job(ads: SimpleNamespace) -> dict[str, Any]:
    return dict(json.loads(ads.employers["greenhouse"]))


def test_the_escaped_text_is_read_as_markup_once(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    assert ads.only("greenhouse:example", job)["description"] == "Role\nRun services & queues\n- Go"
    plain = {**job, "content": "<p>Run services &amp; queues</p>"}
    assert ads.only("greenhouse:example", plain)["description"] == "Run services & queues"


def test_pay_is_in_cents_and_its_period_in_the_words_beside_it(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    salaries = ads.only("greenhouse:example", job)["salaries"]
    assert [(s["min"], s["max"], s["currency"], s["period"]) for s in salaries] == [
        (60000.0, 75500.5, "EUR", "annual"),
        (45.0, 60.0, "USD", "per hour"),
    ]
    unsaid = [{"min_cents": 100, "currency_type": "EUR", "title": "Zone A"}, {"title": "Annual salary"}]
    salaries = ads.only("greenhouse:example", {**job, "pay_input_ranges": unsaid})["salaries"]
    assert [(s["min"], s["max"], s["period"]) for s in salaries] == [(1.0, None, None)]


def test_the_words_of_the_job_are_kept_and_nothing_is_left_over(ads: SimpleNamespace, job: dict[str, Any]) -> None:
    posting = ads.only("greenhouse:example%20labs", job)
    assert (posting["title"], posting["company"], posting["company_id"]) == (
        "Backend Engineer",
        "Example Labs",
        "example%20labs",
    )
    assert posting["requisition_id"] == "R-77"
    assert posting["published_at"] == datetime(2026, 8, 17, 9, 58, 3, tzinfo=UTC)
    assert (posting["location_words"], posting["category_words"]) == (["Remote, Estonia"], ["Engineering"])
    assert posting["leftover_fields"] == []
    assert ads.only("greenhouse:example", {**job, "visa": "yes"})["leftover_fields"] == ["visa"]


def test_offices_stand_in_for_a_missing_place_and_the_board_for_a_missing_name(
    ads: SimpleNamespace, job: dict[str, Any]
) -> None:
    posting = ads.only("greenhouse:example", {**job, "location": None, "company_name": None, "first_published": None})
    assert (posting["location_words"], posting["company"]) == (["Tallinn, Estonia"], "example")
    assert posting["published_at"] == datetime(2026, 8, 30, 12, 48, 22, tzinfo=UTC)
