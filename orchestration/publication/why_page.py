"""why.html: what each figure of the pages means and counts, and how to list the ads behind it. Without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from orchestration.publication.metrics import Metric
from orchestration.publication.populations import Mart, declared_marts, elsewhere

FILE = "why.html"


@dataclass(frozen=True)
class Entry:
    """One figure: `id` is its anchor, `among` and `where` are SQL as in populations.yaml."""

    id: str
    column: str
    definition: str
    count: str = ""
    among: str = ""
    where: str = ""
    reasons: tuple[str, ...] = ()
    elsewhere: str = ""
    command: str = ""


def why_href(metric: Metric) -> str:
    """Where a figure is explained, relative to the folder of the English pages."""
    anchor = _anchor(metric.mart, metric.column) if metric.mart in declared_marts() else metric.mart
    return f"{FILE}#{anchor}"


def build_why_page(folder: Path, dictionary: Mapping[str, Mapping[str, Any]], release: str) -> Path:
    """Write why.html into `folder`: the figures among the columns of `dictionary` (see dictionary.py)."""
    environment = Environment(
        loader=PackageLoader("orchestration.publication", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    marts = [
        (name, dictionary[name]["description"], mart.period.words, _entries(mart, dictionary[name]["columns"]))
        for name, mart in declared_marts().items()
        if name in dictionary
    ]
    others = [
        (name, dictionary[name]["description"], words) for name, words in elsewhere().items() if name in dictionary
    ]
    html = environment.get_template("why.html.j2").render(marts=marts, others=others, release=release)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.write_text(html, encoding="utf-8")
    return path


def _entries(mart: Mart, columns: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    entries = []
    for column, about in columns.items():
        place = f"{mart.name}/{column}"
        anchor, definition = _anchor(mart.name, column), about["description"]
        population = mart.behind(column)
        if population is not None:
            key = [f"{name.upper()}" for name in mart.key]
            command = " ".join(["jobmarts why", f"{mart.name.removeprefix('mart_')}/{column}", "SEGMENT", *key, "WEEK"])
            entries.append(
                Entry(
                    anchor,
                    column,
                    definition,
                    "" if population.is_hidden else population.column,
                    population.among or "",
                    population.where,
                    tuple(population.without),
                    command=command,
                )
            )
        elif words := elsewhere().get(place):
            entries.append(Entry(anchor, column, definition, elsewhere=words))
    return entries


def _anchor(mart: str, column: str) -> str:
    return f"{mart.removeprefix('mart_')}-{column}"
