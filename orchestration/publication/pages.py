"""The pages of a release in one language: self-contained HTML, and Atom feeds, rendered from its marts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from orchestration.publication import about, contradictions, feeds
from orchestration.publication.about import ReleaseFacts
from orchestration.publication.figures import Figures
from orchestration.publication.metrics import Metric, MetricLayer
from orchestration.publication.sections_ads import latest
from orchestration.publication.sections_comparison import beside_table, comparison, directions, neighbours, similar
from orchestration.publication.sections_demand import days_open, demand, demand_index, pay_index
from orchestration.publication.sections_faq import faq
from orchestration.publication.sections_pay import ladder, pay_by_terms, transparency, weekly_pay
from orchestration.publication.sections_places import employers, geography, sources
from orchestration.publication.sections_quality import (
    coverage,
    fill_rates,
    ledger,
    reading_quality,
    revisions,
    source_health,
    source_ledger,
)
from orchestration.publication.sections_shares import grades, pay_bands, work_formats
from orchestration.publication.sections_technologies import pairs, ranked_technologies, technologies, technology_pay
from orchestration.publication.subjects import Subject, directions_of, market
from orchestration.publication.texts import Texts, languages
from orchestration.publication.view import Section, SectionBuilder, View
from orchestration.publication.why_page import why_href

# Groups of sections, as the contents list them; a page follows the same order.
GROUPS: tuple[tuple[str, tuple[SectionBuilder, ...]], ...] = (
    ("demand", (comparison, demand, demand_index, days_open, grades)),
    ("pay", (ladder, pay_bands, weekly_pay, pay_index, pay_by_terms, transparency)),
    ("work", (geography, work_formats)),
    ("skills", (technologies, pairs, technology_pay)),
    ("supply", (sources, employers, directions)),
    ("ads", (latest, faq, similar)),
    ("evidence", (coverage, revisions)),
)
HERO_TECHNOLOGIES = 5
DEFAULT_LANGUAGE = "en"
FOLDER = {"en": ""}  # other languages stand in a folder of their own


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    sections: tuple[Section, ...]


class Site:
    """Renders the pages of one release in one language; every page is judged before it is returned."""

    def __init__(
        self,
        layer: MetricLayer,
        specializations: Sequence[Subject],
        facts: ReleaseFacts,
        language: str = DEFAULT_LANGUAGE,
    ) -> None:
        self.layer, self.specializations, self.facts = layer, specializations, facts
        self.directions = directions_of(specializations)
        self.texts = Texts(language)
        self.figures = Figures(self.texts)
        self.market = market(self.texts["index_title"])
        self.folder = FOLDER.get(language, f"{language}/")
        self.root = "../" if self.folder else ""
        self.environment = Environment(
            loader=PackageLoader("orchestration.publication", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["figure"] = self._cell
        self.environment.filters["evidence"] = self.figures.evidence
        self.environment.filters["why"] = why_href
        self.environment.globals.update(t=self.texts, css=_style(self.environment), number=self.figures.number)
        self.environment.globals.update(site=self, release=facts, root=self.root)

    def builders(self) -> dict[str, Callable[[], str]]:
        """What makes each file of the language, by its name below its folder.

        Raises ValueError when a segment's page would have the name of a page of the site: one would hide the other.
        """
        found: dict[str, Callable[[], str]] = {}
        for own in self.specializations:
            found[own.file_name] = partial(self.segment_page, own)
            found[feeds.file_name(own)] = partial(self.feed, own)
        for own in self.directions:
            found.setdefault(own.file_name, partial(self.segment_page, own))
        own_pages = {
            "index.html": self.index,
            "quality.html": self.quality,
            "method.html": self.method,
            "downloads.html": self.downloads,
        }
        if clash := found.keys() & own_pages:  # the downloads once hid the page of the direction Data
            raise ValueError(f"{', '.join(clash)}: a page of the site and of a slug of the specializations; rename one")
        return {**found, **own_pages}

    def feed(self, own: Subject) -> str:
        return feeds.feed(self.view(own), self.facts, self._template("feed.xml.j2"))

    def view(self, own: Subject) -> View:
        return View(self.layer, self.texts, self.figures, self.specializations, self.directions, own)

    def segment_page(self, own: Subject) -> str:
        """The page of a specialization or a direction."""
        view = self.view(own)
        groups = self._groups(view)
        feed = feeds.file_name(own) if own.level == "specialization" else None
        return self._render("segment.html.j2", own.file_name, view, view.name(own), groups, feed=feed)

    def index(self) -> str:
        view = self.view(self.market)
        return self._render(
            "index.html.j2",
            "index.html",
            view,
            self.texts["index_title"],
            self._groups(view),
            members=self._members(view),
        )

    def quality(self) -> str:
        """What became of every posting, how the sources are, how well ads are read."""
        view = self.view(self.market)
        found = [builder(view) for builder in (ledger, coverage, source_ledger, source_health, fill_rates, revisions)]
        sections = [section for section in (*found, reading_quality(view, self.facts.scores)) if section is not None]
        sections = [replace(section, is_wide=section.id not in ("ledger", "coverage")) for section in sections]
        return self._render("quality.html.j2", "quality.html", view, self.texts["quality.title"], _one_group(sections))

    def method(self) -> str:
        view = self.view(self.market)
        terms = about.method(view, self.facts, is_full=True)
        return self._render("method.html.j2", "method.html", view, self.texts["method.page_title"], [], terms=terms)

    def downloads(self) -> str:
        """Files of the release and the dictionary of their columns."""
        view = self.view(self.market)
        return self._render("downloads.html.j2", "downloads.html", view, self.texts["downloads.title"], [])

    def _groups(self, view: View) -> list[Group]:
        if view.summary is None:
            return []
        groups = []
        for name, builders in GROUPS:
            found = tuple(section for builder in builders if (section := builder(view)) is not None)
            if found:
                groups.append(Group(name, self.texts[f"groups.{name}"], found))
        return groups

    def _render(self, template: str, name: str, view: View, title: str, groups: Sequence[Group], **more: Any) -> str:
        html = self._template(template).render(
            title=title,
            own=view.own,
            view=view,
            file_name=name,
            hero=_hero(view) if view.summary is not None else None,
            groups=groups,
            banner=about.banner(view, self.facts),
            method=about.method(view, self.facts),
            citation=about.citation(view, self.facts, title),
            created=self.figures.day(self.facts.created_at.date()),
            direction_name=next((view.name(other) for other in self.directions if other.key == view.own.direction), ""),
            languages=self._languages(name),
            **{"feed": None, **more},
        )
        html = re.sub(r"\n\s*\n+", "\n", html)
        sections = [section for group in groups for section in group.sections]
        contradictions.check_page(name, html, view, sections)
        return html

    def _template(self, name: str) -> Template:
        return self.environment.get_template(name)

    def _cell(self, cell: Metric | str) -> Markup | str:
        return self.figures.figure(cell) if isinstance(cell, Metric) else cell

    def _languages(self, name: str) -> list[tuple[str, str, str]]:
        """(language, its own name, address of this page in it), all languages of the site."""
        found = []
        for language in languages():
            folder = FOLDER.get(language, f"{language}/")
            found.append((language, Texts(language)["language_name"], f"{self.root}{folder}{name}"))
        return found

    def _members(self, view: View) -> list[dict[str, Any]]:
        """Directions with their specializations, for the index."""
        listed = []
        for direction in self.directions:
            members = [other for other in self.specializations if other.direction == direction.key]
            found = neighbours(view, members)
            shown = {other for other, _ in found}
            listed.append(
                {
                    "subject": direction,
                    "name": view.name(direction),
                    "table": beside_table(view, view.name(direction), found) if found else None,
                    "empty": [(other, view.name(other)) for other in members if other not in shown],
                }
            )
        return listed


def _one_group(sections: Sequence[Section]) -> list[Group]:
    return [Group("all", "", tuple(sections))]


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
