from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.publication import provenance, releases
from orchestration.publication.contradictions import Contradiction
from orchestration.publication.releases import (
    BrokenRelease,
    PublishError,
    Release,
    current_release,
    publish_release,
    verify_release,
)
from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS

CREATED = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
REPO = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages are enough here; test_pages.py writes them all."""
    every = releases.write_site.__globals__["read_specializations"]
    monkeypatch.setitem(releases.write_site.__globals__, "read_specializations", lambda con: every(con)[:1])
    monkeypatch.setitem(releases.write_site.__globals__, "languages", lambda: ("en",))


def publish(home: Path, code: str = "git abc", minutes: int = 0) -> Release:
    return publish_release(home, code_version=code, created_at=CREATED + timedelta(minutes=minutes))


def row(layer: str, **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(LAYERS[layer].schema.names), **values}


def land(home: Path, simulated: int, real: int) -> None:
    lake = Lake(home / "lake")
    lake.prepare()
    marks = [True] * simulated + [False] * real
    postings = [
        row("normalized_postings", payload_hash=str(n), source_posting_id=str(n), source="hh_ru", is_simulated=mark)
        for n, mark in enumerate(marks)
    ]
    lake.write("normalized_postings", date(2026, 5, 20), postings, "git abc")
    rate = {"day": date(2026, 5, 20), "usd_per_unit": 1.1, "rate_on": date(2026, 5, 19), "is_simulated": False}
    lake.write(
        "exchange_rates", date(2026, 5, 20), [row("exchange_rates", currency="EUR", rate_source="ecb", **rate)], "v"
    )


def test_a_release_holds_marts_parquet_pages_and_a_manifest_and_is_current(home: Path) -> None:
    land(home, simulated=3, real=1)
    release = publish(home)
    assert (home / "current").is_symlink()
    assert (home / "current").resolve() == release.path
    assert release.path == home / "releases" / release.id
    assert release.id.startswith("20260601T120000Z-")
    assert "pages/python-backend.html" in release.pages
    assert "pages/index.html" in release.pages
    manifest = verify_release(release.path)
    assert manifest["is_simulated"] == {"state": "mixed", "simulated": 3, "total": 4, "sources": ["hh_ru"]}
    assert [rate["name"] for rate in manifest["rate_sources"]] == ["ecb"]
    assert manifest["weeks"][0] == "2026-03-02"
    partition = manifest["inputs"]["normalized_postings"]["2026-05-20"]
    assert partition["rows"] == 4
    assert partition["code_version"] == "git abc"
    assert partition["sha256"] == provenance.sha256_of(home / "lake/normalized_postings/2026-05-20.parquet")
    with duckdb.connect(str(release.path / "marts.duckdb"), read_only=True) as connection:
        for table, rows in manifest["tables"].items():
            assert connection.execute(f"select count(*) from {table}").fetchone() == (rows,)
            assert pq.read_metadata(release.path / "parquet" / f"{table}.parquet").num_rows == rows


def test_the_files_of_a_release_are_read_only(home: Path) -> None:
    release = publish(home)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in release.path.rglob("*") if path.is_file()}
    assert modes == {0o444}


def test_publishing_the_same_again_changes_nothing_and_says_so(home: Path) -> None:
    first = publish(home)
    again = publish(home, minutes=5)
    assert again.is_noop
    assert again.id == first.id
    assert "nothing changed" in again.message
    assert [path.name for path in (home / "releases").iterdir() if path.is_dir()] == [first.id]


@pytest.mark.parametrize("change", ["marts", "inputs", "code"])
def test_a_change_of_marts_inputs_or_code_is_a_new_release(change: str, home: Path) -> None:
    first = publish(home)
    if change == "marts":
        with duckdb.connect(str(home / "warehouse/warehouse.duckdb")) as connection:
            connection.execute("update mart_sources set preferred_n = preferred_n + 1 where preferred_n > 5")
    elif change == "inputs":
        land(home, simulated=0, real=1)
    second = publish(home, "git def" if change == "code" else "git abc", minutes=5)
    assert not second.is_noop
    assert second.id != first.id
    assert (home / "current").resolve() == second.path
    verify_release(first.path)


def test_the_table_of_a_removed_model_is_not_published(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb")) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        connection.execute("create table mart_data_ledger as select date '2026-01-05' as week_start")
    node = {"resource_type": "model", "description": "One row per week.", "columns": {}}
    manifest = home / "manifest.json"
    manifest.write_text(json.dumps({"nodes": {name: {"name": name, **node} for name in names}}))
    release = publish_release(home, code_version="git abc", created_at=CREATED, dbt_manifest=manifest)
    assert "mart_data_ledger" not in release.marts
    assert not (release.path / "parquet" / "mart_data_ledger.parquet").exists()
    assert "mart_market_summary" in release.marts


def test_parquet_bytes_do_not_depend_on_the_order_of_rows_in_the_warehouse(home: Path) -> None:
    publish(home)
    with duckdb.connect(str(home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("create table shuffled as from mart_technologies order by hash(technology || segment)")
        connection.execute("drop table mart_technologies")
        connection.execute("alter table shuffled rename to mart_technologies")
    assert publish(home, minutes=5).is_noop


def test_a_contradiction_leaves_the_current_release_live(home: Path) -> None:
    first = publish(home)
    with duckdb.connect(str(home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("update mart_geography set country = 'EN' where country = 'PL'")
    with pytest.raises(Contradiction):
        publish(home, minutes=5)
    assert_only(home, first)


@pytest.mark.parametrize("step", ["copy_marts", "write_site", "_seal", "_point_current"])
def test_a_failure_at_any_step_leaves_the_current_release_live_and_is_repaired_by_the_next(
    step: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(home)

    def fail(*arguments: object, **options: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(releases, step, fail)
        with pytest.raises(OSError, match="disk full"):
            publish(home, "git def", minutes=5)
    assert (home / "current").resolve() == first.path
    verify_release(first.path)
    second = publish(home, "git def", minutes=5)
    assert (home / "current").resolve() == second.path
    verify_release(second.path)


def assert_only(home: Path, release: Release) -> None:
    assert (home / "current").resolve() == release.path
    assert [path.name for path in (home / "releases").iterdir() if path.is_dir()] == [release.id]


def killed_publisher(home: Path, step: str) -> int:
    """Publishes in another process that kills itself without any clean-up when `step` is reached."""
    program = f"""
        import os, signal
        from datetime import UTC, datetime
        from pathlib import Path
        from orchestration.publication import releases
        def stop(name):
            if name == {step!r}:
                os.kill(os.getpid(), signal.SIGKILL)
        releases.publish_release(Path({str(home)!r}), code_version="git def",
                                 created_at=datetime(2026, 6, 2, tzinfo=UTC), progress=stop)
    """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=REPO, check=False, timeout=120
    ).returncode


@pytest.mark.parametrize("step", ["inputs", "python-backend.html"])
def test_a_killed_publisher_leaves_the_current_release_live_and_blocks_nobody(step: str, home: Path) -> None:
    first = publish(home)
    assert killed_publisher(home, step) == -signal.SIGKILL
    assert (home / "current").resolve() == first.path
    second = publish(home, "git def", minutes=5)
    assert (home / "current").resolve() == second.path
    assert not list((home / "releases").glob(".building-*"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: (path / "pages/index.html").write_text("other"), "pages/index.html: changed"),
        (lambda path: (path / "pages/index.html").unlink(), "pages/index.html: missing"),
        (lambda path: (path / "pages/extra.html").write_text("x"), "pages/extra.html: not in the manifest"),
        (lambda path: (path / "manifest.json").write_text("{"), "no readable manifest"),
    ],
)
def test_a_damaged_release_is_found(damage: Callable[[Path], object], reason: str, home: Path) -> None:
    release = publish(home)
    for path in release.path.rglob("*"):
        path.chmod(0o755)
    damage(release.path)
    with pytest.raises(BrokenRelease, match=reason):
        verify_release(release.path)


def test_without_a_warehouse_or_marts_nothing_is_published(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="no warehouse"):
        publish(tmp_path)
    (tmp_path / "warehouse").mkdir()
    duckdb.connect(str(tmp_path / "warehouse/warehouse.duckdb")).close()
    with pytest.raises(PublishError, match="holds no mart"):
        publish(tmp_path)
    assert current_release(tmp_path) is None
    assert not (tmp_path / "current").is_symlink()


def test_an_empty_market_never_replaces_a_release(home: Path) -> None:
    first = publish(home)
    with duckdb.connect(str(home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("delete from mart_market_summary")
    with pytest.raises(PublishError, match="no rows"):
        publish(home, minutes=5)
    assert_only(home, first)


def test_a_warehouse_that_is_still_open_for_writing_is_refused(home: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(home / 'warehouse/warehouse.duckdb')!r}); "
         "print('open', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(PublishError, match="cannot read"):
            publish(home)
    finally:
        writer.communicate("\n")


def test_a_link_that_leads_nowhere_is_reported(home: Path) -> None:
    (home / "current").symlink_to("releases/gone")
    with pytest.raises(BrokenRelease):
        current_release(home)


def test_the_manifest_is_stable_json(home: Path) -> None:
    release = publish(home)
    text = (release.path / "manifest.json").read_text(encoding="utf-8")
    assert json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n" == text


def test_the_code_version_is_the_commit_or_the_package(tmp_path: Path) -> None:
    assert provenance.code_version(tmp_path).startswith("jobmarts ")
    if (REPO / ".git").exists():
        assert provenance.code_version(REPO).startswith("git ")
