"""Floors proposed from history hold for that history, and nothing is proposed from too little of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scrapers.crawl_report import CrawlReport
from scrapers.floors import MIN_DAYS, suggest_floors
from scrapers.verdict import judge

FIRST = date(2026, 3, 2)


def report(age: int, listed: int, source: str = "lever:acme", **changes: object) -> CrawlReport:
    """A good crawl `age` days after the first."""
    day = FIRST + timedelta(days=age)
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    made = CrawlReport(source, source.split(":")[0], "census", f"{source}-{age}", day, at, at, listed=listed, pages=1)
    return replace(made, is_complete=True, finish_reason="finished", **changes)  # type: ignore[arg-type]


def history(*listed: int, source: str = "lever:acme") -> list[CrawlReport]:
    return [report(age, count, source) for age, count in enumerate(listed)]


def test_too_short_a_history_gives_no_floors_and_says_how_much_is_missing() -> None:
    suggestion = suggest_floors("lever", history(*[40] * (MIN_DAYS - 1)))
    assert suggestion.floors is None
    assert "history is too short: 6 days with a good crawl, 7" in suggestion.note


def test_several_crawls_of_one_day_are_one_day() -> None:
    crawls = [report(0, 40, crawl_id=str(number)) for number in range(20)]
    assert suggest_floors("lever", crawls).floors is None


def test_every_good_crawl_of_the_history_stands_above_the_floors_proposed_from_it() -> None:
    fields = {"payload": 50, "posting": 50, "title": 50, "description": 46, "salaries": 5}
    crawls = [replace(each, fields=fields) for each in history(40, 44, 38, 41, 20, 36, 40, 43, 39, 42)]
    floors = suggest_floors("lever", crawls).floors
    assert floors is not None
    assert (floors.min_listed, floors.min_share_of_recent) == (10, 0.39)  # 20 of a usual 40.5
    assert floors.min_fill == {"description": 0.87, "posting": 0.95, "title": 0.95}
    for number, each in enumerate(crawls):
        assert judge(each, floors, crawls[:number]).status == "good"


def test_half_of_the_usual_below_the_floor_fails() -> None:
    crawls = history(*[40] * 10)
    floors = suggest_floors("lever", crawls).floors
    assert floors is not None
    assert judge(report(10, 18), floors, crawls).status == "failed"


def test_only_good_crawls_of_the_family_count() -> None:
    bad = [report(age, 1, verdict="failed") for age in range(10)]
    other = [report(age, 2, source="ashby:acme") for age in range(10)]
    floors = suggest_floors("lever", [*history(*[40] * 8), *bad, *other]).floors
    assert floors is not None
    assert floors.min_listed == 20


def test_the_smallest_board_of_a_family_decides_and_young_ones_are_left_out_and_named() -> None:
    crawls = history(*[40] * 8) + history(*[3] * 8, source="lever:small") + history(1, source="lever:young")
    suggestion = suggest_floors("lever", crawls)
    assert suggestion.floors is not None
    assert suggestion.floors.min_listed == 1
    assert suggestion.note == "1 source with fewer than 7 days left out"
    assert suggestion.floors.evidence == (
        "16 good crawls of 2 sources, 2026-03-02 to 2026-03-09: at least 3 listed; fields of 0 payloads"
    )


@pytest.mark.parametrize("listed", [2, 4])
def test_boards_of_a_few_ads_have_no_share_to_fall_below(listed: int) -> None:
    floors = suggest_floors("lever", history(*[listed] * 9)).floors
    assert floors is not None
    assert floors.min_share_of_recent is None


def test_feeds_have_no_share_of_recent() -> None:
    crawls = [replace(each, kind="feed") for each in history(*[40] * 9)]
    floors = suggest_floors("lever", crawls).floors
    assert floors is not None
    assert floors.min_share_of_recent is None


def test_shares_of_few_payloads_are_no_floors() -> None:
    crawls = [replace(each, fields={"payload": 2, "title": 2}) for each in history(*[40] * 8)]
    suggestion = suggest_floors("lever", crawls)
    assert suggestion.floors is not None
    assert suggestion.floors.min_fill == {}
