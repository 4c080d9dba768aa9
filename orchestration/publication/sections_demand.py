"""How much is asked for: weekly flow and stock, growth at the same sources, how long vacancies stay open."""

from __future__ import annotations

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Metric, Row
from orchestration.publication.view import Cell, Reading, Section, View

MAX_GAPS_NAMED = 6


def demand(view: View) -> Section | None:
    rows = view.rows("mart_weekly_demand")
    if not rows:
        return None
    weeks = set(view.layer.charted_weeks(view.own.segment))
    charted = [row for row in rows if row["week_start"] in weeks]
    columns = ("week", "iso_week", "new", "closed", "aged", "active", "days", "missing", "charted")
    return Section(
        id="demand",
        title=view.texts["demand.title"],
        readings=_demand_readings(view, rows, charted),
        chart=_demand_chart(view, rows, charted),
        caption=view.texts.plain("demand.caption", **view.window),
        table=view.table("demand.title", columns, [_demand_cells(view, row, row in charted) for row in rows]),
    )


def _demand_chart(view: View, rows: list[Row], charted: list[Row]) -> Markup | None:
    if not _is_enough(view, charted):
        return None
    span = [row for row in rows if charted[0]["week_start"] <= row["week_start"] <= charted[-1]["week_start"]]
    # A week that may not be charted leaves a gap: a line drawn over it would be a guess.
    values = [
        {
            "week": row["week_start"].isoformat(),
            "new": row["new_vacancies"] if row in charted else None,
            "active": row["active"] if row in charted else None,
        }
        for row in span
    ]
    label = view.texts.plain("demand.alt", **view.span([row["week_start"] for row in charted]))
    titles = (view.texts["demand.axis_new"], view.texts["demand.axis_active"])
    return charts.demand(values, [row["week_start"] for row in span], titles, label, language=view.texts.language)


def _demand_cells(view: View, row: Row, is_charted: bool) -> tuple[Cell, ...]:
    missing = row["sources_missing"] or []
    named = ", ".join(missing[:MAX_GAPS_NAMED]) + (" …" if len(missing) > MAX_GAPS_NAMED else "")
    return (
        view.figures.day(row["week_start"]),
        row["week_iso"],
        view.metric("week_new", row),
        view.metric("week_closed", row),
        view.metric("week_aged", row),
        view.metric("week_active", row),
        view.metric("week_days", row),
        named or view.texts["dash"],
        view.texts["yes_word" if is_charted else "no_word"],
    )


def _demand_readings(view: View, rows: list[Row], charted: list[Row]) -> tuple[Reading, ...]:
    readings = [] if _is_enough(view, charted) else [view.no_chart(len(charted))]
    if charted:
        last = charted[-1]
        figures = {name: view.metric(f"week_{name}", last) for name in ("new", "closed", "active")}
        readings.append(view.reading("demand.last", week=view.figures.day(last["week_start"]), **figures))
    if len(charted) > 1:
        before = charted[-2]
        week = view.figures.day(before["week_start"])
        readings.append(view.reading("demand.before", week=week, new=view.metric("week_new", before)))
    if not rows[-1]["is_complete"]:
        readings.append(view.reading("demand.incomplete", days=view.metric("week_days", rows[-1])))
    if gaps := [row["week_start"] for row in rows if row not in charted]:
        weeks = ", ".join(view.figures.day(week) for week in gaps[:MAX_GAPS_NAMED])
        readings.append(view.reading("demand.gaps", weeks=weeks + (" …" if len(gaps) > MAX_GAPS_NAMED else "")))
    return tuple(readings)


def _is_enough(view: View, charted: list[Row]) -> bool:
    return len(charted) >= view.rules.min_charted_weeks


def demand_index(view: View) -> Section | None:
    """Growth over the sources present in both weeks of each pair: what a new or a failed source cannot feign."""
    return _chained(
        view,
        mart="mart_demand_index",
        prefix="demand_index",
        level="index_level",
        growth="index_growth",
        others=("index_n", "index_before", "index_sources"),
        columns=("week", "index", "growth", "interval", "n_week", "n_before", "sources_n"),
    )


def pay_index(view: View) -> Section | None:
    """How posted pay moves when the mix of specializations, grades and countries is held still."""
    return _chained(
        view,
        mart="mart_salary_index",
        prefix="pay_index",
        level="pay_index",
        growth="pay_growth",
        others=("pay_index_n", "pay_index_cells"),
        columns=("week", "index", "growth", "interval", "n", "cells"),
    )


def _chained(
    view: View, *, mart: str, prefix: str, level: str, growth: str, others: tuple[str, ...], columns: tuple[str, ...]
) -> Section | None:
    rows = view.rows(mart)
    if not rows:
        return None
    levels = [(row, view.metric(level, row)) for row in rows]
    shown = [(row, metric) for row, metric in levels if metric.is_shown]
    readings: list[Reading] = []
    if shown:
        row, metric = shown[-1]
        words = {
            "week": view.figures.day(row["week_start"]),
            "level": metric,
            "base_week": view.figures.day(row["base_week"]),
            "growth": view.metric(growth, row),
            "interval": view.interval(view.metric(growth, row)),
        }
        readings.append(view.reading(f"{prefix}.last", **words))
        if _holds_zero(view.metric(growth, row)):
            readings.append(view.reading(f"{prefix}.level"))
    else:
        readings.append(view.none(f"{prefix}.none"))

    def cells(row: Row, metric: Metric) -> tuple[Cell, ...]:
        change = view.metric(growth, row)
        week, counts = view.figures.day(row["week_start"]), tuple(view.metric(name, row) for name in others)
        return week, metric, change, view.interval(change), *counts

    chart = None
    if len(shown) >= view.rules.min_charted_weeks:
        span = [item for item in levels if shown[0][0]["week_start"] <= item[0]["week_start"]]
        values = [{"week": row["week_start"].isoformat(), "value": metric.value} for row, metric in span]
        weeks = [row["week_start"] for row, _ in span]
        label = view.texts.plain(f"{prefix}.alt", **view.span(weeks))
        chart = charts.trend(values, weeks, view.texts[f"{prefix}.axis"], label, language=view.texts.language)
    return Section(
        id=prefix.replace("_", "-"),
        title=view.texts[f"{prefix}.title"],
        readings=tuple(readings),
        chart=chart,
        caption=view.texts[f"{prefix}.caption"],
        table=view.table(f"{prefix}.title", columns, [cells(row, metric) for row, metric in levels]) if shown else None,
        is_wide=chart is None,
    )


def _holds_zero(change: Metric) -> bool:
    return change.low is not None and change.high is not None and change.low <= 0 <= change.high


def days_open(view: View) -> Section | None:
    """How long vacancies stay open, open ones counted as censored (Kaplan-Meier)."""
    rows = view.rows("mart_days_open")
    if not rows:
        return None
    row = rows[-1]
    steps = [("quarter", "open_p25"), ("half", "open_median"), ("three_quarters", "open_p75")]
    figures = [(view.texts[f"days_open.{name}"], view.metric(measure, row)) for name, measure in steps]
    median = view.metric("open_median", row)
    if row["is_suppressed"]:
        readings = [view.none("days_open.none")]
    else:
        counts = {"closed": view.metric("open_closed", row), "open": view.metric("open_censored", row)}
        key = "days_open.median" if median.is_shown else "days_open.not_reached"
        words = {"median": median, "interval": view.interval(median), "follow_up": view.metric("open_follow_up", row)}
        readings = [view.reading(key, **words), view.reading("days_open.behind", **counts)]
    body = [(name, metric, view.interval(metric)) for name, metric in figures]
    return Section(
        id="days-open",
        title=view.texts["days_open.title"],
        readings=tuple(readings),
        caption=view.texts.plain("days_open.caption", **view.window),
        table=None if row["is_suppressed"] else view.table("days_open.title", ("closed_by", "age", "interval"), body),
        is_open=True,
    )
