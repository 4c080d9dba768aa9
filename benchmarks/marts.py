"""Seconds, processor time and peak memory of all dbt models over a simulated market, and of one more week.

    python -m benchmarks.marts --vacancies 1000000 --weeks 52 --json benchmarks/results/marts.json

The lake is simulated (`benchmarks.marts_lake`). `full` builds every week at once; `increment` builds the newest week in
a warehouse that has not seen its seven days yet, as the weekly partition does. Both are one `dbt run` with its start,
and the increment's weeks are others than those of the run before it, as every week.
Where other work shares the machine, processor seconds are the figure to compare.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.marts_lake import LAST_DAY, write_lake
from orchestration.dbt_command import DBT_FLAGS, dbt_executable

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
SLOWEST = 12
NEWEST_WEEK = LAST_DAY - timedelta(days=6)


def dbt(home: Path, *arguments: str, week: date | None = None) -> list[dict[str, Any]]:
    """Events of one dbt invocation on the lake of `home`, for the week of that Monday or all, as Dagster reads them.

    Raises CalledProcessError; what dbt says of its models is printed then.
    """
    command = [dbt_executable(), *DBT_FLAGS, "--log-format", "json", *arguments]
    where = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    where += ["--target-path", str(home / "target"), "--log-path", str(home / "logs")]
    environment = {**os.environ, "JOBMARTS_HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    if week:
        environment |= {"JOBMARTS_MIN_WEEK": str(week), "JOBMARTS_MAX_WEEK": str(week)}
    done = subprocess.run([*command, *where], env=environment, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(done.stdout)
        done.check_returncode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(home: Path, name: str, arguments: list[str], week: date | None) -> dict[str, Any]:
    """Time, processor time and peak memory of one `dbt run`; run it in a process of its own, whose only child it is."""
    started = time.perf_counter()
    events = dbt(home, "run", *arguments, week=week)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    results = [event["data"] for event in events if event["info"]["name"] == "LogModelResult"]
    models = {result["node_info"]["node_name"]: round(result["execution_time"], 2) for result in results}
    return {
        "run": name,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "models": dict(sorted(models.items(), key=lambda item: -item[1])),
    }


def in_own_process(home: Path, name: str, arguments: list[str], week: date | None = None) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (home, name, arguments, week))


@contextmanager
def newest_week_to_come(home: Path) -> Iterator[None]:
    """The lake as it was a week ago: the files of its last seven days stand aside meanwhile."""
    days = [str(LAST_DAY - timedelta(days=back)) for back in range(7)]
    files = [file for day in days for file in (home / "lake").glob(f"*/{day}.parquet")]
    for file in files:
        file.rename(file.with_suffix(".aside"))
    try:
        yield
    finally:
        for file in files:
            file.with_suffix(".aside").rename(file)


def run(home: Path, vacancies: int, weeks: int, console: Console) -> list[dict[str, Any]]:
    """Build a lake below `home` unless one is there, then measure both runs."""
    if not (home / "lake").exists():
        with console.status(f"{vacancies:,} vacancies over {weeks} weeks: generating"):
            write_lake(home, vacancies, weeks)
    (home / "warehouse").mkdir(exist_ok=True)
    dbt(home, "seed")
    with console.status("full"):
        full = in_own_process(home, "full", ["--full-refresh"])
    with console.status("a week earlier"), newest_week_to_come(home):
        dbt(home, "run", week=NEWEST_WEEK - timedelta(days=7))
    with console.status("increment"):
        increment = in_own_process(home, "increment", [], NEWEST_WEEK)
    return [{"vacancies": vacancies, "weeks": weeks, **row} for row in (full, increment)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vacancies", type=int, default=100_000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--home", type=Path, help="keep the lake and the warehouse here, and use the lake again")
    parser.add_argument("--json", type=Path, default=Path("benchmarks/results/marts.json"))
    arguments = parser.parse_args()
    console = Console()
    kept = nullcontext(str(arguments.home)) if arguments.home else tempfile.TemporaryDirectory(prefix="jobmarts-bench-")
    with kept as folder:
        rows = run(Path(folder), arguments.vacancies, arguments.weeks, console)
    table = Table(title=f"All marts over {arguments.weeks} weeks and {arguments.vacancies:,} simulated vacancies")
    for heading in ("run", "seconds", "CPU seconds", "peak MB", "slowest models"):
        table.add_column(heading, justify="left" if heading.startswith("slow") else "right")
    for row in rows:
        slowest = "\n".join(f"{name} {seconds}" for name, seconds in list(row["models"].items())[:SLOWEST])
        table.add_row(row["run"], str(row["seconds"]), str(row["cpu_seconds"]), f"{row['peak_mb']:,}", slowest)
    console.print(table)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "machine": platform.machine()}
    arguments.json.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    console.print(f"Written to {arguments.json}")


if __name__ == "__main__":
    main()
