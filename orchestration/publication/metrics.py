"""The one metric layer: every number on a page is a `Metric`, a reference to one cell of one published mart.

`measures.yaml` says which columns hold a figure, its n, coverage and interval; nothing else in the pages names a
mart column. A cell that is not there is an error, a null cell is a suppressed or unknown figure, never a zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.publication.rules import rules

Row = dict[str, Any]

# The column beside week and segment that completes each mart's key.
MART_KEYS: dict[str, str | None] = {
    "mart_market_summary": None,
    "mart_weekly_demand": None,
    "mart_weekly_grades": "grade",
    "mart_salary_ladder": "grade",
    "mart_weekly_work_formats": "work_format",
    "mart_technologies": "technology",
    "mart_geography": "country",
    "mart_sources": "source",
}
# Weekly series are read whole; the others hold a 90-day window per week, and a page shows the newest one.
SERIES = frozenset({"mart_weekly_demand", "mart_weekly_grades", "mart_weekly_work_formats"})
NOT_STATED = "not_stated"


class UnknownMeasure(LookupError):
    """A page asked for a figure that no mart column holds."""


@dataclass(frozen=True)
class Segment:
    """A slice of the market: `level` market | direction | specialization, `key` market or a slug."""

    level: str
    key: str


MARKET = Segment("market", "market")


@dataclass(frozen=True)
class Measure:
    """One entry of measures.yaml: where a figure stands and how it reads."""

    mart: str
    column: str
    kind: str  # count | share | usd | change | lift
    n: str | None = None
    coverage: str | None = None
    low: str | None = None
    high: str | None = None
    suppressed: str | None = None
    is_exact: bool = False  # a count that is never suppressed
    whole: str | None = None  # the count a coverage is a share of


@dataclass(frozen=True)
class Metric:
    """One figure: a mart cell with what is needed to judge it. `ref` names the cell, for checks and for readers."""

    mart: str
    keys: tuple[str, ...]  # segment level, segment, week, and the mart's own key
    column: str
    kind: str
    value: float | int | None
    n: int | None = None
    coverage: float | None = None
    low: float | None = None
    high: float | None = None
    is_suppressed: bool = False

    @property
    def ref(self) -> str:
        return "/".join((self.mart, *self.keys, self.column))

    @property
    def is_shown(self) -> bool:
        return self.value is not None

    def overlaps(self, other: Metric) -> bool:
        """True unless both intervals are known and apart: only then may a sentence call one the larger."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return True
        return self.low <= other.high and other.low <= self.high


@cache
def measures() -> dict[str, Measure]:
    entries = yaml.safe_load(Path(__file__).with_name("measures.yaml").read_text(encoding="utf-8"))
    return {name: Measure(**entry) for name, entry in entries.items()}


@cache
def _measure_names() -> dict[tuple[str, str], str]:
    return {(measure.mart, measure.column): name for name, measure in measures().items()}


def _is_few(count: int | None) -> bool:
    return count is None or count < rules().min_count


def _own_key(mart: str, row: Row) -> str | None:
    """What completes the key of a row beside segment and week, null for marts that need nothing more."""
    column = MART_KEYS[mart]
    if column is None:
        return None
    return NOT_STATED if row[column] is None else str(row[column])


class MetricLayer:
    """All cells a site needs, read once from an open `marts.duckdb`. Raises duckdb.Error when a mart is missing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        found = _fetch(connection, "select max(week_start) as week from mart_market_summary")
        self.week: date | None = found[0]["week"]
        self._rows: dict[str, dict[Segment, list[Row]]] = {}
        self._index: dict[tuple[str, Segment, str, str], Row] | None = None
        for mart, key in MART_KEYS.items():
            where = "" if mart in SERIES else "where week_start = $week"
            order = f"order by week_start{', ' + key + ' nulls last' if key else ''}"
            found = _fetch(connection, f"select * from {mart} {where} {order}", {"week": self.week} if where else None)  # noqa: S608
            by_segment: dict[Segment, list[Row]] = defaultdict(list)
            for row in found:
                by_segment[Segment(row["segment_level"], row["segment"])].append(row)
            self._rows[mart] = dict(by_segment)

    def rows(self, mart: str, segment: Segment, week: date | None = None) -> list[Row]:
        """Rows of a segment, oldest week first; of one week when given. Empty when the mart has none."""
        rows = self._rows[mart].get(segment, [])
        return rows if week is None else [row for row in rows if row["week_start"] == week]

    def all_rows(self, mart: str) -> Iterable[Row]:
        for rows in self._rows[mart].values():
            yield from rows

    def summary(self, segment: Segment) -> Row | None:
        """The newest mart_market_summary row of a segment."""
        rows = self.rows("mart_market_summary", segment)
        return rows[-1] if rows else None

    def charted_weeks(self, segment: Segment) -> list[date]:
        """Weeks that a chart may show: every day covered, every source present, ramp-up over."""
        rows = self.rows("mart_weekly_demand", segment)
        return [row["week_start"] for row in rows if row["is_complete"] and not row["is_ramp_up"]]

    def metric_at(self, reference: str) -> Metric:
        """The metric that `Metric.ref` names, read from the cells again. Raises UnknownMeasure when there is none."""
        try:
            mart, level, segment, week, rest = reference.split("/", 4)
            key, _, column = rest.rpartition("/")
            row = self._cells()[mart, Segment(level, segment), week, key]
            return self.metric(_measure_names()[mart, column], row)
        except (ValueError, KeyError):
            raise UnknownMeasure(reference) from None

    def _cells(self) -> dict[tuple[str, Segment, str, str], Row]:
        if self._index is None:
            self._index = {
                (mart, segment, row["week_start"].isoformat(), _own_key(mart, row) or ""): row
                for mart, segments in self._rows.items()
                for segment, rows in segments.items()
                for row in rows
            }
        return self._index

    @staticmethod
    def metric(name: str, row: Row) -> Metric:
        """The figure `name` of a mart row. Raises UnknownMeasure when the row has no such column."""
        measure = measures().get(name)
        if measure is None or measure.column not in row:
            raise UnknownMeasure(f"{name}: no column {measure.column if measure else ''} in {sorted(row)}")

        def cell(column: str | None) -> Any:
            return None if column is None else row.get(column)

        keys = [row["segment_level"], row["segment"], row["week_start"].isoformat()]
        if (own_key := _own_key(measure.mart, row)) is not None:
            keys.append(own_key)
        value = row[measure.column]
        if measure.suppressed:
            suppressed = bool(cell(measure.suppressed))
        elif measure.whole is not None:
            suppressed = _is_few(row[measure.whole])
        elif measure.kind == "count" and not measure.is_exact:
            suppressed = _is_few(value)
        else:
            suppressed = value is None and not measure.is_exact
        return Metric(
            mart=measure.mart,
            keys=tuple(keys),
            column=measure.column,
            kind=measure.kind,
            value=None if suppressed else value,
            n=cell(measure.n),
            coverage=None if suppressed and measure.kind == "share" else cell(measure.coverage),
            low=None if suppressed else cell(measure.low),
            high=None if suppressed else cell(measure.high),
            is_suppressed=suppressed,
        )


def _fetch(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    cursor = connection.execute(query, parameters) if parameters else connection.execute(query)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
