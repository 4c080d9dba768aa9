"""What a page is made of: the view of one segment, and the parts a template prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from markupsafe import Markup

from orchestration.publication.figures import Figures
from orchestration.publication.metrics import MARKET, Metric, MetricLayer, Row, Segment
from orchestration.publication.rules import Rules, rules
from orchestration.publication.texts import Texts

Cell = Metric | str | Markup


@dataclass(frozen=True)
class Specialization:
    """One row of the specializations seed."""

    direction: str
    direction_name: str
    slug: str
    name: str
    sort_order: int

    @property
    def segment(self) -> Segment:
        return Segment("specialization", self.slug)

    @property
    def file_name(self) -> str:
        return f"{self.slug}.html"


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


@dataclass
class View:
    """Everything the sections of one page read: cells, words, formats."""

    layer: MetricLayer
    texts: Texts
    figures: Figures
    specializations: Sequence[Specialization]
    own: Specialization | None = None  # None on the index
    rules: Rules = field(default_factory=rules)

    @cached_property
    def segment(self) -> Segment:
        return self.own.segment if self.own else MARKET

    @cached_property
    def summary(self) -> Row | None:
        return self.layer.summary(self.segment)

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
            raise LookupError(f"{name}: {self.segment} has no figures")
        return self.layer.metric(name, source)

    def figure(self, name: str, row: Row | None = None) -> Markup:
        return self.figures.figure(self.metric(name, row))

    def reading(self, key: str, **arguments: Any) -> Reading:
        return Reading(self.texts.markup(key, **self._shown(arguments)))

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
        words = self._shown({name_argument: name, "share": first, **arguments})
        if runner_up is not None and first.overlaps(runner_up[1]):
            text = self.texts.markup(
                f"{prefix}.level", second=runner_up[0], second_share=self.figures.figure(runner_up[1]), **words
            )
        else:
            text = self.texts.markup(f"{prefix}.leader", **words)
        return (Reading(text, leader=first, field=tuple(metric for _, metric in shown)),)

    def _shown(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self.figures.figure(value) if isinstance(value, Metric) else value
            for name, value in arguments.items()
        }


SectionBuilder = Callable[[View], Section | None]
