from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup

from orchestration.publication import contradictions
from orchestration.publication.contradictions import Contradiction, check_page
from orchestration.publication.contradictions_marts import check_marts
from orchestration.publication.figures import Figures
from orchestration.publication.metrics import Metric, MetricLayer
from orchestration.publication.subjects import Subject
from orchestration.publication.texts import Texts
from orchestration.publication.view import Reading, Section, View

Rows = dict[str, list[dict[str, Any]]]
LayerOf = Callable[[Callable[[Rows], None]], MetricLayer]
FIGURES = Figures(Texts("en"))


def newest(rows: Rows, mart: str, segment: str = "python-backend", **key: Any) -> dict[str, Any]:
    found = [
        row
        for row in rows[mart]
        if row["segment"] == segment and all(row[name] == value for name, value in key.items())
    ]
    return found[-1]


def test_invented_marts_without_a_change_contradict_nothing(layer_of: LayerOf) -> None:
    check_marts(layer_of(lambda rows: None))


def set_cell(mart: str, column: str, value: Any, **key: Any) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        newest(rows, mart, **key)[column] = value

    return change


def flat_interval(rows: Rows) -> None:
    """Lead falls far under Senior with narrow intervals, and nothing says so."""
    lead = newest(rows, "mart_salary_ladder", grade="Lead")
    senior = newest(rows, "mart_salary_ladder", grade="Senior")
    lead.update(median_usd_month=3714.0, median_usd_month_low=3500, median_usd_month_high=3900, jump_pct=-40.1)
    senior.update(median_usd_month_low=6000, median_usd_month_high=6400)


def more_than_the_whole(rows: Rows) -> None:
    newest(rows, "mart_weekly_work_formats", work_format="remote").update(share=0.9, share_high=0.95)


def one_active_less(rows: Rows) -> None:
    for mart in ("mart_market_summary", "mart_weekly_demand"):
        newest(rows, mart)["active"] -= 1


CASES: dict[str, tuple[Callable[[Rows], None], str]] = {
    "a step that its own medians do not give": (
        set_cell("mart_salary_ladder", "jump_pct", 139.4, grade="Middle"),
        "a step of",
    ),
    "an inversion beyond its interval without a flag": (flat_interval, "not flagged"),
    "a language taken for a country": (set_cell("mart_geography", "country", "EN", country="PL"), "ISO 3166"),
    "formats that add up to more than the whole": (more_than_the_whole, "add up to"),
    "a stock larger than the flow it comes from": (set_cell("mart_market_summary", "new_90d", 400), "active of 400"),
    "two marts that disagree on one stock": (set_cell("mart_weekly_demand", "active", 12), "mart_market_summary says"),
    "a median on fewer ads than a median needs": (set_cell("mart_salary_ladder", "n", 19, grade="Middle"), "n=19"),
    "a share on fewer ads than a share needs": (set_cell("mart_technologies", "n", 4, technology="Git"), "n=4"),
    "a figure outside its own interval": (
        set_cell("mart_market_summary", "median_usd_month_high", 1),
        "outside its own interval",
    ),
    "a share above one": (set_cell("mart_market_summary", "salary_coverage", 1.4), "share of 1.4"),
    "a posting that vanished between the layers": (
        set_cell("mart_market_summary", "merged", 299, segment="market"),
        "their outcomes count",
    ),
    "a value that is no number": (set_cell("mart_technologies", "lift", float("nan"), technology="Git"), "nan"),
    "a negative count": (set_cell("mart_sources", "vacancies", -3, source="hh_ru"), "negative"),
    "a grade counted twice": (set_cell("mart_weekly_grades", "stated_n", 1, grade="Junior"), "parts count"),
    "a direction that is not the sum of its specializations": (one_active_less, "its specializations"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_release_is_refused_for(name: str, layer_of: LayerOf) -> None:
    change, reason = CASES[name]
    with pytest.raises(Contradiction, match=reason):
        check_marts(layer_of(change))


def test_an_inversion_that_is_flagged_is_published(layer_of: LayerOf) -> None:
    def change(rows: Rows) -> None:
        flat_interval(rows)
        newest(rows, "mart_salary_ladder", grade="Lead")["is_inversion_beyond_interval"] = True

    check_marts(layer_of(change))


@pytest.fixture
def view(layer_of: LayerOf) -> View:
    own = Subject("specialization", "python-backend", "Python Backend", "python-backend.html", "backend", "Backend")
    return View(layer_of(lambda rows: None), FIGURES.texts, FIGURES, [own], [], own)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>{{ hero.median }}</p>", "leaked"),
        ("<p>{% if hero %}</p>", "leaked"),
        ("<p>median None</p>", "leaked"),
        ("<p>USD nan</p>", "leaked"),
        ("<p>outliers <500 are left out</p>", "unescaped"),
        ("<p>a < b</p>", "unescaped"),
        ('<script src="https://example.org/x.js"></script>', "loads nothing"),
        ('<link rel="stylesheet" href="x.css">', "loads nothing"),
        ("<style>@import 'x.css'</style>", "loads nothing"),
        ("<style>p{background:url(x.png)}</style>", "loads nothing"),
    ],
)
def test_a_page_is_refused_for_what_it_shows_or_loads(html: str, reason: str, view: View) -> None:
    with pytest.raises(Contradiction, match=reason):
        check_page("page.html", f"<body>{html}</body>", view, [])


def test_a_page_larger_than_its_limit_is_refused(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contradictions, "MAX_PAGE_BYTES", 100)
    with pytest.raises(Contradiction, match="more than 100"):
        check_page("page.html", "<p>" + "x" * 200 + "</p>", view, [])


def summary(view: View) -> Metric:
    return view.metric("active")


def test_a_number_that_is_not_its_cell_is_refused(view: View) -> None:
    right = FIGURES.figure(summary(view))
    check_page("page.html", f"<p>{right}</p>", view, [])
    wrong = right.replace(FIGURES.text(summary(view)), "1,076")
    with pytest.raises(Contradiction, match="stands for"):
        check_page("page.html", f"<p>{wrong}</p>", view, [])


def test_a_number_without_a_cell_is_refused(view: View) -> None:
    html = '<data data-m="mart_market_summary/market/market/1999-01-04/active">7</data>'
    with pytest.raises(Contradiction, match="no mart cell"):
        check_page("page.html", html, view, [])


def test_a_sentence_that_names_a_leader_who_is_not_is_refused(view: View) -> None:
    small = summary(view)
    large = Metric(small.mart, small.keys, small.column, small.kind, (small.value or 0) + 1)
    section = Section("geography", "Where", (Reading(Markup("Poland dominates"), leader=small, field=(small, large)),))
    with pytest.raises(Contradiction, match="as the largest of 2"):
        check_page("page.html", "<p>Poland dominates</p>", view, [section])
