"""The real spiders over HTTP against the local market: what is landed is the market's truth of the day."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scrapers.crawl import crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.identity import listing_hash, payload_hash
from scrapers.landing import landed_crawls, read_observations, read_payloads, read_rate_quotes
from scrapers.market import Market, MarketServer, generate_market, serve
from scrapers.market.landed_form import listing_of
from scrapers.market.model import Source
from scrapers.registry import load_registry

FIRST, SECOND = date(2026, 2, 24), date(2026, 2, 25)
FAMILIES = ["hh_ru", "nofluffjobs", "ashby", "telegram", "rates"]


@pytest.fixture(scope="module")
def market() -> Market:
    return generate_market(seed=7, first_day=FIRST - timedelta(days=20), last_day=SECOND, scale=0.2)


@pytest.fixture(scope="module")
def server(market: Market) -> Iterator[MarketServer]:
    with serve(market) as running:
        yield running


class Crawled:
    def __init__(self, home: Path, server: MarketServer) -> None:
        self.home = home
        self.reports: dict[date, dict[str, CrawlReport]] = {}
        for day in (FIRST, SECOND):
            reports = crawl_sources(home, day, FAMILIES, server.url)
            self.reports[day] = {report.source: report for report in reports}


@pytest.fixture(scope="module")
def crawled(server: MarketServer, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HH_API_TOKEN", raising=False)
        # Crawling processes start three times faster with cached bytecode, which some environments do not keep.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "jobmarts-test-bytecode"))
        yield Crawled(tmp_path_factory.mktemp("home"), server)


def test_the_registry_lists_exactly_what_the_market_simulates(market: Market) -> None:
    simulated = {(source.source, source.kind) for source in market.sources()}
    listed = {(source.name, source.kind) for source in load_registry().enabled(market=True) if source.family != "rates"}
    assert listed == simulated


def sources_of(market: Market) -> list[Source]:
    """What is crawled here: all other sites are held to tests/spiders/test_faces.py."""
    return [source for source in market.sources() if source.family in FAMILIES]


def test_every_source_of_the_market_is_read_well(crawled: Any) -> None:
    for day in (FIRST, SECOND):
        judged = {name: (report.verdict, report.reasons) for name, report in crawled.reports[day].items()}
        assert judged == {name: ("good", []) for name in judged}
        assert all(report.is_complete and report.is_simulated for report in crawled.reports[day].values())


def test_the_landed_postings_are_those_the_market_lists_on_the_day(crawled: Any, market: Market) -> None:
    for day in (FIRST, SECOND):
        rows = read_observations(landed_crawls(crawled.home, day)).to_pylist()
        landed = {(row["source"], row["source_posting_id"]) for row in rows}
        truth = {
            (source.source, posting.posting_id)
            for source in sources_of(market)
            for posting in market.listed_on(day, source.source)
            if source.kind == "census" or day == FIRST or posting.first_listed_on == SECOND
        }
        assert landed >= truth
        extra = {source for source, _ in landed - truth}
        # A feed shows its newest posts again on its first page.
        assert all(source.startswith("telegram:") for source in extra)
        assert day == SECOND or not extra


def test_the_landed_payloads_are_the_market_s_own_content(crawled: Any, market: Market) -> None:
    rows = read_payloads(landed_crawls(crawled.home, FIRST)).to_pylist()
    landed = {(row["source"], row["source_posting_id"]): row for row in rows}
    for source in sources_of(market):
        for posting in market.listed_on(FIRST, source.source):
            wanted = listing_of(market, posting, FIRST)
            row = landed.pop((source.source, posting.posting_id))
            assert row["payload_hash"] == payload_hash(source.source, posting.posting_id, wanted.payload or b"")
            assert (row["url"], row["published_text"]) == (wanted.url, wanted.published_text)
    assert not landed


def test_on_the_second_day_only_new_and_changed_postings_are_fetched(crawled: Any, market: Market) -> None:
    for source in sources_of(market):
        before = {posting.posting_id: posting for posting in market.listed_on(FIRST, source.source)}
        fetched = set()
        for posting in market.listed_on(SECOND, source.source):
            today = listing_hash(source.source, listing_of(market, posting, SECOND).entry)
            earlier = before.get(posting.posting_id)
            if earlier is None or listing_hash(source.source, listing_of(market, earlier, FIRST).entry) != today:
                fetched.add(posting.posting_id)
        rows = read_payloads(landed_crawls(crawled.home, SECOND)).to_pylist()
        assert {row["source_posting_id"] for row in rows if row["source"] == source.source} == fetched
        report = crawled.reports[SECOND][source.source]
        assert report.new_payloads == len(fetched) < report.listed
    # A detail costs a request: so few requests can only be the news.
    assert crawled.reports[SECOND]["nofluffjobs"].pages == 1 + crawled.reports[SECOND]["nofluffjobs"].new_payloads


def test_rates_of_the_day_and_of_the_weeks_before_it_are_landed(crawled: Any) -> None:
    quotes = read_rate_quotes(crawled.home).to_pandas()
    newest = quotes.groupby("authority")["rate_on"].max()
    assert set(newest.index) == {"ecb", "cbr", "nbu"}
    assert (newest >= SECOND).all()
    assert (quotes.groupby("authority")["rate_on"].min() <= FIRST - timedelta(days=30)).all()
    assert quotes["is_simulated"].all()
    # Two days of one table each, after the first crawl filled the gap.
    assert {name: crawled.reports[SECOND][f"rates:{name}"].pages for name in newest.index} == {
        "ecb": 1,
        "cbr": 1,
        "nbu": 1,
    }


def test_with_a_token_the_api_of_hh_is_read_instead_of_the_pages(
    server: MarketServer, market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HH_API_TOKEN", "any application token")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "jobmarts-test-bytecode"))
    (report,) = crawl_sources(tmp_path, FIRST, ["hh_ru"], server.url)
    assert (report.verdict, report.reasons) == ("good", [])
    landed = {
        row["source_posting_id"]: row["payload_hash"]
        for row in read_payloads(landed_crawls(tmp_path, FIRST)).to_pylist()
    }
    assert landed == {
        posting.posting_id: payload_hash(
            "hh_ru", posting.posting_id, listing_of(market, posting, FIRST, surface="api").payload or b""
        )
        for posting in market.listed_on(FIRST, "hh_ru")
    }
