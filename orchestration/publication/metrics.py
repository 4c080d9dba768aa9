"""The one metric layer: every number on a page is a `Metric`, a reference to one cell of one published mart.

`measures.yaml` says which columns hold a figure, its n, coverage and interval; nothing else in the pages names a
mart column. A cell that is not there is an error, a null cell is a suppressed or unknown figure, never a zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import yaml

from orchestration.publication.rules import rules

Row = dict[str, Any]

# The columns beside week and segment that complete each mart's key.
MART_KEYS: dict[str, tuple[str, ...]] = {
    "mart_market_summary": (),
    "mart_specializations": (),
    "mart_weekly_demand": (),
    "mart_demand_index": (),
    "mart_weekly_grades": ("grade",),
    "mart_salary_ladder": ("grade",),
    "mart_weekly_salaries": (),
    "mart_weekly_salary_bands": ("salary_band",),
    "mart_salary_index": (),
    "mart_pay_transparency": ("breakdown", "value"),
    "mart_technology_pay": ("technology",),
    "mart_weekly_work_formats": ("work_format",),
    "mart_technologies": ("technology",),
    "mart_technology_pairs": ("technology_a", "technology_b"),
    "mart_geography": ("country",),
    "mart_sources": ("source",),
    "mart_employers": ("employer_key",),
    "mart_days_open": (),
    "mart_latest_vacancies": ("position",),
    "mart_salary_breakdowns": ("breakdown", "value"),
    "mart_grade_technologies": ("grade", "technology"),
    "mart_similar_specializations": ("other_segment",),
    "mart_technology_contrasts": ("other_segment", "technology"),
    "mart_faq": ("question_id", "slot", "slot_order"),
    "mart_revisions": ("previous_release", "source_mart", "source_key", "source_column"),
    "mart_data_quality": ("source", "measure", "item"),
    "mart_source_health": ("day", "source"),
}
# Weekly series are read whole; the others describe a window or the stock of a week, and a page shows the newest one.
SERIES = frozenset(
    {
        "mart_weekly_demand", "mart_demand_index", "mart_weekly_grades", "mart_weekly_salaries",
        "mart_weekly_salary_bands", "mart_salary_index", "mart_weekly_work_formats",
    }
)  # fmt: skip
# Windows of which a page also shows the one some weeks before, to say what rises and what falls.
COMPARED = frozenset({"mart_technologies"})
NOT_STATED = "not_stated"
# Facts of answers: each row copies one cell of another mart and names it.
FAQ = "mart_faq"
# Figures of closed weeks that changed since an earlier release. A change of rules may touch all of them: the newest
# of each segment are read, and there is no table before releases have something to compare.
REVISIONS = "mart_revisions"


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
    kind: str
    n: str | None = None
    coverage: str | None = None
    low: str | None = None
    high: str | None = None
    suppressed: str | None = None
    is_exact: bool = False  # a count that is never suppressed
    whole: str | None = None  # the count a coverage is a share of
    least: str | None = None  # the rule (rules.yaml) its n must meet; by kind where it is not said


@dataclass(frozen=True)
class Metric:
    """One figure: a mart cell with what is needed to judge it. `ref` names the cell, for checks and for readers."""

    mart: str
    keys: tuple[str, ...]  # segment level, segment, week, and the mart's own keys
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
        return "/".join(_quoted(part) for part in (self.mart, *self.keys, self.column))

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


def _quoted(part: str) -> str:
    """A key as one part of a reference: technologies are called CI/CD and employers whatever they like."""
    return part.replace("%", "%25").replace("/", "%2F")


def _own_keys(mart: str, row: Row) -> tuple[str, ...]:
    """What completes the key of a row beside segment and week."""
    return tuple(NOT_STATED if row[column] is None else str(row[column]) for column in MART_KEYS[mart])


class MetricLayer:
    """All cells a site needs, read once from an open `marts.duckdb`. Raises duckdb.Error when a mart is missing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        found = _fetch(connection, "select max(week_start) as week from mart_market_summary")
        self.week: date | None = found[0]["week"]
        self.earlier_week = self.week - timedelta(weeks=rules().momentum_weeks) if self.week else None
        self._rows: dict[str, dict[Segment, list[Row]]] = {}
        self._index: dict[tuple[str, ...], Row] | None = None
        self._sources: dict[tuple[str, str], Row] | None = None
        for mart, keys in MART_KEYS.items():
            weeks = [self.week, self.earlier_week] if mart in COMPARED else [self.week]
            where = "" if mart in SERIES else "where list_contains($weeks, week_start)"
            order = ", ".join(f"{key} nulls last" for key in ("week_start", *keys))
            query = f"select * from {mart} {where} order by {order}"  # noqa: S608 - names of MART_KEYS
            if mart == REVISIONS:
                if not _fetch(connection, "select 1 from duckdb_tables() where table_name = $name", {"name": mart}):
                    continue
                newest = ", ".join(keys)
                query = (
                    f"select * from {mart} qualify row_number() over (partition by segment_level, segment "  # noqa: S608
                    f"order by week_start desc, {newest}) <= {rules().max_revisions}"
                )
                where = ""
            by_segment: dict[Segment, list[Row]] = defaultdict(list)
            for row in _fetch(connection, query, {"weeks": weeks} if where else None):
                # Bookkeeping about sources has no segment: it is about the whole market.
                row.setdefault("segment_level", MARKET.level)
                row.setdefault("segment", MARKET.key)
                by_segment[Segment(row["segment_level"], row["segment"])].append(row)
            self._rows[mart] = dict(by_segment)

    def rows(self, mart: str, segment: Segment) -> list[Row]:
        """Rows of a segment: of all weeks, oldest first, of a series; else of the newest. Empty when there are none."""
        rows = self._rows.get(mart, {}).get(segment, [])
        return [row for row in rows if row["week_start"] == self.week] if mart in COMPARED else rows

    def earlier(self, mart: str, segment: Segment) -> list[Row]:
        """Rows of the window `momentum_weeks` before the newest; empty when the history is shorter."""
        return [row for row in self._rows[mart].get(segment, []) if row["week_start"] == self.earlier_week]

    def all_rows(self, mart: str) -> Iterable[Row]:
        for rows in self._rows.get(mart, {}).values():
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
            mart, *keys, column = (unquote(part) for part in reference.split("/"))
            if mart == FAQ:
                return self.fact(self._cells()[mart, *keys])
            if mart == REVISIONS:
                return self.revised(self._cells()[mart, *keys], column)
            return self.metric(_measure_names()[mart, column], self._cells()[mart, *keys])
        except (ValueError, KeyError):
            raise UnknownMeasure(reference) from None

    def _cells(self) -> dict[tuple[str, ...], Row]:
        if self._index is None:
            self._index = {
                (mart, segment.level, segment.key, row["week_start"].isoformat(), *_own_keys(mart, row)): row
                for mart, segments in self._rows.items()
                for segment, rows in segments.items()
                for row in rows
            }
        return self._index

    @staticmethod
    def fact(row: Row) -> Metric:
        """The figure that a row of mart_faq copies; it reads as the cell it is a copy of. Raises UnknownMeasure."""
        name = _measure_names().get((row["source_mart"], row["source_column"]))
        if name is None:
            raise UnknownMeasure(f"{row['source_mart']}.{row['source_column']}")
        kind = measures()[name].kind
        return Metric(
            mart=FAQ,
            keys=(row["segment_level"], row["segment"], row["week_start"].isoformat(), *_own_keys(FAQ, row)),
            column="value",
            kind=kind,
            value=None if row["is_suppressed"] else row["value"],
            n=row["n"],
            coverage=None if row["is_suppressed"] and kind == "share" else row["coverage"],
            low=None if row["is_suppressed"] else row["low"],
            high=None if row["is_suppressed"] else row["high"],
            is_suppressed=bool(row["is_suppressed"]) or (row["value"] is None and kind != "days"),
        )

    @staticmethod
    def revised(row: Row, column: str) -> Metric:
        """`old_value` or `new_value` of a row of mart_revisions. Raises UnknownMeasure for a figure no page shows."""
        name = _measure_names().get((row["source_mart"], row["source_column"]))
        if name is None or column not in ("old_value", "new_value"):
            raise UnknownMeasure(f"{row['source_mart']}.{row['source_column']}")
        keys = (row["segment_level"], row["segment"], row["week_start"].isoformat(), *_own_keys(REVISIONS, row))
        return Metric(REVISIONS, keys, column, measures()[name].kind, row[column])

    def source_cell(self, fact: Row) -> Row | None:
        """The row that a row of mart_faq copies, where the layer holds it."""
        if self._sources is None:
            self._sources = {(mart, "/".join(keys)): row for (mart, *keys), row in self._cells().items()}
        return self._sources.get((fact["source_mart"], fact["source_key"]))

    @staticmethod
    def metric(name: str, row: Row) -> Metric:
        """The figure `name` of a mart row. Raises UnknownMeasure when the row has no such column."""
        measure = measures().get(name)
        if measure is None or measure.column not in row:
            raise UnknownMeasure(f"{name}: no column {measure.column if measure else ''} in {sorted(row)}")

        def cell(column: str | None) -> Any:
            return None if column is None else row.get(column)

        keys = (row["segment_level"], row["segment"], row["week_start"].isoformat(), *_own_keys(measure.mart, row))
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
            keys=keys,
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
