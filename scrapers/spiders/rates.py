"""Official exchange rates of ECB, CBR and NBU: the day's table, and those of missed days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError, refuse_wall
from scrapers.items import Listing, QuarantineItem
from scrapers.landing import read_rate_quotes
from scrapers.parsers.rates import RatesResult
from scrapers.parsers.rates_cbr import parse_cbr
from scrapers.parsers.rates_ecb import parse_ecb
from scrapers.parsers.rates_nbu import parse_nbu

SATURDAY = 5


def _ecb(first: date, day: date) -> list[str]:
    """The daily file holds one business day; when another one was missed, the 90-day file fills the gap."""
    is_gap = any(each.weekday() < SATURDAY for each in _days(first, day - timedelta(days=1)))
    return ["/stats/eurofxref/eurofxref-hist-90d.xml" if is_gap else "/stats/eurofxref/eurofxref-daily.xml"]


def _cbr(first: date, day: date) -> list[str]:
    return [f"/scripts/XML_daily.asp?date_req={each:%d/%m/%Y}" for each in _days(first, day)]


def _nbu(first: date, day: date) -> list[str]:
    path = "/NBUStatService/v1/statdirectory/exchange"
    return [f"{path}?date={each:%Y%m%d}&json" for each in _days(first, day)]


def _days(first: date, day: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((day - first).days + 1))


Addresses = Callable[[date, date], list[str]]
Parse = Callable[[bytes, str, bool], RatesResult]
AUTHORITIES: dict[str, tuple[Addresses, Parse]] = {
    "ecb": (_ecb, parse_ecb),
    "cbr": (_cbr, parse_cbr),
    "nbu": (_nbu, parse_nbu),
}


class RatesSpider(BoardSpider):
    """Registry option history_days: how far back missed days are asked for. What it read is in `files`."""

    name = "rates"

    def __init__(self, *args: Any, home: Path, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority = self.source.board or ""
        self.addresses, self.parse_quotes = AUTHORITIES[self.authority]
        self.files: list[tuple[pa.Table, bytes]] = []
        self.home = home

    def first_pages(self) -> Iterator[Request]:
        day = self.clock.day
        earliest = day - timedelta(days=self.source.options["history_days"])
        last = last_quoted(read_rate_quotes(self.home), self.authority, self.clock.is_simulated, day)
        first = max(earliest, last + timedelta(days=1)) if last else earliest
        for address in self.addresses(min(first, day), day):
            yield self.page(self.base_url + address)

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        refuse_wall(response.body)
        result = self.parse_quotes(response.body, "", self.clock.is_simulated)
        if result.quotes.num_rows == 0:
            reason = result.rejects[0] if result.rejects else None
            raise PageError("invalid_rates", f"{reason.reason}: {reason.detail}" if reason else "no quotes")
        self.files.append((result.quotes, response.body))
        self.seen.update(dict.fromkeys(result.quotes["currency"].to_pylist(), ""))
        for reject in result.rejects:
            self.logger.warning("%s %s: %s", self.source.name, reject.reason, reject.detail)
        yield from ()


def last_quoted(quotes: pa.Table, authority: str, is_simulated: bool, day: date) -> date | None:
    """The newest day not after `day` that the authority's landed quotes are for."""
    mine = pc.and_(pc.equal(quotes["authority"], authority), pc.equal(quotes["is_simulated"], is_simulated))
    days = quotes.filter(pc.and_(mine, pc.less_equal(quotes["rate_on"], pa.scalar(day))))["rate_on"]
    newest: date | None = pc.max(days).as_py()
    return newest
