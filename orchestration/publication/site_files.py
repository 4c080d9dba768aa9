"""Writes the site of a release: every page in every language, feeds and scripts, by as many processes as are given."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.processes import end_with_parent
from orchestration.publication import contradictions_marts, interactive
from orchestration.publication.about import ReleaseFacts
from orchestration.publication.metrics import MetricLayer
from orchestration.publication.pages import Site
from orchestration.publication.subjects import read_specializations
from orchestration.publication.texts import languages

# A process spends 3 s on imports before its first page; a page with charts takes 0.3 s.
_PAGES_WORTH_A_PROCESS = 24


@dataclass(frozen=True)
class Batch:
    """Files that were written, and the shapes of the charts on them by key."""

    written: list[Path]
    shapes: dict[str, dict[str, Any]]


def write_site(
    marts: Path,
    folder: Path,
    facts: ReleaseFacts,
    *,
    processes: int = 1,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Path]:
    """Write the site of the release whose `marts.duckdb` is `marts` into `folder` and return its files.

    Raises contradictions.Contradiction when the figures cannot all be true; what was written by then is unfit.
    """
    with Writer(marts, folder, facts) as writer:
        contradictions_marts.check_marts(writer.layer)
        jobs = writer.jobs()
        pages_with_figures = len(languages()) * writer.subjects_with_ads()
        count = max(1, min(processes, pages_with_figures // _PAGES_WORTH_A_PROCESS))
        batches = _side_by_side(writer, jobs, count) if count > 1 else (writer.write(*job) for job in jobs)
        written: list[Path] = []
        shapes: dict[str, dict[str, Any]] = {}
        for batch in batches:
            written += batch.written
            shapes |= batch.shapes
            for path in batch.written:
                progress(path.relative_to(folder).as_posix())
    return [*sorted(written), *interactive.write_scripts(folder, shapes)]


class Writer:
    """Writes files of one site. Holds the marts open, so it belongs to one process."""

    def __init__(self, marts: Path, folder: Path, facts: ReleaseFacts) -> None:
        self.marts, self.folder, self.facts = marts, folder, facts
        self.connection = duckdb.connect(str(marts), read_only=True)
        self.layer = MetricLayer(self.connection)
        specializations = read_specializations(self.connection)
        self.sites = {language: Site(self.layer, specializations, facts, language) for language in languages()}

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def jobs(self) -> list[tuple[str, str]]:
        """Language and name of every file."""
        return [(language, name) for language, site in self.sites.items() for name in site.builders()]

    def subjects_with_ads(self) -> int:
        site = next(iter(self.sites.values()))
        return sum(site.view(own).summary is not None for own in (*site.specializations, *site.directions))

    def write(self, language: str, name: str) -> Batch:
        site = self.sites[language]
        content = site.builders()[name]()
        path = self.folder / site.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return Batch([path], interactive.shapes_of(content))


def _side_by_side(writer: Writer, jobs: Sequence[tuple[str, str]], count: int) -> Iterator[Batch]:
    # Fresh processes: the charts' engine and DuckDB have threads, which a fork would not survive.
    with ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(writer.marts, writer.folder, writer.facts),
    ) as pool:
        futures = [pool.submit(_write, *job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


_WRITER: Writer | None = None


def _start(marts: Path, folder: Path, facts: ReleaseFacts) -> None:
    end_with_parent()
    global _WRITER
    _WRITER = Writer(marts, folder, facts)


def _write(language: str, name: str) -> Batch:
    if _WRITER is None:
        raise RuntimeError("the worker was not set up")
    return _WRITER.write(language, name)
