"""Facts of a release: smaller than the warehouse's, equal whatever its row order, without a way to a rejected ad."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.publication.facts_copy import copy_facts

TABLES = {
    "fct_vacancies": (
        "select 'v' || i as vacancy_id, date '2026-03-02' + i::integer as published_on from range(4) as r (i)"
    ),
    "fct_vacancy_weeks": (
        "select date '2026-03-02' as week_start, 'v' || i as vacancy_id, i > 1 as is_new, 100.0 * i as "
        "salary_usd_month_current from range(4) as r (i)"
    ),
    "fct_postings": (
        "select * from (values ('a/1', 'a', 'v0', 'vacancy', date '2026-03-02'), ('a/2', 'a', 'v0', 'merged', "
        "date '2026-03-03'), ('a/3', 'a', null, 'rejected', date '2026-03-03')) as p "
        "(posting_key, source, vacancy_id, outcome, published_on)"
    ),
}


def write_warehouse(path: Path, order: str = "asc") -> Path:
    with duckdb.connect(str(path)) as connection:
        for name, query in TABLES.items():
            connection.execute(f"create table {name} as {query} order by all {order}")
    return path


def copied(warehouse: Path, folder: Path) -> Path:
    folder.mkdir()
    copy_facts(warehouse, folder)
    return folder / "facts"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return copied(write_warehouse(tmp_path / "a.duckdb"), tmp_path / "release")


def test_numbers_stand_for_ids_and_pay_at_the_weeks_rate_is_left_to_the_rate(facts: Path) -> None:
    weeks = duckdb.read_parquet(str(facts / "fct_vacancy_weeks.parquet"))
    vacancies = duckdb.read_parquet(str(facts / "fct_vacancies.parquet"))
    assert weeks.columns == ["week_start", "vacancy_no", "is_new"]
    assert len(vacancies) == 4
    new = weeks.filter("is_new").join(vacancies, "vacancy_no").project("vacancy_id").order("vacancy_id")
    assert new.fetchall() == [("v2",), ("v3",)]


def test_a_rejected_posting_is_counted_and_cannot_be_found(facts: Path) -> None:
    postings = duckdb.read_parquet(str(facts / "fct_postings.parquet"))
    rows = postings.project("posting_key, vacancy_no, outcome").order("outcome").fetchall()
    assert rows == [("a/2", 0, "merged"), (None, None, "rejected"), ("a/1", 0, "vacancy")]


def test_the_bytes_do_not_depend_on_the_order_of_rows_in_the_warehouse(facts: Path, tmp_path: Path) -> None:
    other = copied(write_warehouse(tmp_path / "b.duckdb", "desc"), tmp_path / "other")
    files = sorted(path.name for path in facts.iterdir())
    assert files == [f"{name}.parquet" for name in sorted(TABLES)]
    assert [(other / name).read_bytes() for name in files] == [(facts / name).read_bytes() for name in files]
