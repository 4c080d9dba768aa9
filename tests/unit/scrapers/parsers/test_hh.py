"""hh.ru in its own words."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest


def test_the_newer_salary_wins_and_keeps_its_mode_currency_and_tax(ads: SimpleNamespace) -> None:
    (salary,) = ads.only("hh_ru", ads.hh_api)["salaries"]
    assert (salary["min"], salary["max"]) == (250000.0, None)
    assert (salary["currency"], salary["period"], salary["tax"]) == ("RUR", "SHIFT", "gross")


def test_the_old_salary_object_is_per_month(ads: SimpleNamespace) -> None:
    old = {**ads.hh_api, "salary_range": None, "salary": {"from": None, "to": 900, "currency": "BYR", "gross": None}}
    (salary,) = ads.only("hh_ru", old)["salaries"]
    assert (salary["max"], salary["currency"], salary["period"], salary["tax"]) == (900.0, "BYR", "MONTH", None)


def test_an_offset_without_colon_is_read(ads: SimpleNamespace) -> None:
    assert ads.only("hh_ru", ads.hh_api)["published_at"] == datetime(2026, 8, 30, 7, tzinfo=UTC)


def test_the_description_keeps_lines_and_bullets_and_leaves_the_branding_out(ads: SimpleNamespace) -> None:
    assert ads.only("hh_ru", ads.hh_api)["description"] == "Мы делаем склады.\n- Go\n- gRPC"


def test_a_branded_description_is_used_when_there_is_no_other(ads: SimpleNamespace) -> None:
    assert ads.only("hh_ru", {**ads.hh_api, "description": None})["description"] == "Бренд"


def test_a_list_item_has_its_snippet_as_text(ads: SimpleNamespace) -> None:
    item = {key: value for key, value in ads.hh_api.items() if "description" not in key}
    item["snippet"] = {"requirement": "Знать <highlighttext>Go</highlighttext>", "responsibility": None}
    assert ads.only("hh_ru", item)["description"] == "Знать Go"


def test_work_formats_win_over_the_old_schedule(ads: SimpleNamespace) -> None:
    assert ads.only("hh_ru", ads.hh_api)["format_words"] == ["REMOTE", "HYBRID"]
    old = {key: value for key, value in ads.hh_api.items() if key != "work_format"}
    assert ads.only("hh_ru", old)["format_words"] == ["remote"]
    full_day = {**old, "schedule": {"id": "fullDay"}}
    posting = ads.only("hh_ru", full_day)
    assert (posting["format_words"], posting["employment_words"]) == ([], ["FULL", "fullDay"])


def test_an_anonymous_employer_loses_nothing_else(ads: SimpleNamespace) -> None:
    posting = ads.only("hh_ru", {**ads.hh_api, "employer": {"name": "Крупная компания"}})
    assert (posting["company"], posting["company_id"]) == ("Крупная компания", None)
    assert ads.only("hh_ru", {**ads.hh_api, "employer": None})["title"] == "Разработчик Go"


def test_the_web_pages_give_the_same_columns(ads: SimpleNamespace) -> None:
    posting = ads.only("hh_ru", ads.hh_web)
    assert posting["company"] == "Пример"
    assert posting["published_at"] == datetime(2026, 8, 29, 10, 20, tzinfo=UTC)
    assert posting["format_words"] == ["ON_SITE", "HYBRID"]
    assert posting["category_words"] == ["Тестировщик"]
    assert posting["skills"] == ["SQL"]
    assert (posting["experience_years_min"], posting["experience_years_max"]) == (0, 0)
    assert posting["url"] == "https://hh.ru/vacancy/2"
    (salary,) = posting["salaries"]
    assert (salary["max"], salary["currency"], salary["period"], salary["tax"]) == (3000.0, "BYR", "MONTH", "net")


def test_no_compensation_on_the_web_is_no_salary(ads: SimpleNamespace) -> None:
    search = {**ads.hh_web["search"], "compensation": {"noCompensation": {}}}
    assert ads.only("hh_ru", {**ads.hh_web, "search": search, "view": None, "page": None})["salaries"] == []


def test_a_refusal_of_the_api_is_named(ads: SimpleNamespace) -> None:
    result = ads.parse("hh_ru", {"errors": [{"type": "forbidden"}], "request_id": "1"})
    assert [reject.reason for reject in result.rejects] == ["error_body"]


@pytest.mark.parametrize("field", ["search", "page", "view"])
def test_every_part_of_the_web_payload_may_be_missing_but_the_title(ads: SimpleNamespace, field: str) -> None:
    result = ads.parse("hh_ru", {**ads.hh_web, field: None})
    assert len(result.postings) == 1


def test_an_unknown_field_shows_up_and_a_known_one_does_not(ads: SimpleNamespace) -> None:
    posting = ads.only("hh_ru", {**ads.hh_api, "bonus_pool": {"size": 3}, "employer": {"name": "A", "mood": "good"}})
    assert posting["leftover_fields"] == ["bonus_pool", "employer.mood"]
    assert ads.only("hh_ru", ads.hh_api)["leftover_fields"] == []


@pytest.mark.parametrize(
    "url",
    [
        "https://hh.ru/vacancy/1",
        "https://spb.hh.ru/vacancy/1?from=search",
        "https://rabota.by/vacancy/1",
        "https://hh.kz/vacancy/1",
        "https://tashkent.hh.uz/vacancy/1/",
        "https://hh1.az/vacancy/1#contacts",
        "https://headhunter.ge/vacancy/1",
        "http://headhunter.kg/vacancy/1",
    ],
)
def test_an_ad_has_one_address_whatever_host_showed_it(ads: SimpleNamespace, url: str) -> None:
    assert ads.only("hh_ru", {**ads.hh_api, "alternate_url": url})["url"] == "https://hh.ru/vacancy/1"


@pytest.mark.parametrize(
    "url", ["https://nothh.ru/vacancy/1", "https://hh.ru/employer/1", "https://example.org/hh.ru/vacancy/1"]
)
def test_other_addresses_stay_as_they_are(ads: SimpleNamespace, url: str) -> None:
    assert ads.only("hh_ru", {**ads.hh_api, "alternate_url": url})["url"] == url
