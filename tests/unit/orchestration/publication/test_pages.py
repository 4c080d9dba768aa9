from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from orchestration.publication import site_files
from orchestration.publication.about import ReleaseFacts
from orchestration.publication.metrics import MetricLayer, UnknownMeasure, measures
from orchestration.publication.pages import Site
from orchestration.publication.provenance import Simulation
from orchestration.publication.rules import rules
from orchestration.publication.subjects import read_specializations
from orchestration.publication.texts import MissingText, Texts, languages

REPO = Path(__file__).resolve().parents[4]
PageOf = Callable[..., str]
Rows = dict[str, list[dict[str, Any]]]
HOSTILE = "<script>alert('x')</script>\"'&<500"


def text_of(html: str, selector: str) -> str:
    node = LexborHTMLParser(html).css_first(selector)
    assert node is not None, f"no {selector} on the page"
    return re.sub(r"\s+", " ", node.text(separator=" ")).replace("\u00a0", " ").strip()


def test_every_section_is_on_a_full_page(page_of: PageOf) -> None:
    tree = LexborHTMLParser(page_of("python-backend"))
    found = [node.attributes["id"] for node in tree.css("section")]
    assert found == [
        "comparison", "demand", "demand-index", "days-open", "grades",
        "pay", "pay-bands", "weekly-pay", "pay-index", "pay-by-terms", "transparency",
        "geography", "formats", "technologies", "pairs", "technology-pay",
        "sources", "employers", "directions", "latest", "faq", "similar", "coverage", "method", "cite",
    ]  # fmt: skip
    charts = [node.attributes["id"] for node in tree.css("section") if node.css_first("svg")]
    assert charts == [
        "comparison", "demand", "demand-index", "grades", "pay", "pay-bands", "weekly-pay", "pay-index",
        "geography", "formats", "technologies", "pairs", "technology-pay", "sources", "directions",
    ]  # fmt: skip
    assert all(node.css_first("table") for node in tree.css("section") if node.css_first("svg"))


def test_stock_and_flow_are_two_figures_in_the_hero(page_of: PageOf) -> None:
    tiles = [
        re.sub(r"\s+", " ", node.text(separator=" "))
        for node in LexborHTMLParser(page_of("python-backend")).css(".tile")
    ]
    assert "Active now 753" in tiles[0]
    assert "stock" in tiles[0]
    assert "New in 90 days 1,076" in tiles[1]
    assert "flow" in tiles[1]


def test_a_median_of_the_hero_has_interval_n_and_coverage(page_of: PageOf) -> None:
    tile = LexborHTMLParser(page_of("python-backend")).css(".tile")[2].text(separator=" ").replace("\u00a0", " ")
    assert re.search(r"USD \d,\d{3}", tile)
    assert re.search(r"95 % interval \d,\d{3}–\d,\d{3} · n = 538 · 50 % of ads state it", tile)


def test_thin_figures_say_how_few_ads_there_are_and_never_zero(page_of: PageOf) -> None:
    html = page_of("rust-backend")
    assert "too few ads (n=6)" in text_of(html, ".tiles")
    assert "under 5" in html
    assert not re.search(r">0</data>", html)


def test_a_specialization_that_was_never_seen_has_a_page_that_says_so(page_of: PageOf) -> None:
    html = page_of("onec")
    assert "No vacancy of this specialization has been seen yet" in html
    assert ">0<" not in html


def test_a_coverage_of_very_few_ads_is_not_shown(page_of: PageOf) -> None:
    def few(rows: Rows) -> None:
        for row in rows["mart_market_summary"]:
            if row["segment"] == "rust-backend":
                row.update(active=None, new_90d=None, grade_n=0, grade_coverage=0.0, format_n=1, n_salary=None)
        for row in rows["mart_weekly_demand"]:
            if row["segment"] == "rust-backend":
                row["active"] = None

    assert "under 5 ads of the ads" not in text_of(page_of("rust-backend", few), "#grades")
    assert "0 %" not in text_of(page_of("rust-backend", few), "#coverage")


def test_the_step_between_grades_is_that_of_the_shown_medians(page_of: PageOf) -> None:
    rows = {
        row.css("th")[0].text(): [cell.text().replace("\u00a0", " ") for cell in row.css("td")]
        for row in LexborHTMLParser(page_of("python-backend")).css("#pay tbody tr")
    }
    medians = {grade: int(re.sub(r"\D", "", cells[0])) for grade, cells in rows.items()}
    step = 100 * (medians["Middle"] / medians["Junior"] - 1)
    assert rows["Middle"][4] == f"+{step:.1f} % on Junior"


def test_an_inversion_is_explained_and_named_as_noise_or_clear(page_of: PageOf) -> None:
    assert "but the intervals overlap" in text_of(page_of("python-backend"), "#pay")

    def apart(rows: Rows) -> None:
        for row in rows["mart_salary_ladder"]:
            if row["segment"] == "python-backend" and row["grade"] == "Lead":
                row.update(median_usd_month=3714.0, median_usd_month_low=3600, median_usd_month_high=3800)
                row.update(jump_pct=-40.1, is_inversion=True, is_inversion_beyond_interval=True)

    assert "It does not show that a promotion cuts pay" in text_of(page_of("python-backend", apart), "#pay")


def test_figures_within_each_others_intervals_are_not_ranked_in_words(page_of: PageOf) -> None:
    def level(rows: Rows) -> None:
        for row in rows["mart_geography"]:
            if row["country"] in ("PL", "RU"):
                row.update(share_low=0.1, share_high=0.6)

    assert "within each other's intervals" in text_of(page_of("python-backend", level), "#geography")

    def apart(rows: Rows) -> None:
        for row in rows["mart_geography"]:
            if row["country"] == "PL":
                row["share_low"] = row["share"]
            elif row["share"] is not None:
                row["share_high"] = row["share"]

    assert "Poland is named most" in text_of(page_of("python-backend", apart), "#geography")


def test_what_defines_the_specialization_is_not_in_its_own_ranking(page_of: PageOf) -> None:
    html = page_of("python-backend")
    assert "Python defines the specialization and is left out" in text_of(html, "#technologies")
    names = [node.text() for node in LexborHTMLParser(html).css("#technologies tbody th")]
    assert names[0] == "PostgreSQL"
    assert "Python" not in names


def test_hostile_names_are_shown_as_text(page_of: PageOf) -> None:
    def hostile(rows: Rows) -> None:
        for row in rows["mart_technologies"]:
            if row["technology"] == "Django":
                row["technology"] = HOSTILE
        for row in rows["mart_sources"]:
            if row["source"] == "hh_ru":
                row["source"] = HOSTILE

    html = page_of("python-backend", hostile)
    assert re.findall("<script[^>]*>", html) == ['<script src="assets/charts.js" defer>']
    tree = LexborHTMLParser(html)
    assert HOSTILE in [node.text() for node in tree.css("#technologies tbody th")]
    assert HOSTILE in [node.text() for node in tree.css("#sources tbody th")]


@pytest.mark.parametrize(
    ("simulation", "banner", "citation"),
    [
        (Simulation(0, 10), None, "1 Jun 2026, data to 31 May 2026."),
        (Simulation(10, 10), "Simulated data All 10 postings", "Simulated data."),
        (Simulation(4, 10), "Partly simulated data 4 of the 10 postings", "Partly simulated data."),
    ],
)
def test_simulated_data_is_called_simulated(
    simulation: Simulation, banner: str | None, citation: str, page_of: PageOf
) -> None:
    for slug in ("python-backend", "index"):
        html = page_of(slug, simulation=simulation)
        if banner is None:
            assert LexborHTMLParser(html).css_first(".banner") is None
        else:
            assert text_of(html, ".banner").startswith(banner)
        assert text_of(html, "#cite blockquote").endswith(citation)


def test_an_incomplete_week_is_in_the_table_and_not_in_the_chart(page_of: PageOf) -> None:
    html = page_of("python-backend", open_week=True)
    rows = [row.text(separator="|").replace("\u00a0", " ") for row in LexborHTMLParser(html).css("#demand tbody tr")]
    assert rows[-1].startswith("25 May 2026|")
    assert "|nofluffjobs|no" in rows[-1]
    assert "to 18 May 2026" in (LexborHTMLParser(html).css_first("#demand svg").attributes["aria-label"] or "")


def test_too_short_a_history_gives_a_reason_instead_of_a_chart(page_of: PageOf) -> None:
    html = page_of("python-backend", weeks=3)
    assert LexborHTMLParser(html).css_first("#demand svg") is None
    assert "at least 2 complete weeks after ramp-up; so far there are 1" in text_of(html, "#demand")


def test_the_index_links_every_specialization(page_of: PageOf, home: Path) -> None:
    links = {node.attributes["href"] for node in LexborHTMLParser(page_of("index")).css("#specializations a")}
    with duckdb.connect(str(home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute("select slug from specializations").fetchall()
    assert links >= {f"{slug}.html" for (slug,) in found}
    assert {"backend.html", "erp-crm-direction.html"} <= links  # the direction shares its name with a specialization
    assert "fullstack-direction.html" not in links  # one specialization is the whole direction


def test_headings_never_skip_a_level_and_ids_are_unique(page_of: PageOf) -> None:
    for slug in ("python-backend", "index"):
        tree = LexborHTMLParser(page_of(slug))
        levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3, h4")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        assert len(ids) == len(set(ids))


def test_every_measure_is_a_column_of_its_mart(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        layer = MetricLayer(connection)
    for name, measure in measures().items():
        row = next(iter(layer.all_rows(measure.mart)))
        metric = layer.metric(name, row)
        assert layer.metric_at(metric.ref) == metric
    with pytest.raises(UnknownMeasure):
        layer.metric("no_such_figure", row)


def test_the_rules_the_pages_state_are_those_of_the_marts() -> None:
    variables = yaml.safe_load((REPO / "dbt_project/dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    assert rules().min_count == variables["min_count"]
    assert rules().min_median == variables["min_median_n"]
    assert rules().window_days == variables["active_days"]
    assert rules().momentum_weeks == variables["momentum_weeks"]
    method = Texts("en")["method.salary"]
    for bound in ("outlier_below_usd", "outlier_above_usd"):
        assert f"USD {variables[bound]:,}" in method


def test_a_text_that_is_not_in_the_catalogue_or_lacks_an_argument_stops_the_build() -> None:
    texts = Texts("en")
    with pytest.raises(MissingText):
        texts["no.such.text"]
    with pytest.raises(MissingText, match="window"):
        texts.plain("hero.new")
    with pytest.raises(MissingText):
        Texts("xx")


def test_arguments_of_a_text_are_escaped() -> None:
    assert "&lt;b&gt;" in Texts("en").markup("sources.most", source="<b>", vacancies=1, exclusive=1)


def test_a_whole_site_is_written_and_small(home: Path, tmp_path: Path) -> None:
    facts = ReleaseFacts("id", datetime(2026, 6, 1, tzinfo=UTC), "git abc", Simulation(0, 1), ())
    marts = home / "warehouse/warehouse.duckdb"
    written = site_files.write_site(marts, tmp_path / "pages", facts)
    with duckdb.connect(str(marts), read_only=True) as connection:
        count = len(read_specializations(connection))
    assert {"index.html", "method.html", "quality.html", "downloads.html", "backend.html"} <= {
        path.name for path in written
    }
    assert sum(path.suffix == ".xml" for path in written) == count * len(languages())
    scripts = {path.name: path.stat().st_size for path in written if path.suffix == ".js"}
    assert set(scripts) == {"charts.js", "shapes.js", "vega.js"}
    assert scripts["charts.js"] < 6_000  # what every page loads; the others only when a chart is turned to
    assert max(path.stat().st_size for path in written if path.suffix != ".js") < 600_000


def test_no_page_of_the_site_hides_a_segment(home: Path) -> None:
    facts = ReleaseFacts("id", datetime(2026, 6, 1, tzinfo=UTC), "git abc", Simulation(0, 1), ())
    with duckdb.connect(str(home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        site = Site(MetricLayer(connection), read_specializations(connection), facts)
        builders = site.builders()
        for own in (*site.specializations, *site.directions):
            assert getattr(builders[own.file_name], "func", None) == site.segment_page, own
        site.specializations = [replace(site.specializations[0], file_name="method.html")]
        with pytest.raises(ValueError, match=r"method\.html"):
            site.builders()


def test_two_processes_write_the_site_that_one_writes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = ReleaseFacts("id", datetime(2026, 6, 1, tzinfo=UTC), "git abc", Simulation(0, 1), ())
    marts = home / "warehouse/warehouse.duckdb"
    with duckdb.connect(str(marts)) as connection:  # a small site
        connection.execute("delete from specializations where direction_slug <> 'backend'")
    monkeypatch.setattr(site_files, "_PAGES_WORTH_A_PROCESS", 1)
    contents = []
    for processes in (1, 2):
        folder = tmp_path / f"by-{processes}"
        written = site_files.write_site(marts, folder, facts, processes=processes)
        contents.append({path.relative_to(folder): path.read_bytes() for path in written})
    assert contents[0] == contents[1]


def test_headings_of_figures_lead_to_what_they_mean(page_of: PageOf) -> None:
    tree = LexborHTMLParser(page_of("python-backend"))
    assert {node.attributes["href"] for node in tree.css("#pay thead a")} >= {
        "why.html#salary_ladder-median_usd_month",
        "why.html#salary_ladder-n",
    }
    assert next(node.attributes["href"] for node in tree.css(".tile dt a")) == "why.html#market_summary-active"
    # A column of words explains itself.
    assert tree.css_first("#pay thead th").css_first("a") is None
