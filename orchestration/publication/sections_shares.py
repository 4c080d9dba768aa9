"""How the ads of each week divide: grades, work formats, bands of posted pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Metric, Row
from orchestration.publication.view import Cell, Reading, Section, View

GRADES = ("Junior", "Middle", "Senior", "Lead")
FORMATS = ("remote", "hybrid", "office")
BANDS = ("<1K", "1-3K", "3-5K", "5-8K", "8-12K", "12K+")


@dataclass(frozen=True)
class Division:
    """One mart of weekly shares: its key column, the parts in their order, and where its words stand."""

    id: str
    mart: str
    key: str
    parts: tuple[str, ...]
    names: str  # text keys of the parts
    prefix: str  # text keys of the section
    measure: str
    colours: tuple[str, ...]
    is_stacked: bool = False


_GRADES = Division("grades", "mart_weekly_grades", "grade", GRADES, "grades", "grades_section", "grade",
                   charts.GRADE_COLOURS)  # fmt: skip
_FORMATS = Division("formats", "mart_weekly_work_formats", "work_format", FORMATS, "formats", "formats_section",
                    "format", charts.FORMAT_COLOURS)  # fmt: skip
_BANDS = Division("pay-bands", "mart_weekly_salary_bands", "salary_band", BANDS, "bands", "bands_section", "band",
                  charts.BAND_COLOURS, is_stacked=True)  # fmt: skip


def grades(view: View) -> Section | None:
    return _section(view, _GRADES, _grade_readings)


def work_formats(view: View) -> Section | None:
    return _section(view, _FORMATS, _format_readings)


def pay_bands(view: View) -> Section | None:
    return _section(view, _BANDS)


class _Weeks:
    """Rows of a division, and which of its weeks a chart may show."""

    def __init__(self, view: View, division: Division) -> None:
        found = [row for row in view.rows(division.mart) if row[division.key] in division.parts]
        self.rows = sorted(found, key=lambda row: (row["week_start"], division.parts.index(row[division.key])))
        with_rows = {row["week_start"] for row in self.rows}
        self.charted: list[date] = [week for week in view.layer.charted_weeks(view.own.segment) if week in with_rows]
        self.names = {part: view.texts[f"{division.names}.{part}"] for part in division.parts}
        self.shares = {id(row): view.metric(f"{division.measure}_share", row) for row in self.rows}
        self.key = division.key

    def of(self, week: date) -> list[tuple[str, Metric]]:
        return [(self.names[row[self.key]], self.shares[id(row)]) for row in self.rows if row["week_start"] == week]


def _section(
    view: View, division: Division, more: Callable[[View], Sequence[Reading]] = lambda view: ()
) -> Section | None:
    weeks = _Weeks(view, division)
    if not weeks.rows:
        return None
    chart = _chart(view, division, weeks)
    readings: list[Reading] = [] if chart else [view.no_chart(len(weeks.charted))]
    if weeks.charted:
        last = weeks.charted[-1]
        words = {"week": view.figures.day(last)}
        readings.extend(view.leading(division.prefix, weeks.of(last), division.measure, **words))
        readings.extend(_shift(view, division, weeks))
    readings.extend(more(view))
    columns = ("week", division.measure, "share", "interval", "n", "stated", "coverage")
    signs = charts.BLOCK_SIGNS if division.is_stacked else charts.SHAPE_SIGNS
    return Section(
        id=division.id,
        title=view.texts[f"{division.prefix}.title"],
        readings=tuple(readings),
        chart=chart,
        legend=tuple(zip(weeks.names.values(), division.colours, signs, strict=False)) if chart else (),
        caption=view.texts[f"{division.prefix}.caption"],
        table=view.table(f"{division.prefix}.title", columns, [_cells(view, division, weeks, r) for r in weeks.rows]),
    )


def _chart(view: View, division: Division, weeks: _Weeks) -> Markup | None:
    shown = {
        row["week_start"] for row in weeks.rows
        if row["week_start"] in weeks.charted and weeks.shares[id(row)].is_shown
    }  # fmt: skip
    if len(shown) < view.rules.min_charted_weeks:
        return None
    span = [row for row in weeks.rows if weeks.charted[0] <= row["week_start"] <= weeks.charted[-1]]
    values = [
        {
            "week": row["week_start"].isoformat(),
            "name": weeks.names[row[division.key]],
            "order": division.parts.index(row[division.key]),
            "share": weeks.shares[id(row)].value if row["week_start"] in weeks.charted else None,
        }
        for row in span
    ]
    label = view.texts.plain(f"{division.prefix}.alt", **view.span(weeks.charted))
    draw = charts.stacked if division.is_stacked else charts.shares
    days = sorted({row["week_start"] for row in span})
    return draw(values, days, tuple(weeks.names.values()), division.colours, label, language=view.texts.language)


def _cells(view: View, division: Division, weeks: _Weeks, row: Row) -> tuple[Cell, ...]:
    share = weeks.shares[id(row)]
    return (
        view.figures.day(row["week_start"]),
        weeks.names[row[division.key]],
        share,
        view.figures.interval(share),
        view.metric(f"{division.measure}_count", row),
        view.metric(f"{division.measure}_stated", row),
        view.texts["dash"] if share.coverage is None else view.figures.share(share.coverage),
    )


def _shift(view: View, division: Division, weeks: _Weeks) -> list[Reading]:
    """What moved between the first and the last charted week, of parts whose intervals stand apart."""
    first, last = weeks.charted[0], weeks.charted[-1]
    if first == last:
        return []
    before, after = dict(weeks.of(first)), dict(weeks.of(last))
    moved = [name for name in after if name in before and _apart(before[name], after[name])]
    days = {"from_week": view.figures.day(first), "to_week": view.figures.day(last)}
    if not moved:
        return [view.reading(f"{division.prefix}.steady", **days)]
    readings = []
    for name in moved[:2]:
        figures = {"before": before[name], "after": after[name]}
        readings.append(view.reading(f"{division.prefix}.moved", **{division.measure: name}, **days, **figures))
    return readings


def _apart(before: Metric, after: Metric) -> bool:
    return before.is_shown and after.is_shown and not before.overlaps(after)


def _grade_readings(view: View) -> Sequence[Reading]:
    if view.summary is None:
        return []
    coverage = view.metric("grade_coverage")
    return [view.reading("grades_section.coverage", coverage=coverage, **view.window)] if coverage.is_shown else []


def _format_readings(view: View) -> Sequence[Reading]:
    if view.summary is None:
        return []
    figures = {name: view.metric(f"{name}_share") for name in FORMATS}
    if not all(metric.is_shown for metric in figures.values()):
        return []
    window = view.reading("formats_section.window", **figures, coverage=view.metric("format_coverage"), **view.window)
    return [window, *_one_sided_source(view)]


def _one_sided_source(view: View) -> list[Reading]:
    """The largest source that seems able to state one format only: it lifts the share of that format."""
    of_all = view.metric("format_n").value or 0
    found: list[tuple[int, str, Row]] = []
    for row in view.rows("mart_sources"):
        n, name = max((int(row[f"own_{name}_n"] or 0), name) for name in FORMATS)
        if (
            n >= max(view.rules.min_median, view.rules.min_one_format_part * of_all)
            and n >= view.rules.min_one_format * row["own_format_n"]
            and row["own_format_n"] <= view.rules.max_one_format_coverage * row["exclusive_vacancies"]
        ):
            found.append((n, name, row))
    if not found:
        return []
    _, name, row = max(found, key=lambda item: item[0])
    words = {
        "source": view.figures.foreign(row["source"]),
        "exclusive": view.metric("source_exclusive", row),
        "stated": view.metric(f"source_own_{name}", row),
        "format": view.texts[f"formats.{name}"],
    }
    return [view.reading("formats_section.one_sided", **words)]
