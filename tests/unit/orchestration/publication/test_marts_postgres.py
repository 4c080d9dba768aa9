"""Marts in a real PostgreSQL: readers see one release or the next, never a part of each, whatever fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from orchestration.publication import marts_postgres
from orchestration.publication import releases as module_of_releases
from orchestration.publication.marts_postgres import PostgresPublishError, publish_to_postgres
from orchestration.publication.releases import Release, publish_release
from tests.postgres import running_postgres

from .conftest import CREATED


@pytest.fixture(autouse=True)
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site of a release takes longer to write than all the rest of it, and other tests look at it."""
    monkeypatch.setattr(module_of_releases, "write_site", lambda *arguments, **options: [])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """An empty database."""
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute("create database marts")
    yield server.replace("/postgres?", "/marts?")
    connection.cursor().execute("drop database marts with (force)")
    connection.close()


@pytest.fixture
def releases(home: Path) -> Iterator[Any]:
    """Publishes releases that differ: number n has n rows less of mart_technologies."""

    def publish(number: int, change: str | None = None) -> Release:
        with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb")) as warehouse:
            warehouse.execute("delete from mart_technologies where rowid = (select max(rowid) from mart_technologies)")
            if change:
                warehouse.execute(change)
        return publish_release(home, code_version="git abc", created_at=CREATED + timedelta(minutes=number))

    return publish


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()


def test_all_marts_of_a_release_are_there_with_their_rows_and_arrays(releases: Any, database: str) -> None:
    release = releases(1)
    done = publish_to_postgres(release.path, database)
    assert (done.id, done.is_noop) == (release.id, False)
    counted = {name: rows(database, f"select count(*) from jobmarts.{name}")[0][0] for name in release.marts}
    assert counted == release.marts
    assert rows(database, "select id, is_simulated from jobmarts.release") == [(release.id, "none")]
    with duckdb.connect(str(release.path / "marts.duckdb"), read_only=True) as marts:
        query = "select week_start, sources_missing, active from {}mart_weekly_demand order by all limit 50"
        assert (
            rows(database, query.format("jobmarts.").replace("all", "1, 2, 3"))
            == marts.execute(query.format("").replace("all", "1, 2, 3")).fetchall()
        )
    assert publish_to_postgres(release.path, database).is_noop


def test_readers_never_see_a_part_of_two_releases(releases: Any, database: str) -> None:
    published = [releases(number) for number in range(1, 5)]
    expected = {release.id: release.marts["mart_technologies"] for release in published}
    assert len(set(expected.values())) == len(published)
    publish_to_postgres(published[0].path, database)
    seen: list[tuple[str, int]] = []
    errors: list[Exception] = []
    stop = threading.Event()

    queries = {"id": "select id from jobmarts.release", "n": "select count(*) from jobmarts.mart_technologies"}

    def read(first: str, second: str) -> None:
        connection = psycopg2.connect(database)
        try:
            while not stop.is_set():
                with connection, connection.cursor() as cursor:  # one transaction, two statements
                    found = {}
                    for what in (first, second):
                        cursor.execute(queries[what])
                        found[what] = cursor.fetchone()[0]
                seen.append((found["id"], found["n"]))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read, args=order) for order in (("id", "n"), ("n", "id"))]
    for reader in readers:
        reader.start()
    for release in published[1:]:
        publish_to_postgres(release.path, database)
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert set(seen) <= set(expected.items())
    assert len(set(seen)) > 1, "the readers saw no swap"
    assert rows(database, "select id from jobmarts.release") == [(published[-1].id,)]


@pytest.mark.parametrize("step", ["_load", "_check_rows", "_point_views", "_drop_old"])
def test_a_failure_at_any_step_leaves_readers_what_they_had_and_is_repaired_by_the_next(
    step: str, releases: Any, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = releases(1), releases(2)
    publish_to_postgres(first.path, database)
    original = getattr(marts_postgres, step)

    def fail(*arguments: Any) -> Any:
        if step in ("_point_views", "_load"):
            original(*arguments)  # the work is done, but not committed or not yet shown
        raise psycopg2.OperationalError("the connection was lost")

    with monkeypatch.context() as patch:
        patch.setattr(marts_postgres, step, fail)
        with pytest.raises(PostgresPublishError, match="connection was lost"):
            publish_to_postgres(second.path, database)
    is_shown = step == "_drop_old"
    assert rows(database, "select id from jobmarts.release") == [((second if is_shown else first).id,)]
    assert publish_to_postgres(second.path, database).is_noop == is_shown
    assert rows(database, "select id from jobmarts.release") == [(second.id,)]


def test_the_last_releases_are_kept_and_one_that_others_build_on_is_not_dropped(releases: Any, database: str) -> None:
    done = [publish_to_postgres(releases(1).path, database)]
    connection = psycopg2.connect(database)
    connection.autocommit = True
    connection.cursor().execute(f"create view mine as select * from {done[0].schema}.mart_technologies")
    done += [publish_to_postgres(releases(number).path, database, keep=2) for number in range(2, 6)]
    assert done[2].undroppable == (done[0].schema,)
    assert done[4].dropped == (done[2].schema,)
    schemas = rows(database, "select nspname from pg_namespace where nspname like 'jobmarts\\_2%' order by 1")
    assert schemas == [(done[0].schema,), (done[3].schema,), (done[4].schema,)]
    assert rows(database, "select count(*) from mine")[0][0] > 0
    connection.close()


def test_views_of_others_survive_and_a_changed_column_replaces_its_view(releases: Any, database: str) -> None:
    publish_to_postgres(releases(1).path, database)
    connection = psycopg2.connect(database)
    connection.autocommit = True
    connection.cursor().execute("create view mine as select count(*) as n from jobmarts.mart_technologies")
    publish_to_postgres(releases(2, "alter table mart_sources drop column preferred_n").path, database)
    connection.close()
    after = rows(database, "select count(*) from jobmarts.mart_technologies")
    assert rows(database, "select n from mine") == after
    columns = "select count(*) from information_schema.columns where table_schema = 'jobmarts' and table_name = {}"
    assert rows(database, columns.format("'mart_sources'") + " and column_name = 'preferred_n'") == [(0,)]


def test_a_reader_who_holds_a_view_too_long_is_named_and_keeps_it(
    releases: Any, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marts_postgres, "_SWAP_TRIES", 2)
    first, second = releases(1), releases(2)
    publish_to_postgres(first.path, database)
    connection = psycopg2.connect(database)
    cursor = connection.cursor()
    cursor.execute("select count(*) from jobmarts.mart_technologies")
    with pytest.raises(PostgresPublishError, match="end their transactions"):
        publish_to_postgres(second.path, database)
    cursor.execute("select id from jobmarts.release")
    assert cursor.fetchone() == (first.id,)
    connection.close()
    assert not publish_to_postgres(second.path, database).is_noop


def test_two_publishers_do_not_meet_and_errors_hold_no_password(releases: Any, database: str) -> None:
    release = releases(1)
    other = psycopg2.connect(database)
    other.cursor().execute(f"select pg_advisory_lock({marts_postgres._PUBLISHER_LOCK})")
    with pytest.raises(PostgresPublishError, match="another process"):
        publish_to_postgres(release.path, database)
    other.close()
    with pytest.raises(PostgresPublishError) as wrong:
        publish_to_postgres(release.path, "postgresql://me:hush@127.0.0.1:1/none")
    assert "hush" not in str(wrong.value)
    with pytest.raises(PostgresPublishError, match="no address"):
        publish_to_postgres(release.path, "://nonsense")
