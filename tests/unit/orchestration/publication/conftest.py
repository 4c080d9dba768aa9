from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import vl_convert

from orchestration.publication import pages
from orchestration.publication.about import ReleaseFacts
from orchestration.publication.metrics import MetricLayer
from orchestration.publication.provenance import Simulation
from orchestration.publication.reading_scores import read_scores
from orchestration.publication.subjects import read_specializations
from tests.unit.orchestration.publication.invented_warehouse import InventedMarts
from tests.unit.orchestration.publication.written_marts import write_edited_marts, write_marts

SIZES = {"python-backend": 1076, "java-backend": 600, "rust-backend": 12, "fullstack": 300}
CREATED = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


Change = Callable[[dict[str, list[dict[str, Any]]]], None]
Write = Callable[[InventedMarts, Path], Path]  # edited marts into a new DuckDB file


def unchanged(rows: dict[str, list[dict[str, Any]]]) -> None:
    """The marts as they were invented."""


def edited(marts: Any, change: Change) -> Any:
    """The marts with a change that answers follow, unless it is the answers that were changed."""
    answers = [dict(row) for row in marts.rows["mart_faq"]]
    change(marts.rows)
    if marts.rows["mart_faq"] == answers:
        marts.answer()
    return marts


@pytest.fixture(scope="session", autouse=True)
def equal_charts_are_drawn_once() -> Iterator[None]:
    """Most tests publish the same figures, and drawing them was two thirds of their time."""
    draw, drawn = vl_convert.vega_to_svg, dict[str, str]()

    def once(spec: dict[str, Any], **locales: Any) -> str:
        key = json.dumps([spec, locales], sort_keys=True, default=str)
        return drawn[key] if key in drawn else drawn.setdefault(key, draw(spec, **locales))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vl_convert, "vega_to_svg", once)
        yield


@pytest.fixture(scope="session")
def invented_marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file of invented figures, to be read or copied: it is written once."""
    return write_marts(InventedMarts(SIZES).rows, tmp_path_factory.mktemp("invented") / "marts.duckdb")


@pytest.fixture(scope="session")
def write_edited(invented_marts: Path) -> Write:
    unedited = InventedMarts(SIZES).rows
    return lambda marts, path: write_edited_marts(marts.rows, path, invented_marts, unedited)


@pytest.fixture
def home(tmp_path: Path, invented_marts: Path) -> Path:
    """A data home with a warehouse of invented figures and no lake."""
    (tmp_path / "warehouse").mkdir()
    shutil.copyfile(invented_marts, tmp_path / "warehouse" / "warehouse.duckdb")
    return tmp_path


@pytest.fixture(scope="session")
def invented_rows() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = InventedMarts(SIZES).rows
    return rows


@pytest.fixture
def layer_of(tmp_path: Path, write_edited: Write) -> Iterator[Callable[[Change], MetricLayer]]:
    """Builds a metric layer of invented marts after `change` has edited their rows."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def build(change: Change) -> MetricLayer:
        marts = edited(InventedMarts(SIZES), change)
        file = write_edited(marts, tmp_path / f"changed-{len(opened)}.duckdb")
        opened.append(duckdb.connect(str(file), read_only=True))
        return MetricLayer(opened[-1])

    yield build
    for connection in opened:
        connection.close()


@pytest.fixture
def page_of(tmp_path: Path, invented_marts: Path, write_edited: Write) -> Callable[..., str]:
    """Renders one page (by slug, or any file by its name) of invented marts after `change` has edited their rows."""

    def render(
        slug: str,
        change: Change = unchanged,
        simulation: Simulation | None = None,
        language: str = "en",
        **options: Any,
    ) -> str:
        if change is unchanged and not options:
            marts = invented_marts
        else:
            marts = write_edited(edited(InventedMarts(SIZES, **options), change), tmp_path / "page.duckdb")
        facts = ReleaseFacts(
            "20260601T120000Z-abc", CREATED, "git abc", simulation or Simulation(0, 10), (), scores=read_scores()
        )
        with duckdb.connect(str(marts), read_only=True) as connection:
            site = pages.Site(MetricLayer(connection), read_specializations(connection), facts, language)
            if slug in ("index", "quality", "method", "downloads"):
                page: str = getattr(site, slug)()
                return page
            if "." in slug:
                return site.builders()[slug]()
            subjects = (*site.specializations, *site.directions)
            own = next(other for other in subjects if slug in (other.key, f"{other.level}:{other.key}"))
            return site.segment_page(own)

    return render
