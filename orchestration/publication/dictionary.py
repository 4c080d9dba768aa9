"""What the published tables and their columns mean, out of dbt's manifest into a file of the release."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILE = "dictionary.json"


def describe_tables(manifest: Path, tables: Iterable[str]) -> dict[str, dict[str, Any]]:
    """table -> {description, columns: {column: {description, type}}}; tables that dbt does not know are left out.

    `manifest` is dbt's manifest.json: descriptions with their doc blocks in place. Raises OSError or ValueError when it
    cannot be read.
    """
    known = tables_of(manifest)
    return {name: _describe(known[name]) for name in sorted(tables) if name in known}


def tables_of(manifest: Path) -> dict[str, dict[str, Any]]:
    """Nodes of the models and seeds of dbt's manifest.json by name. Raises OSError or ValueError when unreadable."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] in ("model", "seed")}


def _describe(node: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": _line(node["description"]),
        "columns": {
            name: {"description": _line(column["description"]), "type": column.get("data_type")}
            for name, column in node["columns"].items()
        },
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def read_dictionary(release: Path) -> dict[str, dict[str, Any]]:
    """The dictionary of a release folder; empty when it carries none."""
    path = release / FILE
    if not path.exists():
        return {}
    tables: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return tables
