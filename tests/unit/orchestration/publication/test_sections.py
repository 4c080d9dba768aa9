"""Sections over invented marts: what they say, what they leave unsaid, and words of sources that are not ours."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from orchestration.publication.metrics import Metric
from orchestration.publication.provenance import Simulation
from orchestration.publication.texts import Texts, languages
from orchestration.publication.view import FrozenFigure, View

PageOf = Callable[..., str]
Rows = dict[str, list[dict[str, Any]]]
HOSTILE = "<script>alert('x')</script>\"'&<500 null {{ x }}"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def text_of(html: str, selector: str) -> str:
    node = LexborHTMLParser(html).css_first(selector)
    assert node is not None, f"no {selector} on the page"
    return re.sub(r"\s+", " ", node.text(separator=" ")).strip()


def edit(mart: str, segment: str = "python-backend", **cells: Any) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows[mart]:
            if row.get("segment") == segment:
                row.update(cells)

    return change


def test_at_least_twelve_questions_are_answered_from_facts(page_of: PageOf) -> None:
    answers = LexborHTMLParser(page_of("python-backend")).css("#faq .answer")
    assert len(answers) >= 12
    assert all(answer.css_first("summary").text().endswith("?") for answer in answers)
    figures = [node.attributes["data-m"] or "" for answer in answers for node in answer.css("data")]
    assert len(figures) > 30
    assert all(reference.startswith("mart_faq/") for reference in figures)


def test_an_answer_without_enough_ads_says_so(page_of: PageOf) -> None:
    html = page_of("rust-backend")
    assert "Too few ads state it" in text_of(html, "#faq-pay")
    assert not re.search(r"\bUSD\b", text_of(html, "#faq-pay"))


def test_a_source_that_states_one_format_only_is_named_beside_the_shares_of_formats(page_of: PageOf) -> None:
    words = "seems able to state one format only"
    assert words not in text_of(page_of("python-backend"), "#formats")
    marked = {
        "exclusive_vacancies": 300,
        "own_format_n": 200,
        "own_remote_n": 199,
        "own_hybrid_n": None,
        "own_office_n": None,
    }
    html = page_of("python-backend", edit("mart_sources", **marked))
    assert words in text_of(html, "#formats")
    whole = page_of("python-backend", edit("mart_sources", **marked | {"exclusive_vacancies": 201}))
    assert words not in text_of(whole, "#formats")  # employers who are remote say so in all their ads


def test_a_fact_compared_with_the_first_says_how(page_of: PageOf) -> None:
    assert "≈ the first" in text_of(page_of("python-backend"), "#faq-pay_by_place")


def test_titles_and_employers_of_sources_are_shown_as_they_are_and_never_as_markup(page_of: PageOf) -> None:
    def change(rows: Rows) -> None:
        edit("mart_latest_vacancies", title=HOSTILE, company=HOSTILE, city=HOSTILE, technologies=[HOSTILE])(rows)
        edit("mart_employers", company=HOSTILE)(rows)
        for row in rows["mart_sources"]:
            row["source"] = row["source"].replace("hh_ru", "lever:null")

    html = page_of("python-backend", change)
    assert html.count("<script") == 1  # that of the charts
    tree = LexborHTMLParser(html)
    assert tree.css_first(".ad-title a").text() == HOSTILE
    assert HOSTILE in [node.text() for node in tree.css("#employers tbody th")]


def test_an_ad_leads_to_the_web_or_nowhere(page_of: PageOf) -> None:
    html = page_of("python-backend", edit("mart_latest_vacancies", url="javascript:alert(1)"))
    assert "javascript:" not in html
    assert LexborHTMLParser(html).css(".ad-title a") == []
    link = LexborHTMLParser(page_of("python-backend")).css_first(".ad-title a")
    assert link.attributes["href"] == "https://jobs.example/python-backend/1"
    assert "nofollow" in (link.attributes["rel"] or "")


def test_a_feed_is_sound_whatever_a_source_writes(page_of: PageOf) -> None:
    change = edit("mart_latest_vacancies", title=f"{HOSTILE}\x00\x1f\ufffe", url="javascript:alert(1)")
    feed = ElementTree.fromstring(page_of("feeds/python-backend.xml", change))
    entries = feed.findall("atom:entry", ATOM)
    assert len(entries) == 10
    assert entries[0].findtext("atom:title", "", ATOM) == HOSTILE
    assert {entry.find("atom:link", ATOM).attrib["href"] for entry in entries} == {"../python-backend.html"}  # type: ignore[union-attr]
    assert len({entry.findtext("atom:id", "", ATOM) for entry in entries}) == 10


def test_a_feed_of_simulated_ads_says_so(page_of: PageOf) -> None:
    feed = page_of("feeds/python-backend.xml", simulation=Simulation(10, 10))
    assert "Simulated data" in feed


@pytest.mark.parametrize(
    "mart",
    [
        "mart_demand_index", "mart_weekly_salaries", "mart_weekly_salary_bands", "mart_salary_index",
        "mart_pay_transparency", "mart_technology_pay", "mart_technology_pairs", "mart_employers", "mart_days_open",
        "mart_latest_vacancies", "mart_specializations", "mart_faq", "mart_sources", "mart_geography",
        "mart_technologies", "mart_salary_breakdowns", "mart_similar_specializations",
    ],
)  # fmt: skip
def test_a_page_stands_without_the_rows_of_a_mart(mart: str, page_of: PageOf) -> None:
    def without(rows: Rows) -> None:
        rows[mart] = [row for row in rows[mart] if row["segment"] == "java-backend"]

    html = page_of("python-backend", without)
    assert text_of(html, "h1") == "Python Backend"
    assert not re.search(r">0</data>", html)


def test_a_direction_has_its_own_page_with_its_specializations(page_of: PageOf) -> None:
    html = page_of("backend")
    assert text_of(html, "h1") == "Backend"
    rows = [node.text() for node in LexborHTMLParser(html).css("#comparison tbody th")]
    assert rows == ["Python Backend", "Java Backend", "Rust Backend"]
    assert LexborHTMLParser(html).css_first("#demand svg") is not None


def test_a_page_of_other_directions_marks_its_own(page_of: PageOf) -> None:
    own = LexborHTMLParser(page_of("python-backend")).css("#directions tr.own th")
    assert [node.text() for node in own] == ["Backend"]


def test_demand_at_the_same_sources_is_told_with_its_interval(page_of: PageOf) -> None:
    text = text_of(page_of("python-backend"), "#demand-index").replace("\u00a0", " ")
    assert "the index stands at 134.4 (base: the week from 16 Mar 2026)" in text
    assert "+3.0 % , interval −8.0 to +15.4 %" in text
    assert "The interval of that change holds zero" in text


def test_a_quantile_beyond_the_follow_up_has_an_open_interval(page_of: PageOf) -> None:
    assert "47 days from 43" in text_of(page_of("python-backend"), "#days-open").replace("\u00a0", " ")
    html = page_of("python-backend", edit("mart_days_open", p75_days=None, p75_days_low=None))
    assert "not reached yet" in text_of(html, "#days-open")


def test_what_rises_is_told_only_beyond_the_intervals(page_of: PageOf) -> None:
    assert "rises" not in text_of(page_of("python-backend"), "#technologies")

    def rising(rows: Rows) -> None:
        weeks = sorted({row["week_start"] for row in rows["mart_technologies"]})
        for row in rows["mart_technologies"]:
            if row["segment"] == "python-backend" and row["technology"] == "Docker" and row["week_start"] == weeks[-5]:
                row.update(share=0.1, share_low=0.08, share_high=0.12)

    text = text_of(page_of("python-backend", rising), "#technologies").replace("\u00a0", " ")
    assert "Docker rises: 10 % in the window 4 weeks ago" in text
    assert "▲ 10 %" in text


def test_a_key_with_a_slash_is_one_part_of_a_reference() -> None:
    metric = Metric("mart_technologies", ("market", "market", "2026-05-25", "CI/CD 100%"), "share", "share", 0.1)
    assert metric.ref == "mart_technologies/market/market/2026-05-25/CI%2FCD 100%25/share"


def test_figures_of_keys_with_slashes_are_found_again(page_of: PageOf) -> None:
    html = page_of("python-backend")  # the build itself looks every reference up
    assert "Imaginary/Systems" in text_of(html, "#employers")
    assert "imaginary%2Fsystems" in html


def test_the_data_quality_page_shows_ledger_sources_and_how_well_ads_are_read(page_of: PageOf) -> None:
    html = page_of("quality")
    sections = [node.attributes["id"] for node in LexborHTMLParser(html).css("section")]
    assert sections == ["ledger", "coverage", "source-ledger", "source-health", "fill-rates", "reading-quality", "cite"]
    assert "spam 3" in text_of(html, "#source-ledger").replace("\u00a0", " ")
    last = LexborHTMLParser(html).css("#source-ledger tbody tr:first-child td")[-1]
    assert last.text() == "4"  # links that were not followed
    assert "2 good, 1 degraded, 0 failed, 0 not crawled" in text_of(html, "#source-health")
    first = LexborHTMLParser(html).css_first("#source-health tbody tr")
    assert "nofluffjobs" in first.text()  # what needs attention stands first
    assert "labelled ads stand behind these figures" in text_of(html, "#reading-quality")


def test_a_changed_figure_of_a_closed_week_is_told_with_old_new_and_why(page_of: PageOf) -> None:
    def revised(rows: Rows) -> None:
        base = next(row for row in rows["mart_weekly_demand"] if row["segment"] == "python-backend")
        cell = {"source_mart": "mart_weekly_demand", "source_column": "new_vacancies", "reasons": ["late_data"]}
        key = f"specialization/python-backend/{base['week_start']}"
        row = {**{name: base[name] for name in ("week_start", "segment_level", "segment")}, **cell, "source_key": key}
        other = {**row, "source_column": "sources_expected"}  # on no page, so not told here
        shared = {"previous_release": "r1", "change": "changed", "old_value": 60.0, "new_value": 66.0}
        rows["mart_revisions"] = [{**row, **shared}, {**other, **shared}]

    rows = LexborHTMLParser(page_of("python-backend", revised)).css("#revisions tbody tr")
    assert [node.text() for node in rows[0].css("td")] == ["2 Mar 2026", "60", "66", "days landed late", "r1"]
    assert len(rows) == 1
    assert LexborHTMLParser(page_of("python-backend")).css_first("#revisions") is None


def test_the_method_page_explains_every_rule_of_the_short_one(page_of: PageOf) -> None:
    full = {node.text() for node in LexborHTMLParser(page_of("method")).css("section h3")}
    short = {node.text() for node in LexborHTMLParser(page_of("python-backend")).css("#method dt")}
    assert short < full


@pytest.mark.parametrize("slug", ["python-backend", "rust-backend", "onec", "backend", "index", "quality", "method"])
def test_pages_stand_in_russian_too(slug: str, page_of: PageOf) -> None:
    html = page_of(slug, language="ru")
    tree = LexborHTMLParser(html)
    assert tree.css_first("html").attributes["lang"] == "ru"
    switch = [(node.text(), node.attributes["href"]) for node in tree.css(".languages a")]
    assert switch == [("English", f"../{slug}.html"), ("Русский", f"../ru/{slug}.html")]
    alternates = {node.attributes["hreflang"] for node in tree.css("link[hreflang]")}
    assert alternates == {"en", "ru"}


def test_numbers_and_days_follow_the_language(page_of: PageOf) -> None:
    text = text_of(page_of("python-backend", language="ru"), ".tiles").replace("\u00a0", " ")
    assert "1 076" in text
    assert re.search(r"\d \d{3} USD", text)
    assert "31 мая 2026" in text
    assert "+3,0 %" in text_of(page_of("python-backend", language="ru"), "#demand-index").replace("\u00a0", " ")


def test_both_languages_show_the_same_cells(page_of: PageOf) -> None:
    def cells(language: str) -> list[tuple[str | None, str | None]]:
        tree = LexborHTMLParser(page_of("python-backend", language=language))
        return [(node.attributes["data-m"], node.attributes["value"]) for node in tree.css("data")]

    assert cells("en") == cells("ru")


def test_every_language_has_every_text_with_the_same_arguments() -> None:
    english = Texts("en")
    for language in languages()[1:]:
        other = Texts(language)
        assert english.keys() - other.keys() == set()
        assert {key for key in other.keys() - english.keys() if not key.startswith("names.")} == set()
        wrong = [key for key in english.keys() if english.arguments(key) != other.arguments(key)]  # noqa: SIM118
        assert wrong == []


def test_a_sentence_with_a_number_of_its_own_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = Texts("en")
    monkeypatch.setattr(texts, "_texts", {"x": "Openings close in 3 to 6 weeks."})
    view = View(None, texts, None, [], [], None)  # type: ignore[arg-type]
    with pytest.raises(FrozenFigure, match="nothing computes"):
        view.reading("x")
