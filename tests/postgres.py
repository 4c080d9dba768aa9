"""A real PostgreSQL for the tests that need one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest


@contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a server that ends with the context; skips where none is installed.

    It runs as another user when tests run as root. Each pytest that starts closes the folder of all temporary paths to
    other users, which took the data from under a server that another one had started there.
    """
    pgserver = pytest.importorskip("pgserver", reason="pgserver brings the PostgreSQL of this test")
    with TemporaryDirectory(prefix="jobmarts-postgres-") as folder:
        server = pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
