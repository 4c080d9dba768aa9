"""Where landed crawls stand below `<home>/landing`, and which of them are finished.

`day=<YYYY-MM-DD>/source=<quoted source>/<crawl id>` holds one crawl with its `report.json`;
`day=<YYYY-MM-DD>/family=<family>/<batch id>` several of one family, a line of `reports.jsonl` each. Both hold
`observations.parquet`, `payloads.parquet` and `quarantine.parquet`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from scrapers.atomic import SUCCESS, read_table
from scrapers.crawl_report import CrawlReport
from scrapers.identity import quote_source

REPORTS = "reports.jsonl"


def day_path(home: Path, day: date) -> Path:
    return Path(home) / "landing" / f"day={day.isoformat()}"


def source_path(home: Path, source: str, day: date) -> Path:
    return day_path(home, day) / f"source={quote_source(source)}"


def crawl_path(home: Path, source: str, day: date, crawl_id: str) -> Path:
    return source_path(home, source, day) / crawl_id


def family_path(home: Path, family: str, day: date) -> Path:
    """Where crawls of the family stand that landed together."""
    return day_path(home, day) / f"family={quote_source(family)}"


def landed_day_names(home: Path) -> set[str]:
    """Names of what stands in `landing`, `day=2026-03-04` for a day."""
    try:
        return {path.name for path in (Path(home) / "landing").iterdir()}
    except FileNotFoundError:
        return set()


def finished(folder: Path) -> list[Path]:
    """Finished crawls, or batches of them, in a folder of one source or family, by id; none where no folder is."""
    try:
        paths = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [path for path in paths if path.name[0] != "." and (path / SUCCESS).exists()]


def finished_of_day(home: Path, day: date) -> Iterator[Path]:
    """Folders of single crawls and of batches."""
    for kind in ("source", "family"):
        for marker in day_path(home, day).glob(f"{kind}=*/[!.]*/{SUCCESS}"):
            yield marker.parent


def is_batch(folder: Path) -> bool:
    return folder.parent.name.startswith("family=")


def reports_in(folder: Path, sources: Collection[str] | None = None) -> list[CrawlReport]:
    """Reports of the crawls of a folder, or of those of the named sources."""
    if not is_batch(folder):
        return [CrawlReport.read(folder / "report.json")]
    lines = (folder / REPORTS).read_bytes().splitlines()
    return [CrawlReport.from_json(line) for line in lines if sources is None or _source_of(line) in sources]


@lru_cache(maxsize=2048)
def batch_crawls(folder: Path) -> dict[str, tuple[str, datetime]]:
    """Source -> id and start of its crawl. A batch never changes, and a process asks for every source of a family."""
    return {report.source: (report.crawl_id, report.started_at) for report in reports_in(folder)}


def rows_of(folder: Path, name: str, source: str) -> pa.Table:
    """The rows of one source in a file of a crawl or batch."""
    if not is_batch(folder):
        return read_table(folder / name)
    table = _batch_table(folder / name)
    return table.filter(pc.equal(table["source"], source))


@lru_cache(maxsize=8)
def _batch_table(path: Path) -> pa.Table:
    return read_table(path)


def _source_of(line: bytes) -> str:
    found = orjson.loads(line)
    return str(found["source"])
