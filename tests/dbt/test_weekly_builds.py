"""Weeks can be built in any order; intervals agree with the textbook on every cell of a simulated lake."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import binom, binomtest

from .lake_rows import LakeBuilder
from .simulated_lake import simulated_lake
from .test_project_rules import MODELS, properties
from .warehouse import SEGMENT_VACANCIES, Warehouse

MARTS = (
    "mart_market_summary",
    "mart_weekly_demand",
    "mart_weekly_grades",
    "mart_salary_ladder",
    "mart_weekly_work_formats",
    "mart_technologies",
    "mart_geography",
    "mart_sources",
    "mart_data_quality",
    "mart_source_health",
)


# The marts that are compared, and what of a week they are made of.
WEEKLY = ["run", "--select", *(f"tag:weekly,+{mart}" for mart in MARTS)]


def weeks(first: str, last: str) -> list[str]:
    return [*WEEKLY, "--vars", json.dumps({"min_week": first, "max_week": last})]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("weekly")
    simulated_lake(900, date(2026, 1, 5), date(2026, 2, 4)).write(home)
    return home


@pytest.fixture(scope="module")
def at_once(home: Path) -> Warehouse:
    warehouse = Warehouse(home)
    warehouse.build(["seed"], ["run"])
    return warehouse


def contents(warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    return {mart: warehouse.query(f"select * from {mart} order by all") for mart in MARTS}


def test_a_run_replaces_its_weeks_whole_in_any_order_and_leaves_the_others(
    at_once: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(at_once)
    # A row that no longer has a reason, in every week: only a run of that week may take it away.
    at_once.execute(
        "insert into mart_technologies by name (select * replace ('Ghost' as technology) from mart_technologies)"
    )
    # As the weekly asset does. The second one is refused: a Tuesday names no week.
    with monkeypatch.context() as environment:
        environment.setenv("JOBMARTS_MIN_WEEK", "2026-01-19")
        environment.setenv("JOBMARTS_MAX_WEEK", "2026-01-19")
        assert at_once.dbt(WEEKLY, weeks("2026-01-20", "2026-01-26")) == [True, False]
    assert "min_week must be a Monday" in at_once.log
    ghosts = at_once.query("select distinct week_start from mart_technologies where technology = 'Ghost' order by 1")
    assert [day.date().isoformat() for day in ghosts["week_start"]] == [
        "2026-01-05",
        "2026-01-12",
        "2026-01-26",
        "2026-02-02",
    ]
    at_once.execute("".join(f"delete from {mart};" for mart in MARTS))
    at_once.build(
        weeks("2026-01-26", "2026-02-02"),
        weeks("2026-01-12", "2026-01-12"),
        weeks("2026-01-05", "2026-01-12"),  # the second one twice
        weeks("2026-01-19", "2026-01-19"),
    )
    after = contents(at_once)
    for mart in MARTS:
        assert len(before[mart]) > 0
        pd.testing.assert_frame_equal(before[mart], after[mart], obj=mart)


def test_an_empty_lake_builds_empty_marts(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("empty")
    LakeBuilder().write(home)
    warehouse = Warehouse(home)
    warehouse.build(["seed"], ["run"])
    assert all(len(rows) == 0 for rows in contents(warehouse).values())


def test_median_intervals_are_the_exact_order_statistics(at_once: Warehouse) -> None:
    salaries = at_once.query(
        f"select week_start, segment_level, segment, grade, salary_usd_month_current as usd from {SEGMENT_VACANCIES} "
        "where is_in_window and grade is not null and salary_status = 'usable'"
    )
    ladder = at_once.query("select * from mart_salary_ladder where not is_suppressed").set_index(
        ["week_start", "segment_level", "segment", "grade"]
    )
    checked = 0
    for key, group in salaries.groupby(["week_start", "segment_level", "segment", "grade"]):
        n = len(group)
        assert (key in ladder.index) == (n >= 20)
        if n >= 20:
            rank = int(binom.ppf(0.025, n, 0.5))
            ordered = sorted(group["usd"])
            row = ladder.loc[key]
            assert row["median_usd_month"] == pytest.approx(group["usd"].median(), abs=0.51)
            assert row["median_usd_month_low"] == pytest.approx(ordered[rank - 1], abs=0.51), n
            assert row["median_usd_month_high"] == pytest.approx(ordered[n - rank], abs=0.51), n
            checked += 1
    assert checked > 20


def test_share_intervals_are_wilson_intervals(at_once: Warehouse) -> None:
    rows = at_once.query("select * from mart_technologies where not is_suppressed order by all limit 200")
    assert len(rows) == 200
    for row in rows.itertuples():
        interval = binomtest(int(row.n), int(row.stated_n)).proportion_ci(method="wilson")
        assert (row.share_low, row.share_high) == pytest.approx((interval.low, interval.high))
        assert row.share == pytest.approx(row.n / row.stated_n)


def test_the_described_columns_are_the_columns_of_the_model(at_once: Warehouse) -> None:
    columns = at_once.query("select table_name, column_name from information_schema.columns order by ordinal_position")
    real = columns.groupby("table_name")["column_name"].agg(list)
    for path in MODELS:
        assert [column["name"] for column in properties(path)["columns"]] == real[path.stem], path.stem
