"""What the common test of all faces does not cover: official rates, and hh.ru through its API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scrapers.crawl import crawl_sources
from scrapers.crawl_report import CrawlReport
from scrapers.identity import payload_hash
from scrapers.landing import landed_crawls, read_payloads, read_rate_quotes
from scrapers.market import Market, MarketServer, generate_market, serve
from scrapers.market.landed_form import listing_of

FIRST, SECOND = date(2026, 2, 24), date(2026, 2, 25)


@pytest.fixture(scope="module")
def market() -> Market:
    return generate_market(seed=7, first_day=FIRST - timedelta(days=20), last_day=SECOND, scale=0.2)


@pytest.fixture(scope="module")
def server(market: Market) -> Iterator[MarketServer]:
    with serve(market) as running:
        yield running


class Crawled:
    """Official rates of two days."""

    def __init__(self, home: Path, server: MarketServer) -> None:
        self.home = home
        self.reports: dict[date, dict[str, CrawlReport]] = {}
        for day in (FIRST, SECOND):
            reports = crawl_sources(home, day, ["rates"], server.url)
            self.reports[day] = {report.source: report for report in reports}


@pytest.fixture(scope="module")
def crawled(server: MarketServer, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HH_API_TOKEN", raising=False)
        yield Crawled(tmp_path_factory.mktemp("home"), server)


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
