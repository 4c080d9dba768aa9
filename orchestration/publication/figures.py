"""How a metric reads: one format per kind, so that one cell cannot stand on a page in two forms."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from orchestration.publication.metrics import Metric
from orchestration.publication.rules import rules
from orchestration.publication.texts import Texts

_PATTERNS = {
    "count": "#,##0", "usd": "#,##0", "usd_plain": "#,##0", "days": "#,##0", "change": "+#,##0.0;−#,##0.0",
    "lift": "0.0", "index": "#,##0.0",
}  # fmt: skip


def shown_value(metric: Metric) -> float:
    """The value as it is printed (rounded), so that what is computed from shown figures agrees with them."""
    if metric.value is None:
        raise ValueError(f"{metric.ref} is not shown")
    return float(_rounded(metric.value, metric.kind))


def _rounded(value: float, kind: str) -> float:
    if kind == "share":
        percent = value * 100
        return round(percent, 1) if 0 < percent < 1 else round(percent)
    if kind in ("lift", "change", "index"):
        return round(value, 1)
    return round(value)


@lru_cache(maxsize=100_000)
def _number(value: float, kind: str, locale: str) -> str:
    rounded = _rounded(value, kind)
    pattern = _PATTERNS.get(kind, "0.#")
    return str(format_decimal(rounded, pattern, locale=locale))


class Figures:
    """Formats metrics, days and intervals in one language. Everything it returns is safe to put into HTML."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.locale = texts.language

    def text(self, metric: Metric) -> str:
        """Plain text of a figure: `USD 5,040`, `81 %`, or why it is not shown."""
        if metric.value is None:
            if metric.is_suppressed:
                return self.suppressed(metric)
            return self.texts["figure.not_reached" if metric.kind == "days" else "figure.unknown"]
        return self.texts.plain(f"figure.{metric.kind}", value=_number(metric.value, metric.kind, self.locale))

    def suppressed(self, metric: Metric) -> str:
        """Why a figure is not shown: how many ads there are, or that even their count is too small to show."""
        least = _number(rules().min_count, "count", self.locale)
        if metric.kind in ("count", "share"):
            return self.texts.plain(f"figure.few_{metric.kind}", least=least)
        if metric.n is None:
            return self.texts.plain("figure.too_few", least=least)
        return self.texts.plain("figure.too_few_n", n=_number(metric.n, "count", self.locale))

    def figure(self, metric: Metric) -> Markup:
        """The figure as an element that names its mart cell; the build compares the two (contradictions.py)."""
        css = "fig" if metric.is_shown else "fig thin"
        return Markup('<data class="{}" data-m="{}" value="{}">{}</data>').format(
            css, metric.ref, "" if metric.value is None else metric.value, self.text(metric)
        )

    def interval(self, metric: Metric) -> str:
        """`5,800-6,310`, or an empty text when there is no interval."""
        if metric.value is None or metric.low is None:
            return ""
        if metric.high is None:  # the upper end lies beyond what was observed
            low = _number(metric.low, metric.kind, self.locale)
            return self.texts.plain("figure.interval_from", low=low) if metric.kind == "days" else ""
        low, high = (_number(bound, metric.kind, self.locale) for bound in (metric.low, metric.high))
        return self.texts.plain(f"figure.interval.{metric.kind}", low=low, high=high)

    def evidence(self, metric: Metric) -> Markup:
        """Interval, n and coverage of a figure in one line, for what stands beside it."""
        parts = []
        if interval := self.interval(metric):
            parts.append(self.texts.plain("figure.evidence.interval", interval=interval))
        if metric.n is not None:
            parts.append(self.texts.plain("figure.evidence.n", n=_number(metric.n, "count", self.locale)))
        if metric.coverage is not None:
            share = _number(metric.coverage, "share", self.locale)
            key = "coverage_days" if metric.kind == "days" else "coverage"
            parts.append(self.texts.plain(f"figure.evidence.{key}", share=share))
        return Markup(" · ").join(escape(part) for part in parts)

    def day(self, day: date) -> str:
        return str(format_date(day, format="d MMM y", locale=self.locale))

    def number(self, value: float) -> str:
        """A count that is about the release itself (files, days), not about the market."""
        return _number(value, "count", self.locale)

    def share(self, share: float) -> str:
        """A share (0..1) that is about the release itself, or a coverage beside a figure."""
        return self.texts.plain("figure.share", value=_number(share, "share", self.locale))

    @staticmethod
    def foreign(words: str) -> Markup:
        """Words that a source or employer chose: shown as they are, and no template of ours can leak in them."""
        return Markup('<span translate="no">{}</span>').format(words)

    def country(self, code: str | None) -> str:
        if code is None:
            return self.texts["not_stated"]
        return str(Locale.parse(self.locale).territories.get(code, code))
