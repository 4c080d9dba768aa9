"""A killed command leaves nothing that blocks the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg

from orchestration.instance import WAREHOUSE_POOL
from orchestration.job_names import REPLAY_JOB
from orchestration.processes import HOST_TAG, PID_TAG, close_dead_runs, owner_tags


def started_run(instance: dg.DagsterInstance, definitions: dg.Definitions, tags: dict[str, str]) -> dg.DagsterRun:
    return instance.create_run_for_job(
        definitions.resolve_job_def(REPLAY_JOB), status=dg.DagsterRunStatus.STARTED, tags=tags
    )


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    return process.pid


def test_a_run_of_a_dead_process_is_failed_and_gives_its_pool_back(
    instance: dg.DagsterInstance, definitions: dg.Definitions
) -> None:
    run = started_run(instance, definitions, {**owner_tags(), PID_TAG: str(dead_pid())})
    storage = instance.event_log_storage
    storage.set_concurrency_slots(WAREHOUSE_POOL, 1)
    assert storage.claim_concurrency_slot(WAREHOUSE_POOL, run.run_id, "dbt_models").is_claimed
    assert close_dead_runs(instance) == [run.run_id]
    assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr]
    assert storage.claim_concurrency_slot(WAREHOUSE_POOL, "another", "dbt_models").is_claimed


def test_runs_of_living_processes_and_of_other_hosts_are_left_alone(
    instance: dg.DagsterInstance, definitions: dg.Definitions
) -> None:
    started_run(instance, definitions, owner_tags())
    started_run(instance, definitions, {HOST_TAG: "elsewhere", PID_TAG: str(dead_pid())})
    started_run(instance, definitions, {})
    assert close_dead_runs(instance) == []


WORKERS = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from orchestration.processes import start_worker, worker_context, worker_environment
if __name__ == "__main__":
    arguments = (sys.argv[1], worker_environment())
    pool = ProcessPoolExecutor(1, mp_context=worker_context(), initializer=start_worker, initargs=arguments)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_a_worker_ends_when_the_command_that_started_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "command.py"
    script.write_text(WORKERS)
    command = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "workers.log")], stdout=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    worker = int(command.stdout.readline())
    os.kill(command.pid, signal.SIGKILL)
    command.wait()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _runs(worker):
        time.sleep(0.1)
    assert not _runs(worker)


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
