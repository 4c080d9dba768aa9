"""Where runs are remembered: SQLite with kept connections, and a real PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
import yaml

from orchestration.definitions import build_definitions
from orchestration.instance import instance_config, prepare_home
from orchestration.resources.sqlite_events import OPEN_SHARDS, KeptSqliteEventLogStorage
from orchestration.settings import Settings, read_settings
from tests.orchestration.conftest import MONDAY, Land, replay
from tests.postgres import running_postgres

ADS = {"Python Developer": "We look for somebody who writes services in Python. " * 20}


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with running_postgres() as address:
        yield address


def test_one_setting_keeps_all_runs_in_postgresql(
    settings: Settings, land: Land, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBMARTS_PG_URL", postgres_url)
    with_postgres = replace(read_settings(), first_day=MONDAY)
    prepare_home(with_postgres)
    land(MONDAY, ADS)
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage).__name__ == "PostgresEventLogStorage"
        assert replay(build_definitions(with_postgres), instance, MONDAY).success
    with dg.DagsterInstance.get() as another:  # a new connection reads it back
        event = another.get_latest_materialization_event(dg.AssetKey("normalized_postings"))
        assert event is not None
        assert event.asset_materialization is not None
        assert event.asset_materialization.partition == MONDAY.isoformat()
        check = dg.AssetCheckKey(dg.AssetKey("parsed_postings"), "titles_are_stated")
        assert (
            another.event_log_storage.get_asset_check_execution_history(check, limit=1)[0].status.value == "SUCCEEDED"
        )
    assert not list(settings.dagster_home.rglob("*.db")), "nothing of a run belongs in SQLite now"


def test_the_password_of_postgresql_is_not_written_into_the_home(settings: Settings) -> None:
    config = instance_config(replace(settings, postgres_url="postgresql://me:secret@db/jobmarts"))
    assert "secret" not in yaml.safe_dump(config)


def test_the_template_for_deployments_says_what_the_code_writes() -> None:
    template = Path(__file__).parents[2] / "deploy" / "dagster.yaml"
    home = Path("/var/lib/jobmarts")
    settings = Settings(home=home, dagster_home=home / "dagster", postgres_url="postgresql://db")
    assert yaml.safe_load(template.read_text(encoding="utf-8")) == instance_config(settings)


def test_sqlite_events_are_kept_by_few_open_files_and_read_back(
    settings: Settings, instance: dg.DagsterInstance, definitions: dg.Definitions, land: Land
) -> None:
    land(MONDAY, ADS)
    runs = [replay(definitions, instance, MONDAY).run_id for _ in range(OPEN_SHARDS + 1)]
    storage = instance.event_log_storage
    assert isinstance(storage, KeptSqliteEventLogStorage)
    assert len(storage._engines) <= OPEN_SHARDS
    assert [len(instance.all_logs(run)) > 50 for run in runs] == [True] * len(runs)
    history = settings.dagster_home / "history" / "runs"
    assert len(list(history.glob("*-wal"))) <= OPEN_SHARDS, "a closed file leaves no write-ahead log behind"


def test_sqlite_events_can_be_wiped_and_written_again(
    instance: dg.DagsterInstance, definitions: dg.Definitions, land: Land
) -> None:
    land(MONDAY, ADS)
    replay(definitions, instance, MONDAY)
    instance.wipe()
    assert instance.get_latest_materialization_event(dg.AssetKey("parsed_postings")) is None
    assert replay(definitions, instance, MONDAY).success


WEEKS = dg.WeeklyPartitionsDefinition("2025-01-06", end_date="2025-12-29", day_offset=1)


@dg.multi_asset(
    specs=[dg.AssetSpec("first"), dg.AssetSpec("second")],
    partitions_def=WEEKS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def weekly_pair() -> Iterator[dg.MaterializeResult[None]]:
    for key in ("first", "second"):
        yield dg.MaterializeResult(asset_key=key, metadata={"rows": 7})


@pytest.mark.parametrize("batch", ["0", "30", "1000"])
def test_events_of_many_weeks_are_the_same_stored_at_once_or_one_by_one(
    batch: str, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", batch)
    weeks = WEEKS.get_partition_keys()
    job = dg.define_asset_job("pair", ["first", "second"], partitions_def=WEEKS)
    tags = {"dagster/asset_partition_range_start": weeks[0], "dagster/asset_partition_range_end": weeks[-1]}
    run = (
        dg.Definitions([weekly_pair], jobs=[job])
        .resolve_job_def("pair")
        .execute_in_process(instance=instance, tags=tags)
    )
    for key in (dg.AssetKey("first"), dg.AssetKey("second")):
        assert instance.get_materialized_partitions(key) == set(weeks)
        newest = instance.get_latest_materialization_event(key)
        assert newest is not None
        assert newest.asset_materialization is not None
        assert newest.asset_materialization.partition == weeks[-1]
        records = instance.fetch_materializations(key, limit=len(weeks) + 1).records
        assert [record.asset_materialization.partition for record in records] == weeks[::-1]  # type: ignore[union-attr]
    kinds = Counter(entry.dagster_event_type for entry in instance.all_logs(run.run_id))
    assert kinds[dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED] == 2 * len(weeks)
    assert kinds[dg.DagsterEventType.ASSET_MATERIALIZATION] == 2 * len(weeks)
