"""What a release must not say. Each check raises `Contradiction`; a release with one is never published.

The guards answer known faults of market reports: figures that disagree with each other, shares that do not add up,
a step that its own medians do not give, a language taken for a country, a stock larger than the flow it comes from,
a sentence naming a leader who is not, template text on the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import pycountry
from selectolax.lexbor import LexborHTMLParser

from orchestration.publication.figures import Figures, shown_value
from orchestration.publication.metrics import MART_KEYS, Metric, MetricLayer, Row, UnknownMeasure, measures
from orchestration.publication.rules import rules
from orchestration.publication.view import Section

_ROUNDING = 1e-6
# Half of the last printed digit of a step, in percent points.
_STEP_TOLERANCE = 0.06
_LEAKS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|\bNaN\b|\bNaT\b|<NA>|\bUndefined\b|\bnull\b|\binf\b|\bMarkup\("
)
# A tag starts with a letter, a slash or an exclamation mark: anything else is text that was not escaped.
_UNESCAPED = re.compile(r"<(?![A-Za-z/!])")
_EXTERNAL = re.compile(r"<(?:script|link|iframe|object|embed|img|audio|video|source)\b|@import|url\(|\ssrc=", re.I)
MAX_PAGE_BYTES = 1_500_000


class Contradiction(ValueError):
    """Two statements of one release cannot both be true, or one is not fit to be shown."""


def check_marts(layer: MetricLayer) -> None:
    """Everything that can be judged on the cells alone. Raises Contradiction naming mart, row and rule."""
    for mart in MART_KEYS:
        for row in layer.all_rows(mart):
            _check_row(mart, row)
    for mart, column in (("mart_weekly_grades", "share"), ("mart_weekly_work_formats", "share")):
        _check_parts(mart, layer.all_rows(mart), column)
    _check_parts("mart_geography", (row for row in layer.all_rows("mart_geography") if row["country"]), "share")
    _check_countries(layer.all_rows("mart_geography"))
    _check_ladders(layer.all_rows("mart_salary_ladder"))
    _check_stock(layer)
    _check_directions(layer)
    _check_ledger(layer)


def _where(mart: str, row: Row) -> str:
    own = MART_KEYS[mart]
    key = f" {row[own]}" if own else ""
    return f"{mart}: {row['segment_level']} {row['segment']} {row['week_start']}{key}"


def _check_row(mart: str, row: Row) -> None:
    for column, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise Contradiction(f"{_where(mart, row)}: {column} is {value}, not a number")
    for name, measure in measures().items():
        if measure.mart != mart or measure.column not in row:
            continue
        raw = row[measure.column]
        if raw is not None and measure.kind != "change" and raw < 0:
            raise Contradiction(f"{_where(mart, row)}: {measure.column} is negative")
        metric = MetricLayer.metric(name, row)
        if metric.value is None:
            continue
        for share in (metric.value if measure.kind == "share" else None, metric.coverage):
            if share is not None and not -_ROUNDING <= share <= 1 + _ROUNDING:
                raise Contradiction(f"{_where(mart, row)}: {measure.column} has a share of {share}")
        if metric.low is not None and metric.high is not None:
            slack = _ROUNDING * max(1.0, abs(metric.value))
            if not metric.low - slack <= metric.value <= metric.high + slack:
                raise Contradiction(f"{_where(mart, row)}: {measure.column} lies outside its own interval")
        _check_suppressed(mart, row, metric)


def _check_suppressed(mart: str, row: Row, metric: Metric) -> None:
    if metric.n is None or metric.column.endswith("coverage"):
        return
    limit = {"usd": rules().min_median, "usd_plain": rules().min_median, "share": rules().min_count}.get(metric.kind)
    if limit is not None and mart != "mart_sources" and metric.n < limit:
        raise Contradiction(f"{_where(mart, row)}: {metric.column} is shown on n={metric.n}, fewer than {limit}")


def _groups(rows: Iterable[Row]) -> Iterable[tuple[Any, list[Row]]]:
    def key(row: Row) -> tuple[Any, ...]:
        return row["segment_level"], row["segment"], row["week_start"]

    for name, group in groupby(sorted(rows, key=key), key):
        yield name, list(group)


def _check_parts(mart: str, rows: Iterable[Row], column: str) -> None:
    for _, group in _groups(rows):
        shares = [row[column] for row in group if row[column] is not None]
        total = math.fsum(shares)
        if total > 1 + 1e-4 or (len(shares) == len(group) and shares and total < 1 - 1e-4):
            raise Contradiction(f"{_where(mart, group[0])}: shares of the whole add up to {total:.4f}")
        counts = [row["n"] for row in group]
        if None not in counts and group[0]["stated_n"] is not None and sum(counts) != group[0]["stated_n"]:
            raise Contradiction(
                f"{_where(mart, group[0])}: parts count {sum(counts)}, the whole {group[0]['stated_n']}"
            )


@cache
def _is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None


def _check_countries(rows: Iterable[Row]) -> None:
    for row in rows:
        if row["country"] is not None and not _is_country(row["country"]):
            raise Contradiction(f"{_where('mart_geography', row)}: not a country of ISO 3166-1")


def _check_ladders(rows: Iterable[Row]) -> None:
    for _, group in _groups(rows):
        ordered = sorted(group, key=lambda row: row["grade_order"])
        shown = [row for row in ordered if MetricLayer.metric("ladder_median", row).is_shown]
        for before, row in pairwise(shown):
            lower, upper = MetricLayer.metric("ladder_median", before), MetricLayer.metric("ladder_median", row)
            jump = MetricLayer.metric("ladder_jump", row)
            given = 100 * (shown_value(upper) / shown_value(lower) - 1)
            if jump.is_shown and abs((jump.value or 0) - given) > _STEP_TOLERANCE:
                raise Contradiction(
                    f"{_where('mart_salary_ladder', row)}: a step of {jump.value:+.1f} % where the shown medians "
                    f"{shown_value(lower):,.0f} and {shown_value(upper):,.0f} give {given:+.1f} %"
                )
            is_clear = (upper.value or 0) < (lower.value or 0) and not upper.overlaps(lower)
            if is_clear and not row["is_inversion_beyond_interval"]:
                raise Contradiction(
                    f"{_where('mart_salary_ladder', row)}: an inversion beyond its interval, not flagged"
                )


def _check_stock(layer: MetricLayer) -> None:
    for row in layer.all_rows("mart_market_summary"):
        active, new = row["active"], row["new_90d"]
        if active is not None and new is not None and active > new:
            raise Contradiction(
                f"{_where('mart_market_summary', row)}: {active} active of {new} published in the window"
            )
        for column in ("n_salary", "grade_n", "format_n"):
            if row[column] is not None and new is not None and row[column] > new:
                raise Contradiction(f"{_where('mart_market_summary', row)}: {column} {row[column]} of {new} vacancies")
    newest = {(row["segment_level"], row["segment"]): row for row in layer.all_rows("mart_market_summary")}
    for row in layer.all_rows("mart_weekly_demand"):
        summary = newest.get((row["segment_level"], row["segment"]))
        if summary is None or summary["week_start"] != row["week_start"]:
            continue
        if None not in (summary["active"], row["active"]) and summary["active"] != row["active"]:
            raise Contradiction(
                f"{_where('mart_weekly_demand', row)}: {row['active']} active, the summary says {summary['active']}"
            )


def _check_ledger(layer: MetricLayer) -> None:
    for row in layer.all_rows("mart_market_summary"):
        if row["raw_postings"] is None:
            continue
        parts = sum(row[name] for name in ("merged", "rejected", "not_it", "out_of_scope", "pending", "vacancies"))
        if parts != row["raw_postings"]:
            raise Contradiction(
                f"{_where('mart_market_summary', row)}: {row['raw_postings']} postings, their outcomes count {parts}"
            )


def _check_directions(layer: MetricLayer) -> None:
    rows = list(layer.all_rows("mart_market_summary"))
    for direction in (row for row in rows if row["segment_level"] == "direction"):
        members = [
            row["active"]
            for row in rows
            if row["segment_level"] == "specialization" and row["direction"] == direction["segment"]
        ]
        if members and None not in (*members, direction["active"]) and sum(members) != direction["active"]:
            raise Contradiction(
                f"{_where('mart_market_summary', direction)}: {direction['active']} active, "
                f"its specializations {sum(members)}"
            )


def check_page(name: str, html: str, layer: MetricLayer, figures: Figures, sections: Sequence[Section]) -> None:
    """Judge a rendered page against the cells it claims to show. Raises Contradiction naming page and place."""
    if len(html.encode()) > MAX_PAGE_BYTES:
        raise Contradiction(f"{name}: {len(html.encode()):,} bytes, more than {MAX_PAGE_BYTES:,}")
    if found := _UNESCAPED.search(html):
        raise Contradiction(f"{name}: unescaped text {html[found.start() : found.start() + 20]!r}")
    if found := _EXTERNAL.search(html):
        raise Contradiction(f"{name}: a page loads nothing, found {found[0]!r}")
    tree = LexborHTMLParser(html)
    _check_leaks(name, tree)
    _check_cells(name, tree, layer, figures)
    for section in sections:
        for reading in section.readings:
            _check_leader(f"{name}#{section.id}", reading.leader, reading.field)


def _check_leaks(name: str, tree: LexborHTMLParser) -> None:
    for node in tree.css("style"):
        node.decompose()
    text = tree.root.text(separator=" ") if tree.root else ""
    if found := _LEAKS.search(text):
        raise Contradiction(
            f"{name}: template text leaked near {text[max(0, found.start() - 30) : found.end() + 30]!r}"
        )


def _check_cells(name: str, tree: LexborHTMLParser, layer: MetricLayer, figures: Figures) -> None:
    for node in tree.css("data[data-m]"):
        reference, text = node.attributes["data-m"] or "", node.text()
        try:
            expected = figures.text(layer.metric_at(reference))
        except UnknownMeasure:
            raise Contradiction(f"{name}: {text!r} refers to no mart cell ({reference})") from None
        if expected != text:
            raise Contradiction(f"{name}: {text!r} stands for {reference}, which is {expected!r}")


def _check_leader(where: str, leader: Metric | None, field: Sequence[Metric]) -> None:
    if leader is None:
        return
    largest = max((metric.value or 0 for metric in field), default=None)
    if largest is None or leader.value is None or leader.value < largest:
        raise Contradiction(f"{where}: a sentence names {leader.ref} as the largest of {len(field)}, it is not")
