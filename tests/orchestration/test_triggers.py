"""What starts by itself: the daily crawl, and the marts of days that changed."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.days import today, week_of, weeks_to_build
from orchestration.job_names import DAILY_JOB
from orchestration.resources.home import Home
from orchestration.sensors import build_sensors, changed_since
from orchestration.settings import Settings
from tests.orchestration.conftest import MONDAY


@pytest.fixture
def layer(settings: Settings) -> Path:
    return settings.home / "lake" / "normalized_postings"


def touch(layer: Path, day: date, at: int) -> None:
    path = layer / f"{day}.parquet"
    path.write_bytes(b"")
    os.utime(path, ns=(at, at))


def test_the_schedule_asks_for_the_day_of_its_tick(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    schedule = repository.get_schedule_def("daily_crawl")
    late = datetime.combine(today(), datetime.min.time(), UTC) + timedelta(hours=4)
    with dg.build_schedule_context(repository_def=repository, scheduled_execution_time=late) as context:
        request = schedule.evaluate_tick(context).run_requests[0]
    assert request.partition_key == today().isoformat()
    assert request.run_key == today().isoformat()


def test_the_schema_file_of_a_layer_is_not_a_changed_day(settings: Settings) -> None:
    assert changed_since(settings.home / "lake", 0) == ([], 0)


def test_only_days_replaced_since_the_last_look_are_built(layer: Path, settings: Settings) -> None:
    touch(layer, date(2025, 3, 4), at=100)
    touch(layer, date(2025, 3, 20), at=200)
    assert changed_since(settings.home / "lake", 100) == ([date(2025, 3, 20)], 200)


def test_a_changed_day_moves_its_week_and_the_one_before_up_to_the_running_week() -> None:
    assert weeks_to_build(date(2025, 3, 20), MONDAY) == (date(2025, 3, 10), week_of(today()))
    assert weeks_to_build(MONDAY, MONDAY)[0] == MONDAY


def test_marts_wait_for_days_under_way_and_then_take_one_run(
    layer: Path, settings: Settings, instance: dg.DagsterInstance, definitions: dg.Definitions
) -> None:
    touch(layer, date(2025, 3, 20), at=200)
    sensor = build_sensors(MONDAY)[0]
    resources = {"home": Home(path=str(settings.home))}

    def look(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
        with dg.build_sensor_context(instance, cursor, resources=resources, definitions=definitions) as context:
            return sensor(context)  # type: ignore[return-value]

    run = instance.create_run_for_job(definitions.resolve_job_def(DAILY_JOB), status=dg.DagsterRunStatus.STARTED)
    assert isinstance(look(None), dg.SkipReason)
    instance.report_run_canceled(run)
    result = look(None)
    assert isinstance(result, dg.SensorResult)
    assert result.run_requests is not None
    assert [request.tags["dagster/asset_partition_range_start"] for request in result.run_requests] == ["2025-03-10"]
    assert isinstance(look(result.cursor), dg.SkipReason)
