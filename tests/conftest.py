"""Which tests start first: those of minutes, so that no worker is left alone with one at the end."""

from __future__ import annotations

import pytest

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
