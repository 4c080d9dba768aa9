"""Geekjob: the schema.org block of a vacancy with what the page says outside it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest


def vacancy(ads: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["geekjob"])
    return value | changes


def test_a_vacancy(ads: SimpleNamespace) -> None:
    posting = ads.only("geekjob", vacancy(ads))
    assert (posting["title"], posting["company"]) == ("Бэкенд-разработчик", "Пример")
    assert (posting["location_words"], posting["country_words"]) == (["Казань"], ["RU"])
    assert posting["format_words"] == ["Работа в офисе", "Удаленная работа"]
    assert posting["employment_words"] == ["FULL_TIME", "Частичная занятость"]
    assert posting["experience_text"] == "Опыт работы от 3 до 5 лет"
    assert [(pay["min"], pay["max"], pay["currency"]) for pay in posting["salaries"]] == [(200000.0, None, "RUB")]
    assert posting["published_at"].isoformat() == "2026-08-20T05:15:00+00:00"
    assert posting["leftover_fields"] == []


def test_pay_outside_the_block_counts_where_the_block_has_none(ads: SimpleNamespace) -> None:
    page = vacancy(ads)["page"] | {"baseSalary": None}
    assert [pay["text"] for pay in ads.only("geekjob", vacancy(ads, page=page))["salaries"]] == ["от 200 000 ₽"]


@pytest.mark.parametrize("info", [None, "", 5, " • "])
def test_a_line_that_says_nothing_adds_nothing(ads: SimpleNamespace, info: Any) -> None:
    posting = ads.only("geekjob", vacancy(ads, jobinfo=info))
    assert (posting["format_words"], posting["experience_text"]) == ([], None)


def test_the_card_names_what_the_block_leaves_out(ads: SimpleNamespace) -> None:
    posting = ads.only("geekjob", vacancy(ads, page={"@type": "JobPosting", "description": "<p>Склады</p>"}))
    assert (posting["title"], posting["company"], posting["description"]) == (
        "Бэкенд-разработчик",
        "Пример",
        "Склады",
    )
