"""The pages of a release: one per specialization and an index, self-contained HTML rendered from `marts.duckdb`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orchestration.publication import contradictions
from orchestration.publication.figures import Figures
from orchestration.publication.metrics import MARKET, Metric, MetricLayer, Segment
from orchestration.publication.provenance import RateSource, Simulation
from orchestration.publication.sections_comparison import Neighbour, comparison, summary_table
from orchestration.publication.sections_trends import demand, grades, work_formats
from orchestration.publication.sections_window import (
    coverage,
    geography,
    ladder,
    ledger,
    ranked_technologies,
    sources,
    technologies,
)
from orchestration.publication.texts import Texts
from orchestration.publication.view import Section, SectionBuilder, Specialization, View

BUILDERS: tuple[SectionBuilder, ...] = (
    comparison, demand, grades, ladder, work_formats, technologies, geography, sources, coverage,
)  # fmt: skip
INDEX_BUILDERS: tuple[SectionBuilder, ...] = (demand, technologies, geography, sources, ledger)
METHOD_TERMS = ("period", "rampup", "vacancy", "active", "grade", "salary", "place", "interval", "suppression")
HERO_TECHNOLOGIES = 5


@dataclass(frozen=True)
class ReleaseFacts:
    """What a page says about the release it belongs to."""

    id: str
    created_at: datetime
    code_version: str
    simulation: Simulation
    rates: tuple[RateSource, ...]
    files: tuple[tuple[str, int, int], ...] = ()  # published mart: file below pages/.., rows, bytes


def read_specializations(connection: duckdb.DuckDBPyConnection) -> list[Specialization]:
    """The taxonomy as published, in its own order. Raises duckdb.Error when the seed was not copied."""
    rows = connection.execute(
        "select direction_slug, direction_name, slug, name, sort_order from specializations order by sort_order, slug"
    ).fetchall()
    return [Specialization(*row) for row in rows]


def build_pages(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    facts: ReleaseFacts,
    *,
    language: str = "en",
    progress: Callable[[str], None] = lambda name: None,
) -> list[Path]:
    """Write all pages into `folder` and return them. Raises contradictions.Contradiction before anything is shown."""
    layer = MetricLayer(connection)
    contradictions.check_marts(layer)
    specializations = read_specializations(connection)
    site = Site(layer, specializations, facts, language)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for own in specializations:
        written.append(_write(folder / own.file_name, site.specialization(own)))
        progress(own.file_name)
    written.append(_write(folder / "index.html", site.index()))
    return written


def _write(path: Path, html: str) -> Path:
    path.write_text(html, encoding="utf-8")
    return path


class Site:
    """Renders the pages of one release in one language; every page is judged before it is returned."""

    def __init__(
        self, layer: MetricLayer, specializations: Sequence[Specialization], facts: ReleaseFacts, language: str
    ) -> None:
        self.layer, self.specializations, self.facts = layer, specializations, facts
        self.texts = Texts(language)
        self.figures = Figures(self.texts)
        self.environment = Environment(
            loader=PackageLoader("orchestration.publication", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["figure"] = self._cell
        self.environment.filters["evidence"] = self.figures.evidence
        self.environment.globals["t"] = self.texts
        self.environment.globals["css"] = _style(self.environment)

    def specialization(self, own: Specialization) -> str:
        view = self._view(own)
        sections = _sections(view, BUILDERS) if view.summary is not None else []
        return self._render("specialization.html.j2", f"{own.file_name}", view, own.name, sections)

    def index(self) -> str:
        view = self._view(None)
        sections = _sections(view, INDEX_BUILDERS) if view.summary is not None else []
        return self._render(
            "index.html.j2",
            "index.html",
            view,
            self.texts["index_title"],
            sections,
            groups=self._groups(view),
            files=self.facts.files,
        )

    def _view(self, own: Specialization | None) -> View:
        return View(self.layer, self.texts, self.figures, self.specializations, own)

    def _render(self, template: str, name: str, view: View, title: str, sections: list[Section], **more: Any) -> str:
        html = self.environment.get_template(template).render(
            language=self.texts.language,
            title=title,
            own=view.own,
            view=view,
            hero=_hero(view) if view.summary is not None else None,
            sections=sections,
            banner=self._banner(),
            method=self._method(view),
            citation=self._citation(view, title),
            release=self.facts,
            created=self.figures.day(self.facts.created_at.date()),
            **more,
        )
        html = re.sub(r"\n\s*\n+", "\n", html)
        contradictions.check_page(name, html, self.layer, self.figures, sections)
        return html

    def _cell(self, cell: Metric | str) -> Markup | str:
        return self.figures.figure(cell) if isinstance(cell, Metric) else cell

    def _groups(self, view: View) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = []
        for slug, name in {other.direction: other.direction_name for other in self.specializations}.items():
            members = [other for other in self.specializations if other.direction == slug]
            rows = [(other, self.layer.summary(other.segment)) for other in members]
            found = [Neighbour(other.name, other.file_name, row, False) for other, row in rows if row is not None]
            groups.append(
                {
                    "name": name,
                    "slug": slug,
                    "summary": self.layer.summary(Segment("direction", slug)),
                    "table": summary_table(view, name, found) if found else None,
                    "empty": [other for other, row in rows if row is None],
                }
            )
        return groups

    def _banner(self) -> dict[str, str] | None:
        simulation = self.facts.simulation
        if simulation.state == "none":
            return None
        counts = {
            "simulated": self.figures.number(simulation.simulated),
            "total": self.figures.number(simulation.total),
            "real": self.figures.number(simulation.total - simulation.simulated),
        }
        prefix = f"simulated.{simulation.state}"
        body = self.texts.plain(f"{prefix}_body", **counts)
        if any(rate.is_simulated for rate in self.facts.rates):
            body = f"{body} {self.texts['simulated.rates']}"
        return {"title": self.texts[f"{prefix}_title"], "body": body}

    def _method(self, view: View) -> list[tuple[str, Markup]]:
        weeks = self.layer.charted_weeks(MARKET)
        dash = self.texts["dash"]
        words: dict[str, Any] = {
            **view.window,
            "min_count": self.figures.number(view.rules.min_count),
            "min_median": self.figures.number(view.rules.min_median),
            "min_change": self.figures.number(view.rules.min_change),
            "first_week": self.figures.day(weeks[0]) if weeks else dash,
            "last_week": self.figures.day(weeks[-1]) if weeks else dash,
        }
        terms = [
            (self.texts[f"method.{term}_term"], self.texts.markup(f"method.{term}", **words)) for term in METHOD_TERMS
        ]
        rates = [
            self.texts.markup(
                "method.rates",
                sources=self.texts.get(f"rate_names.{rate.name}", rate.name),
                first=self.figures.day(rate.first_day),
                last=self.figures.day(rate.last_day),
            )
            for rate in self.facts.rates
        ]
        if rates:
            terms.append((self.texts["method.rates_term"], Markup(" ").join(rates)))
        terms.append((self.texts["method.sources_term"], self.texts.markup("method.sources")))
        return terms

    def _citation(self, view: View, title: str) -> str:
        return self.texts.plain(
            f"cite.text_{self.facts.simulation.state}",
            title=title,
            release=self.facts.id,
            created=self.figures.day(self.facts.created_at.date()),
            as_of=view.window["as_of"],
        )


def _sections(view: View, builders: Iterable[SectionBuilder]) -> list[Section]:
    return [section for section in (builder(view) for builder in builders) if section is not None]


def _hero(view: View) -> dict[str, Any]:
    rows = ranked_technologies(view)[:HERO_TECHNOLOGIES]
    stated = view.metric("technology_stated", rows[0]) if rows else None
    return {
        "active": view.metric("active"),
        "new": view.metric("new_90d"),
        "median": view.metric("median"),
        "remote": view.metric("remote_share"),
        "technologies": [(row["technology"], view.metric("technology_share", row)) for row in rows],
        "technologies_note": view.texts.markup("hero.technologies_note", stated=view.figures.figure(stated))
        if stated is not None
        else None,
    }


def _style(environment: Environment) -> Markup:
    source, _, _ = environment.loader.get_source(environment, "style.css")  # type: ignore[union-attr]
    return Markup(source)  # noqa: S704 - our own file
