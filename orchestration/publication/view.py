"""What a page is made of: the view of one segment, and the parts a template prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from markupsafe import Markup

from orchestration.publication.figures import Figures
from orchestration.publication.metrics import MARKET, Metric, MetricLayer, Row
from orchestration.publication.rules import Rules, rules
from orchestration.publication.subjects import Subject
from orchestration.publication.texts import Texts
from orchestration.publication.why_page import why_href

Cell = Metric | str | Markup

_DIGIT = re.compile(r"\d")


class FrozenFigure(ValueError):
    """A sentence of the catalogue holds a number of its own, which no mart cell would renew."""


@dataclass(frozen=True)
class Reading:
    """A computed sentence. When it names a leader, `leader` must be the largest of `field`; the build checks it."""

    text: Markup
    leader: Metric | None = None
    field: tuple[Metric, ...] = ()


@dataclass(frozen=True)
class Table:
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    current: int | None = None  # the row this page is about

    @property
    def explained(self) -> tuple[tuple[str, str | None], ...]:
        """(header, where its figures are explained), None for columns of words."""
        found = []
        for number, header in enumerate(self.headers):
            cells = (row[number] for row in self.rows if number < len(row))
            metric = next((cell for cell in cells if isinstance(cell, Metric)), None)
            found.append((header, why_href(metric) if metric is not None else None))
        return tuple(found)


@dataclass(frozen=True)
class Ad:
    """One ad of the latest, in the words of its source: redacted before, escaped where they are printed."""

    title: str
    url: str | None
    company: str
    published: str
    facts: tuple[str, ...] = ()  # grade, place, format: short words
    pay: Markup | str = ""
    technologies: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """One question with its computed answer."""

    id: str
    question: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    readings: tuple[Reading, ...] = ()
    chart: Markup | None = None
    legend: tuple[tuple[str, str, str], ...] = ()  # name, colour, sign
    caption: str = ""
    table: Table | None = None
    is_open: bool = False  # the table is the figure itself: shown, not folded
    is_wide: bool = False
    ads: tuple[Ad, ...] = ()
    answers: tuple[Answer, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()  # address, name, what stands beside it
    ranking: tuple[str, ...] = ()  # technologies listed as wanted: none may define the specialization


@dataclass
class View:
    """Everything the sections of one page read: cells, words, formats."""

    layer: MetricLayer
    texts: Texts
    figures: Figures
    specializations: Sequence[Subject]
    directions: Sequence[Subject]
    own: Subject
    rules: Rules = field(default_factory=rules)

    @cached_property
    def is_market(self) -> bool:
        return self.own.segment == MARKET

    @cached_property
    def summary(self) -> Row | None:
        return self.layer.summary(self.own.segment)

    def rows(self, mart: str) -> list[Row]:
        """Rows of the mart about this page's segment, oldest week first."""
        return self.layer.rows(mart, self.own.segment)

    def name(self, subject: Subject) -> str:
        """Name of a direction or specialization in the language of the page."""
        return self.texts.get(f"names.{subject.level}.{subject.key}", subject.name)

    @cached_property
    def as_of(self) -> date | None:
        row = self.summary or self.layer.summary(MARKET)
        return row["as_of"] if row else None

    @cached_property
    def window(self) -> dict[str, str]:
        """Arguments that most captions want: window length and its first and last day."""
        if self.as_of is None:
            return {"window": self.figures.number(self.rules.window_days), "as_of": self.texts["dash"], "from_day": ""}
        first = self.as_of - timedelta(days=self.rules.window_days - 1)
        return {
            "window": self.figures.number(self.rules.window_days),
            "as_of": self.figures.day(self.as_of),
            "from_day": self.figures.day(first),
        }

    def metric(self, name: str, row: Row | None = None) -> Metric:
        source = row if row is not None else self.summary
        if source is None:
            raise LookupError(f"{name}: {self.own.segment} has no figures")
        return self.layer.metric(name, source)

    def figure(self, name: str, row: Row | None = None) -> Markup:
        return self.figures.figure(self.metric(name, row))

    def interval(self, metric: Metric) -> str:
        return self.figures.interval(metric) or self.texts["dash"]

    def sentence(self, key: str, **arguments: Any) -> Markup:
        """A text whose every number comes in as an argument. Raises FrozenFigure when it holds one of its own."""
        if _DIGIT.search(re.sub(r"\{\w+\}", "", self.texts[key])):
            raise FrozenFigure(f"{self.texts.language}: {key} holds a number that nothing computes")
        return self.texts.markup(key, **self._shown(arguments))

    def reading(self, key: str, **arguments: Any) -> Reading:
        return Reading(self.sentence(key, **arguments))

    def superlative(self, key: str, leader: Metric, among: Sequence[Metric], **arguments: Any) -> Reading:
        """A sentence that calls `leader` the largest of `among`; the build refuses it when it is not."""
        return Reading(self.sentence(key, **arguments), leader, tuple(metric for metric in among if metric.is_shown))

    def leading(
        self, prefix: str, ranked: Sequence[tuple[str, Metric]], name_argument: str, **arguments: Any
    ) -> tuple[Reading, ...]:
        """A sentence on the largest of shown figures: a leader when its interval stands apart, else the first two.

        `prefix` has the texts `leader` and `level`. Nothing is said when nothing is shown.
        """
        shown = sorted((item for item in ranked if item[1].is_shown), key=lambda item: -(item[1].value or 0))
        if not shown:
            return ()
        (name, first), runner_up = shown[0], shown[1] if len(shown) > 1 else None
        words = {name_argument: name, "share": first, **arguments}
        among = [metric for _, metric in shown]
        if runner_up is not None and first.overlaps(runner_up[1]):
            second = {"second": runner_up[0], "second_share": runner_up[1]}
            return (self.superlative(f"{prefix}.level", first, among, **second, **words),)
        return (self.superlative(f"{prefix}.leader", first, among, **words),)

    def none(self, key: str) -> Reading:
        """Why there is nothing to show, with the thresholds of the rules."""
        words = {"min_count": self.rules.min_count, "min_median": self.rules.min_median}
        words["min_change"] = self.rules.min_change
        return self.reading(key, **{name: self.figures.number(value) for name, value in words.items()})

    def table(self, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
        """A table under the text key `caption` with the headers `columns.*`."""
        headers = tuple(self.texts[f"columns.{column}"] for column in columns)
        return Table(caption=self.texts[caption], headers=headers, rows=tuple(tuple(row) for row in rows))

    def no_chart(self, weeks: int) -> Reading:
        least = self.figures.number(self.rules.min_charted_weeks)
        return self.reading("page.no_chart", weeks=self.figures.number(weeks), least=least)

    def span(self, weeks: Sequence[date]) -> dict[str, str]:
        return {"from_week": self.figures.day(weeks[0]), "to_week": self.figures.day(weeks[-1])}

    def _shown(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self.figures.figure(value) if isinstance(value, Metric) else value
            for name, value in arguments.items()
        }


SectionBuilder = Callable[[View], Section | None]
