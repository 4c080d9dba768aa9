"""Habr Career: an item of the list; the site's estimate is not what the employer stated."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from scrapers.identity import payload_hash


def item(ads: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["habr"]) | changes
    return value


def test_an_item_of_the_list(ads: SimpleNamespace) -> None:
    posting = ads.only("habr", item(ads))
    assert (posting["title"], posting["url"]) == ("Go-разработчик (каталог )", "https://career.habr.com/vacancies/100")
    assert (posting["company"], posting["company_id"]) == ("Пример", "example")
    assert posting["published_at"] == datetime(2026, 8, 29, 7, 23, 58, tzinfo=UTC)
    assert (posting["grade_words"], posting["format_words"]) == (["Senior"], ["remote"])
    assert (posting["location_words"], posting["employment_words"]) == (["Казань"], ["full_time"])
    assert (posting["skills"], posting["category_words"]) == (["Golang", "Kafka"], ["Бэкенд разработчик"])
    assert posting["leftover_fields"] == []


def test_an_estimate_of_the_site_is_never_stated_pay(ads: SimpleNamespace) -> None:
    (pay,) = ads.only("habr", item(ads))["salaries"]
    assert (pay["min"], pay["max"], pay["currency"], pay["period"]) == (250000, None, "rur", None)
    nothing = {"from": None, "to": None, "currency": None, "formatted": ""}
    assert ads.only("habr", item(ads, salary=nothing))["salaries"] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"qualification": None}, ["Старший (Senior)"]), ({"qualification": None, "salaryQualification": None}, [])],
)
def test_the_level_is_the_sites_own_word(ads: SimpleNamespace, changes: dict[str, Any], words: list[str]) -> None:
    assert ads.only("habr", item(ads, **changes))["grade_words"] == words


def test_not_remote_is_no_format(ads: SimpleNamespace) -> None:
    assert ads.only("habr", item(ads, remoteWork=False))["format_words"] == []


def test_a_new_estimate_is_not_a_changed_ad(ads: SimpleNamespace) -> None:
    def key(**changes: Any) -> str:
        return payload_hash("habr", "1", json.dumps(item(ads, **changes)).encode())

    assert key() == key(predictedSalary=None, reactions={}, isMarked=False)
    assert key() != key(salary={"from": 260000})


def joined(ads: SimpleNamespace, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["habr joined"])
    value["page"] |= changes
    return value


def test_an_item_joined_with_its_page_gains_the_text_and_keeps_the_date_of_the_list(ads: SimpleNamespace) -> None:
    posting = ads.only("habr", joined(ads))
    assert (posting["title"], posting["description"]) == ("Тестировщик", "Проверять кассы\n- SQL")
    assert posting["published_at"] == datetime(2026, 8, 20, 7, tzinfo=UTC)
    assert posting["expires_at"] == datetime(2026, 9, 20, tzinfo=UTC)
    assert (posting["company_id"], posting["salaries"], posting["grade_words"]) == ("6", [], [])
    assert (posting["location_words"], posting["country_words"]) == (["Казань", "Алматы"], ["KZ"])
    assert (posting["url"], posting["leftover_fields"]) == ("https://career.habr.com/vacancies/101", [])


def test_a_place_of_the_list_is_not_mixed_with_the_pages(ads: SimpleNamespace) -> None:
    value = joined(ads)
    value["search"]["locations"] = [{"title": "Пермь"}]
    assert ads.only("habr", value)["location_words"] == ["Пермь"]


def test_a_field_the_page_gains_is_noticed(ads: SimpleNamespace) -> None:
    assert ads.only("habr", joined(ads, skills="SQL"))["leftover_fields"] == ["page.skills"]


def test_a_bump_and_another_visit_are_no_changed_ad(ads: SimpleNamespace) -> None:
    def key(value: dict[str, Any]) -> str:
        return payload_hash("habr", "1", json.dumps(value).encode())

    bumped = joined(ads, datePosted="2026-09-02", validThrough="2026-10-02")
    bumped["search"] |= {"publishedDate": {"date": "2026-09-02T10:00:00+03:00"}, "predictedSalary": None}
    assert key(bumped) == key(joined(ads))
    assert key(joined(ads, description="<p>Другое</p>")) != key(joined(ads))
