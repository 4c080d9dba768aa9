"""Invented marts as a DuckDB file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

SPECIALIZATIONS = Path(__file__).resolve().parents[4] / "dbt_project" / "seeds" / "specializations.csv"
Marts = dict[str, list[dict[str, Any]]]  # rows by mart


def write_marts(marts: Marts, path: Path) -> Path:
    """Write all marts and the seed that the pages need into a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for mart, rows in marts.items():
            _put(mart, rows, connection)
        connection.execute(f"create table specializations as from read_csv('{SPECIALIZATIONS}')")
    return path


def write_edited_marts(marts: Marts, path: Path, file: Path, unedited: Marts) -> Path:
    """The same from a file of the unedited marts: only those that differ are written, in a tenth of the time."""
    shutil.copyfile(file, path)
    with duckdb.connect(str(path)) as connection:
        for mart in unedited.keys() - marts.keys():
            connection.execute(f"drop table {mart}")
        for mart, rows in marts.items():
            if rows != unedited.get(mart):
                _put(mart, rows, connection)
    return path


def _put(mart: str, rows: list[dict[str, Any]], connection: duckdb.DuckDBPyConnection) -> None:
    connection.register("invented", pa.Table.from_pylist(rows))
    connection.execute(f"create or replace table {mart} as from invented")
