"""Pracuj.pl: pages of grouped IT offers, then the page of one offer of every new or changed group, both by their state.

A group is one ad in several cities, each with an offer of its own. The lowest number among its offers names the posting
and its address; the group's own id was never seen on two days, so nothing hangs on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import cached_query, script_state
from scrapers.boards.employer_board import identity_text
from scrapers.boards.json_text import PageError, write_json
from scrapers.items import Listing, QuarantineItem

_NUMBER = re.compile(r",oferta,(\d+)")


class PracujSpider(BoardSpider):
    """Registry options: per_page (the site honours up to 200), query: further parameters of the list."""

    name = "pracuj_pl"

    def first_pages(self) -> Iterator[Request]:
        yield self._list_page(1, 0)

    def _list_page(self, number: int, read: int) -> Request:
        query = {**self.source.options["query"], "pn": number, "rop": self.source.options["per_page"]}
        return self.page(f"{self.base_url}/praca?{urlencode(query)}", meta={"number": number, "read": read})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        data = cached_query(_state(response), "jobOffers")
        groups = data.get("groupedOffers") if isinstance(data, dict) else None
        # The other count holds every city copy and would be paged for far past the end.
        promised = data.get("groupedOffersTotalCount") if isinstance(data, dict) else None
        if not isinstance(groups, list) or not isinstance(promised, int):
            raise PageError("missing_field", "no groupedOffers and groupedOffersTotalCount in the page state")
        seen_before = len(self.seen)
        for group in groups:
            listing = self._listing(group)
            yield self.odd_entry(write_json(group)) if listing is None else listing
        number, read = response.meta["number"], response.meta["read"] + len(groups)
        if read >= promised:
            return
        if len(self.seen) == seen_before:
            raise PageError("short_listing", f"nothing new on page {number}, {read} groups of {promised} were read")
        yield self._list_page(number + 1, read)

    def _listing(self, group: Any) -> Listing | None:
        addresses = offer_addresses(group)
        if not addresses:
            return None
        number, url = min(addresses.items())
        return Listing(
            source_posting_id=str(number),
            url=url,
            entry=write_json(group),
            published_text=identity_text(group.get("initialPublicated")),
            detail_url=self._reachable(url),
        )

    def _reachable(self, url: str) -> str:
        return self.source.faces["offers"].under(self.market_url) + urlsplit(url).path

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        offer = cached_query(_state(response), "jobOffer")
        if not isinstance(offer, dict) or identity_text(offer.get("jobOfferWebId")) != listing.source_posting_id:
            raise PageError("missing_field", f"the page is not offer {listing.source_posting_id}")
        return write_json({"group": json.loads(listing.entry), "offer": offer})


def offer_addresses(group: Any) -> dict[int, str]:
    """Number and address of each offer of a group."""
    offers = group.get("offers") if isinstance(group, dict) else None
    found: dict[int, str] = {}
    for offer in offers if isinstance(offers, list) else ():
        address = offer.get("offerAbsoluteUri") if isinstance(offer, dict) else None
        if isinstance(address, str) and (number := _NUMBER.search(address)) is not None:
            found[int(number[1])] = address
    return found


def _state(response: Response) -> Any:
    return script_state(response.body, getattr(response, "encoding", None) or "utf-8")
