"""Which tests start first: those of minutes, so that no worker is left alone with one at the end."""

from __future__ import annotations

import os

import pytest

# Before numpy is loaded. Its threads wait for each other by spinning: fitting 16,000 sentences took 3.5 processor
# seconds with two of them and 0.4 with one.
for _library in ("OPENBLAS", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# Folders and files by how long their slowest test takes on two cores: about 150, 35 and 24 seconds.
SLOWEST = (
    "tests/integration/",
    "tests/dbt/",
    "tests/orchestration/",
    "tests/browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        return next((number for number, start in enumerate(SLOWEST) if item.nodeid.startswith(start)), len(SLOWEST))

    items.sort(key=rank)  # stable: the order within a file stays
