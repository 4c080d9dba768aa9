"""Sections that follow the weeks: demand, grades, work formats."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Row
from orchestration.publication.view import Cell, Reading, Section, Table, View

GRADES = ("Junior", "Middle", "Senior", "Lead")
FORMATS = ("remote", "hybrid", "office")


def demand(view: View) -> Section | None:
    rows = view.layer.rows("mart_weekly_demand", view.segment)
    if not rows:
        return None
    charted = [row for row in rows if row["week_start"] in set(view.layer.charted_weeks(view.segment))]
    chart = None
    if _is_enough(view, charted):
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
        label = view.texts.plain("demand.alt", **_span(view, [row["week_start"] for row in charted]))
        titles = (view.texts["demand.axis_new"], view.texts["demand.axis_active"])
        chart = charts.demand(values, [row["week_start"] for row in span], titles, label)
    columns = ("week", "iso_week", "new", "closed", "aged", "active", "days", "missing", "charted")
    return Section(
        id="demand",
        title=view.texts["demand.title"],
        readings=_demand_readings(view, rows, charted),
        chart=chart,
        caption=view.texts.plain("demand.caption", **view.window),
        table=_table(view, "demand.title", columns, [_demand_cells(view, row, row in charted) for row in rows]),
    )


def _demand_cells(view: View, row: Row, is_charted: bool) -> tuple[Cell, ...]:
    return (
        view.figures.day(row["week_start"]),
        row["week_iso"],
        view.metric("week_new", row),
        view.metric("week_closed", row),
        view.metric("week_aged", row),
        view.metric("week_active", row),
        view.metric("week_days", row),
        ", ".join(row["sources_missing"] or []) or view.texts["dash"],
        view.texts["yes_word" if is_charted else "no_word"],
    )


def _demand_readings(view: View, rows: list[Row], charted: list[Row]) -> tuple[Reading, ...]:
    readings = [] if _is_enough(view, charted) else [_no_chart(view, len(charted))]
    if charted:
        last = charted[-1]
        readings.append(
            view.reading(
                "demand.last",
                week=view.figures.day(last["week_start"]),
                new=view.metric("week_new", last),
                closed=view.metric("week_closed", last),
                active=view.metric("week_active", last),
            )
        )
    if len(charted) > 1:
        before = charted[-2]
        week = view.figures.day(before["week_start"])
        readings.append(view.reading("demand.before", week=week, new=view.metric("week_new", before)))
    if not rows[-1]["is_complete"]:
        readings.append(view.reading("demand.incomplete", days=view.metric("week_days", rows[-1])))
    if gaps := [row["week_start"] for row in rows if row not in charted]:
        weeks = ", ".join(view.figures.day(week) for week in gaps[:6]) + (" …" if len(gaps) > 6 else "")
        readings.append(view.reading("demand.gaps", weeks=weeks))
    return tuple(readings)


def grades(view: View) -> Section | None:
    return _share_section(
        view,
        mart="mart_weekly_grades",
        key="grade",
        order=GRADES,
        colours=charts.GRADE_COLOURS,
        prefix="grades_section",
        measure="grade",
    )


def work_formats(view: View) -> Section | None:
    return _share_section(
        view,
        mart="mart_weekly_work_formats",
        key="work_format",
        order=FORMATS,
        colours=charts.FORMAT_COLOURS,
        prefix="formats_section",
        measure="format",
    )


def _share_section(
    view: View, *, mart: str, key: str, order: tuple[str, ...], colours: tuple[str, ...], prefix: str, measure: str
) -> Section | None:
    rows = [row for row in view.layer.rows(mart, view.segment) if row[key] in order]
    if not rows:
        return None
    names = {name: view.texts[f"{measure}s.{name}"] for name in order}
    weeks = [week for week in view.layer.charted_weeks(view.segment) if any(row["week_start"] == week for row in rows)]
    charted = [row for row in rows if row["week_start"] in weeks]
    shares = {id(row): view.metric(f"{measure}_share", row) for row in rows}
    chart = None
    if len({row["week_start"] for row in charted if shares[id(row)].is_shown}) >= view.rules.min_charted_weeks:
        span = [row for row in rows if weeks[0] <= row["week_start"] <= weeks[-1]]
        values = [
            {
                "week": row["week_start"].isoformat(),
                "name": names[row[key]],
                "share": shares[id(row)].value if row["week_start"] in weeks else None,
            }
            for row in span
        ]
        label = view.texts.plain(f"{prefix}.alt", **_span(view, weeks))
        chart = charts.shares(
            values, sorted({row["week_start"] for row in span}), tuple(names.values()), colours, label
        )

    readings: list[Reading] = [] if chart else [_no_chart(view, len(weeks))]
    if weeks:
        last = [(names[row[key]], shares[id(row)]) for row in charted if row["week_start"] == weeks[-1]]
        readings.extend(view.leading(prefix, last, measure, week=view.figures.day(weeks[-1])))
    if view.summary is not None:
        if measure == "grade":
            coverage = view.metric("grade_coverage")
            if coverage.is_shown:
                readings.append(view.reading("grades_section.coverage", coverage=coverage, **view.window))
        else:
            figures = {"remote": view.metric("remote_share"), "coverage": view.metric("format_coverage")}
            if figures["remote"].is_shown:
                readings.append(view.reading("formats_section.window", **figures, **view.window))

    def cells(row: Row) -> tuple[Cell, ...]:
        share = shares[id(row)]
        return (
            view.figures.day(row["week_start"]),
            names[row[key]],
            share,
            view.figures.interval(share),
            view.metric(f"{measure}_count", row),
            view.metric(f"{measure}_stated", row),
            _percent(view, share.coverage),
        )

    ordered = sorted(rows, key=lambda row: (row["week_start"], order.index(row[key])))
    columns = ("week", measure, "share", "interval", "n", "stated", "coverage")
    return Section(
        id=f"{measure}s",
        title=view.texts[f"{prefix}.title"],
        readings=tuple(readings),
        chart=chart,
        legend=tuple(zip(names.values(), colours, charts.SHAPE_SIGNS, strict=False)) if chart else (),
        caption=view.texts[f"{prefix}.caption"],
        table=_table(view, f"{prefix}.title", columns, [cells(row) for row in ordered]),
    )


def _percent(view: View, share: float | None) -> str:
    return view.texts["dash"] if share is None else view.texts.plain("figure.share", value=round(share * 100))


def _is_enough(view: View, charted: list[Row]) -> bool:
    return len(charted) >= view.rules.min_charted_weeks


def _no_chart(view: View, weeks: int) -> Reading:
    return view.reading("page.no_chart", weeks=view.figures.number(weeks))


def _span(view: View, weeks: list[date]) -> dict[str, str]:
    return {"from_week": view.figures.day(weeks[0]), "to_week": view.figures.day(weeks[-1])}


def _table(view: View, caption: str, columns: tuple[str, ...], rows: list[tuple[Cell | Markup, ...]]) -> Table:
    headers = tuple(view.texts[f"columns.{column}"] for column in columns)
    return Table(caption=view.texts[caption], headers=headers, rows=tuple(rows))
