"""A segment beside its neighbours: specializations of one direction, directions of the market, similar pages."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Metric, Row
from orchestration.publication.subjects import Subject
from orchestration.publication.view import Cell, Reading, Section, Table, View

Neighbour = tuple[Subject, Row]
COMPARED = 2
SIMILAR = 8


def neighbours(view: View, subjects: Sequence[Subject]) -> list[Neighbour]:
    """Those that have figures, largest stock first."""
    found = [
        (other, rows[-1]) for other in subjects if (rows := view.layer.rows("mart_specializations", other.segment))
    ]
    return sorted(found, key=lambda item: (-(item[1]["active"] or 0), item[1]["sort_order"]))


def comparison(view: View) -> Section | None:
    """The specializations of the direction; nothing where the direction has only one."""
    members = [other for other in view.specializations if other.direction == view.own.direction]
    found = neighbours(view, members)
    if len(members) < 2 or not found:
        return None
    title = view.texts.plain("comparison.title", direction=_direction_name(view))
    return Section(
        id="comparison",
        title=title,
        readings=_readings(view, found),
        chart=_medians(view, found),
        caption=view.texts.plain("comparison.caption", **view.window),
        table=beside_table(view, title, found),
        is_open=True,
        is_wide=True,
    )


def _direction_name(view: View) -> str:
    return next((view.name(other) for other in view.directions if other.key == view.own.direction), "")


def directions(view: View) -> Section | None:
    """All directions by vacancies of the window, this page's one marked."""
    found = neighbours(view, view.directions)
    if not found:
        return None
    shares = [(view.name(other), view.metric("beside_share", row)) for other, row in found]
    readings: list[Reading] = []
    own = next(((other, row) for other, row in found if other.key == view.own.direction), None)
    if own is not None and own[1]["rank_by_new"] is not None:
        words = {
            "name": view.name(own[0]),
            "new": view.metric("beside_new", own[1]),
            "share": view.metric("beside_share", own[1]),
            "rank": view.metric("beside_rank_new", own[1]),
            "total": view.metric("beside_total", own[1]),
        }
        readings.append(view.reading("directions.rank", **words, **view.window))
    readings.extend(view.leading("directions", shares, "direction"))
    shown = [
        (name, metric, other.key == view.own.direction)
        for (name, metric), (other, _) in zip(shares, found, strict=True)
        if metric.is_shown
    ]
    return Section(
        id="directions",
        title=view.texts["directions.title"],
        readings=tuple(readings),
        chart=_share_bars(view, sorted(shown, key=lambda item: -(item[1].value or 0))),
        caption=view.texts.plain("directions.caption", **view.window),
        table=beside_table(view, view.texts["directions.title"], found),
        is_wide=view.is_market,
        is_open=view.is_market,
    )


def _share_bars(view: View, shown: Sequence[tuple[str, Metric, bool]]) -> Markup | None:
    if not shown:
        return None
    values = [
        {"name": name, "share": metric.value, "low": metric.low, "high": metric.high, "is_own": is_own}
        for name, metric, is_own in shown
    ]
    items = "; ".join(f"{name} {view.figures.text(metric)}" for name, metric, _ in shown)
    return charts.bars(
        values,
        view.texts["directions.axis"],
        view.texts.plain("directions.alt", items=items),
        language=view.texts.language,
    )


def beside_table(view: View, caption: str, found: Sequence[Neighbour]) -> Table:
    """Stock, flow, share of the wider segment, median with interval and n, gap to the wider median; a row each."""
    columns = ("specialization", "active", "new_90d", "share", "median", "interval", "n", "gap")
    return Table(
        caption=caption,
        headers=tuple(view.texts[f"columns.{column}"] for column in columns),
        rows=tuple(_cells(view, other, row) for other, row in found),
        current=next((place for place, (other, _) in enumerate(found) if _is_own(view, other)), None),
    )


def _is_own(view: View, other: Subject) -> bool:
    return other.segment == view.own.segment or (other.level == "direction" and other.key == view.own.direction)


def _cells(view: View, other: Subject, row: Row) -> tuple[Cell, ...]:
    median, gap = view.metric("beside_median", row), view.metric("beside_gap", row)
    name: Cell = view.name(other)
    if other.file_name != view.own.file_name:
        name = Markup('<a href="{}">{}</a>').format(other.file_name, view.name(other))
    beside: Cell = view.texts["dash"]
    if gap.is_shown:
        key = "comparison.gap_clear" if row["is_gap_beyond_interval"] else "comparison.gap_noise"
        beside = view.texts.markup(key, gap=view.figures.figure(gap))
    return (
        name,
        view.metric("beside_active", row),
        view.metric("beside_new", row),
        view.metric("beside_share", row),
        median,
        view.interval(median),
        view.metric("beside_n_salary", row),
        beside,
    )


def _readings(view: View, found: Sequence[Neighbour]) -> tuple[Reading, ...]:
    own = next((row for other, row in found if other.segment == view.own.segment), None)
    if own is None:
        medians = [(view.name(other), view.metric("beside_median", row)) for other, row in found]
        return view.leading("comparison.medians", medians, "name")
    readings: list[Reading] = []
    if own["rank_by_new"] is not None:
        words = {
            "name": view.name(view.own),
            "new": view.metric("beside_new", own),
            "share": view.metric("beside_share", own),
            "rank": view.metric("beside_rank_new", own),
            "total": view.metric("beside_total", own),
            "direction": _direction_name(view),
        }
        readings.append(view.reading("comparison.rank", **words, **view.window))
    readings.extend(pay_verdicts(view, own, [item for item in found if item[1] is not own][:COMPARED]))
    return tuple(readings)


def pay_verdicts(view: View, own: Row, others: Sequence[Neighbour]) -> list[Reading]:
    """Own median against each of the others, where both are shown: above, below, or not to be told apart."""
    median = view.metric("beside_median", own)
    readings = []
    for other, row in others:
        other_median = view.metric("beside_median", row)
        if median.is_shown and other_median.is_shown:
            key = _verdict(median, other_median)
            figures = {"own": median, "other_median": other_median}
            readings.append(view.reading(f"comparison.{key}", other=view.name(other), **figures))
    return readings


def _verdict(own: Metric, other: Metric) -> str:
    if own.overlaps(other):
        return "level"
    return "above" if (own.value or 0) > (other.value or 0) else "below"


def _medians(view: View, found: Sequence[Neighbour]) -> Markup | None:
    medians = [(other, view.metric("beside_median", row)) for other, row in found]
    shown = sorted((item for item in medians if item[1].is_shown), key=lambda item: -(item[1].value or 0))
    if len(shown) < 2:
        return None
    values = [
        {
            "name": view.name(other),
            "value": median.value,
            "low": median.low,
            "high": median.high,
            "is_own": other.segment == view.own.segment,
        }
        for other, median in shown
    ]
    items = "; ".join(f"{view.name(other)} {view.figures.text(median)}" for other, median in shown)
    return charts.dots(
        values,
        view.texts["comparison.axis"],
        view.texts.plain("comparison.alt", items=items),
        language=view.texts.language,
    )


def similar(view: View) -> Section | None:
    """Pages to read next: those with the most similar technologies, else the others of the direction."""
    if view.own.level != "specialization":
        return None
    by_key = {other.key: other for other in view.specializations}
    rows = [row for row in view.rows("mart_similar_specializations") if row["other_segment"] in by_key]
    rows.sort(key=lambda row: (-(row["overlap"] or 0), row["other_segment"]))
    siblings = [other for other in view.specializations if other.direction == view.own.direction and other != view.own]
    listed = [by_key[row["other_segment"]] for row in rows] or siblings
    beside = dict(neighbours(view, listed))
    overlaps = {row["other_segment"]: view.metric("overlap", row) for row in rows}
    links = []
    for other in listed[:SIMILAR]:
        words = {}
        if other in beside:
            row = beside[other]
            words = {"active": view.metric("beside_active", row), "median": view.metric("beside_median", row)}
        key = f"similar.{'overlap' if other.key in overlaps else 'beside'}" if words else "similar.unseen"
        about = view.sentence(key, overlap=overlaps.get(other.key), **words)
        links.append((other.file_name, view.name(other), about))
    if not links:
        return None
    return Section(id="similar", title=view.texts["similar.title"], caption=view.texts["similar.caption"],
                   links=tuple(links), is_wide=True)  # fmt: skip
