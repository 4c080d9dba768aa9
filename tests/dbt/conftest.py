"""The process in which dbt runs ends with the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .dbt_process import end_session


@pytest.fixture(scope="session", autouse=True)
def dbt_ends() -> Iterator[None]:
    yield
    end_session()
