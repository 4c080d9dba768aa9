"""Views, tables and incremental tables of the project: what they replace, and what they leave when something fails."""

from __future__ import annotations

import gc
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.dbt_command import dbt_executable

from .dbt_process import PROJECT, session

PROFILE = """
small:
  target: here
  outputs:
    here: {type: duckdb, path: '%s', threads: 1, config_options: {max_vacuum_tasks: 0}}
"""
SETTINGS = """
name: small
version: "1.0.0"
profile: small
flags: {send_anonymous_usage_stats: false}
on-run-end: "{{ clear_dead_rows() }}"
"""
MACROS = ("materializations.sql", "dead_rows.sql")
# Rows of its strategy: those of the same key are replaced.
REPLACE_KEY = """
{% macro get_incremental_replace_key_sql(given) %}
    {%- set columns = given["dest_columns"] | map(attribute="quoted") | join(", ") -%}
    delete from {{ given["target_relation"] }} where key in (select key from {{ given["temp_relation"] }});
    insert into {{ given["target_relation"] }} ({{ columns }}) select {{ columns }} from {{ given["temp_relation"] }};
{% endmacro %}
"""
INCREMENTAL = "{{ config(materialized='incremental', incremental_strategy='replace_key', on_schema_change='%s') }} %s"
TYPED = """
models:
  - name: amounts
    config: {contract: {enforced: true}}
    columns: [{name: key, data_type: integer}, {name: amount, data_type: integer}]
"""

Build = Callable[..., str]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes the given models, runs them and returns what dbt said of those that failed."""
    (tmp_path / "dbt_project.yml").write_text(SETTINGS)
    (tmp_path / "profiles.yml").write_text(PROFILE % (tmp_path / "small.duckdb"))
    macros = tmp_path / "macros"
    macros.mkdir()
    for name in MACROS:
        (macros / name).symlink_to(PROJECT / "macros" / name)
    (macros / "replace_key.sql").write_text(REPLACE_KEY)
    (tmp_path / "models").mkdir()

    def run(models: dict[str, str], *arguments: str) -> str:
        for name, text in models.items():
            (tmp_path / "models" / name).write_text(text)
        return str(session().process.submit(run_models, tmp_path, arguments).result())

    return run


def run_models(project: Path, arguments: tuple[str, ...]) -> str:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    where = ["--project-dir", str(project), "--profiles-dir", str(project)]
    outcome = dbtRunner().invoke(["--quiet", "--no-use-colors", "run", *arguments, *where])
    DuckDBConnectionManager.close_all_connections()
    gc.collect()  # Python models hold relations
    results: Any = outcome.result or []
    return str(outcome.exception or "") + "; ".join(row.message for row in results if row.status != "success")


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    def rows(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(tmp_path / "small.duckdb"), read_only=True) as connection:
            return connection.sql(query).fetchall()

    return rows


def kinds(read: Callable[[str], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    return read("select table_name, table_type from information_schema.tables order by all")


def test_a_model_may_become_a_view_a_table_and_an_incremental_table(build: Build, read: Any) -> None:
    shapes = ["view", "table", "view", "incremental", "view"]
    for value, materialized in enumerate(shapes):
        assert build({"amounts.sql": f"{{{{ config(materialized='{materialized}') }}}} select {value} as amount"}) == ""
        assert kinds(read) == [("amounts", "VIEW" if materialized == "view" else "BASE TABLE")]
        assert read("from amounts") == [(value,)]


@pytest.mark.parametrize("materialized", ["view", "table", "incremental"])
def test_what_cannot_be_built_leaves_the_model_as_it_was(build: Build, read: Any, materialized: str) -> None:
    head = f"{{{{ config(materialized='{materialized}') }}}}"
    assert build({"amounts.sql": f"{head} select 1 as amount"}) == ""
    assert "no_such_column" in build({"amounts.sql": f"{head} select no_such_column as amount"}, "--full-refresh")
    assert read("from amounts") == [(1,)]


def test_a_python_model_replaces_its_table_whole_and_keeps_it_when_it_fails(build: Build, read: Any) -> None:
    model = "import pyarrow as pa\n\n\ndef model(dbt, session):\n    return pa.table({'amount': [%s]})\n"
    for value in ("1", "2"):
        assert build({"amounts.py": model % value}) == ""
        assert read("from amounts") == [(int(value),)]
    assert "ZeroDivisionError" in build({"amounts.py": model % "1 // 0"})
    assert read("from amounts") == [(2,)]
    assert kinds(read) == [("amounts", "BASE TABLE")]


def test_rows_left_beside_a_python_model_do_not_stop_the_next_run(build: Build, read: Any, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "small.duckdb")) as connection:
        connection.sql("create table amounts__dbt_tmp as select 0 as amount")
    assert build({"amounts.py": "def model(dbt, session):\n    return session.sql('select 1 as amount')\n"}) == ""
    assert read("from amounts") == [(1,)]
    assert kinds(read) == [("amounts", "BASE TABLE")]


def test_a_part_that_breaks_the_contract_is_told_and_leaves_the_table_as_it_was(build: Build, read: Any) -> None:
    incremental = INCREMENTAL % ("append_new_columns", "select 1 as key, %s as amount")
    assert build({"amounts.sql": incremental % "10", "amounts.yml": TYPED}) == ""
    assert "enforced contract that failed" in build({"amounts.sql": incremental % "'much'"})
    assert "enforced contract that failed" in build({"amounts.sql": incremental % "0 as more, 11"})
    assert read("from amounts") == [(1, 10)]
    assert build({"amounts.sql": incremental % "12"}) == ""
    assert read("from amounts") == [(1, 12)]


@pytest.mark.parametrize(
    ("on_schema_change", "expected"),
    [("append_new_columns", [(1, 10, None), (2, 20, 5)]), ("ignore", [(1, 10), (2, 20)])],
)
def test_a_new_column_is_appended_or_left_out(build: Build, read: Any, on_schema_change: str, expected: Any) -> None:
    assert build({"amounts.sql": INCREMENTAL % (on_schema_change, "select 1 as key, 10 as amount")}) == ""
    # In another order: columns meet by their names.
    assert build({"amounts.sql": INCREMENTAL % (on_schema_change, "select 5 as more, 20 as amount, 2 as key")}) == ""
    assert read("from amounts order by key") == expected


def test_dead_rows_stay_until_they_are_half_as_many_as_the_living(build: Build, read: Any) -> None:
    rows = INCREMENTAL % ("ignore", "select range as key, 1 as amount from range(%d) where hash(range) %% 10 < %d")
    stored = "select estimated_size from duckdb_tables() where table_name = 'amounts'"
    size = 500_000
    assert build({"amounts.sql": rows % (size, 10)}) == ""
    assert build({"amounts.sql": rows % (size, 3)}) == ""
    assert read(stored)[0][0] > 1.25 * size
    assert build({"amounts.sql": rows % (size, 3)}) == ""
    assert read(stored)[0][0] < 1.25 * size
    assert read("select count(*), count(distinct key) from amounts") == [(size, size)]


def test_the_command_closes_the_warehouse_and_says_how_it_ended(build: Build, read: Any, tmp_path: Path) -> None:
    assert build({"amounts.sql": "select 1 as amount"}) == ""
    where = ["--quiet", "run", "--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
    for query, status in [("select 2 as amount", 0), ("select no_such_column", 1)]:
        (tmp_path / "models" / "amounts.sql").write_text("{{ config(materialized='table') }} " + query)
        done = subprocess.run([dbt_executable(), *where], check=False, capture_output=True, text=True)
        assert done.returncode == status
        assert ("no_such_column" in done.stdout) == bool(status)
        assert list(tmp_path.glob("small.duckdb*")) == [tmp_path / "small.duckdb"]
        assert read("from amounts") == [(2,)]
    assert subprocess.run([dbt_executable(), "no-such-command"], check=False, capture_output=True).returncode == 2
