"""The index of known listings says what reading every landed crawl would say, whatever was landed, lost or replayed."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scrapers.landing import CrawlReport, CrawlWriter, KnownListing, LandedPosting, known_listings

DAY = date(2026, 9, 1)
SOURCE = "ashby:board"


def land(home: Path, day: date, crawl_id: str, postings: dict[str, bytes | None], hour: int = 6) -> Path:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    known = known_listings(home, SOURCE, day)
    with CrawlWriter(home, SOURCE, "ashby", "census", crawl_id, day, at, False, known) as writer:
        for key, payload in postings.items():
            writer.add(LandedPosting(key, None, payload, "json", None, at, f"{key} {payload!r}"))
        return writer.commit(CrawlReport(SOURCE, "ashby", "census", crawl_id, day, at, at, is_complete=True)).path


def index(home: Path) -> Path:
    return home / "landing" / "known" / "source=ashby%3Aboard.arrow"


def without_index(home: Path, day: date) -> dict[str, KnownListing]:
    kept = index(home).read_bytes() if index(home).exists() else None
    index(home).unlink(missing_ok=True)
    known = known_listings(home, SOURCE, day)
    if kept is not None:
        index(home).write_bytes(kept)
    return known


@pytest.mark.parametrize("seed", range(5))
def test_the_index_says_what_all_crawls_say(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    crawls: list[Path] = []
    for number in range(40):
        day = DAY + timedelta(days=rng.choice([number, number, number * 4, rng.randrange(160)]))
        postings = {
            str(rng.randrange(8)): rng.choice([None, b'{"v":1}', b'{"v":2}', b'{"v":3}'])
            for _ in range(rng.randrange(7))
        }
        crawls.append(land(tmp_path, day, f"c{number}", postings, hour=rng.randrange(24)))
        if rng.random() < 0.1:
            shutil.rmtree(crawls.pop(rng.randrange(len(crawls))))
        seen_from = DAY + timedelta(days=rng.randrange(160))
        for asked in (day, seen_from):
            assert known_listings(tmp_path, SOURCE, asked) == without_index(tmp_path, asked)


def test_yesterdays_crawls_are_not_read_again(tmp_path: Path) -> None:
    first = land(tmp_path, DAY, "c1", {"1": b"{}"})
    known_listings(tmp_path, SOURCE, DAY + timedelta(days=1))
    (first / "observations.parquet").write_bytes(b"not read")
    assert set(known_listings(tmp_path, SOURCE, DAY + timedelta(days=1))) == {"1"}


def test_a_torn_index_is_no_index(tmp_path: Path) -> None:
    land(tmp_path, DAY, "c1", {"1": b"{}"})
    known = known_listings(tmp_path, SOURCE, DAY)
    index(tmp_path).write_bytes(index(tmp_path).read_bytes()[:50])
    assert known_listings(tmp_path, SOURCE, DAY) == known


def test_a_posting_knows_on_which_days_it_was_last_listed(tmp_path: Path) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    land(tmp_path, days[0], "c1", {"1": b'{"v":1}', "2": b"{}"})
    land(tmp_path, days[2], "c2", {"1": b'{"v":2}'})
    land(tmp_path, days[2], "c3", {"1": b'{"v":2}', "3": b"{}"}, hour=7)
    known = known_listings(tmp_path, SOURCE, days[2])
    seen = {key: (listing.last_seen_on, listing.seen_before) for key, listing in known.items()}
    assert seen == {"1": (days[2], days[0]), "2": (days[0], None), "3": (days[2], None)}
