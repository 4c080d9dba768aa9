"""A warehouse of an older version is recognized before a run of some weeks leaves new columns empty in the others."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.outdated_tables import outdated_tables


def node(name: str, materialized: str, *columns: str) -> dict[str, object]:
    return {
        "name": name,
        "resource_type": "model",
        "config": {"materialized": materialized},
        "columns": {column: {} for column in columns},
    }


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    nodes = [
        node("mart_old", "incremental", "week_start", "n", "momentum", "added"),
        node("mart_same", "incremental", "week_start", "n"),
        node("mart_not_built_yet", "incremental", "week_start"),
        node("int_table", "table", "n", "added"),
    ]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": {str(number): each for number, each in enumerate(nodes)}}))
    return path


def test_only_incremental_tables_that_lack_a_column_are_named(tmp_path: Path, manifest: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table mart_old (week_start date, n bigint, dropped bigint)")
        connection.execute("create table mart_same (n bigint, week_start date)")
        connection.execute("create table int_table (n bigint)")
    assert outdated_tables(warehouse, manifest) == {"mart_old": ["added", "momentum"]}


def test_a_warehouse_that_does_not_exist_yet_is_not_outdated(tmp_path: Path, manifest: Path) -> None:
    assert outdated_tables(tmp_path / "warehouse.duckdb", manifest) == {}
