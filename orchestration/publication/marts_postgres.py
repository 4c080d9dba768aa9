"""Publishes the marts of a release into PostgreSQL: a schema per release, and views swapped in one transaction.

Readers use the views of the schema `jobmarts` only. They see the old release or the new one, never a part of each, also
across the statements of one transaction. The row of `jobmarts.release` says which release it is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
from psycopg2 import errors, sql

from orchestration.publication.dictionary import read_dictionary
from orchestration.publication.sql import identifier, text

SCHEMA = "jobmarts"
RELEASE = "release"
KEPT_RELEASES = 3
# Any number that nobody else in the database locks on; one publisher at a time.
_PUBLISHER_LOCK = 5_201_603
# Under PostgreSQL's deadlock_timeout of a second: when a reader and the swap wait for each other, the swap gives up.
_LOCK_TIMEOUT = "500ms"
_SWAP_TRIES = 60


class PostgresPublishError(RuntimeError):
    """The marts did not get into PostgreSQL; the release that its readers see was not touched."""


@dataclass(frozen=True)
class PostgresRelease:
    """What readers of PostgreSQL see now: rows by table, and the older releases that were dropped or could not be."""

    id: str
    schema: str
    is_noop: bool
    tables: dict[str, int]
    dropped: tuple[str, ...] = ()
    undroppable: tuple[str, ...] = ()


def publish_to_postgres(release: Path, url: str, keep: int = KEPT_RELEASES) -> PostgresRelease:
    """Publish the tables of `release`/marts.duckdb; keeps the last `keep` releases. Raises PostgresPublishError.

    A release that readers see already is left alone. Whatever fails, they keep the one they had.
    """
    try:
        manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PostgresPublishError(f"{release} is no release: {error}") from None
    schema = f"{SCHEMA}_{manifest['id'].lower().replace('-', '_')}"
    try:
        with _publisher(url) as connection:
            if _live(connection) == manifest["id"]:
                return PostgresRelease(manifest["id"], schema, True, manifest["tables"])
            if not _columns(connection, schema):
                _load(release, url, schema, manifest)
            _check_rows(connection, schema, manifest["tables"])
            _swap(connection, schema, read_dictionary(release))
            dropped, undroppable = _drop_old(connection, schema, keep)
    except (psycopg2.Error, duckdb.Error) as error:
        raise PostgresPublishError(_without_password(str(error).strip(), url)) from None
    return PostgresRelease(manifest["id"], schema, False, manifest["tables"], dropped, undroppable)


@contextmanager
def _publisher(url: str) -> Iterator[Any]:
    """A connection that holds the publisher's lock; it ends with the process, so a killed one blocks nobody."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        if not _rows(connection, f"select pg_try_advisory_lock({_PUBLISHER_LOCK})")[0][0]:
            raise PostgresPublishError("another process is publishing to this database; try again when it is done")
        try:
            yield connection
        finally:
            # The server ends a session a moment after its client is gone; the next publisher may come before that.
            with suppress(psycopg2.Error):
                _rows(connection, f"select pg_advisory_unlock({_PUBLISHER_LOCK})")
    finally:
        connection.close()


def _rows(connection: Any, query: Any, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _live(connection: Any) -> str | None:
    if not _rows(connection, "select to_regclass(%s) is not null", [f"{SCHEMA}.{RELEASE}"])[0][0]:
        return None
    found = _rows(connection, sql.SQL("select id from {}").format(sql.Identifier(SCHEMA, RELEASE)))
    return str(found[0][0]) if found else None


def _load(release: Path, url: str, schema: str, manifest: dict[str, Any]) -> None:
    """Create the schema of a release with all its tables, in one transaction of DuckDB's PostgreSQL extension."""
    package = resources.files("duckdb_extension_postgres_scanner")
    extension = next(Path(str(package)).rglob("postgres_scanner.duckdb_extension"))
    with duckdb.connect() as connection:
        connection.execute(f"load {text(str(extension))}")
        connection.execute(f"attach {text(str(release / 'marts.duckdb'))} as marts (read_only)")
        connection.execute(f"attach {text(url)} as pg (type postgres)")
        connection.execute("begin")
        connection.execute(f"create schema pg.{schema}")
        for table in manifest["tables"]:
            target = f"pg.{schema}.{identifier(table)}"
            connection.execute(f"create table {target} as from marts.{identifier(table)}")
        about = [manifest["id"], manifest["created_at"], manifest["code_version"], manifest["is_simulated"]["state"]]
        connection.execute(
            f"create table pg.{schema}.{RELEASE} as select ?::varchar as id, ?::timestamptz as created_at, "
            "?::varchar as code_version, ?::varchar as is_simulated",
            about,
        )
        connection.execute("commit")


def _check_rows(connection: Any, schema: str, tables: dict[str, int]) -> None:
    for table, expected in tables.items():
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
        if (found := _rows(connection, query)[0][0]) != expected:
            raise PostgresPublishError(f"{schema}.{table} holds {found} rows, the release {expected}; drop that schema")


def _swap(connection: Any, schema: str, dictionary: dict[str, dict[str, Any]]) -> None:
    """Point all views at the new schema in one transaction, which waits for readers that hold an old one."""
    for attempt in range(1, _SWAP_TRIES + 1):
        try:
            with connection.cursor() as cursor:
                cursor.execute("begin")
                cursor.execute(f"set local lock_timeout = '{_LOCK_TIMEOUT}'")
                _point_views(cursor, connection, schema, dictionary)
                cursor.execute("commit")
                return
        except errors.LockNotAvailable:
            _rollback(connection)
            if attempt == _SWAP_TRIES:
                raise PostgresPublishError(
                    f"readers held the views of {SCHEMA} for a minute; end their transactions and publish again"
                ) from None
            time.sleep(0.5)
        except BaseException:
            _rollback(connection)
            raise


def _rollback(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("rollback")


def _point_views(cursor: Any, connection: Any, schema: str, dictionary: dict[str, dict[str, Any]]) -> None:
    cursor.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(SCHEMA)))
    views, tables = _columns(connection, SCHEMA), _columns(connection, schema)
    if views:
        # All at once and before anything is changed, so that a reader finds all of them old or all of them new.
        names = sql.SQL(", ").join(sql.Identifier(SCHEMA, view) for view in views)
        cursor.execute(sql.SQL("lock table {} in access exclusive mode").format(names))
    for view in views.keys() - tables.keys():
        cursor.execute(sql.SQL("drop view {}").format(sql.Identifier(SCHEMA, view)))
    for table, columns in tables.items():
        view = sql.Identifier(SCHEMA, table)
        before = views.get(table, [])
        # Replacing keeps grants and what others built on the view, but may only add columns at the end.
        if before and before != columns[: len(before)]:
            cursor.execute(sql.SQL("drop view {}").format(view))
        query = sql.SQL("create or replace view {} as select * from {}")
        cursor.execute(query.format(view, sql.Identifier(schema, table)))
        _comment(cursor, view, columns, dictionary.get(table))


def _comment(cursor: Any, view: sql.Identifier, columns: list[tuple[str, str]], words: dict[str, Any] | None) -> None:
    if words is None:
        return
    cursor.execute(sql.SQL("comment on view {} is %s").format(view), [words["description"]])
    for column, _ in columns:
        if description := words["columns"].get(column, {}).get("description"):
            name = sql.SQL("{}.{}").format(view, sql.Identifier(column))
            cursor.execute(sql.SQL("comment on column {} is %s").format(name), [description])


def _columns(connection: Any, schema: str) -> dict[str, list[tuple[str, str]]]:
    """Table or view -> its columns with their types, in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    query = (
        "select table_name, column_name, udt_name from information_schema.columns where table_schema = %s "
        "order by table_name, ordinal_position"
    )
    for table, column, kind in _rows(connection, query, [schema]):
        found.setdefault(table, []).append((column, kind))
    return found


def _drop_old(connection: Any, live: str, keep: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Drop all but the newest releases, never the live one. One that something else depends on or reads stays."""
    query = "select nspname from pg_namespace where nspname like %s order by nspname desc"
    schemas = [name for (name,) in _rows(connection, query, [f"{SCHEMA}\\_2%"])]
    newest = [live, *(name for name in schemas if name != live)]
    dropped, undroppable = [], []
    for schema in newest[max(keep, 1) :]:
        tables = sql.SQL(", ").join(sql.Identifier(schema, table) for table in _columns(connection, schema))
        try:
            with connection.cursor() as cursor:
                cursor.execute("begin")
                cursor.execute(f"set local lock_timeout = '{_LOCK_TIMEOUT}'")
                cursor.execute(sql.SQL("drop table {}").format(tables))
                cursor.execute(sql.SQL("drop schema {}").format(sql.Identifier(schema)))
                cursor.execute("commit")
            dropped.append(schema)
        except psycopg2.Error:
            _rollback(connection)
            undroppable.append(schema)
    return tuple(dropped), tuple(undroppable)


def _without_password(message: str, url: str) -> str:
    """DuckDB repeats the address in its errors."""
    try:
        password = psycopg2.extensions.parse_dsn(url).get("password")
    except psycopg2.Error:
        return "JOBMARTS_MARTS_PG_URL is no address like postgresql://user:password@host:5432/database"
    return message.replace(password, "***") if password else message
