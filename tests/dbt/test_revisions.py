"""What a run changes in weeks that a release has already shown, and the reasons it gives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.provenance import lake_inputs
from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS

from .lake_rows import LakeBuilder, days
from .warehouse import Warehouse

# Four runs of dbt, one after another.
pytestmark = pytest.mark.timeout(900)

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 17)  # two whole weeks and the start of a third
LATE = date(2026, 3, 11)
RUN = ["run", "--select", "+mart_revisions"]


def lake_until(last: date, *, ads: int) -> LakeBuilder:
    lake = LakeBuilder()
    for day in days(FIRST, last):
        lake.crawl("hh_ru", day)
    for n in range(ads):
        lake.posting(f"hh_ru/{n}", days(LATE, last), title=f"Developer {n}")
    return lake


def write(lake: LakeBuilder, home: Path, version: str) -> None:
    """As the assets write it: each partition with its version."""
    store = Lake(home / "lake")
    store.prepare()
    for (layer, day), rows in lake.rows.items():
        store.write(layer, day, [{name: row[name] for name in LAYERS[layer].schema.names} for row in rows], version)


def publish(built: Warehouse, release: str) -> None:
    """What the models read of a live release."""
    folder = built.home / "releases" / release
    (folder / "parquet").mkdir(parents=True)
    manifest = {"id": release, "inputs": lake_inputs(built.home / "lake")}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with duckdb.connect(str(built.path), read_only=True) as connection:
        connection.execute(f"copy mart_figures to '{folder}/parquet/mart_figures.parquet' (format parquet)")
    current = built.home / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(folder, target_is_directory=True)


def revisions(built: Warehouse) -> list[tuple[object, ...]]:
    rows = built.query(
        "select previous_release, week_start::varchar as week, source_mart, source_column, change, old_value, "
        "new_value, reasons from mart_revisions where segment_level = 'specialization' "
        "and source_mart = 'mart_weekly_demand' order by all"
    )
    return [(*row[:-1], list(row[-1])) for row in rows.astype(object).itertuples(index=False, name=None)]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    home = tmp_path_factory.mktemp("revised")
    write(lake_until(LAST, ads=6), home, "rules-1 crawls/0")
    built = Warehouse(home)
    built.build(["seed"], RUN)
    assert revisions(built) == []
    publish(built, "r1")
    return built


def test_closed_weeks_that_change_are_told_with_their_reason_and_stay_told(warehouse: Warehouse) -> None:
    # Two more ads are read now, on the same crawls: newer rules. Told once, however often it is built.
    write(lake_until(LAST, ads=8), warehouse.home, "rules-2 crawls/0")
    warehouse.build(RUN, RUN)
    told = [
        ("r1", "2026-03-09", "mart_weekly_demand", "active", "changed", 6.0, 8.0, ["rules"]),
        ("r1", "2026-03-09", "mart_weekly_demand", "new_vacancies", "changed", 6.0, 8.0, ["rules"]),
    ]
    assert revisions(warehouse) == told  # the third week was still open

    # What r1 showed is still told when the next release is live.
    publish(warehouse, "r2")
    write(lake_until(LAST, ads=5), warehouse.home, "rules-2 others/0")
    week = json.dumps({"min_week": "2026-03-09", "max_week": "2026-03-09"})
    warehouse.build([*RUN, "--vars", week])
    assert revisions(warehouse) == [
        *told,
        ("r2", "2026-03-09", "mart_weekly_demand", "active", "changed", 8.0, 5.0, ["late_data"]),
        ("r2", "2026-03-09", "mart_weekly_demand", "new_vacancies", "changed", 8.0, 5.0, ["late_data"]),
    ]
