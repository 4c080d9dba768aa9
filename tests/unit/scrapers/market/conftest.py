from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from scrapers.market import Market, MarketServer, MarketTruth, generate_market, serve

FIRST, LAST = date(2026, 8, 31), date(2026, 9, 20)


@pytest.fixture(scope="session")
def market() -> Market:
    """Three weeks of the default market; the last day is a Sunday."""
    return generate_market(7, FIRST, LAST)


@pytest.fixture(scope="session")
def whole() -> MarketTruth:
    """The truth of the default market, 91 days."""
    return generate_market().truth()


@pytest.fixture(scope="session")
def server(market: Market) -> Iterator[MarketServer]:
    with serve(market) as running:
        yield running
