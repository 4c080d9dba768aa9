"""Every figure of every mart is explained by exactly the ads it counts, on a simulated market taken through dbt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.publication import releases
from orchestration.publication.metrics import Metric, MetricLayer, measures
from orchestration.publication.populations import (
    OTHER_REASON,
    NoFacts,
    Population,
    declared_marts,
    elsewhere,
    open_release,
    rows_behind,
)
from orchestration.publication.rules import rules
from orchestration.publication.why import Release
from orchestration.publication.why_names import UnknownFigure
from orchestration.publication.why_page import why_href

from .dbt_process import target
from .lake_rows import LakeBuilder
from .simulated_lake import simulated_lake
from .warehouse import SEGMENT_VACANCIES, Warehouse

POPULATIONS = [population for mart in declared_marts().values() for population in mart.populations]
# Columns of numbers that place a row and are no figures.
PLACES = {"sort_order", "grade_order", "band_order", "format_order", "position"}
LADDER = "mart_salary_ladder/specialization/{}/2026-05-18/{}/median_usd_month"


def varied_lake() -> LakeBuilder:
    """The simulated lake with everything the marts tell apart: outliers, bounds, taxes, bases, employers, no rate."""
    lake = simulated_lake(6000, date(2026, 3, 2), date(2026, 5, 24))
    for (layer, _), rows in lake.rows.items():
        for number, row in enumerate(rows if layer == "normalized_postings" else ()):
            row["company"] = f"Employer {number % 7}" if number % 5 else None
            row["grade_basis"] = "experience" if number % 3 == 0 else "title"
            row["description_quality"] = "thin" if number % 4 == 0 else "adequate"
            row["countries"] = (
                [row["country"], "DE"] if row["country"] and number % 6 == 0 else [row["country"] or "DE"]
            )
            if row.get("salary_point") is None:
                continue
            row["salary_bound"] = ("range", "from", "exact")[number % 3]
            row["salary_tax"] = ("gross", "net", "unknown")[number % 3]
            row["rate_on"], row["rate_source"] = row["published_on"], "test"
            if number % 29 == 0:
                row["salary_usd_month"], row["salary_month"], row["is_outlier"] = 100.0, 400.0, True
            elif number % 31 == 0:  # a currency without any quote
                row["salary_usd_month"], row["salary_currency"], row["rate_on"] = None, "XTS", None
    return lake


def publish(home: Path) -> Path:
    """A release without its pages, which other tests build."""
    manifest = target() / "manifest.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "write_site", lambda *arguments, **options: [])
        return releases.publish_release(
            home, code_version="test", created_at=datetime.now(UTC), dbt_manifest=manifest
        ).path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("why") / "home"
    varied_lake().write(home)
    Warehouse(home).build(["seed"], ["run"])
    return home


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return publish(home)


@pytest.fixture(scope="module")
def release(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_release(folder) as connection:
        yield connection


@pytest.mark.parametrize("population", POPULATIONS, ids=lambda each: f"{each.mart}/{each.column}")
def test_the_ads_behind_a_figure_are_as_many_as_its_mart_counts(
    population: Population, release: duckdb.DuckDBPyConnection
) -> None:
    """In every row of the mart; and every ad that is left out has a reason."""
    rows = rows_behind(population, f"select m as cell from marts.{population.mart} as m")
    release.execute(
        "create or replace temp table found as select cell, count(*) filter (where is_counted) as counted, "
        f"count(*) filter (where reason = '{OTHER_REASON}') as unexplained from ({rows}) group by cell"
    )
    level = f"segment_level = '{population.level}'" if population.level else "true"
    count = "1" if population.is_hidden and population.column == "vacancy" else f'm."{population.column}"'
    if population.is_hidden and population.column == "salary_stated":
        count = f"round(m.salary_coverage * m.{'n' if population.mart == 'mart_geography' else 'new_90d'})::bigint"
    differing, total, unexplained, largest = release.sql(
        f"select count(*) filter (where {count} is distinct from coalesce(counted, 0) "
        f"and not ({count} is null and coalesce(counted, 0) < {rules().min_count})), count(*), sum(unexplained), "
        "max(counted) "
        f"from (from marts.{population.mart} where {level}) as m left join found on m is not distinct from found.cell"
    ).fetchall()[0]
    assert (differing, unexplained or 0) == (0, 0)
    assert total > 0
    if population.column != "pending":  # the simulated lake leaves nothing unread
        assert largest > 0, "nothing to count: the simulated market says nothing about this figure"


def test_every_number_of_every_mart_has_ads_behind_it_or_says_what_has(release: duckdb.DuckDBPyConnection) -> None:
    columns = release.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'marts' "
        "and starts_with(table_name, 'mart_') and data_type in ('BIGINT', 'INTEGER', 'DOUBLE', 'HUGEINT')"
    ).fetchall()
    unknown = [
        f"{mart}/{column}"
        for mart, column in columns
        if column not in PLACES
        and not {mart, f"{mart}/{column}"} & elsewhere().keys()
        and (mart not in declared_marts() or declared_marts()[mart].behind(column) is None)
        and not (mart == "mart_latest_vacancies" and column.startswith("salary_"))
    ]
    assert unknown == []


def test_what_a_page_prints_leads_to_its_cell(folder: Path, release: duckdb.DuckDBPyConnection) -> None:
    marts = {name for (name,) in release.execute("select table_name from duckdb_tables()").fetchall()}
    printed = 0
    with Release(folder) as opened:
        for name, measure in measures().items():
            if measure.mart not in marts or {measure.mart, f"{measure.mart}/{measure.column}"} & elsewhere().keys():
                continue
            population = declared_marts()[measure.mart].behind(measure.column)
            where = f"segment_level = '{population.level}'" if population and population.level else "true"
            cursor = release.execute(f"from marts.{measure.mart} where {where} order by all limit 1")
            row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
            metric = MetricLayer.metric(name, row)
            found = opened.explain([metric.ref], limit=0)
            assert (found.reference, found.value) == (metric.ref, metric.value)
            assert found.is_suppressed == metric.is_suppressed
            assert found.definition, f"{metric.ref} has no description"
            assert found.drift is None
            printed += 1
    assert printed > 80


def test_every_figure_of_the_pages_has_its_place_on_the_page_that_explains_them(folder: Path) -> None:
    html = (folder / "pages" / "why.html").read_text(encoding="utf-8")
    marts = json.loads((folder / "manifest.json").read_text())["tables"]
    for name, measure in measures().items():
        if measure.mart in marts:
            metric = Metric(measure.mart, (), measure.column, measure.kind, None)
            assert f'id="{why_href(metric).partition("#")[2]}"' in html, name
    assert "pay outside 500 to 50,000 USD a month" in html
    assert "jobmarts why salary_ladder/median_usd_month SEGMENT GRADE WEEK" in html
    assert "<script" not in html
    assert len(html) < 300_000


def test_an_answer_is_explained_by_the_cell_it_copies(folder: Path) -> None:
    with Release(folder) as opened:
        found = opened.explain(["faq/value", "python-backend", "pay/median/1"])
        assert found.reference == "mart_market_summary/specialization/python-backend/2026-05-18/median_usd_month"


def test_a_median_can_be_computed_again_from_its_ads(folder: Path, tmp_path: Path) -> None:
    with Release(folder) as opened:
        found = opened.explain([LADDER.format("python-backend", "Senior")])
        opened.write_rows(tmp_path / "rows.csv")
    rows = duckdb.read_csv(str(tmp_path / "rows.csv")).filter("is_counted")
    median = rows.aggregate("round(quantile_cont(salary_usd_month_current, 0.5)), count(*)").fetchall()
    assert median == [(found.value, found.shown_n)]
    assert found.counted == found.shown_n
    assert found.about == found.counted + sum(found.exclusions.values())
    assert set(found.exclusions) == {
        "pay not stated",
        "no official rate",
        "pay outside 500 to 50,000 USD a month",
    }
    assert [(rate.currency, rate.source) for rate in found.rates] == [("PLN", "test")]
    assert [row["grade"] for row in found.sample] == ["Senior"] * 10
    assert {"vacancy", "merged", "out_of_scope"} <= found.earlier.keys()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["medain"], "did you mean median"),
        (["median", "pyton-backend"], "did you mean python-backend"),
        (["ladder_median", "python-backend"], "there are Junior, Lead, Middle, Senior"),
        (["ladder_median", "python-backend", "Senor"], "did you mean Senior"),
        (["median", "fullstack"], "direction:fullstack"),
        (["median", "market", "2031-01-06"], "no rows"),
        (["median", "market", "2031-W99"], "no week"),
        (["salary_ladder/medians"], "did you mean median_usd_month"),
        (["mart_salary_ladder/market/market"], "mart_salary_ladder/LEVEL/SEGMENT/WEEK/grade/COLUMN"),
        (["salary_ladder/is_suppressed", "market", "Lead"], "is no figure"),
        (["rejected", "python-backend"], "row of the market only"),
        (["specializations/total_n", "python-backend"], "wider segment"),
        (["mart_source_health/n"], "reports of crawls"),
    ],
)
def test_what_nobody_can_find_is_answered_with_what_comes_near(words: list[str], complaint: str, folder: Path) -> None:
    with Release(folder) as opened, pytest.raises(UnknownFigure, match=complaint):
        opened.explain(words)


def test_words_and_references_name_the_same_figure(folder: Path) -> None:
    with Release(folder) as opened:
        full = opened.explain([LADDER.format("python-backend", "Lead")])
        for words in (
            ["ladder_median", "python-backend", "Lead"],
            ["ladder_median", "specialization:python-backend", "lead", "2026-W21"],
            ["salary_ladder/median_usd_month", "python-backend", "2026-05-18", "Lead"],
        ):
            assert opened.explain(words) == full


def test_the_command_prints_what_a_person_needs_and_json_for_programs(folder: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    options = ["--release", str(folder), "--limit", "2", "--csv", str(tmp_path / "rows.csv")]
    shown = runner.invoke(app, ["why", "median", "python-backend", *options], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    for words in (
        "Simulated data",
        "Median posted monthly pay",
        "pay not stated",
        "merged",
        "PLN",
        "https://example.org",
    ):
        assert words in shown.output
    printed = runner.invoke(app, ["why", "median", "python-backend", "--json", *options])
    found = json.loads(printed.output)
    assert found["reference"] == "mart_market_summary/specialization/python-backend/2026-05-18/median_usd_month"
    assert len(found["sample"]) == 2
    assert found["rules"]["normalized_postings"] == ["test"]
    assert (tmp_path / "rows.csv").read_text().count("\n") == found["about"] + 1
    wrong = runner.invoke(app, ["why", "medain", "--release", str(folder)])
    assert wrong.exit_code == 2
    assert "did you mean median" in wrong.stderr


def test_an_older_release_without_facts_says_so(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "marts.duckdb").write_bytes((folder / "marts.duckdb").read_bytes())
    with pytest.raises(NoFacts, match="publish again"):
        Release(tmp_path)


def test_a_week_that_was_counted_from_other_readings_says_so(home: Path, folder: Path) -> None:
    """Last: it changes the warehouse. A closed week keeps its figures when a vacancy turns out to be no IT job."""
    Warehouse(home).execute(
        f"update int_vacancies set is_it = false where vacancy_id = (select min(vacancy_id) from {SEGMENT_VACANCIES} "
        "where week_start = '2026-05-18' and segment = 'python-backend' and is_in_window)"
    )
    with Release(publish(home)) as opened:
        found = opened.explain(["new_90d", "python-backend"])
    assert found.counted == found.value - 1
    assert "a closed week is not rebuilt" in str(found.drift)
