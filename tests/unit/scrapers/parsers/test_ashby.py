"""Ashby jobs."""

from __future__ import annotations

from types import SimpleNamespace


def test_each_tier_states_its_pay_and_equity_and_bonus_are_not_pay(ads: SimpleNamespace) -> None:
    salaries = ads.only("ashby:example", ads.ashby)["salaries"]
    assert [(s["min"], s["max"], s["currency"], s["period"]) for s in salaries] == [
        (80000.0, 90000.0, "EUR", "1 YEAR"),
        (60000.0, 70000.0, "EUR", "1 YEAR"),
    ]


def test_without_tiers_the_summary_counts(ads: SimpleNamespace) -> None:
    pay = {**ads.ashby["compensation"], "compensationTiers": []}
    salaries = ads.only("ashby:example", {**ads.ashby, "compensation": pay})["salaries"]
    assert [(s["min"], s["max"]) for s in salaries] == [(60000.0, 90000.0)]


def test_the_workplace_type_wins_over_the_remote_flag(ads: SimpleNamespace) -> None:
    assert ads.only("ashby:example", ads.ashby)["format_words"] == ["Hybrid"]
    assert ads.only("ashby:example", {**ads.ashby, "workplaceType": None})["format_words"] == ["Remote"]
    off = {**ads.ashby, "workplaceType": None, "isRemote": False}
    assert ads.only("ashby:example", off)["format_words"] == []


def test_places_and_countries_of_all_locations(ads: SimpleNamespace) -> None:
    posting = ads.only("ashby:example%20labs", ads.ashby)
    assert posting["location_words"] == ["Berlin Office", "Remote - EU"]
    assert posting["country_words"] == ["Germany", "European Union"]
    assert (posting["company"], posting["company_id"]) == ("example labs", "example%20labs")
    assert posting["description"] == "Role\nBuild things"
