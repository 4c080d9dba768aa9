"""Twenty faults of a published market report, each built on purpose: the build refuses it, or it cannot be written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from orchestration.publication.contradictions import Contradiction, check_page
from orchestration.publication.contradictions_marts import check_marts
from orchestration.publication.figures import Figures
from orchestration.publication.metrics import MARKET, MetricLayer, measures
from orchestration.publication.subjects import Subject
from orchestration.publication.texts import Texts, languages
from orchestration.publication.view import FrozenFigure, Section, View

Rows = dict[str, list[dict[str, Any]]]
PageOf = Callable[..., str]
LayerOf = Callable[[Callable[[Rows], None]], MetricLayer]
OWN = Subject("specialization", "python-backend", "Python Backend", "python-backend.html", "backend", "Backend")
FLOWS = {"new_90d", "closed_90d"}


def newest(rows: Rows, mart: str, **key: Any) -> dict[str, Any]:
    key = {"segment": "python-backend", **key}
    return [row for row in rows[mart] if all(row[name] == value for name, value in key.items())][-1]


def plain(html: str, selector: str) -> str:
    found = [node.text(separator=" ") for node in LexborHTMLParser(html).css(selector)]
    return re.sub(r"\s+", " ", " ".join(found))


@pytest.fixture
def view(layer_of: LayerOf) -> View:
    texts = Texts("en")
    return View(layer_of(lambda rows: None), texts, Figures(texts), [OWN], [], OWN)


def saying(view: View, monkeypatch: pytest.MonkeyPatch, sentence: str) -> None:
    monkeypatch.setattr(view.texts, "_texts", {"sentence": sentence})


def test_1_a_lead_median_under_senior_is_explained_or_refused(layer_of: LayerOf, page_of: PageOf) -> None:
    def inverted(rows: Rows) -> None:
        lead = newest(rows, "mart_salary_ladder", grade="Lead")
        lead.update(median_usd_month=3714.0, median_usd_month_low=3600, median_usd_month_high=3800, jump_pct=-40.1)

    with pytest.raises(Contradiction, match="an inversion beyond its interval, not flagged"):
        check_marts(layer_of(inverted))

    def flagged(rows: Rows) -> None:
        inverted(rows)
        newest(rows, "mart_salary_ladder", grade="Lead")["is_inversion_beyond_interval"] = True

    html = page_of("python-backend", flagged)
    assert "Lead also takes in Principal, Staff and Expert" in plain(html, "#pay .reading")
    lead = LexborHTMLParser(html).css("#pay tbody tr")[3].text(separator=" ")
    assert "3,600–3,800" in lead  # interval and n stand beside the median
    assert "lower, beyond the interval" in lead


def test_2_a_step_of_139_percent_between_medians_that_give_113(layer_of: LayerOf) -> None:
    def wrong(rows: Rows) -> None:
        junior, middle = (newest(rows, "mart_salary_ladder", grade=grade) for grade in ("Junior", "Middle"))
        junior.update(median_usd_month=2362.0, median_usd_month_low=2200, median_usd_month_high=2500)
        middle.update(median_usd_month=5040.0, median_usd_month_low=4900, median_usd_month_high=5200, jump_pct=139.4)

    with pytest.raises(Contradiction, match=r"a step of \+139.4 % where .* give \+113.4 %"):
        check_marts(layer_of(wrong))


def test_3_remote_is_one_named_measure_and_formats_add_up(layer_of: LayerOf, view: View) -> None:
    named = [name for name, each in measures().items() if "remote" in each.column and each.kind == "share"]
    assert named == ["remote_share"]
    right = view.figure("remote_share")
    text = view.figures.text(view.metric("remote_share"))
    with pytest.raises(Contradiction, match="stands for"):
        check_page("page.html", f"<p>{right.replace(text, '80 %')}</p>", view, [])

    def more_than_all(rows: Rows) -> None:
        newest(rows, "mart_weekly_work_formats", work_format="hybrid").update(share=0.81, share_high=0.85)

    with pytest.raises(Contradiction, match="add up to"):
        check_marts(layer_of(more_than_all))


@pytest.mark.parametrize("mart", ["mart_geography", "mart_latest_vacancies"])
def test_4_a_language_is_no_country(mart: str, layer_of: LayerOf) -> None:
    with pytest.raises(Contradiction, match="not a country of ISO"):
        check_marts(layer_of(lambda rows: newest(rows, mart, country="PL").update(country="EN")))


def test_5_a_city_that_dominates_must_be_the_largest(view: View) -> None:
    shares = [view.metric("country_share", row) for row in view.rows("mart_geography") if row["country"]]
    smallest = min(shares, key=lambda metric: metric.value or 0)
    reading = view.superlative("geography.leader", smallest, shares, country="Moscow", share=smallest, stated=shares[0])
    with pytest.raises(Contradiction, match="as the largest of"):
        check_page("page.html", "<p>x</p>", view, [Section("geography", "Where", (reading,))])


def test_6_what_is_outside_the_scope_is_counted_and_shown_to_be(page_of: PageOf, layer_of: LayerOf) -> None:
    assert "60 postings lie outside the CIS and Europe" in plain(page_of("python-backend"), "#coverage")

    def lost(rows: Rows) -> None:
        newest(rows, "mart_market_summary", segment=MARKET.key)["out_of_scope"] = 0

    with pytest.raises(Contradiction, match="their outcomes count"):
        check_marts(layer_of(lost))


def test_7_what_defines_a_specialization_is_not_among_its_wants(layer_of: LayerOf, view: View, page_of: PageOf) -> None:
    with pytest.raises(Contradiction, match="Python defines the specialization and stands in its ranking"):
        check_page("page.html", "<p>x</p>", view, [Section("technologies", "T", ranking=("Python", "Docker"))])

    def headed(rows: Rows) -> None:
        newest(rows, "mart_market_summary")["top_technologies"] = ["Python", "Docker"]

    with pytest.raises(Contradiction, match="Python defines the specialization"):
        check_marts(layer_of(headed))
    header = plain(page_of("python-backend"), "#technologies thead")
    assert "Lift" in header  # common everywhere is told apart from particular to it


def test_8_prose_and_chart_show_the_same_cells(page_of: PageOf) -> None:
    tree = LexborHTMLParser(page_of("python-backend"))
    shown: dict[str, set[str]] = {}
    for node in tree.css("data"):
        shown.setdefault(node.attributes["data-m"] or "", set()).add(node.text())
    assert len(shown) > 500
    assert {reference for reference, texts in shown.items() if len(texts) > 1} == set()
    hero = [node.attributes["data-m"] for node in tree.css(".chips data")]
    table = [node.attributes["data-m"] for node in tree.css("#technologies tbody td:nth-child(2) data")]
    assert hero == table[: len(hero)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [({"technology_b": "Docker + Git"}, "two members"), ({"n": 5000}, "name both"), ({"n_a": 3}, "name")],
)
def test_9_a_pair_has_two_members_and_a_count_that_both_allow(
    cells: dict[str, Any], reason: str, layer_of: LayerOf
) -> None:
    def change(rows: Rows) -> None:
        newest(rows, "mart_technology_pairs", technology_a="Django", technology_b="Docker").update(cells)

    with pytest.raises(Contradiction, match=reason):
        check_marts(layer_of(change))


def test_9_a_pair_is_shown_with_support_lift_and_n(page_of: PageOf) -> None:
    assert plain(page_of("python-backend"), "#pairs thead").split() == [
        "Pair",
        "Share",
        "95",
        "%",
        "interval",
        "n",
        "Lift",
    ]


def test_10_the_band_that_holds_most_is_one_measure(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    bands = [view.metric("band_share", row) for row in view.rows("mart_weekly_salary_bands")[-6:]]
    second = sorted(bands, key=lambda metric: -(metric.value or 0))[1]
    reading = view.superlative("bands_section.leader", second, bands, band="5–8K", share=second, week="25 May")
    with pytest.raises(Contradiction, match="as the largest of"):
        check_page("page.html", "<p>x</p>", view, [Section("pay-bands", "Bands", (reading,))])
    saying(view, monkeypatch, "The core lies in 3 to 8 thousand.")
    with pytest.raises(FrozenFigure):
        view.reading("sentence")


@pytest.mark.parametrize(
    "sentence",
    [
        "60–80 % of the ads ask for Senior and more.",  # 11: a share with no number behind it
        "Pay is 5 % below Java and Go.",  # 12: a comparison without figures
        "An ad closes in 3–6 weeks.",  # 14: a duration that nothing measured
        "Moscow pays 3,000 to 5,000.",  # 16: fixed text among answers that recompute
    ],
)
def test_11_12_14_16_a_number_in_prose_that_no_cell_renews(
    sentence: str, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    saying(view, monkeypatch, sentence)
    with pytest.raises(FrozenFigure):
        view.reading("sentence")


def test_12_a_comparison_is_computed_with_both_figures_and_intervals(page_of: PageOf, view: View) -> None:
    text = plain(page_of("python-backend"), "#comparison .reading")
    assert re.search(r"Its median of USD [\d,]+ .* Java Backend \( ?USD [\d,]+ ?\)", text.replace("\u00a0", " "))
    for key in ("above", "below", "level"):
        assert {"own", "other_median"} <= view.texts.arguments(f"comparison.{key}")


def test_13_a_flow_is_not_called_open(layer_of: LayerOf, page_of: PageOf) -> None:
    active = [name for name, measure in measures().items() if "active" in name and measure.column in FLOWS]
    assert active == []

    def stock_is_the_flow(rows: Rows) -> None:
        newest(rows, "mart_market_summary")["active"] = 1077

    with pytest.raises(Contradiction, match="active of"):
        check_marts(layer_of(stock_is_the_flow))
    tiles = plain(page_of("python-backend"), ".tiles")
    assert "stock on" in tiles
    assert "flow:" in tiles


def test_14_a_time_to_closing_needs_closings_and_says_what_is_still_open(layer_of: LayerOf, page_of: PageOf) -> None:
    def nothing_closed(rows: Rows) -> None:
        row = newest(rows, "mart_days_open")
        row.update(closed_n=0, open_n=row["n"])

    with pytest.raises(Contradiction, match="without a closing"):
        check_marts(layer_of(nothing_closed))
    assert re.search(r"\d+ vacancies seen to close, \d+ still open", plain(page_of("python-backend"), "#days-open"))


def test_15_history_is_at_the_rate_of_its_day(view: View, page_of: PageOf) -> None:
    weekly = {measure.mart for name, measure in measures().items() if name.startswith(("week_median", "band_"))}
    assert weekly == {"mart_weekly_salaries", "mart_weekly_salary_bands"}  # the marts of the publication day's rate
    assert "at the rate of the publication day" in plain(page_of("python-backend"), "#weekly-pay figcaption")


def test_16_answers_are_made_of_facts_that_are_cells(layer_of: LayerOf) -> None:
    with pytest.raises(Contradiction, match=r"says 1\.0, mart_market_summary says"):
        check_marts(layer_of(lambda rows: newest(rows, "mart_faq", question_id="pay").update(value=1.0)))
    with pytest.raises(Contradiction, match="no cell"):
        check_marts(layer_of(lambda rows: newest(rows, "mart_faq", question_id="pay").update(source_key="x")))


def test_17_what_a_source_is_comes_from_the_data(page_of: PageOf) -> None:
    kinds = [row.css("td")[0].text() for row in LexborHTMLParser(page_of("python-backend")).css("#sources tbody tr")]
    assert kinds == ["job board", "job board", "channel"]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>&lt;SalaryChart data=x /&gt;</p>", "leaked"),
        ("<p>GeographyChart</p>", "leaked"),
        ("<p>{name} is asked for</p>", "leaked"),
        ("<p>[object Object]</p>", "leaked"),
        ("<p>under <500</p>", "unescaped"),
    ],
)
def test_18_component_names_and_broken_text_do_not_pass(html: str, reason: str, view: View) -> None:
    with pytest.raises(Contradiction, match=reason):
        check_page("page.html", html, view, [])


def test_19_growth_at_the_same_sources_stands_beside_the_raw_series(page_of: PageOf) -> None:
    ids = [node.attributes["id"] for node in LexborHTMLParser(page_of("python-backend")).css("section")]
    assert ids.index("demand-index") == ids.index("demand") + 1
    assert "alone carries" in plain(page_of("python-backend"), "#geography .reading")


def test_20_medians_and_shares_have_n_and_interval(layer_of: LayerOf) -> None:
    without_n = [name for name, one in measures().items() if one.kind in ("usd", "share") and one.n is None]
    assert without_n == ["latest_usd"]  # one ad, no statistic
    medians = [name for name, one in measures().items() if one.kind == "usd" and one.n is not None]
    assert all(measures()[name].low and measures()[name].high for name in medians)

    def thin(rows: Rows) -> None:
        newest(rows, "mart_employers", employer_key="invented works").update(
            median_usd_month=5000.0, is_median_suppressed=False, n_salary=3
        )

    with pytest.raises(Contradiction, match="n=3, fewer than 20"):
        check_marts(layer_of(thin))


def test_sentences_of_every_language_hold_no_number_of_their_own() -> None:
    """What is called by `reading` or `superlative` in any section; the build checks each as it says it."""
    said = ("leader", "level", "moved", "steady", "last", "largest", "biggest", "rank", "all", "own", "each")
    for language in languages():
        texts = Texts(language)
        prose = [key for key in texts.keys() if key.rsplit(".", 1)[-1] in said and not key.startswith("method.")]  # noqa: SIM118
        assert len(prose) > 30
        assert [key for key in prose if re.search(r"\d", texts[key])] == []
