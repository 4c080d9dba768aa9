"""dbt as the pipeline runs it: the command `jobmarts-dbt` and its flags.

A start of dbt and its nodes cost about 14 processor seconds of a week, whatever its size. Python's garbage collector
walks the manifest again and again meanwhile, for 1.6 of them: a command that ends in minutes needs none. Nor need its
objects be taken apart at the end, half a second more.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg

# Without debug log, manifest and results as JSON 1.6 of 14.6 processor seconds of a small week fewer (one run), and
# without a log file 0.3 of 11.9 (three each): Dagster reads the events, failures among them, and has its own manifest.
DBT_FLAGS = ("--no-use-colors", "--log-level-file", "none", "--no-write-json")

# What the Python models import takes 0.8 processor seconds, and int_vacancy_members, for which all others wait, comes
# first. Before it the other thread has nothing to do: from the start of this model, whose SQL needs no interpreter.
IMPORTED_FROM = "int_payload_sightings"
IMPORTED = ("pandas", "pyarrow.dataset", "scipy.sparse.csgraph", "orchestration.transforms.linking_components")


def dbt_executable() -> str:
    """dbt of this environment without the collector's pauses, also when its bin folder is not on PATH."""
    beside = Path(sys.executable).parent
    found = (str(beside / name) for name in ("jobmarts-dbt", "dbt") if (beside / name).exists())
    return next(found, "dbt")


def _import_ahead(event: EventMsg) -> None:
    """Import what Python models need beside the model that comes before them; they wait for it if they come sooner."""
    if event.info.name == "LogStartLine" and event.data.node_info.node_name == IMPORTED_FROM:
        threading.Thread(target=lambda: [importlib.import_module(name) for name in IMPORTED], daemon=True).start()


def main() -> None:
    """The command line of dbt."""
    gc.disable()
    status = 1

    def leave() -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)

    # Registered first, so called last: after the adapter has closed the warehouse.
    atexit.register(leave)
    # dbt's classes compile how they are read and written when first used, not all when imported: 0.2 to 0.3 s of 2.9.
    from mashumaro.config import BaseConfig

    BaseConfig.lazy_compilation = True
    from dbt.cli.main import cli

    from orchestration import dbt_events, dbt_queue

    dbt_events.install()
    dbt_queue.install()
    try:
        cli(obj={"callbacks": [_import_ahead]})
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise
