"""The Dagster instance of a data home: writes its dagster.yaml and opens it.

Embedded storage (SQLite below `<home>/dagster`) by default; PostgreSQL when JOBMARTS_PG_URL is set. The same file
serves the UI, the daemon and the command line, so all of them see the same runs.
"""

from __future__ import annotations

from typing import Any

import yaml

from orchestration.resources.lake import Lake
from orchestration.settings import Settings

# dbt is the only writer of the warehouse file, and one at a time: a second writer would fail on DuckDB's lock.
WAREHOUSE_POOL = "warehouse"
CRAWL_POOL = "crawl"
SQLITE_RUNS = 2
POSTGRES_RUNS = 8


def instance_config(settings: Settings) -> dict[str, Any]:
    """Contents of dagster.yaml."""
    runs = POSTGRES_RUNS if settings.postgres_url else SQLITE_RUNS
    return {
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
        **_storage(settings),
        "local_artifact_storage": {
            "module": "dagster._core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": str(settings.dagster_home)},
        },
        "compute_logs": {
            "module": "dagster._core.storage.local_compute_log_manager",
            "class": "LocalComputeLogManager",
            "config": {"base_dir": str(settings.dagster_home / "logs")},
        },
        # SQLite takes one writer at a time: more runs than this only wait for each other's locks.
        "concurrency": {
            "runs": {"max_concurrent_runs": runs},
            "pools": {"default_limit": 1, "granularity": "op"},
        },
        "run_monitoring": {"enabled": True, "start_timeout_seconds": 300},
        "retention": {
            "schedule": {"purge_after_days": 90},
            "sensor": {"purge_after_days": {"skipped": 7, "failure": 30, "success": -1}},
        },
    }


def prepare_home(settings: Settings) -> None:
    """Create the folders of a data home, its empty layers and its dagster.yaml; safe to repeat."""
    for folder in (settings.home, settings.dagster_home, settings.warehouse.parent):
        folder.mkdir(parents=True, exist_ok=True)
    Lake(settings.home / "lake").prepare()
    path = settings.dagster_home / "dagster.yaml"
    text = "# Written by jobmarts from its settings; edit those instead.\n" + yaml.safe_dump(
        instance_config(settings), sort_keys=False
    )
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        temporary = path.with_suffix(".tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    settings.export()


def _storage(settings: Settings) -> dict[str, Any]:
    if settings.postgres_url:
        # The address stays in the environment: a file in the data home must not hold a password.
        return {"storage": {"postgres": {"postgres_url": {"env": "JOBMARTS_PG_URL"}}}}
    root = settings.dagster_home
    return {
        "run_storage": {
            "module": "dagster._core.storage.runs",
            "class": "SqliteRunStorage",
            "config": {"base_dir": str(root / "history")},
        },
        "event_log_storage": {
            "module": "orchestration.resources.sqlite_events",
            "class": "KeptSqliteEventLogStorage",
            "config": {"base_dir": str(root / "history" / "runs")},
        },
        "schedule_storage": {
            "module": "dagster._core.storage.schedules",
            "class": "SqliteScheduleStorage",
            "config": {"base_dir": str(root / "schedules")},
        },
    }
