"""Reads marts from the warehouse for their checks: read-only, and only the weeks that were built."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa


def read_marts(home: Path, names: Iterable[str], first_week: str, last_week: str) -> dict[str, pa.Table]:
    """The named marts between two Mondays. Raises duckdb.Error when a mart does not exist."""
    warehouse = home / "warehouse" / "warehouse.duckdb"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {
            name: connection.execute(
                f"select * from {name} where week_start between ?::date and ?::date",  # noqa: S608 our own names
                [first_week, last_week],
            ).to_arrow_table()
            for name in names
        }
