"""Posted pay: by grade, by week, and how openly it is posted."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Metric, Row
from orchestration.publication.view import Cell, Reading, Section, View

GRADE_ORDER = ("Junior", "Middle", "Senior", "Lead")
BREAKDOWNS = ("all", "grade", "work_format", "source_type", "country")
MAX_COUNTRIES_OF_BREAKDOWN = 6
TERMS = ("city", "work_format", "contract", "salary_tax")


def ladder_rows(view: View) -> list[Row]:
    """Grades of the newest week from the lowest up."""
    return sorted(view.rows("mart_salary_ladder"), key=lambda row: row["grade_order"])


def ladder(view: View) -> Section | None:
    rows = ladder_rows(view)
    if not rows:
        return None
    shown = [row for row in rows if view.metric("ladder_median", row).is_shown]
    columns = ("grade", "median", "interval", "quartiles", "n", "jump")
    return Section(
        id="pay",
        title=view.texts["ladder.title"],
        readings=ladder_readings(view, shown) if shown else (view.none("ladder.none"),),
        chart=_ladder_chart(view, shown),
        caption=view.texts.plain("ladder.caption", **view.window),
        table=view.table("ladder.title", columns, [_ladder_cells(view, row, shown) for row in rows]),
        is_open=True,
        is_wide=True,
    )


def _ladder_chart(view: View, shown: list[Row]) -> Markup | None:
    if not shown:
        return None
    medians = [view.metric("ladder_median", row) for row in shown]
    values = [
        {
            "name": view.texts[f"grades.{row['grade']}"],
            "text": view.figures.text(median),
            "median": median.value,
            "low": median.low,
            "high": median.high,
            "p25": view.metric("ladder_p25", row).value,
            "p75": view.metric("ladder_p75", row).value,
        }
        for row, median in zip(shown, medians, strict=True)
    ]
    items = "; ".join(f"{value['name']} {value['text']}" for value in values)
    return charts.ladder(
        values, view.texts["comparison.axis"], view.texts.plain("ladder.alt", items=items), language=view.texts.language
    )


def _before(row: Row, shown: list[Row]) -> Row | None:
    """The previous grade whose median is shown: what a step is measured from."""
    lower = [other for other in shown if other["grade_order"] < row["grade_order"]]
    return lower[-1] if row in shown and lower else None


def _ladder_cells(view: View, row: Row, shown: list[Row]) -> tuple[Cell, ...]:
    dash = view.texts["dash"]
    median, before, jump = view.metric("ladder_median", row), _before(row, shown), view.metric("ladder_jump", row)
    step: Cell = dash
    if before is not None and jump.is_shown:
        words = {"jump": view.figures.figure(jump), "grade": view.texts[f"grades.{before['grade']}"]}
        step = view.texts.markup("ladder.from_grade", **words)
        if flag := _inversion(view, row, before):
            step = view.texts.markup("ladder.from_grade_flagged", flag=view.texts[f"ladder.flag_{flag}"], **words)
    quartiles = _quartiles(view, view.metric("ladder_p25", row), view.metric("ladder_p75", row))
    name = view.texts[f"grades.{row['grade']}"]
    return name, median, view.interval(median), quartiles, view.metric("ladder_n", row), step


def _quartiles(view: View, p25: Metric, p75: Metric) -> Cell:
    if not (p25.is_shown and p75.is_shown):
        return view.texts["dash"]
    low, high = view.figures.figure(p25), view.figures.figure(p75)
    return view.texts.markup("figure.interval.usd_plain", low=low, high=high)


def _inversion(view: View, row: Row, before: Row | None) -> str | None:
    """`clear` when the median falls below the grade before beyond the intervals, `noise` when within them."""
    if before is None:
        return None
    lower, upper = view.metric("ladder_median", before), view.metric("ladder_median", row)
    if (upper.value or 0) >= (lower.value or 0):
        return None
    return "noise" if upper.overlaps(lower) else "clear"


def ladder_readings(view: View, shown: list[Row]) -> tuple[Reading, ...]:
    """The largest step up, and every step down explained."""
    readings: list[Reading] = []
    steps = [(before, row, view.metric("ladder_jump", row)) for before, row in pairwise(shown)]
    rises = [step for step in steps if step[2].is_shown and (step[2].value or 0) > 0]
    if rises:
        before, row, jump = max(rises, key=lambda step: step[2].value or 0)
        among = [step[2] for step in rises]
        readings.append(view.superlative("ladder.biggest", jump, among, jump=jump, **_pair(view, before, row)))
    for before, row in pairwise(shown):
        if kind := _inversion(view, row, before):
            readings.append(view.reading(f"ladder.inversion_{kind}", **_pair(view, before, row)))
    return tuple(readings)


def _pair(view: View, lower: Row, upper: Row) -> dict[str, str | Metric]:
    return {
        "lower": view.texts[f"grades.{lower['grade']}"],
        "upper": view.texts[f"grades.{upper['grade']}"],
        "lower_median": view.metric("ladder_median", lower),
        "upper_median": view.metric("ladder_median", upper),
    }


def weekly_pay(view: View) -> Section | None:
    """Median posted pay of each week's ads at the rates of their days: history that does not move with the rate."""
    rows = view.rows("mart_weekly_salaries")
    if not rows:
        return None
    weeks = view.layer.charted_weeks(view.own.segment)
    medians = [(row, view.metric("week_median", row)) for row in rows]
    shown = [(row, median) for row, median in medians if row["week_start"] in weeks and median.is_shown]
    readings: list[Reading] = []
    if shown:
        row, median = shown[-1]
        words = {"week": view.figures.day(row["week_start"]), "median": median, "interval": view.interval(median)}
        readings.append(view.reading("weekly_pay.last", n=view.metric("week_paid", row), **words))
        if len(shown) > 1:
            first = shown[0][1]
            key = "level" if first.overlaps(median) else "moved"
            week = view.figures.day(shown[0][0]["week_start"])
            readings.append(view.reading(f"weekly_pay.{key}", first=first, first_week=week, median=median))
    else:
        readings.append(view.none("weekly_pay.none"))
    chart = None
    if len(shown) >= view.rules.min_charted_weeks:
        span = [item for item in medians if shown[0][0]["week_start"] <= item[0]["week_start"] <= weeks[-1]]
        values = [
            {"week": row["week_start"].isoformat(), "value": median.value, "low": median.low, "high": median.high}
            if row["week_start"] in weeks
            else {"week": row["week_start"].isoformat(), "value": None, "low": None, "high": None}
            for row, median in span
        ]
        days = [row["week_start"] for row, _ in span]
        label = view.texts.plain("weekly_pay.alt", **view.span(days))
        chart = charts.trend(values, days, view.texts["comparison.axis"], label, language=view.texts.language)

    def cells(row: Row, median: Metric) -> tuple[Cell, ...]:
        quartiles = _quartiles(view, view.metric("week_p25", row), view.metric("week_p75", row))
        coverage = view.texts["dash"] if median.coverage is None else view.figures.share(median.coverage)
        week = view.figures.day(row["week_start"])
        return week, median, view.interval(median), quartiles, view.metric("week_paid", row), coverage

    columns = ("week", "median", "interval", "quartiles", "n", "coverage")
    return Section(
        id="weekly-pay",
        title=view.texts["weekly_pay.title"],
        readings=tuple(readings),
        chart=chart,
        caption=view.texts["weekly_pay.caption"],
        table=view.table("weekly_pay.title", columns, [cells(row, median) for row, median in medians]),
    )


def transparency(view: View) -> Section | None:
    """Who says what a job pays: all ads, then by grade, format, kind of source and country."""
    rows = view.rows("mart_pay_transparency")
    if not rows:
        return None
    listed: list[Row] = []
    for breakdown in BREAKDOWNS:
        found = [row for row in rows if row["breakdown"] == breakdown and not row["is_suppressed"]]
        found.sort(key=lambda row: _order(view, row))
        listed.extend(found[:MAX_COUNTRIES_OF_BREAKDOWN] if breakdown == "country" else found)
    whole = next((row for row in rows if row["breakdown"] == "all"), None)
    readings: list[Reading] = []
    if whole is not None and view.metric("states_pay", whole).is_shown:
        words = {name: view.metric(name, whole) for name in ("states_pay", "states_range", "states_tax")}
        readings.append(view.reading("transparency.all", **words))
        grades = [
            (view.texts[f"grades.{row['value']}"], view.metric("states_pay", row))
            for row in listed
            if row["breakdown"] == "grade" and row["value"] in GRADE_ORDER
        ]
        if len(grades) > 1:
            readings.extend(view.leading("transparency.by_grade", grades, "grade"))
    else:
        readings.append(view.none("transparency.none"))
    columns = ("breakdown", "states_pay", "interval", "n", "of", "range", "tax")
    return Section(
        id="transparency",
        title=view.texts["transparency.title"],
        readings=tuple(readings),
        caption=view.texts.plain("transparency.caption", **view.window),
        table=view.table("transparency.title", columns, [_openness(view, row) for row in listed]) if listed else None,
        is_wide=True,
        is_open=True,
    )


def _order(view: View, row: Row) -> tuple[int, int]:
    order = GRADE_ORDER.index(row["value"]) if row["value"] in GRADE_ORDER else len(GRADE_ORDER)
    return order if row["breakdown"] == "grade" else 0, -(row["total_n"] or 0)


def _openness(view: View, row: Row) -> tuple[Cell, ...]:
    share = view.metric("states_pay", row)
    counts = view.metric("states_pay_n", row), view.metric("states_pay_total", row)
    rest = (view.metric(name, row) for name in ("states_range", "states_tax"))
    return _value_name(view, row), share, view.interval(share), *counts, *rest


def _value_name(view: View, row: Row) -> str:
    breakdown, value = row["breakdown"], row["value"]
    if breakdown == "all":
        return view.texts["transparency.all_ads"]
    if breakdown == "country" and len(value) == 2:
        return view.figures.country(value)
    words = {"grade": "grades", "work_format": "formats", "source_type": "source_types"}.get(breakdown, "")
    name = view.texts.get(f"{words}.{value}", value)
    if name == "not stated":
        return view.texts[f"transparency.no_{breakdown}"]
    return name


def pay_by_terms(view: View) -> Section | None:
    """Median posted pay by main city, work format, contract and tax, where enough ads state pay."""
    rows = [row for row in view.rows("mart_salary_breakdowns") if not row["is_suppressed"]]
    rows.sort(key=lambda row: (TERMS.index(row["breakdown"]), row["rank"], row["value"]))
    if not rows:
        return None
    names = {"work_format": "formats", "contract": "contracts", "salary_tax": "taxes"}

    def cells(row: Row) -> tuple[Cell, ...]:
        median = view.metric("breakdown_median", row)
        name = view.texts.get(f"{names.get(row['breakdown'], '')}.{row['value']}", row["value"])
        quartiles = _quartiles(view, view.metric("breakdown_p25", row), view.metric("breakdown_p75", row))
        counts = view.metric("breakdown_n", row), view.metric("breakdown_total", row)
        kind = view.texts[f"breakdowns.{row['breakdown']}"]
        return (
            view.texts.plain("pay_by_terms.row", kind=kind, name=name),
            median,
            view.interval(median),
            quartiles,
            *counts,
        )

    columns = ("breakdown", "median", "interval", "quartiles", "n", "of")
    return Section(
        id="pay-by-terms",
        title=view.texts["pay_by_terms.title"],
        readings=(view.reading("pay_by_terms.warning"),),
        caption=view.texts.plain("pay_by_terms.caption", **view.window),
        table=view.table("pay_by_terms.title", columns, [cells(row) for row in rows]),
        is_open=True,
        is_wide=True,
    )
