"""JustJoin.it and its sister board Rocketjobs: the sitemap of active offers and their pages, or the site's own API.

robots.txt of both disallows /api/, so the sitemap that it names is what is read; the API is there for an operator who
has permission and records it. The identity is the name in the offer's address on either way. An offer for several
cities has a name per city; the API lists it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.embedded_state import json_ld, streamed_object, streamed_state
from scrapers.boards.employer_board import identity_text
from scrapers.boards.json_text import PageError, read_json, refuse_wall, write_json
from scrapers.boards.offer_sitemap import OfferSitemapSpider
from scrapers.items import Listing, QuarantineItem

API = "/api/candidate-api/offers"
DEPTH_CAP = 10_000  # `from` + `itemsCount` beyond it is answered with 500, and totals stop there
PAGE_SIZE = 100
_WHOLE_OFFER = frozenset(("title", "slug", "body"))


class JustJoinSpider(OfferSitemapSpider):
    """Registry options: face (page, api), sitemap, offer_path; slices: queries of the API that together are all."""

    name = "justjoin"
    ad_path = re.compile(r"^/(?:job-offer|oferta-pracy)/([^/]+)/?$")

    @property
    def is_api(self) -> bool:
        return bool(self.source.options["face"] == "api")

    def first_pages(self) -> Iterator[Request]:
        if not self.is_api:
            yield from super().first_pages()
            return
        for part in self.source.options["slices"]:
            yield self._list_page(part, 0, frozenset())

    def _list_page(self, part: dict[str, Any], start: int, seen: frozenset[str]) -> Request:
        query = {"from": start, "itemsCount": PAGE_SIZE, "sortBy": "publishedAt", "orderBy": "descending", **part}
        url = f"{self.base_url}{API}?{urlencode(query)}"
        return self.page(
            url, headers={"Accept": "application/json"}, meta={"part": part, "start": start, "names": seen}
        )

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        yield from self._read_list(response) if self.is_api else super().read_page(response)

    def _read_list(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        data = read_json(response.body)
        rows, meta = (data.get("data"), data.get("meta")) if isinstance(data, dict) else (None, None)
        total = meta.get("totalItems") if isinstance(meta, dict) else None
        if not isinstance(rows, list) or not isinstance(total, int):
            raise PageError("missing_field", "no data and meta.totalItems in the reply")
        part, start, before = (response.meta[name] for name in ("part", "start", "names"))
        names: set[str] = set()
        for row in rows:
            name = identity_text(row.get("slug")) if isinstance(row, dict) else None
            if name is None:
                yield self.odd_entry(write_json(row))
                continue
            names.add(name)
            yield self._offer(row, name)
        if start == 0 and total >= DEPTH_CAP:
            detail = f"{total} or more offers for {part or 'everything'}, {DEPTH_CAP} can be read: divide it further"
            yield self.lose_page("slice_overflow", detail)
        end = start + len(rows)
        if end >= min(total, DEPTH_CAP):
            return
        if not names - before:
            raise PageError("short_listing", f"nothing new from offer {start} on, {total} are promised")
        yield self._list_page(part, min(end, DEPTH_CAP - PAGE_SIZE), before | names)

    def _offer(self, row: dict[str, Any], name: str) -> Listing:
        assert self.source.address is not None
        return Listing(
            source_posting_id=name,
            url=f"{self.source.address.base_url}{self.source.options['offer_path']}{quote(name)}",
            entry=write_json(row),
            published_text=identity_text(row.get("publishedAt")),
            detail_url=f"{self.base_url}{API}/{quote(name)}",
        )

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        if self.is_api:
            offer = read_json(response.body)
            if not isinstance(offer, dict) or not _is_named(offer, listing.source_posting_id):
                raise PageError("missing_field", f"the reply is not offer {listing.source_posting_id}")
            return response.body
        text = response.body.decode("utf-8", "replace")
        posting = json_ld(text, "JobPosting")
        offer = streamed_object(streamed_state(text), '"body":', _WHOLE_OFFER)
        if offer is None or not _is_named(offer, listing.source_posting_id):
            if posting is None:
                refuse_wall(response.body)
                raise PageError("missing_state", "neither the offer nor a JobPosting in the page")
            # Less than the offer: one pay, no level, no skills.
            return write_json({"page": posting})
        if offer["body"] is None and posting is not None:
            offer["body"] = unescape(str(posting.get("description") or ""))
        return write_json(offer)


def _is_named(offer: dict[str, Any], name: str) -> bool:
    places = offer.get("locations")
    names = [place.get("slug") for place in places if isinstance(place, dict)] if isinstance(places, list) else []
    return name in (offer.get("slug"), *names)
