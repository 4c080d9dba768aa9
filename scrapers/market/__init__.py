"""The local market: simulated boards in the real formats, from a seeded generator with known truth.

Everything here is invented and says so. `generate_market` makes a market, `serve` shows it over HTTP on loopback in
the formats of hh.ru, NoFluffJobs, Telegram previews, Ashby and three rate authorities, `write_history` lands its past
days as crawls would have done.
"""

from scrapers.market.bulk import generate_postings
from scrapers.market.history import History, write_history
from scrapers.market.market import Market, MarketTruth, generate_market
from scrapers.market.server import MarketServer, serve

__all__ = [
    "History",
    "Market",
    "MarketServer",
    "MarketTruth",
    "generate_market",
    "generate_postings",
    "serve",
    "write_history",
]
