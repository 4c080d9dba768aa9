"""Every simulated site, read over HTTP by its own spider: what lands is what the site lists, and says what is true.

One test for all formats: a new spider, parser and face are held to it without another line here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scrapers.crawl import crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.identity import family_of, payload_hash
from scrapers.landing import landed_crawls, read_observations, read_payloads, read_quarantine
from scrapers.market import Market, generate_market, serve
from scrapers.market.faces import faces
from scrapers.market.landed_form import listing_of
from scrapers.market.model import Listed
from scrapers.market.postings import slugify
from scrapers.parsers import parse_payloads
from scrapers.registry import load_registry

FIRST, SECOND = date(2026, 2, 24), date(2026, 2, 25)
FAMILIES = sorted(faces())
SOURCES = [source for source in load_registry().enabled(market=True) if source.family in faces()]


class Crawled:
    """Two days of crawls of all faces: reports, and the rows that landed on the first day."""

    def __init__(self, home: Path, market: Market) -> None:
        self.market = market
        self.reports: dict[tuple[date, str], CrawlReport] = {}
        with serve(market) as server:
            for day in (FIRST, SECOND):
                for report in crawl_sources(home, day, FAMILIES, server.url):
                    self.reports[day, report.source] = report
        self.crawls = {day: landed_crawls(home, day) for day in (FIRST, SECOND)}
        first = self.crawls[FIRST]
        self.raw = read_payloads(first)
        self.observed = Counter(
            (row["source"], row["source_posting_id"]) for row in read_observations(first).to_pylist()
        )
        self.quarantined = read_quarantine(first).to_pylist()
        parsed, quarantine = parse_payloads(self.raw)
        self.parsed = {row["posting_key"]: row for row in parsed.to_pylist()}
        self.unread = quarantine.to_pylist()

    def shown(self, family: str) -> Iterator[Listed]:
        for source in self.market.sources():
            if source.family == family:
                yield from self.market.listed_on(FIRST, source.source)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HH_API_TOKEN", raising=False)
        market = generate_market(seed=11, first_day=FIRST - timedelta(days=25), last_day=SECOND, scale=0.4)
        yield Crawled(tmp_path_factory.mktemp("faces"), market)


def test_the_registry_and_the_market_name_the_same_sources(crawled: Any) -> None:
    simulated = {(source.source, source.kind) for source in crawled.market.sources()}
    assert {(source.name, source.kind) for source in SOURCES} == simulated


@pytest.mark.parametrize("family", FAMILIES)
def test_a_site_is_read_whole_and_well(crawled: Any, family: str) -> None:
    for (_, source), report in crawled.reports.items():
        if family_of(source) == family:
            assert (report.verdict, report.reasons) == ("good", []), source
            assert report.is_complete
            assert report.is_simulated
    expected = Counter((posting.source, posting.posting_id) for posting in crawled.shown(family))
    assert expected
    assert {key: n for key, n in crawled.observed.items() if family_of(key[0]) == family} == expected
    assert [row for row in crawled.quarantined if family_of(row["source"]) == family] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_what_lands_is_what_history_writes(crawled: Any, family: str) -> None:
    landed = {(row["source"], row["source_posting_id"]): row for row in crawled.raw.drop(["payload"]).to_pylist()}
    for posting in crawled.shown(family):
        wanted = listing_of(crawled.market, posting, FIRST)
        row = landed[posting.source, posting.posting_id]
        assert row["payload_hash"] == payload_hash(posting.source, posting.posting_id, wanted.payload or b"")
        assert (row["url"], row["published_text"]) == (wanted.url, wanted.published_text)
        assert row["payload_format"] == wanted.payload_format


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_parsed_is_true(crawled: Any, family: str) -> None:
    unread = [row for row in crawled.unread if family_of(row["source"]) == family]
    assert [(row["reason"], row["detail"]) for row in unread] == []
    for posting in crawled.shown(family):
        if len(posting.openings) != 1:
            continue
        row, opening = crawled.parsed[f"{posting.source}/{posting.posting_id}"], posting.opening
        text = f"{row['title']} {row['company']} {row['description']}"
        assert slugify(opening.title) in slugify(text), row["posting_key"]
        assert slugify(opening.company.name) in slugify(text), row["posting_key"]
        assert len(row["description"]) > 100
        # Some sites tell the day only in words, "2 days ago".
        assert abs((row["published_at"].date() - posting.published_at.date()).days) <= 1, row["posting_key"]
        pay = crawled.market.ad(posting, FIRST).pay
        stated = {money["min"] or money["max"] for money in row["salaries"] or []} - {None}
        if stated:
            assert pay is not None, row["posting_key"]
            assert (pay.minimum or pay.maximum) in stated, row["posting_key"]


@pytest.mark.parametrize("family", FAMILIES)
def test_on_the_next_day_only_news_is_kept(crawled: Any, family: str) -> None:
    for source in crawled.market.sources():
        if source.family != family:
            continue
        news = {
            posting.posting_id
            for posting in crawled.market.listed_on(SECOND, source.source)
            if posting.first_listed_on == SECOND or any(edit.on == SECOND for edit in posting.edits)
        }
        landed = [crawl for crawl in crawled.crawls[SECOND] if crawl.source == source.source]
        assert set(read_payloads(landed)["source_posting_id"].to_pylist()) == news, source.source
