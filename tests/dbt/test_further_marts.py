"""The further weekly marts: replaced week by week, equal to plain pandas, and right on a hand-made panel of sources."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from .simulated_lake import simulated_lake
from .warehouse import SEGMENT_VACANCIES, Warehouse

MARTS = (
    "mart_weekly_salary_bands",
    "mart_weekly_salaries",
    "mart_technologies",
    "mart_technology_pairs",
    "mart_days_open",
    "mart_pay_transparency",
    "mart_employers",
    "mart_specializations",
    "mart_latest_vacancies",
    "mart_technology_pay",
    "mart_salary_index",
    "mart_demand_index",
    "mart_salary_breakdowns",
    "mart_grade_technologies",
    "mart_faq",
)
# Chained over all weeks, so a thin simulated history shows them suppressed; their unit tests hold the chain.
MAY_BE_SUPPRESSED = ("mart_salary_index", "mart_demand_index")
KEYS = ["week_start", "segment_level", "segment"]
# Low enough for the premiums of a lake this small, high enough for an order-statistic interval.
FEW = {"min_change_n": 10}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    home = tmp_path_factory.mktemp("further")
    simulated_lake(3000, date(2026, 1, 5), date(2026, 2, 8), seed=3).write(home)
    built = Warehouse(home)
    variables = ("--vars", json.dumps(FEW))
    built.build(["seed"], ["run", *variables], ["test", "--exclude-resource-type", "unit_test", *variables])
    return built


def contents(warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    return {mart: warehouse.query(f"select * from {mart} order by all") for mart in MARTS}


def test_every_mart_shows_figures(warehouse: Warehouse) -> None:
    for mart in MARTS:
        hidden = "false" if mart in ("mart_latest_vacancies", *MAY_BE_SUPPRESSED) else "is_suppressed"
        shown = warehouse.query(f"select segment_level, count(*) as n from {mart} where not {hidden} group by 1")
        assert "direction" in set(shown["segment_level"]), mart


def test_a_run_replaces_its_week_and_leaves_the_others(warehouse: Warehouse) -> None:
    before = contents(warehouse)
    for mart in MARTS:
        warehouse.execute(f"delete from {mart} where week_start = '2026-01-26'")
    week = json.dumps({"min_week": "2026-01-26", "max_week": "2026-01-26", **FEW})
    warehouse.build(["run", "--select", *MARTS, "--vars", week])
    for mart, rows in contents(warehouse).items():
        pd.testing.assert_frame_equal(before[mart], rows, obj=mart)


def test_momentum_is_the_share_less_that_of_the_window_four_weeks_before(warehouse: Warehouse) -> None:
    shares = warehouse.query(
        "select week_start, segment_level, segment, technology, share, earlier_share, momentum_points "
        "from mart_technologies"
    )
    earlier = shares.assign(week_start=shares["week_start"] + pd.Timedelta(weeks=4))
    both = shares.merge(earlier, on=[*KEYS, "technology"], how="left", suffixes=("", "_then"))
    compared = both[both["momentum_points"].notna()]
    assert set(compared["week_start"]) == {pd.Timestamp("2026-02-02")}
    assert len(compared) > 50
    np.testing.assert_allclose(compared["earlier_share"], compared["share_then"])
    np.testing.assert_allclose(compared["momentum_points"], 100 * (compared["share"] - compared["share_then"]))
    both_shown = both["share"].notna() & both["share_then"].notna()
    assert both_shown.sum() == len(compared)


def test_pairs_have_the_support_and_lift_that_pandas_counts(warehouse: Warehouse) -> None:
    ads = warehouse.query(
        f"select week_start, segment_level, segment, technologies from {SEGMENT_VACANCIES} "
        "where is_in_window and len(technologies) > 0"
    )
    pairs = warehouse.query("select * from mart_technology_pairs")
    groups = {key: [set(names) for names in group["technologies"]] for key, group in ads.groupby(KEYS)}
    for row in pairs.sample(200, random_state=1).itertuples():
        named = groups[row.week_start, row.segment_level, row.segment]
        a, b = (np.array([name in names for names in named]) for name in (row.technology_a, row.technology_b))
        assert (row.n, row.n_a, row.n_b, row.stated_n) == ((a & b).sum(), a.sum(), b.sum(), len(named))
        assert row.support == pytest.approx((a & b).mean())
        assert row.lift == pytest.approx((a & b).mean() / (a.mean() * b.mean()))


def test_the_pay_premium_is_the_median_ratio_inside_the_cells(warehouse: Warehouse) -> None:
    ads = warehouse.query(
        "select week_start, direction, specialization, grade, country, technologies, salary_usd_month_current as usd "
        f"from {SEGMENT_VACANCIES} where segment_level = 'market' and is_in_window and salary_status = 'usable' "
        "and len(technologies) > 0 and grade is not null and country is not null"
    )
    shown = warehouse.query("select * from mart_technology_pay where not is_suppressed and segment_level = 'direction'")
    defining = warehouse.query("select * from defining_technologies")
    assert len(shown) > 0
    for row in shown.itertuples():
        excluded = defining.loc[defining["technology"] == row.technology, "specialization"]
        of_it = (ads["week_start"] == row.week_start) & (ads["direction"] == row.segment)
        ratios: list[float] = []
        for _, cell in ads[of_it & ~ads["specialization"].isin(excluded)].groupby(
            ["specialization", "grade", "country"]
        ):
            has = cell["technologies"].map(lambda names, name=row.technology: name in names)
            if has.any() and (~has).sum() >= 5:
                ratios += list(cell.loc[has, "usd"] / cell.loc[~has, "usd"].median())
        assert row.n == len(ratios), (row.segment, row.technology)
        assert row.premium_pct == pytest.approx(100 * (np.median(ratios) - 1), abs=0.06)


def test_dimensions_hold_the_keys_of_the_facts(warehouse: Warehouse) -> None:
    for column, dimension in (
        ("specialization", "dim_specializations"),
        ("source", "dim_sources"),
    ):
        lost = warehouse.query(
            f"select count(*) as n from fct_vacancies where {column} is not null "
            f"and {column} not in (select {column} from {dimension})"
        )
        assert lost["n"].item() == 0, column
    orphans = warehouse.query("select count(*) as n from fct_vacancy_weeks anti join fct_vacancies using (vacancy_id)")
    assert orphans["n"].item() == 0


def test_facts_hold_no_free_text_beside_the_redacted_title(warehouse: Warehouse) -> None:
    columns = warehouse.query(
        "select table_name, column_name from information_schema.columns "
        "where table_name in ('fct_vacancies', 'mart_latest_vacancies')"
    )
    assert not set(columns["column_name"]) & {"description", "salary_text", "contacts"}
