"""One asset per family: an unwell source is named, and nobody's trouble stops anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets.crawls import CHECK, crawl_asset
from orchestration.days import today
from orchestration.definitions import build_definitions
from orchestration.job_names import CRAWL_JOB, DAILY_JOB
from orchestration.resources import crawler as crawler_module
from orchestration.resources.crawler import crawled_families
from orchestration.settings import Settings
from scrapers.crawl import CrawlRefusedError
from scrapers.landing import CrawlReport, CrawlWriter
from scrapers.registry import load_registry
from tests.orchestration.conftest import MONDAY


def report(source: str, day: date, **values: Any) -> CrawlReport:
    now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    facts = {"listed": 5, "is_complete": True, "is_simulated": True, **values}
    return CrawlReport(source, source.split(":")[0], "census", f"test-{source}", day, now, now, **facts)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Families that were crawled. Ashby's crawl breaks, one board of Greenhouse is blocked, the others are well."""
    families: list[str] = []

    def crawl_sources(
        home: Path, day: date, names: Iterable[str], market_url: str | None, **_: Any
    ) -> list[CrawlReport]:
        sources = list(names)
        family = load_registry().source(sources[0]).family
        families.append(family)
        if family == "ashby":
            raise OSError("no space left on device")
        first = {"verdict": "failed", "cause": "block", "reasons": ["403"]} if family == "greenhouse" else {}
        return [report(source, day, **(first if not number else {})) for number, source in enumerate(sources)]

    monkeypatch.setattr(crawler_module, "crawl_sources", crawl_sources)
    return families


@pytest.fixture
def market(settings: Settings) -> dg.Definitions:
    return build_definitions(replace(settings, market_url="http://127.0.0.1:9"))


def crawl(
    definitions: dg.Definitions, instance: dg.DagsterInstance, day: date, *families: str, job: str = CRAWL_JOB
) -> dg.ExecuteInProcessResult:
    return definitions.resolve_job_def(job).execute_in_process(
        instance=instance,
        partition_key=day.isoformat(),
        asset_selection=[dg.AssetKey(crawl_asset(family)) for family in families] or None,
        raise_on_error=False,
    )


def facts(result: dg.ExecuteInProcessResult, family: str) -> dict[str, Any]:
    key = dg.AssetKey(crawl_asset(family))
    (found,) = [each for each in result.asset_materializations_for_node("crawls") if each.asset_key == key]
    return {name: value.value for name, value in found.metadata.items()}


def test_neither_a_blocked_source_nor_a_broken_family_stops_another(
    market: dg.Definitions, instance: dg.DagsterInstance, asked: list[str]
) -> None:
    result = crawl(market, instance, today())
    assert result.success
    served = {source.family for source in load_registry().enabled(market=True)}
    assert set(asked) == served
    done = {event.asset_key for event in result.get_asset_materialization_events()}
    assert done == {dg.AssetKey(crawl_asset(family)) for family in crawled_families()}
    broken = {
        check.asset_key.to_user_string(): check for check in result.get_asset_check_evaluations() if not check.passed
    }
    assert sorted(broken) == ["crawl_ashby", "crawl_greenhouse"]
    assert {check.severity for check in broken.values()} == {dg.AssetCheckSeverity.WARN}
    assert "no space left" in str(broken["crawl_ashby"].description)
    blocked = load_registry().enabled(market=True)
    name = next(source.name for source in blocked if source.family == "greenhouse")
    assert broken["crawl_greenhouse"].metadata["sample"].value == f"{name} (block)"
    table = facts(result, "greenhouse")["sources"]
    assert table.records[0].data["source"] == name, "who is unwell stands on top"
    assert table.records[0].data["cause"] == "block"


def test_one_family_can_be_crawled_alone(
    market: dg.Definitions, instance: dg.DagsterInstance, asked: list[str]
) -> None:
    result = crawl(market, instance, today(), "greenhouse")
    assert result.success
    assert asked == ["greenhouse"]
    assert [check.check_name for check in result.get_asset_check_evaluations()] == [CHECK]


def test_the_past_is_not_crawled_again_and_shows_what_had_landed(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, asked: list[str]
) -> None:
    landed = report("greenhouse:invented", MONDAY, verdict="degraded", cause="outage")
    with CrawlWriter(
        settings.home, landed.source, landed.family, "census", landed.crawl_id, MONDAY, landed.started_at, True
    ) as writer:
        writer.commit(landed)
    result = crawl(definitions, instance, MONDAY, "greenhouse", "ashby")
    assert result.success
    assert asked == []
    found = facts(result, "greenhouse")
    assert found["crawled"] is False
    assert found["degraded"] == 1
    assert [check.passed for check in result.get_asset_check_evaluations()] in ([True, False], [False, True])


def test_on_the_market_a_family_that_landed_is_used_as_it_is(
    market: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, asked: list[str]
) -> None:
    landed = report("greenhouse:invented", MONDAY)
    with CrawlWriter(
        settings.home, landed.source, landed.family, "census", landed.crawl_id, MONDAY, landed.started_at, True
    ) as writer:
        writer.commit(landed)
    assert crawl(market, instance, MONDAY, "greenhouse", "hh_ru").success
    assert asked == ["hh_ru"]


def test_when_nothing_may_be_crawled_the_run_fails_and_says_what_to_set(
    definitions: dg.Definitions, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> list[CrawlReport]:
        raise CrawlRefusedError("set JOBMARTS_USER_AGENT")

    monkeypatch.setattr(crawler_module, "crawl_sources", refuse)
    result = crawl(definitions, instance, today(), "rates", "greenhouse")
    assert not result.success
    error = result.failure_data_for_node("crawls")
    assert error is not None
    assert error.user_failure_data is not None
    assert "JOBMARTS_USER_AGENT" in str(error.user_failure_data.description)


def test_a_replay_starts_no_crawl_step(definitions: dg.Definitions) -> None:
    replayed = definitions.resolve_job_def("replay_job")
    daily = definitions.resolve_job_def(DAILY_JOB)
    assert "crawls" not in replayed.graph.node_dict
    assert [name for name in daily.graph.node_dict if name.startswith("crawl")] == ["crawls"]
