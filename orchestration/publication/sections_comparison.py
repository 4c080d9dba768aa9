"""A specialization beside its neighbours: stock, flow, median and remote share of each."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from orchestration.publication import charts
from orchestration.publication.metrics import Metric, Row, Segment
from orchestration.publication.view import Cell, Reading, Section, Specialization, Table, View


@dataclass(frozen=True)
class Neighbour:
    name: str
    address: str | None  # page of the neighbour, null where there is none
    row: Row
    is_own: bool


def comparison(view: View) -> Section | None:
    """Neighbours of one direction; of the other directions where the direction has only one specialization."""
    if view.own is None:
        return None
    siblings = [other for other in view.specializations if other.direction == view.own.direction]
    neighbours = _specializations(view, siblings) if len(siblings) > 1 else _directions(view)
    if not neighbours:
        return None
    key = "comparison.title" if len(siblings) > 1 else "comparison.title_single"
    return Section(
        id="comparison",
        title=view.texts.plain(key, direction=view.own.direction_name),
        readings=_readings(view, neighbours),
        chart=_chart(view, neighbours),
        caption=view.texts.plain("comparison.caption", **view.window),
        table=summary_table(view, view.texts.plain(key, direction=view.own.direction_name), neighbours),
        is_open=True,
        is_wide=True,
    )


def _specializations(view: View, siblings: list[Specialization]) -> list[Neighbour]:
    found = []
    for other in siblings:
        row = view.layer.summary(other.segment)
        if row is not None:
            found.append(Neighbour(other.name, other.file_name, row, other == view.own))
    return found


def _directions(view: View) -> list[Neighbour]:
    names = {other.direction: other.direction_name for other in view.specializations}
    found = []
    for slug, name in names.items():
        row = view.layer.summary(Segment("direction", slug))
        if row is not None:
            found.append(Neighbour(name, None, row, view.own is not None and slug == view.own.direction))
    return found


def summary_table(view: View, caption: str, neighbours: list[Neighbour]) -> Table:
    """Stock, flow, median with interval and n, remote share: one row per neighbour, largest stock first."""
    ordered = sorted(neighbours, key=lambda other: -(other.row["active"] or 0))
    columns = ("specialization", "active", "new_90d", "median", "interval", "n", "remote")
    return Table(
        caption=caption,
        headers=tuple(view.texts[f"columns.{column}"] for column in columns),
        rows=tuple(_cells(view, other) for other in ordered),
        current=next((position for position, other in enumerate(ordered) if other.is_own), None),
    )


def _cells(view: View, other: Neighbour) -> tuple[Cell, ...]:
    median = view.metric("median", other.row)
    name: Cell = other.name
    if other.address is not None and not other.is_own:
        name = Markup('<a href="{}">{}</a>').format(other.address, other.name)
    return (
        name,
        view.metric("active", other.row),
        view.metric("new_90d", other.row),
        median,
        view.figures.interval(median) or view.texts["dash"],
        view.metric("n_salary", other.row),
        view.metric("remote_share", other.row),
    )


def _readings(view: View, neighbours: list[Neighbour]) -> tuple[Reading, ...]:
    own = next((other for other in neighbours if other.is_own), None)
    if own is None:
        return ()
    readings: list[Reading] = []
    active = view.metric("active", own.row)
    stocks = [metric for metric in (view.metric("active", other.row) for other in neighbours) if metric.is_shown]
    if active.is_shown:
        rank = 1 + sum((metric.value or 0) > (active.value or 0) for metric in stocks)
        words = {"rank": view.figures.number(rank), "total": view.figures.number(len(neighbours))}
        readings.append(view.reading("comparison.rank", name=own.name, active=active, **words))
    median = view.metric("median", own.row)
    others = [(other, view.metric("median", other.row)) for other in neighbours if not other.is_own]
    for other, other_median in sorted(others, key=lambda item: -(item[0].row["active"] or 0))[:2]:
        if median.is_shown and other_median.is_shown:
            key = _verdict(median, other_median)
            figures = {"own": median, "other_median": other_median}
            readings.append(view.reading(f"comparison.{key}", other=other.name, **figures))
    return tuple(readings)


def _verdict(own: Metric, other: Metric) -> str:
    if own.overlaps(other):
        return "level"
    return "above" if (own.value or 0) > (other.value or 0) else "below"


def _chart(view: View, neighbours: list[Neighbour]) -> Markup | None:
    medians = [(other, view.metric("median", other.row)) for other in neighbours]
    shown = sorted((item for item in medians if item[1].is_shown), key=lambda item: -(item[1].value or 0))
    if len(shown) < 2:
        return None
    values = [
        {"name": other.name, "value": median.value, "low": median.low, "high": median.high, "is_own": other.is_own}
        for other, median in shown
    ]
    items = "; ".join(f"{other.name} {view.figures.text(median)}" for other, median in shown)
    label = view.texts.plain("comparison.alt", items=items)
    return charts.dots(values, view.texts["comparison.axis"], label)
