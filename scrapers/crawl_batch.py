"""Small crawls of a family that finish at about the same time land in one folder.

A folder of its own, four files and their fsyncs, costs a board of twenty jobs as much as all else that is done for it
(9 of 20 ms), and 1,700 sources would leave three million files a year.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pyarrow as pa

from scrapers.atomic import publish_folder, write_bytes, write_table
from scrapers.crawl_folders import REPORTS, family_path
from scrapers.crawl_report import CrawlReport
from scrapers.landing import CrawlContents
from scrapers.schemas import RAW_PAYLOADS


class CrawlBatch:
    """Crawls of different sources on their way to one folder, which appears whole or not at all."""

    def __init__(self) -> None:
        self.crawls: list[CrawlContents] = []
        self.bytes = 0

    def __len__(self) -> int:
        return len(self.crawls)

    def add(self, crawl: CrawlContents) -> None:
        """Raises ValueError when the source is in the batch already: its rows could not be told apart."""
        if any(other.report.source == crawl.report.source for other in self.crawls):
            raise ValueError(f"{crawl.report.source} is in the batch already")
        self.crawls.append(crawl)
        self.bytes += crawl.bytes

    def land(self, home: Path, family: str, day: date, batch_id: str) -> list[CrawlReport]:
        """Write, mark success and make visible with one rename; the reports as landed.

        Raises FileExistsError, and leaves what is there, when the batch has been landed before.
        """
        target = family_path(home, family, day) / batch_id
        temporary = target.with_name(f".{batch_id}.{uuid4().hex}.tmp")
        temporary.mkdir(parents=True)
        rows = [row for crawl in self.crawls for row in crawl.payload_rows]
        write_table(temporary / "payloads.parquet", pa.Table.from_pylist(rows, schema=RAW_PAYLOADS))
        for name in ("observations", "quarantine"):
            tables = [getattr(crawl, name) for crawl in self.crawls]
            write_table(temporary / f"{name}.parquet", pa.concat_tables(tables).combine_chunks())
        reports = [crawl.report for crawl in self.crawls]
        write_bytes(temporary / REPORTS, b"".join(report.to_line() for report in reports))
        if not publish_folder(temporary, target):
            raise FileExistsError(f"{target} has been landed before")
        return reports
