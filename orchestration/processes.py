"""What a killed process leaves behind, and how it is cleared: orphaned workers, runs nobody works on, held pools."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

HOST_TAG = "jobmarts/host"
PID_TAG = "jobmarts/pid"


def owner_tags() -> dict[str, str]:
    """Run tags that name the process working on it."""
    return {HOST_TAG: socket.gethostname(), PID_TAG: str(os.getpid())}


def start_worker(log: str) -> None:
    """Set up a worker process: what dbt and others print goes to the log file, and it ends with its parent.

    Without the latter, a worker of a killed command would wait for work for ever.
    """
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
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


def _exit_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
