"""Which tests run in one worker, which start first, and what all processes of the tests share."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

# Before numpy is loaded. Its threads wait for each other by spinning: fitting 16,000 sentences took 3.5 processor
# seconds with two of them and 0.4 with one.
for _library in ("OPENBLAS", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# Processes that the tests start read bytecode of the project, also where the environment says not to keep it.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Folders by how long their tests take, the longest first, so that no worker is left alone with one at the end: from 260
# to 55 processor seconds.
SLOWEST = (
    "tests/dbt/",
    "tests/integration/",
    "tests/unit/orchestration/publication/",
    "tests/browser/",
    "tests/gold/",
    "tests/orchestration/",
    "tests/faults/",
    "tests/spiders/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        return next((number for number, start in enumerate(SLOWEST) if item.nodeid.startswith(start)), len(SLOWEST))

    items.sort(key=rank)  # stable: the order within a file stays


@pytest.hookimpl(optionalhook=True)  # of xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files of a folder share what is built once in a process: the parsed dbt project, drawn charts, a release."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class LoadFolderScheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return super()._split_scope(nodeid).rpartition("/")[0]

    return LoadFolderScheduling(config, log)
