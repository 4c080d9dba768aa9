"""JustJoin.it: offers of both APIs and rows of the 2021 table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from scrapers.identity import payload_hash


def offer(ads: SimpleNamespace, name: str, **changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads[f"justjoin {name}"]) | changes
    return value


def stated(posting: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(s[name] for name in ("min", "max", "currency", "period", "tax", "contract")) for s in posting["salaries"]
    ]


def test_only_pay_in_the_stated_currency_is_pay(ads: SimpleNamespace) -> None:
    posting = ads.only("justjoin", offer(ads, "candidate"))
    assert stated(posting) == [
        (26000.0, 31000.0, "PLN", "Month", "net", "b2b"),
        (20000.0, None, "PLN", "month", "gross", "permanent"),
    ]
    rows = [{**row, "currencySource": "conversion"} for row in offer(ads, "candidate")["employmentTypes"]]
    assert ads.only("justjoin", offer(ads, "candidate", employmentTypes=rows))["salaries"] == []


def test_a_candidate_offer(ads: SimpleNamespace) -> None:
    posting = ads.only("justjoin", offer(ads, "candidate"))
    assert posting["url"] == "https://justjoin.it/job-offer/example-net-developer-gdansk-net"
    assert (posting["company"], posting["description"]) == ("Example", "Systemy portowe")
    assert posting["published_at"] == datetime(2026, 8, 6, 6, 55, 32, 18515, UTC)
    assert posting["expires_at"].date().isoformat() == "2026-09-05"
    assert (posting["grade_words"], posting["format_words"]) == (["senior"], ["hybrid"])
    assert (posting["location_words"], posting["category_words"]) == (["Gdańsk", "Sopot"], ["net"])
    assert posting["employment_words"] == ["full_time", "b2b", "permanent", "mandate_contract"]
    assert posting["skills"] == ["C#", "Azure"]
    assert posting["leftover_fields"] == []


def test_a_v2_offer(ads: SimpleNamespace) -> None:
    posting = ads.only("justjoin", offer(ads, "v2"))
    assert stated(posting) == [(20.0, 30.0, "EUR", "hour", "net", "b2b")]
    assert (posting["company"], posting["apply_url"]) == ("Example", "https://apply.example.com/2")
    assert (posting["country_words"], posting["location_words"]) == (["PL"], ["Łódź"])
    assert (posting["category_words"], posting["skills"]) == (["testing"], ["Cypress", "SQL"])
    assert posting["leftover_fields"] == []


def test_a_table_row(ads: SimpleNamespace) -> None:
    posting = ads.only("justjoin", offer(ads, "table"), payload_format="csv_row")
    assert [(s["text"], s["contract"]) for s in posting["salaries"]] == [("12 000 - 18 000 PLN", "b2b")]
    assert posting["skills"] == ["Java", "Spring", "Ant's Kotlin"]
    assert (posting["grade_words"], posting["category_words"], posting["location_words"]) == (
        ["Mid"],
        ["Java"],
        ["Warszawa"],
    )


def test_a_broken_skill_list_is_noted_and_the_posting_stays(ads: SimpleNamespace) -> None:
    result = ads.parse("justjoin", offer(ads, "table", Obligatory_skills="[{'Java': "))
    assert result.postings[0]["skills"] == ["Ant's Kotlin"]
    assert [reject.reason for reject in result.rejects] == ["unreadable_skills"]


def test_new_exchange_rates_and_a_refresh_are_not_a_changed_offer(ads: SimpleNamespace) -> None:
    def key(value: dict[str, Any]) -> str:
        return payload_hash("justjoin", "1", json.dumps(value).encode())

    before = offer(ads, "candidate")
    rates = json.loads(json.dumps(before))
    rates["employmentTypes"][1] |= {"from": 7000.0, "fromPerUnit": 7000.0}
    rates["lastPublishedAt"] = rates["publishedAt"] = "2026-08-20T06:00:00Z"
    assert key(rates) == key(before)
    rates["employmentTypes"][0]["from"] = 27000
    assert key(rates) != key(before)


def test_a_page_without_its_offer_is_read_by_its_schema_org_block(ads: SimpleNamespace) -> None:
    posting = ads.only("justjoin page", offer(ads, "page"), url="https://justjoin.it/job-offer/example-gdynia")
    assert (posting["title"], posting["company"]) == ("R&D Engineer", "Example")
    assert (posting["url"], posting["location_words"]) == ("https://justjoin.it/job-offer/example-gdynia", ["Gdynia"])
    assert [(pay["min"], pay["max"], pay["period"]) for pay in posting["salaries"]] == [(9000.0, 12000.0, "MONTH")]


def test_the_sister_board_s_offers_are_shown_at_its_own_address(ads: SimpleNamespace) -> None:
    posting = ads.only("justjoin:rocketjobs", offer(ads, "candidate"))
    assert posting["url"] == "https://rocketjobs.pl/oferta-pracy/example-net-developer-gdansk-net"
