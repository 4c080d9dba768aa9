"""The verdict from a report alone: every status, every cause, and the floors that separate them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scrapers.crawl_report import CrawlReport
from scrapers.registry.schema import Floors
from scrapers.verdict import CAUSE_OF_ERROR, judge

FLOORS = Floors(min_listed=10, min_share_of_recent=0.5, max_error_share=0.1, min_fill={"posting": 0.9, "title": 0.9})


def report(**fields: Any) -> CrawlReport:
    at = datetime(2026, 3, 4, 10, tzinfo=UTC)
    good = CrawlReport(
        source="hh_ru", family="hh_ru", kind="census", crawl_id="today", crawled_on=date(2026, 3, 4), started_at=at,
        finished_at=at, listed=100, pages=110, finish_reason="finished", is_complete=True,
        fields={"payload": 100, "posting": 100, "title": 100},
    )  # fmt: skip
    return replace(good, **fields)


def earlier(listed: int, number: int = 1, **fields: Any) -> CrawlReport:
    return report(listed=listed, crawl_id=f"earlier-{number}", **fields)


def judged(crawl: CrawlReport, recent: list[CrawlReport] | None = None) -> tuple[str, str | None]:
    verdict = judge(crawl, FLOORS, recent or [])
    return verdict.status, verdict.cause


def test_a_complete_crawl_without_errors_is_good_and_needs_no_reason() -> None:
    assert judge(report(), FLOORS, []) == judge(report(), FLOORS, [earlier(100)])
    assert (judge(report(), FLOORS, []).reasons, judged(report())) == ((), ("good", None))


def test_few_errors_degrade_and_many_fail() -> None:
    assert judged(report(errors={"http_server_error": 5})) == ("degraded", "outage")
    assert judged(report(errors={"http_server_error": 50})) == ("failed", "outage")


@pytest.mark.parametrize(("code", "cause"), sorted(CAUSE_OF_ERROR.items()))
def test_every_error_leads_to_its_cause(code: str, cause: str) -> None:
    assert judged(report(listed=0, pages=0, fields={}, errors={code: 1}, is_complete=False)) == ("failed", cause)


def test_an_access_problem_explains_the_other_errors() -> None:
    assert judged(report(listed=0, pages=0, errors={"timeout": 9, "captcha": 1})) == ("failed", "block")
    assert judged(report(listed=0, pages=0, errors={"http_server_error": 9, "credentials": 1})) == (
        "failed",
        "credentials",
    )


def test_nothing_listed_without_any_error_is_an_empty_market() -> None:
    assert judged(report(listed=0, fields={})) == ("failed", "empty_market")


def test_a_crawl_below_the_floor_is_red_not_small() -> None:
    assert judged(report(listed=9)) == ("failed", "empty_market")
    assert judged(report(listed=10)) == ("good", None)


def test_a_fall_against_recent_good_crawls_fails() -> None:
    usual = [earlier(200, 1), earlier(210, 2), earlier(1, 3, verdict="failed")]
    assert judged(report(listed=102), usual) == ("failed", "empty_market")
    assert judged(report(listed=103), usual) == ("good", None)


def test_only_good_reports_of_the_same_source_are_a_measure() -> None:
    others = [earlier(1000, 1, verdict="degraded"), earlier(1000, 2, source="nofluffjobs"), report(listed=1000)]
    assert judged(report(), others) == ("good", None)


def test_a_board_of_a_few_jobs_may_halve() -> None:
    small = Floors(min_share_of_recent=0.5)
    assert judge(report(listed=1), small, [earlier(4)]).status == "good"


def test_a_field_that_vanished_degrades_and_a_format_that_vanished_fails() -> None:
    thin = {"payload": 100, "posting": 100, "title": 80}
    assert judged(report(fields=thin)) == ("degraded", "layout_change")
    assert judged(report(fields={"payload": 100})) == ("failed", "layout_change")


def test_a_handful_of_payloads_says_nothing_about_shares() -> None:
    assert judged(report(fields={"payload": 19, "posting": 10, "title": 1})) == ("good", None)


def test_a_field_that_no_new_payload_of_a_small_board_states_is_a_layout_change() -> None:
    assert judged(report(fields={"payload": 5, "posting": 5})) == ("degraded", "layout_change")
    assert judged(report(fields={"payload": 4})) == ("good", None)


@pytest.mark.parametrize(
    ("turnover", "is_renaming"),
    [
        ({"listed_before": 100, "vanished": 80, "first_seen": 80}, True),
        ({"listed_before": 100, "vanished": 79, "first_seen": 100}, False),
        ({"listed_before": 100, "vanished": 100, "first_seen": 79}, False),
        ({"listed_before": 19, "vanished": 19, "first_seen": 100}, False),
        ({"listed_before": 0, "vanished": 0, "first_seen": 100}, False),
        ({"listed_before": 100, "vanished": 100, "first_seen": 100, "kind": "feed"}, False),
    ],
)
def test_a_source_that_turns_over_in_a_day_renamed_its_ids_and_is_no_census(
    turnover: dict[str, Any], is_renaming: bool
) -> None:
    verdict = judge(report(**turnover), FLOORS, [])
    assert (verdict.status, verdict.cause) == (("degraded", "renamed_ids") if is_renaming else ("good", None))
    assert verdict.is_census is not is_renaming


def test_only_a_failed_or_renamed_crawl_is_no_census() -> None:
    assert judge(report(errors={"http_server_error": 5}), FLOORS, []).is_census
    assert not judge(report(errors={"http_server_error": 50}), FLOORS, []).is_census


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("closespider_timeout", "timeout"), ("closespider_pagecount", "limits"), ("closespider_bytes", "limits")],
)
def test_a_crawl_stopped_by_its_caps_is_degraded_and_says_by_which(reason: str, cause: str) -> None:
    assert judged(report(finish_reason=reason, is_complete=False)) == ("degraded", cause)


def test_an_incomplete_listing_is_never_good() -> None:
    assert judged(report(is_complete=False)) == ("degraded", "outage")


def test_a_process_without_a_report_fails_even_where_an_empty_board_is_fine() -> None:
    dead = report(listed=0, fields={}, errors={"process_died": 1}, finish_reason="process_died", is_complete=False)
    assert judge(dead, Floors(max_error_share=1.0), []).status == "failed"
