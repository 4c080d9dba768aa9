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
