"""Tables of an old warehouse whose columns are not those of the models: weeks beside those of a run would lack them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb


def outdated_tables(warehouse: Path, manifest: Path) -> dict[str, list[str]]:
    """Incremental model -> its columns that the table in `warehouse` lacks, for models of dbt's `manifest`.

    A week-by-week run would add such a column empty for all other weeks, so every week has to be built anew. Empty for
    a warehouse that does not exist yet. Raises duckdb.Error when another process holds it open for writing.
    """
    if not warehouse.exists():
        return {}
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    lacking = {
        node["name"]: sorted(set(node["columns"]) - found[node["name"]])
        for node in nodes
        if node["resource_type"] == "model"
        and node["config"]["materialized"] == "incremental"
        and node["name"] in found
    }
    return {name: columns for name, columns in sorted(lacking.items()) if columns}
