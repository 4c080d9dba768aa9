"""Runs dbt invocations for the tests of this folder in one process of its own.

One process, because start and parsing cost more than the models (1.4 and up to 5 of 8 processor seconds); its own,
because dbt keeps the warehouse open and sets up the logging of its process.
"""

from __future__ import annotations

import gc
import io
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from orchestration.dbt_command import DBT_FLAGS

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
PREFIX = "JOBMARTS_"


class Session(NamedTuple):
    """The process, and the folder with its `target` and its `home`.

    `home` is a link to the home that is built: its path stands in the profile and in the sources, and another path
    would make dbt parse the whole project anew.
    """

    process: ProcessPoolExecutor
    folder: TemporaryDirectory[str]


@cache
def session() -> Session:
    """Started when first asked for; `end_session` ends it."""
    return Session(ProcessPoolExecutor(1, get_context("spawn")), TemporaryDirectory(prefix="jobmarts-dbt-"))


def end_session() -> None:
    if session.cache_info().currsize:
        process, folder = session()
        process.shutdown()
        folder.cleanup()
        session.cache_clear()


def target() -> Path:
    """Where dbt writes the manifest and the docs."""
    return Path(session().folder.name, "target")


def run_dbt(home: Path, invocations: tuple[list[str], ...]) -> tuple[list[bool], str]:
    """Success of each invocation on the warehouse of the home, and what dbt printed."""
    process = session().process
    settings = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    return process.submit(_invoke, target().parent, home.resolve(), settings, invocations).result()


def _invoke(
    folder: Path, home: Path, settings: dict[str, str], invocations: tuple[list[str], ...]
) -> tuple[list[bool], str]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    _as_the_command_does()
    (home / "warehouse").mkdir(parents=True, exist_ok=True)
    link = folder / "home"
    link.unlink(missing_ok=True)
    link.symlink_to(home, target_is_directory=True)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(settings, JOBMARTS_HOME=str(link), DBT_SEND_ANONYMOUS_USAGE_STATS="false")
    common = [
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(folder / "target"), "--log-path", str(link / "logs")),
    ]
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            manifest = _manifest(common)
            outcomes = [dbtRunner(manifest=manifest).invoke([*DBT_FLAGS, *args, *common]) for args in invocations]
    finally:
        DuckDBConnectionManager.close_all_connections()
        gc.collect()  # relations that Python models still hold would keep the file locked
    for outcome in outcomes:
        if outcome.exception:
            printed.write(f"\n{outcome.exception}")
    return [outcome.success for outcome in outcomes], printed.getvalue()


@cache
def _as_the_command_does() -> None:
    """What `jobmarts-dbt` does before it starts dbt: tests take its way, and a third less time."""
    from orchestration import dbt_events, dbt_queue

    gc.disable()  # _invoke collects after each
    dbt_events.install()
    dbt_queue.install()


_parsed: Any = None


def _manifest(common: list[str]) -> Any:
    """The parsed project, once for all homes."""
    global _parsed
    if _parsed is None:
        from dbt.cli.main import dbtRunner

        outcome = dbtRunner().invoke(["--no-use-colors", "parse", *common])
        if not outcome.success:
            raise RuntimeError(f"dbt cannot parse the project: {outcome.exception}")
        _parsed = outcome.result
        gc.freeze()  # it stays: looking through it after each run took a sixth of the time
    return _parsed
