"""Copies what readers need out of the warehouse: one DuckDB file, and a Parquet and a CSV file per table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from orchestration.publication.sql import identifier, text

# Lookups without which a mart's codes cannot be read. Every table named mart_* is copied as well.
LOOKUPS = ("specializations", "grades", "work_formats", "scope_countries", "source_families")


def copy_marts(warehouse: Path, target: Path, models: Collection[str] | None = None) -> dict[str, int]:
    """Write `target`/marts.duckdb, parquet/<table>.parquet and csv/<table>.csv.gz; returns rows per table by name.

    Of `models`, when given, only those are copied: dbt leaves the table of a removed model in an old warehouse, where
    nobody builds or tests it any more. The warehouse is opened read-only. Rows are sorted, so the same marts give the
    same Parquet bytes. Raises duckdb.Error when another process holds the warehouse open for writing.
    """
    (target / "parquet").mkdir()
    (target / "csv").mkdir()
    counts: dict[str, int] = {}
    with duckdb.connect(str(target / "marts.duckdb")) as connection:
        # One thread keeps row groups, and so the bytes, the same on every machine.
        connection.execute("set threads = 1")
        connection.execute(f"attach {text(str(warehouse))} as warehouse (read_only)")
        for schema, table in _published(connection):
            if models is not None and table not in models:
                continue
            name = identifier(table)
            connection.execute(
                f"create table {name} as select * from warehouse.{identifier(schema)}.{name} order by all"  # noqa: S608
            )
            path = target / "parquet" / f"{table}.parquet"
            connection.execute(f"copy (from {name}) to {text(str(path))} (format parquet, compression zstd)")
            path = target / "csv" / f"{table}.csv.gz"
            connection.execute(f"copy (from {name}) to {text(str(path))} (format csv, header, compression gzip)")
            found = connection.execute(f"select count(*) from {name}").fetchone()  # noqa: S608
            counts[table] = found[0] if found else 0
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
    return counts


def mart_files(target: Path, tables: dict[str, int]) -> Iterator[tuple[str, int, int]]:
    """(table, rows, bytes of its Parquet file) of what `copy_marts` wrote."""
    for table, rows in tables.items():
        yield table, rows, (target / "parquet" / f"{table}.parquet").stat().st_size


def _published(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from ("
        "select database_name, schema_name, table_name from duckdb_tables() "
        "union all select database_name, schema_name, view_name from duckdb_views() where not internal) "
        "where database_name = 'warehouse' "
        "and (starts_with(table_name, 'mart_') or list_contains($lookups, table_name)) "
        "order by table_name",
        {"lookups": list(LOOKUPS)},
    ).fetchall()
