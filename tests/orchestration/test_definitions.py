"""The graph is public API: keys, checks, jobs, schedules and sensors are compared with a snapshot.

After a change on purpose, run `JOBMARTS_UPDATE_SNAPSHOT=1 pytest tests/orchestration/test_definitions.py` and write a
changelog line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets.crawls import CHECK, GROUP, RATES_ASSET, crawl_asset
from orchestration.days import week_of
from orchestration.jobs import REPLAYED_ASSETS
from orchestration.partitions import Calendars
from orchestration.resources.crawler import crawled_families
from orchestration.settings import PROJECT_ROOT, Settings
from tests.orchestration.conftest import MONDAY

SNAPSHOT = Path(__file__).with_name("definitions_snapshot.json")


def describe(definitions: dg.Definitions) -> dict[str, Any]:
    """The graph with one entry for all families, so that a new format is no change of the graph."""
    graph = definitions.resolve_asset_graph()
    repository = definitions.get_repository_def()
    families = {crawl_asset(family) for family in crawled_families()}
    assets = {}
    for key in sorted(graph.get_all_asset_keys(), key=str):
        node = graph.get(key)
        if not node.is_materializable:
            assets[key.to_user_string()] = {"external": True}
            continue
        partitions = type(node.partitions_def).__name__ if node.partitions_def else None
        assets[one_for_all(key, families)] = {
            "group": node.group_name,
            "kinds": sorted(node.kinds),
            "owners": list(node.owners),
            "partitions": partitions,
            "deps": sorted({one_for_all(parent, families) for parent in node.parent_keys}),
        }
    checks = {
        f"{one_for_all(key.asset_key, families)}:{key.name}": graph.get_check_spec(key).blocking
        for key in sorted(graph.asset_check_keys, key=str)
        # dbt's own tests are columns and rules of the models: their contract tests hold them.
        if "dagster_dbt/unique_id" not in (graph.get_check_spec(key).metadata or {})
    }
    return {
        "assets": assets,
        "blocking checks": sorted(name for name, blocking in checks.items() if blocking),
        "warning checks": sorted(name for name, blocking in checks.items() if not blocking),
        "jobs": sorted(job.name for job in repository.get_all_jobs() if not job.name.startswith("__")),
        "schedules": {schedule.name: schedule.cron_schedule for schedule in repository.schedule_defs},
        "sensors": sorted(sensor.name for sensor in repository.sensor_defs),
    }


def one_for_all(key: dg.AssetKey, families: set[str]) -> str:
    name = key.to_user_string()
    return crawl_asset("<family>") if name in families and name != RATES_ASSET else name


def test_the_graph_is_the_one_of_the_snapshot(definitions: dg.Definitions) -> None:
    found = describe(definitions)
    if os.environ.get("JOBMARTS_UPDATE_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert found == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_family_that_can_be_crawled_has_an_asset_that_warns_and_raw_layers_follow_all_of_them(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    families = {dg.AssetKey(crawl_asset(family)) for family in crawled_families()}
    assert {key for key in graph.get_all_asset_keys() if graph.get(key).group_name == GROUP} == families
    assert {key.asset_key for key in graph.asset_check_keys if key.name == CHECK} == families
    assert graph.get(dg.AssetKey("raw_payloads")).parent_keys == families - {dg.AssetKey(RATES_ASSET)}
    assert graph.get(dg.AssetKey("exchange_rates")).parent_keys == {dg.AssetKey(RATES_ASSET)}


def test_every_asset_says_what_it_is(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.materializable_asset_keys]
    assert [
        n.key.to_user_string() for n in nodes if not (n.description and n.owners and n.kinds and n.group_name)
    ] == []
    daily = [node for node in nodes if node.key.to_user_string() in REPLAYED_ASSETS]
    assert [node.key for node in daily if node.code_version is None] == []


def test_the_definitions_validate_as_the_workspace_loads_them(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "PreviewWarning" not in done.stderr


def test_weeks_start_on_monday_and_today_is_a_partition() -> None:
    calendars = Calendars.starting(MONDAY)
    assert calendars.weeks.get_first_partition_key() == MONDAY.isoformat()
    last_week = calendars.weeks.get_last_partition_key()
    last_day = calendars.days.get_last_partition_key()
    assert last_week is not None
    assert last_day is not None
    from datetime import date

    from orchestration.days import today

    assert date.fromisoformat(last_day) == today()
    assert date.fromisoformat(last_week) == week_of(today())


def test_the_weeks_of_a_run_are_in_the_environment_only_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.assets.dbt_models import weeks_to_build

    monkeypatch.setenv("JOBMARTS_MIN_WEEK", "2025-01-06")
    monkeypatch.delenv("JOBMARTS_MAX_WEEK", raising=False)
    with weeks_to_build("2025-03-03", "2025-03-10"):
        assert (os.environ["JOBMARTS_MIN_WEEK"], os.environ["JOBMARTS_MAX_WEEK"]) == ("2025-03-03", "2025-03-10")
    assert os.environ["JOBMARTS_MIN_WEEK"] == "2025-01-06"
    assert "JOBMARTS_MAX_WEEK" not in os.environ


def test_a_calendar_cannot_start_in_the_middle_of_a_week() -> None:
    with pytest.raises(ValueError, match="not a Monday"):
        Calendars.starting(MONDAY.replace(day=5))


def test_daily_assets_share_one_run_a_day(definitions: dg.Definitions) -> None:
    """An upstream of other days would split a backfill: 16 runs for three days instead of 3."""
    graph = definitions.resolve_asset_graph()
    keys = {graph.get(key).key for key in graph.materializable_asset_keys if key.to_user_string() in REPLAYED_ASSETS}
    assert keys
    for key in keys:
        for parent in graph.get(key).parent_keys & keys:
            mapping = graph.get_partition_mapping(key, parent)
            assert isinstance(mapping, dg.IdentityPartitionMapping | dg.TimeWindowPartitionMapping), (key, parent)
            if isinstance(mapping, dg.TimeWindowPartitionMapping):
                assert (mapping.start_offset, mapping.end_offset) == (0, 0), (key, parent)
