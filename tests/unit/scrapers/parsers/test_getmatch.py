"""getmatch: an offer; hidden pay stays hidden."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest


def offer(ads: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["getmatch"]) | changes
    return value


def test_an_offer(ads: SimpleNamespace) -> None:
    posting = ads.only("getmatch", offer(ads))
    assert posting["url"] == "https://getmatch.ru/vacancies/200-administrator-linux"
    assert (posting["title"], posting["company"], posting["company_id"]) == ("Администратор Linux", "Пример", "9")
    (pay,) = posting["salaries"]
    assert [pay[name] for name in ("min", "max", "currency", "tax")] == [270000, 350000, "RUB", "gross"]
    assert (posting["location_words"], posting["country_words"]) == (["Москва"], ["Россия", "Казахстан"])
    assert posting["format_words"] == ["hybrid", "remote"]
    assert (posting["grade_words"], posting["skills"]) == (["middle", "senior"], ["Linux", "Ansible"])
    assert (posting["experience_years_min"], posting["published_at"].date()) == (3, date(2026, 8, 20))
    assert posting["description"] == "Что делать: чинить серверы."
    assert posting["leftover_fields"] == []


@pytest.mark.parametrize(
    "changes",
    [{"salary_hidden": True}, {"salary_hidden_variant": "approximate_interval"}, {"salary_hidden": "full_hidden"}],
)
def test_hidden_pay_is_not_stated_pay(ads: SimpleNamespace, changes: dict[str, Any]) -> None:
    assert ads.only("getmatch", offer(ads, **changes))["salaries"] == []


def test_a_label_stands_in_where_no_city_is_required_and_the_whole_world_is_no_place(ads: SimpleNamespace) -> None:
    assert ads.only("getmatch", offer(ads, location_requirements=[]))["location_words"] == ["Москва (м. Сокол)"]


def test_an_incognito_employer_is_none(ads: SimpleNamespace) -> None:
    assert ads.only("getmatch", offer(ads, company={"id": 1, "name": None}))["company"] is None


def page(ads: SimpleNamespace, **sections: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["getmatch pages"])
    value["sections"] |= sections
    return value


def test_a_page_with_what_only_its_sections_say(ads: SimpleNamespace) -> None:
    posting = ads.only("getmatch", page(ads), url="https://getmatch.ru/vacancies/200-linux")
    assert (posting["title"], posting["company"]) == ("Администратор Linux", "Пример")
    (pay,) = posting["salaries"]
    assert [pay[name] for name in ("min", "max", "currency", "period", "tax")] == [
        270000,
        350000,
        "RUB",
        "MONTH",
        "net",
    ]
    assert (posting["location_words"], posting["country_words"]) == (["Москва"], ["Россия"])
    assert (posting["format_words"], posting["grade_words"]) == (["Гибрид"], ["Middle", "Senior"])
    assert (posting["skills"], posting["category_words"]) == (["Linux", "Ansible"], ["DevOps"])
    assert (posting["description"], posting["published_at"].date()) == (
        "Что делать:\n- чинить серверы",
        date(2026, 8, 20),
    )
    assert (posting["url"], posting["leftover_fields"]) == ("https://getmatch.ru/vacancies/200-linux", [])


@pytest.mark.parametrize(
    ("header", "tax"),
    [("<h3>от 1 ₽/мес до вычета налогов</h3>", "gross"), ("<h3>1 ₽/мес</h3>", None), ("", None)],
)
def test_whether_pay_is_net_stands_in_the_line_above_the_text(
    ads: SimpleNamespace, header: str, tax: str | None
) -> None:
    assert ads.only("getmatch", page(ads, header=header))["salaries"][0]["tax"] == tax


def test_without_sections_the_data_block_has_to_do(ads: SimpleNamespace) -> None:
    value = page(ads)
    value["sections"] = {}
    posting = ads.only("getmatch", value)
    assert (posting["description"], posting["location_words"], posting["grade_words"]) == ("Коротко", ["Казань"], [])
    del value["page"]["baseSalary"]
    value["sections"]["header"] = "<h3>Зарплата по договорённости</h3>"
    assert ads.only("getmatch", value)["salaries"] == []


def test_a_summary_taken_from_the_text_is_not_said_twice(ads: SimpleNamespace) -> None:
    changes = {
        "offer_description": "<p>Чинить серверы.</p>",
        "description": "<p>Чинить серверы.</p><p>Писать доки.</p>",
    }
    assert ads.only("getmatch", offer(ads, **changes))["description"] == "Чинить серверы.\nПисать доки."
