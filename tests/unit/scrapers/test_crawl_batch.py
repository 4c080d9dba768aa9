"""Small crawls that land together are read, remembered and judged as if each had a folder of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scrapers.crawl_batch import CrawlBatch
from scrapers.crawl_folders import family_path
from scrapers.crawl_history import source_reports
from scrapers.crawl_job import recent_reports
from scrapers.landing import (
    CrawlContents,
    CrawlReport,
    CrawlWriter,
    KnownListing,
    LandedPosting,
    known_listings,
    landed_crawls,
    landed_days,
    read_observations,
    read_payloads,
    read_quarantine,
)

FIRST, SECOND = date(2026, 3, 4), date(2026, 3, 5)
ONE, TWO, EMPTY = "ashby:one", "ashby:two", "ashby:empty"


def crawl(home: Path, source: str, day: date, ids: list[str], known: dict[str, KnownListing]) -> CrawlContents:
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    crawl_id = f"{day:%Y%m%d}-{source[6:]}"
    with CrawlWriter(home, source, "ashby", "census", crawl_id, day, at, False, known) as writer:
        for key in ids:
            writer.add(LandedPosting(key, None, f'{{"id":"{key}"}}'.encode(), "json", None, at, f"listing of {key}"))
        if not ids:
            writer.quarantine("bad", "invalid_json", "one bad entry")
        return writer.contents(CrawlReport(source, "ashby", "census", crawl_id, day, at, at, is_complete=True))


def land(home: Path, day: date, batch_id: str, listed: dict[str, list[str]]) -> None:
    batch = CrawlBatch()
    for source, ids in listed.items():
        batch.add(crawl(home, source, day, ids, known_listings(home, source, day)))
    batch.land(home, "ashby", day, batch_id)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    land(tmp_path, FIRST, "b1", {TWO: ["1", "2"], ONE: ["1"], EMPTY: []})
    land(tmp_path, SECOND, "b2", {ONE: ["1", "3"], TWO: ["2"]})
    return tmp_path


def test_each_crawl_reads_as_its_own(home: Path) -> None:
    assert landed_days(home) == [FIRST, SECOND]
    crawls = landed_crawls(home, FIRST)
    assert [found.source for found in crawls] == [EMPTY, ONE, TWO]
    assert [found.report.new_payloads for found in crawls] == [0, 1, 2]
    assert read_observations(crawls)["source"].to_pylist() == [ONE, TWO, TWO]
    assert [read_payloads([found]).num_rows for found in crawls] == [0, 1, 2]
    assert [read_quarantine([found]).num_rows for found in crawls] == [1, 0, 0]


def test_what_was_landed_together_is_known_on_the_next_day(home: Path) -> None:
    assert read_payloads(landed_crawls(home, SECOND))["source_posting_id"].to_pylist() == ["3"]
    known = known_listings(home, ONE, SECOND)
    assert (sorted(known), known["1"].seen_before, known["1"].last_seen_on) == (["1", "3"], FIRST, SECOND)
    assert sorted(known_listings(home, TWO, FIRST)) == ["1", "2"]


def test_its_reports_are_the_history_of_each_source(home: Path) -> None:
    found = recent_reports(home, [ONE, EMPTY], SECOND)
    assert {source: [report.listed for report in reports] for source, reports in found.items()} == {
        ONE: [1],
        EMPTY: [0],
    }
    assert [(report.crawled_on, report.listed) for report in source_reports(home, ONE)] == [(FIRST, 1), (SECOND, 2)]
    assert len(source_reports(home, ONE, TWO, EMPTY)) == 5


def test_a_batch_without_its_mark_is_not_there(home: Path) -> None:
    (family_path(home, "ashby", SECOND) / "b2" / "_SUCCESS").unlink()
    assert landed_crawls(home, SECOND) == []
    assert sorted(known_listings(home, ONE, SECOND)) == ["1"]


def test_a_batch_is_landed_once_and_holds_a_source_once(home: Path) -> None:
    before = [(found.path, found.report) for found in landed_crawls(home, FIRST)]
    with pytest.raises(FileExistsError, match="landed before"):
        land(home, FIRST, "b1", {ONE: ["9"]})
    assert [(found.path, found.report) for found in landed_crawls(home, FIRST)] == before
    batch = CrawlBatch()
    batch.add(crawl(home, ONE, SECOND, ["1"], {}))
    with pytest.raises(ValueError, match="in the batch already"):
        batch.add(crawl(home, ONE, SECOND, ["2"], {}))
