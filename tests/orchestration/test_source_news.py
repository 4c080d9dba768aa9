"""A changed format and a silent source are warned about on the day, by name, and stop nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import dagster as dg
import pytest

from orchestration import daily_steps
from orchestration.checks.source_news import NEW, SILENT, VANISHED
from orchestration.resources.lake import Lake
from orchestration.settings import Settings
from scrapers.landing import CrawlReport, CrawlWriter, LandedPosting
from tests.orchestration.conftest import MONDAY, posting, replay

DAYS = [MONDAY + timedelta(days=n) for n in range(4)]
TEXT = "We look for somebody who writes services in Python. " * 20


def land(
    settings: Settings, day: date, change: dict[str, Any], source: str = "json_ld", ads: int = 10, **report: Any
) -> None:
    """Ads of the source on the day, each with these fields changed (None: without the field)."""
    started = datetime.combine(day, time(5), UTC)
    with CrawlWriter(settings.home, source, source, "census", f"test-{day}", day, started, True) as writer:
        for number in range(ads):
            ad = {**json.loads(posting(f"Python Developer {number}", TEXT, day)), **change}
            data = json.dumps({name: value for name, value in ad.items() if value is not None}).encode()
            writer.add(LandedPosting(f"{day}-{number}", None, data, "json", None, started))
        facts = {"is_complete": True, "is_simulated": True, **report}
        writer.commit(CrawlReport(source, source, "census", f"test-{day}", day, started, started, **facts))


def seen_before(settings: Settings, change: dict[str, Any]) -> None:
    """Three days in the lake."""
    lake = Lake(settings.home / "lake")
    for day in DAYS[:3]:
        land(settings, day, change)
        daily_steps.collect_raw(settings.home, lake, day)
        daily_steps.parse(settings.home, lake, day)
        daily_steps.judge_sources(settings.home, lake, day)


def news(definitions: dg.Definitions, instance: dg.DagsterInstance) -> dict[str, dg.AssetCheckEvaluation]:
    result = replay(definitions, instance, DAYS[3])
    assert result.success, "news stop nothing"
    return {check.check_name: check for check in result.get_asset_check_evaluations()}


@pytest.mark.parametrize(
    ("before", "today", "broken"),
    [
        ({}, {}, {}),
        ({}, {"petPolicy": "dogs"}, {NEW: "json_ld: petPolicy"}),
        ({"petPolicy": "dogs"}, {"petPolicy": "dogs"}, {}),
        ({}, {"hiringOrganization": None}, {VANISHED: "json_ld: company"}),
    ],
    ids=["as ever", "a new field", "known for days", "a vanished field"],
)
def test_a_field_that_appears_or_vanishes_is_named_with_its_family(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    settings: Settings,
    before: dict[str, Any],
    today: dict[str, Any],
    broken: dict[str, str],
) -> None:
    seen_before(settings, before)
    land(settings, DAYS[3], today)
    found = news(definitions, instance)
    assert {name: found[name].metadata["sample"].value for name in (NEW, VANISHED) if not found[name].passed} == broken
    assert {found[name].severity for name in broken} <= {dg.AssetCheckSeverity.WARN}


def test_a_source_without_a_good_crawl_for_days_is_listed_with_its_last_good_day(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings
) -> None:
    lake = Lake(settings.home / "lake")
    for day in DAYS:
        land(settings, day, {})
        failed: dict[str, Any] = {} if day == DAYS[0] else {"verdict": "failed", "cause": "block", "is_complete": False}
        land(settings, day, {}, source="hh_ru", ads=0, **failed)
        daily_steps.collect_raw(settings.home, lake, day)
        daily_steps.parse(settings.home, lake, day)
        daily_steps.judge_sources(settings.home, lake, day)
    check = news(definitions, instance)[SILENT]
    assert not check.passed
    assert check.metadata["sample"].value == "hh_ru"
    (record,) = check.metadata["silent sources"].value.records
    assert (record.data["last good day"], record.data["days silent"], record.data["cause"]) == (
        str(DAYS[0]),
        3,
        "block",
    )


def test_a_red_day_still_says_how_its_sources_were(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings
) -> None:
    land(settings, MONDAY, {}, source="hh_ru")  # not its format: a gate stops the day
    assert not replay(definitions, instance, MONDAY).success
    (row,) = Lake(settings.home / "lake").read("source_health", MONDAY).to_pylist()
    assert (row["source"], row["quarantined"], row["postings"]) == ("hh_ru", 10, 0)
