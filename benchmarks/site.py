"""Seconds, processor time and peak memory of all pages of a release, in every language.

    python -m benchmarks.site --home data       the marts of the current release, rendered into a temporary folder

The goal is 60 s for the whole site and 1.5 MB for a page. Where other work shares the machine, processor seconds are
the figure to compare.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from orchestration.publication.about import ReleaseFacts
from orchestration.publication.dictionary import read_dictionary
from orchestration.publication.provenance import code_version, simulation
from orchestration.publication.reading_scores import read_scores
from orchestration.publication.site_files import write_site


def measure(home: Path, processes: int) -> dict[str, Any]:
    """Render the site of the current release of `home` once, with all its checks. Raises duckdb.Error without one."""
    facts = ReleaseFacts(
        id="benchmark",
        created_at=datetime.now(UTC),
        code_version=code_version(),
        simulation=simulation(home / "lake"),
        rates=(),
        scores=read_scores(),
        dictionary=read_dictionary(home / "current"),
    )
    with tempfile.TemporaryDirectory() as folder:
        started, processor = time.perf_counter(), _cpu_seconds()
        written = write_site(home / "current" / "marts.duckdb", Path(folder) / "pages", facts, processes=processes)
        seconds, cpu_seconds = time.perf_counter() - started, _cpu_seconds() - processor
        kinds = Counter(path.suffix.removeprefix(".") for path in written)
        largest = max((path for path in written if path.suffix == ".html"), key=lambda path: path.stat().st_size)
        return {
            "files": dict(kinds),
            "processes": processes,
            "seconds": round(seconds, 1),
            "cpu_seconds": round(cpu_seconds, 1),
            "cpu_ms_per_page": round(1000 * cpu_seconds / kinds["html"]),
            "largest_page": largest.name,
            "largest_page_kb": round(largest.stat().st_size / 1000),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def _cpu_seconds() -> float:
    """Of this process and of those it waited for."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path("data"))
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    figures = measure(options.home, options.processes)
    table = Table("", "whole site", title=f"Pages of {options.home}/current")
    for name, value in figures.items():
        table.add_row(name, str(value))
    Console().print(table)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
