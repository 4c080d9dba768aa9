"""A broken critical rule stops its own day, and only it; a warning stops nothing."""

from __future__ import annotations

import dagster as dg

from orchestration.settings import Settings
from tests.orchestration.conftest import MONDAY, TUESDAY, Land, replay

ADS = {"Python Developer": "We look for somebody who writes services in Python. " * 20}


def test_a_broken_critical_rule_stops_its_day_which_is_listed_until_it_is_mended(
    definitions: dg.Definitions, instance: dg.DagsterInstance, land: Land, settings: Settings
) -> None:
    from orchestration.checks.failed_days import failed_days
    from orchestration.partitions import Calendars

    days = Calendars.starting(MONDAY).days
    # Monday's crawl landed; on Tuesday nothing did, which breaks `a_crawl_landed`.
    land(MONDAY, ADS)
    assert replay(definitions, instance, MONDAY).success
    assert not replay(definitions, instance, TUESDAY).success
    assert instance.get_materialized_partitions(dg.AssetKey("normalized_postings")) == {MONDAY.isoformat()}
    assert [path.stem for path in (settings.home / "lake" / "parsed_postings").glob("2*.parquet")] == [str(MONDAY)]
    # Listed for every asset it did not reach.
    found = failed_days(instance, days, [dg.AssetKey("parsed_postings"), dg.AssetKey("raw_payloads")])
    assert found == {"parsed_postings": [TUESDAY.isoformat()]}

    land(TUESDAY, {"Java Developer": "Services in Java for a large shop. " * 30})
    assert replay(definitions, instance, TUESDAY).success
    assert failed_days(instance, days, [dg.AssetKey("parsed_postings")]) == {}


def test_a_broken_warning_is_reported_and_stops_nothing(
    definitions: dg.Definitions, instance: dg.DagsterInstance, land: Land
) -> None:
    land(MONDAY, ADS, verdict="failed", cause="outage", is_complete=False)
    result = replay(definitions, instance, MONDAY)
    assert result.success
    broken = {check.check_name: check for check in result.get_asset_check_evaluations() if not check.passed}
    assert broken["no_source_failed"].severity == dg.AssetCheckSeverity.WARN
    assert broken["no_source_failed"].metadata["sample"].value == "json_ld"


def test_every_rule_of_a_day_is_reported_with_its_partition(
    definitions: dg.Definitions, instance: dg.DagsterInstance, land: Land
) -> None:
    from expectations.rules import rules_by_layer
    from orchestration.checks.bridge import DAILY_LAYERS
    from orchestration.checks.source_news import NEW, SILENT, VANISHED

    land(MONDAY, ADS)
    result = replay(definitions, instance, MONDAY)
    reported = {(check.asset_key.to_user_string(), check.check_name) for check in result.get_asset_check_evaluations()}
    rules = {(rule.checked_asset, rule.name) for layer in (*DAILY_LAYERS, "health") for rule in rules_by_layer()[layer]}
    assert reported == rules | {("source_health", name) for name in (SILENT, NEW, VANISHED)}
    assert {check.partition for check in result.get_asset_check_evaluations()} == {MONDAY.isoformat()}


def test_a_day_run_twice_gives_the_same_bytes(
    definitions: dg.Definitions, instance: dg.DagsterInstance, land: Land, settings: Settings
) -> None:
    land(MONDAY, ADS)

    def files() -> dict[str, bytes]:
        replay(definitions, instance, MONDAY)
        return {str(path): path.read_bytes() for path in (settings.home / "lake").rglob("2*.parquet")}

    first = files()
    assert len(first) == 10
    assert files() == first
