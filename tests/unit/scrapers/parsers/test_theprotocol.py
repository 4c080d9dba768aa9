"""the:protocol: the offer of a page's state."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest


def offer(ads: SimpleNamespace) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(ads.payloads["theprotocol"])
    return value


def test_an_offer(ads: SimpleNamespace) -> None:
    posting = ads.only("theprotocol", offer(ads))
    assert (posting["title"], posting["company"], posting["company_id"]) == ("Backend Developer", "Przykład", "17")
    assert posting["location_words"] == ["Wrocław", "Łódź"]
    assert posting["grade_words"] == ["mid", "senior"]
    assert posting["format_words"] == ["hybrid", "full-office"]
    assert posting["skills"] == ["Java", "SQL", "Kafka"]
    assert posting["employment_words"] == ["kontrakt B2B", "contract of employment", "umowa zlecenie"]
    assert posting["published_at"] == datetime(2026, 8, 20, 8, 15, 0, 123000, UTC)
    assert posting["leftover_fields"] == []


def test_every_contract_keeps_its_own_pay_in_the_page_s_language(ads: SimpleNamespace) -> None:
    names = ("min", "max", "currency", "period", "tax", "contract")
    assert [tuple(pay[name] for name in names) for pay in ads.only("theprotocol", offer(ads))["salaries"]] == [
        (120.0, 150.5, "PLN", "godzinowo", "netto (+ VAT)", "kontrakt B2B"),
        (15000.0, None, "PLN", "monthly", "gross", "contract of employment"),
    ]


def test_the_text_is_the_ad_in_reading_order_without_benefits(ads: SimpleNamespace) -> None:
    assert ads.only("theprotocol", offer(ads))["description"] == "Kasy dla sklepów.\n\n- Java\n- SQL"


def test_a_place_without_a_city_is_its_location_and_a_new_field_is_noticed(ads: SimpleNamespace) -> None:
    value = offer(ads)
    value["attributes"]["workplaces"] = [{"location": "Kąty Wrocławskie, dolnośląskie"}]
    value["attributes"]["employment"]["isSalaryOpen"] = True
    posting = ads.only("theprotocol", value)
    assert posting["location_words"] == ["Kąty Wrocławskie, dolnośląskie"]
    assert posting["leftover_fields"] == ["attributes.employment.isSalaryOpen"]


@pytest.mark.parametrize("odd", [None, 5, "text", [], [1], {"x": 1}])
@pytest.mark.parametrize("name", ["workplaces", "employment", "employer"])
def test_an_odd_block_never_loses_the_offer(ads: SimpleNamespace, name: str, odd: Any) -> None:
    value = offer(ads)
    value["attributes"][name] = odd
    assert ads.only("theprotocol", value)["title"] == "Backend Developer"
