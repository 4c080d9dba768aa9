"""A hand-made lake of three and a bit weeks, whose figures are counted by hand in the comments."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from scipy.stats import binomtest

from .dbt_process import target
from .lake_rows import LakeBuilder, days
from .warehouse import Warehouse

LAST = date(2026, 3, 24)
PYTHON = {"segment_level": "specialization", "segment": "python-backend"}
MARKET = {"segment_level": "market", "segment": "market"}


def march(day: int) -> date:
    return date(2026, 3, day)


def hand_made_lake() -> LakeBuilder:
    lake = LakeBuilder()
    for day in days(march(2), LAST):
        failed = day == march(17)
        lake.crawl("hh_ru", day, is_complete=not failed, verdict="failed" if failed else "good")
        lake.crawl("telegram:channel", day)
        lake.crawl("ashby:acme", day)
        lake.rate(day, "PLN", 0.30 if day >= march(22) else 0.25)
        lake.rate(day, "UAH", 0.025, rate_on=march(5))

    def listed(first: date, last: date = LAST) -> list[date]:
        return [day for day in days(first, last) if day != march(17)]

    for n in range(1, 7):  # six that stay open
        lake.posting(f"hh_ru/a{n}", listed(march(3)))
    for n in range(1, 6):
        lake.posting(f"hh_ru/c{n}", listed(march(4), march(10)))  # last seen on the 10th: closed on the 11th
        lake.posting(f"telegram:channel/t{n}", [march(5)])  # closes by age in April
        lake.posting(f"telegram:channel/x{n}", [march(6)])  # repeats a1 ... a5
        lake.link(f"telegram:channel/x{n}", f"hh_ru/a{n}", march(6))
        lake.link(f"telegram:channel/x{n}", f"hh_ru/a{n}", march(8))  # found again after an edit
        lake.posting(f"telegram:channel/r{n}", [march(9)], rejected_reason="course")
        lake.posting(f"ashby:acme/u{n}", listed(march(10)), country="US")
        lake.posting(f"hh_ru/n{n}", listed(march(11)), direction=None, specialization=None)
    for n in range(25):  # USD 3000, 3100 ... 5400 on the publication day
        zloty = {"salary_point": 12_000 + 400 * n, "salary_month": 12_000 + 400 * n, "salary_currency": "PLN"}
        lake.posting(f"hh_ru/s{n}", listed(march(16)), grade="Senior", salary_usd_month=3000.0 + 100 * n, **zloty)
    lake.posting("hh_ru/o", listed(march(16)), grade="Senior", usd=100.0, is_outlier=True)
    lake.posting("hh_ru/k", listed(march(18)), salary_point=9e4, salary_month=9e4, salary_currency="UAH")
    # The same payload, landed once more by a day that ran at the same time, and read differently.
    lake.version("hh_ru/a1", march(10), grade="Lead")
    return lake


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    home = tmp_path_factory.mktemp("truth")
    hand_made_lake().write(home)
    built = Warehouse(home)
    # With every data test and unit test of the project, and the docs of what was built.
    built.build(["build"], ["docs", "generate"])
    return built


@pytest.mark.parametrize(
    ("week", "new", "active", "closed"),
    [
        ("2026-03-02", 16, 16, None),  # a6 + c5 + t5; x1 ... x5 repeat
        ("2026-03-09", None, 11, 5),  # c1 ... c5 gone; rejected, US and not IT do not count
        ("2026-03-16", 27, 38, None),  # s25 + o + k
    ],
)
def test_weekly_demand_counts_openings_not_postings(
    warehouse: Warehouse, week: str, new: int | None, active: int, closed: int | None
) -> None:
    row = warehouse.row("mart_weekly_demand", week_start=week, **PYTHON)
    assert (row["new_vacancies"], row["active"], row["closed"]) == (new, active, closed)
    assert row["is_new_suppressed"] == (new is None)


def test_a_failed_crawl_is_named_and_closes_nothing(warehouse: Warehouse) -> None:
    row = warehouse.row("mart_weekly_demand", week_start="2026-03-16", **PYTHON)
    assert (row["days_covered"], row["sources_missing"], row["is_complete"]) == (7, ["hh_ru"], False)
    assert row["is_closed_suppressed"]


def test_weeks_exist_from_the_first_landed_crawl_to_the_last_and_the_first_two_are_ramp_up(
    warehouse: Warehouse,
) -> None:
    weeks = warehouse.query("select week_iso, as_of, days_covered, is_ramp_up, is_complete from int_weeks order by 1")
    assert weeks["week_iso"].tolist() == ["2026-W10", "2026-W11", "2026-W12", "2026-W13"]
    assert weeks["days_covered"].tolist() == [7, 7, 7, 2]
    assert weeks["is_ramp_up"].tolist() == [True, True, False, False]
    assert weeks["is_complete"].tolist() == [True, True, False, False]
    assert weeks["as_of"].iloc[-1].date() == LAST


def test_the_ledger_of_the_market_names_what_became_of_every_posting(warehouse: Warehouse) -> None:
    row = warehouse.row("mart_market_summary", week_start="2026-03-16", **MARKET)
    ledger = ("raw_postings", "rejected", "merged", "not_it", "out_of_scope", "pending", "vacancies")
    assert [row[name] for name in ledger] == [63, 5, 5, 5, 5, 0, 43]
    assert row["new_90d"] == 43
    assert row["is_simulated"]


def test_ninety_day_pay_uses_the_newest_rate_and_history_the_rate_of_publication(warehouse: Warehouse) -> None:
    senior = warehouse.row("mart_salary_ladder", week_start="2026-03-16", grade="Senior", **PYTHON)
    # 3600, 3720 ... 6480 at 0.30: the 13th, 8th and 18th of 25.
    assert senior["median_usd_month"] == 5040
    assert (senior["median_usd_month_low"], senior["median_usd_month_high"]) == (4440, 5640)
    assert (senior["n"], senior["total_n"], senior["outliers"]) == (25, 26, 1)
    history = warehouse.query(
        "select median(salary_usd_month) as usd from int_vacancies where grade = 'Senior' and not is_outlier"
    )
    assert history["usd"].item() == 4200


def test_pay_at_a_stale_rate_is_counted_but_not_converted(warehouse: Warehouse) -> None:
    row = warehouse.row("mart_market_summary", week_start="2026-03-16", **PYTHON)
    assert (row["n_salary"], row["salary_outliers"], row["salary_unconverted"]) == (25, 1, 1)
    assert row["salary_coverage"] == pytest.approx(27 / 43)


def test_a_suppressed_grade_has_no_median_and_no_jump(warehouse: Warehouse) -> None:
    junior = warehouse.row("mart_salary_ladder", week_start="2026-03-16", grade="Junior", **PYTHON)
    assert (junior["n"], junior["median_usd_month"], junior["jump_pct"], junior["is_suppressed"]) == (
        None,
        None,
        None,
        True,
    )


def test_the_share_of_a_grade_carries_its_wilson_interval(warehouse: Warehouse) -> None:
    senior = warehouse.row("mart_weekly_grades", week_start="2026-03-16", grade="Senior", **PYTHON)
    interval = binomtest(26, 26).proportion_ci(method="wilson")
    assert (senior["share"], senior["coverage"]) == (1.0, pytest.approx(26 / 27))
    assert (senior["share_low"], senior["share_high"]) == pytest.approx((interval.low, interval.high))


def test_sources_overlap_by_the_vacancies_they_share(warehouse: Warehouse) -> None:
    board = warehouse.row("mart_sources", week_start="2026-03-16", source="hh_ru", **PYTHON)
    channel = warehouse.row("mart_sources", week_start="2026-03-16", source="telegram:channel", **PYTHON)
    assert (board["vacancies"], board["preferred_n"], board["source_type"]) == (38, 38, "board")
    assert (channel["postings"], channel["vacancies"], channel["exclusive_vacancies"]) == (10, 10, 5)
    assert (channel["overlap_share"], channel["preferred_n"]) == (0.5, 5)


def test_a_payload_that_landed_twice_speaks_as_it_first_landed(warehouse: Warehouse) -> None:
    row = warehouse.row("int_postings", posting_key="hh_ru/a1")
    assert (row["grade"], row["first_landed_on"]) == (None, march(3))


def test_figures_that_nobody_can_know_are_null_and_never_zero(warehouse: Warehouse) -> None:
    rust = warehouse.row(
        "mart_market_summary", week_start="2026-03-16", segment_level="specialization", segment="rust-backend"
    )
    assert (rust["active"], rust["median_usd_month"], rust["remote_share"]) == (None, None, None)
    assert rust["is_active_suppressed"]
    assert rust["is_median_suppressed"]


def test_the_docs_describe_every_column_of_every_table_and_name_its_key(warehouse: Warehouse) -> None:
    def artifact(name: str) -> dict[str, Any]:
        return dict(json.loads((target() / name).read_text(encoding="utf-8"))["nodes"])

    nodes, tables = artifact("manifest.json"), artifact("catalog.json")
    keyed = {
        node["attached_node"]
        for node in nodes.values()
        if (node.get("test_metadata") or {}).get("name") in ("unique", "unique_combination")
    }
    documented = {name: node for name, node in nodes.items() if node["resource_type"] in ("model", "seed")}
    assert len(documented) > 60
    for name, node in documented.items():
        described = {column for column, words in node["columns"].items() if words["description"].strip()}
        assert set(tables[name]["columns"]) == described, name
        assert node["description"].strip(), name
        assert name in keyed, name
