"""Why a figure is what it is: its meaning, the ads behind it, what was left out and why, rates, rules and release."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from orchestration.publication.dictionary import read_dictionary
from orchestration.publication.figures import Figures
from orchestration.publication.metrics import Metric, MetricLayer, measures
from orchestration.publication.populations import Mart, Population, elsewhere, open_release, rows_behind
from orchestration.publication.rules import rules
from orchestration.publication.sql import text
from orchestration.publication.texts import Texts
from orchestration.publication.why_names import Cell, UnknownFigure, find_cell

Row = dict[str, Any]
# Of the lake's layers, those whose rules decide what an ad says and which ads are one vacancy.
RULE_LAYERS = ("parsed_postings", "fingerprints", "duplicate_links", "normalized_postings", "exchange_rates")
POSTING_FIELDS = ("posting_key", "source", "published_on", "first_landed_on", "outcome", "rejected_reason")
VACANCY_FIELDS = ("source", "title", "company", "url")


@dataclass(frozen=True)
class RateUse:
    """Official rates at which pay behind a figure was converted: USD per unit, days of the quotes, authority."""

    currency: str
    vacancies: int
    lowest: float
    highest: float
    first_day: date
    last_day: date
    source: str


@dataclass(frozen=True)
class Explanation:
    """Everything behind one figure. `counted` ads stand behind it, `about` is how many it is about.

    `shown_n` is the same count as the mart holds it, null where it is under the smallest count shown. The two differ
    only when vacancies have changed since the week was built; `drift` then says so.
    """

    reference: str
    mart: str
    column: str
    title: str
    value: float | int | str | None
    value_text: str
    is_suppressed: bool
    shown_n: int | None
    low: float | None
    high: float | None
    coverage: float | None
    definition: str
    mart_definition: str
    period: str
    first_day: date
    last_day: date
    counted: int
    about: int
    exclusions: dict[str, int]
    earlier: dict[str, int]
    rates: list[RateUse]
    sample: list[Row]
    drift: str | None
    is_simulated: str
    release: str
    created_at: str
    code_version: str
    rules: dict[str, list[str]]
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: days as ISO text."""
        done: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_plain))
        return done


class Release:
    """An opened release to ask about; close it, or use it in a `with`. Raises NoFacts when it carries no facts."""

    def __init__(self, folder: Path) -> None:
        self.connection = open_release(folder)
        self.manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.dictionary = read_dictionary(folder)

    def __enter__(self) -> Release:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def explain(self, words: Sequence[str], limit: int = 10) -> Explanation:
        """The figure that `words` name (see find_cell) with `limit` of the ads behind it. Raises UnknownFigure."""
        cell = find_cell(self.connection, words)
        population = self._population(cell)
        self._stage(cell, population)
        counts = self._count()
        metric = _metric(cell, population)
        shown = cell.row.get(population.column)
        least = rules().min_count
        counted = counts.get(None, 0)
        is_equal = population.is_hidden or shown == counted or (shown is None and counted < least)
        first, last = self._period(cell)
        table = self.dictionary.get(cell.mart.name, {"description": "", "columns": {}})
        return Explanation(
            reference=cell.reference,
            mart=cell.mart.name,
            column=cell.column,
            title=_title(cell),
            value=_plain_value(metric.value),
            value_text=Figures(Texts()).text(metric) if metric.kind != "plain" else str(metric.value),
            is_suppressed=metric.is_suppressed,
            shown_n=None if population.is_hidden else shown,
            low=metric.low,
            high=metric.high,
            coverage=metric.coverage,
            definition=table["columns"].get(cell.column, {}).get("description", ""),
            mart_definition=table["description"],
            period=cell.mart.period.words,
            first_day=first,
            last_day=last,
            counted=counted,
            about=sum(counts.values()),
            exclusions={reason: n for reason, n in counts.items() if reason is not None},
            earlier=self._earlier(cell, first, last),
            rates=self._rates(population),
            sample=self._rows(population, limit),
            drift=None if is_equal else _drift(shown, counted),
            is_simulated=self.manifest["is_simulated"]["state"],
            release=self.manifest["id"],
            created_at=self.manifest["created_at"],
            code_version=self.manifest["code_version"],
            rules=_rule_versions(self.manifest),
        )

    def write_rows(self, path: Path) -> int:
        """Write all ads behind the figure last explained as CSV, those left out with the reason; returns how many."""
        found = self.connection.execute("select count(*) from behind").fetchone()
        self.connection.execute(
            "copy (select is_counted, reason, * exclude (cell, is_counted, reason) from behind order by all) "  # noqa: S608
            f"to {text(str(path))} (format csv, header)"
        )
        return int(found[0]) if found else 0

    def _population(self, cell: Cell) -> Population:
        place = f"{cell.mart.name}/{cell.column}"
        population = cell.mart.behind(cell.column)
        if population is None and place in elsewhere():
            raise UnknownFigure(f"no ads of its own stand behind {place}, but {elsewhere()[place]}")
        if population is None:
            raise UnknownFigure(f"{place} describes its row and is no figure: {_line(cell.row[cell.column])}")
        if population.level is not None and cell.row["segment_level"] != population.level:
            raise UnknownFigure(f"{place} stands in the row of the {population.level} only")
        return population

    def _stage(self, cell: Cell, population: Population) -> None:
        """Put the rows behind the cell into the table `behind`."""
        keys = {"week_start": cell.row["week_start"], **{name: cell.row[name] for name in cell.mart.key}}
        if "segment" in cell.row:
            keys |= {"segment_level": cell.row["segment_level"], "segment": cell.row["segment"]}
        where = " and ".join(f'm."{name}" is not distinct from {_literal(value)}' for name, value in keys.items())
        query = rows_behind(population, f"select m as cell from marts.{cell.mart.name} as m where {where}")  # noqa: S608
        self.connection.execute(f"create or replace temp table behind as {query}")

    def _count(self) -> dict[str | None, int]:
        """Reason -> rows left out for it, most first; None -> rows counted."""
        return dict(
            self.connection.execute("select reason, count(*) from behind group by reason order by 2 desc, 1").fetchall()
        )

    def _rows(self, population: Population, limit: int) -> list[Row]:
        if population.of == "postings":
            fields = list(POSTING_FIELDS)
            order = "published_on desc, posting_key"
        else:
            fields = [*VACANCY_FIELDS, *(name for name in population.show if name not in VACANCY_FIELDS)]
            order = "published_on desc, vacancy_id"
        cursor = self.connection.execute(
            f"select {', '.join(fields)} from behind where is_counted order by {order} limit $limit",  # noqa: S608
            {"limit": limit},
        )
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def _rates(self, population: Population) -> list[RateUse]:
        if population.rates is None:
            return []
        if population.rates == "week":
            source, rate = "inner join week_rates as quoted on behind.week_start = quoted.week_start and ", "week_rate"
            source += "behind.salary_currency = quoted.currency"
            day, authority = "quoted.rate_on", "quoted.rate_source"
        else:
            source, rate = "", "salary_usd_month / salary_month"
            day, authority = "behind.rate_on", "behind.rate_source"
        found = self.connection.execute(
            f"select behind.salary_currency, count(*), min({rate}), max({rate}), min({day}), max({day}), "  # noqa: S608
            f"string_agg(distinct {authority}, ', ' order by {authority}) from behind {source} "
            "where is_counted group by 1 order by 2 desc, 1"
        ).fetchall()
        return [RateUse(*row) for row in found]

    def _period(self, cell: Cell) -> tuple[date, date]:
        period = cell.mart.period
        found = self.connection.execute(
            f"select {period.first}, {period.last} from weeks where week_start = $week",  # noqa: S608 - our declarations
            {"week": cell.row["week_start"]},
        ).fetchone()
        if found is None:
            raise UnknownFigure(f"the release knows no week {cell.row['week_start']}")
        return found[0], found[1]

    def _earlier(self, cell: Cell, first: date, last: date) -> dict[str, int]:
        """Outcome -> postings of the segment published in the period: what was merged, rejected or out of scope."""
        level = cell.row.get("segment_level")
        where = f"and {level} = $segment" if level in ("direction", "specialization") else ""
        if level is None:
            return {}
        return dict(
            self.connection.execute(
                "select outcome || if(rejected_reason is null, '', ': ' || rejected_reason), count(*) from postings "  # noqa: S608
                f"where published_on between $first and $last {where} group by 1 order by 2 desc, 1",
                {"first": first, "last": last, **({"segment": cell.row["segment"]} if where else {})},
            ).fetchall()
        )


def _metric(cell: Cell, population: Population) -> Metric:
    """The cell as the pages show it; for columns no page shows, by the naming habits of the marts."""
    for name, measure in measures().items():
        if (measure.mart, measure.column) == (cell.mart.name, cell.column):
            return MetricLayer.metric(name, cell.row)
    value = cell.row[cell.column]
    n = None if population.column == cell.column else cell.row.get(population.column)
    return Metric(
        mart=cell.mart.name,
        keys=cell.keys,
        column=cell.column,
        kind="plain",
        value=value,
        n=n,
        low=cell.row.get(f"{cell.column}_low"),
        high=cell.row.get(f"{cell.column}_high"),
        is_suppressed=value is None,
    )


def _title(cell: Cell) -> str:
    words = [cell.column.replace("_", " "), *cell.keys[:2][-1:], *own_words(cell.mart, cell.row)]
    return ", ".join(words)


def own_words(mart: Mart, row: Row) -> list[str]:
    return ["not stated" if row[name] is None else str(row[name]) for name in mart.key]


def _drift(shown: Any, counted: int) -> str:
    then = f"under {rules().min_count}" if shown is None else f"{shown}"
    return (
        f"When the week was built it counted {then}; of the ads as they are known now {counted} count. Links, closing "
        "days or readings have changed since, and a closed week is not rebuilt for that."
    )


def _rule_versions(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """Layer -> versions of the rules its partitions were made by; more than one while days wait for a rebuild."""
    inputs = manifest.get("inputs", {})
    return {
        layer: sorted({(day["code_version"] or "unknown").split(" ")[0] for day in inputs[layer].values()})
        for layer in RULE_LAYERS
        if inputs.get(layer)
    }


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return text(value) if isinstance(value, str) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _plain_value(value: Any) -> float | int | str | None:
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _line(value: Any) -> str:
    return "null" if value is None else str(value)
