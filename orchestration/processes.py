"""What a killed process leaves behind, and how it is cleared: orphaned workers, runs nobody works on, held pools."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

HOST_TAG = "jobmarts/host"
PID_TAG = "jobmarts/pid"


def owner_tags() -> dict[str, str]:
    """Run tags that name the process working on it."""
    return {HOST_TAG: socket.gethostname(), PID_TAG: str(os.getpid())}


def worker_context() -> ForkServerContext:
    """How workers are started: forked from one process that has imported what all of them need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["orchestration.worker_preload"])
    return context


def warm_up() -> None:
    """Start importing for the workers now, beside whatever the command does before it needs them."""
    worker_context()
    forkserver.ensure_running()


def worker_environment() -> dict[str, str]:
    """The settings a worker must share with its command; the process it is forked from may be older than they are."""
    return {name: value for name, value in os.environ.items() if _is_setting(name)}


def start_worker(log: str, environment: dict[str, str]) -> None:
    """Set up a worker process: its settings, its log for what dbt and others print, and its end with its parent."""
    for name in filter(_is_setting, list(os.environ)):
        del os.environ[name]
    os.environ.update(environment)
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    end_with_parent()


def end_with_parent() -> None:
    """End this worker when its parent is gone: a worker of a killed command would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent.sentinel,), daemon=True).start()


def close_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark unfinished runs of processes of this host that no longer exist as failed and free their pools.

    Returns the ids of those runs. Runs of the UI and of other hosts are left alone.
    """
    from dagster import DagsterRunStatus, RunsFilter

    unfinished = RunsFilter(
        statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED],
        tags={HOST_TAG: socket.gethostname()},
    )
    dead = [run for run in instance.get_runs(unfinished) if not _is_alive(int(run.tags[PID_TAG]))]
    for run in dead:
        instance.report_run_failed(run, "The process that worked on this run was killed.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_setting(name: str) -> bool:
    return name.startswith("JOBMARTS_") or name == "DAGSTER_HOME"


def _exit_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
