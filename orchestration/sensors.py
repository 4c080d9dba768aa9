"""What starts when something changed: the marts of the weeks whose days are new."""

from datetime import date
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from orchestration.days import weeks_to_build
from orchestration.job_names import DAILY_JOB, REPLAY_JOB, WEEKLY_JOB
from orchestration.resources.home import Home

_WATCHED = ("raw_observations", "normalized_postings", "duplicate_links")
_DAILY_JOBS = (DAILY_JOB, REPLAY_JOB, "__ASSET_JOB")


def range_tags(first: date, last: date) -> dict[str, str]:
    """Run tags that make one run cover all weeks between two Mondays."""
    return {ASSET_PARTITION_RANGE_START_TAG: first.isoformat(), ASSET_PARTITION_RANGE_END_TAG: last.isoformat()}


def changed_since(lake: Path, cursor: int) -> tuple[list[date], int]:
    """Days whose partitions were replaced after the cursor (ns), and the newest change."""
    changed, newest = set(), cursor
    for layer in _WATCHED:
        for path in (lake / layer).glob("????-??-??.parquet"):
            stamp = path.stat().st_mtime_ns
            if stamp > cursor:
                changed.add(date.fromisoformat(path.stem))
                newest = max(newest, stamp)
    return sorted(changed), newest


def build_sensors(start: date) -> list[dg.SensorDefinition]:
    @dg.sensor(
        name="marts_follow_days",
        job_name=WEEKLY_JOB,
        minimum_interval_seconds=60,
        description="Builds the marts of the weeks whose days changed, once no daily run is under way, and publishes.",
    )
    def marts_follow_days(context: dg.SensorEvaluationContext, home: Home) -> dg.SensorResult | dg.SkipReason:
        changed, newest = changed_since(home.lake.root, int(context.cursor or 0))
        if not changed:
            return dg.SkipReason("no day has changed")
        running = context.instance.get_runs(
            dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTED]), limit=50
        )
        if any(run.job_name in _DAILY_JOBS for run in running):
            return dg.SkipReason("daily runs are under way")
        first, last = weeks_to_build(changed[0], start)
        return dg.SensorResult(
            run_requests=[dg.RunRequest(run_key=str(newest), tags=range_tags(first, last))], cursor=str(newest)
        )

    return [marts_follow_days]
