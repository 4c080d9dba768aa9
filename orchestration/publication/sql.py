"""Names and texts as DuckDB and PostgreSQL write them in a statement that takes no parameters."""

from __future__ import annotations


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
