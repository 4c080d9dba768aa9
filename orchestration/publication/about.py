"""What a page says about its own release: simulated or not, method, how to cite."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup

from orchestration.publication.metrics import MARKET
from orchestration.publication.provenance import RateSource, Simulation
from orchestration.publication.reading_scores import FieldScore
from orchestration.publication.view import View

# On every page, and further terms on the page about the method.
METHOD_TERMS = ("period", "rampup", "vacancy", "active", "grade", "salary", "place", "interval", "suppression")
MORE_TERMS = ("technology", "demand_index", "days_open", "pay_index", "premium", "bands", "scope", "quality", "guards")


@dataclass(frozen=True)
class ReleaseFacts:
    """What a page says about the release it belongs to."""

    id: str
    created_at: datetime
    code_version: str
    simulation: Simulation
    rates: tuple[RateSource, ...]
    files: tuple[tuple[str, int, int], ...] = ()  # published table, rows, bytes of its Parquet file
    scores: tuple[FieldScore, ...] = ()
    dictionary: dict[str, dict[str, Any]] = field(default_factory=dict)  # of dictionary.py


def banner(view: View, facts: ReleaseFacts) -> dict[str, str] | None:
    """Title and text of the warning on simulated data; None when all of it is real."""
    simulation, texts, figures = facts.simulation, view.texts, view.figures
    if simulation.state == "none":
        return None
    counts = {
        "simulated": figures.number(simulation.simulated),
        "total": figures.number(simulation.total),
        "real": figures.number(simulation.total - simulation.simulated),
    }
    prefix = f"simulated.{simulation.state}"
    body = texts.plain(f"{prefix}_body", **counts)
    if any(rate.is_simulated for rate in facts.rates):
        body = f"{body} {texts['simulated.rates']}"
    return {"title": texts[f"{prefix}_title"], "body": body}


def method(view: View, facts: ReleaseFacts, *, is_full: bool = False) -> list[tuple[str, str, Markup]]:
    """(id, term, meaning) of the rules behind the figures; all of them when `is_full`."""
    texts, figures, rules = view.texts, view.figures, view.rules
    weeks = view.layer.charted_weeks(MARKET)
    dash = texts["dash"]
    words: dict[str, Any] = {
        **view.window,
        "min_count": figures.number(rules.min_count),
        "min_median": figures.number(rules.min_median),
        "min_change": figures.number(rules.min_change),
        "first_week": figures.day(weeks[0]) if weeks else dash,
        "last_week": figures.day(weeks[-1]) if weeks else dash,
    }
    names = (*METHOD_TERMS, *MORE_TERMS) if is_full else METHOD_TERMS
    terms = [(name, texts[f"method.{name}_term"], texts.markup(f"method.{name}", **words)) for name in names]
    rates = [
        texts.markup(
            "method.rates",
            sources=texts.get(f"rate_names.{rate.name}", rate.name),
            first=figures.day(rate.first_day),
            last=figures.day(rate.last_day),
        )
        for rate in facts.rates
    ]
    if rates:
        terms.append(("rates", texts["method.rates_term"], Markup(" ").join(rates)))
    terms.append(("contacts", texts["method.contacts_term"], texts.markup("method.contacts")))
    return terms


def citation(view: View, facts: ReleaseFacts, title: str) -> str:
    return view.texts.plain(
        f"cite.text_{facts.simulation.state}",
        title=title,
        release=facts.id,
        created=view.figures.day(facts.created_at.date()),
        as_of=view.window["as_of"],
    )
