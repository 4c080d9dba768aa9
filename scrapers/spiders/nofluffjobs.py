"""NoFluffJobs: the feed of open offers and their pages, or the site's own API.

robots.txt disallows /api/ and /posting/, not the feed and the pages under /job/, so these are what is read; the API is
there for an operator who has permission and records it. The API lists an offer once per city under a name of its own,
the feed once: who changes from one to the other sees every offer renamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import json_ld, page_text
from scrapers.boards.feed_pages import read_feed
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.feed_items import item_bytes, item_fields
from scrapers.parsers.text import clean_line

_AD_PATH = re.compile(r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?job/([^/]+)/?$")
# Said on the page and not in its data block, whose place is often null: the site's own marks for its tests.
_SHOWN = {
    "places": ".popover-locations li a span",
    "place": '[data-cy="location_pin"] > span, [data-cy="location_remote"]',
    "seniority": "#posting-seniority span",
}


class NoFluffJobsSpider(BoardSpider):
    """Registry options: face (pages, api); market_face: the same for the local market; feed: path of the feed."""

    name = "nofluffjobs"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.source.options
        face = options.get("market_face") if self.market_url else None
        self.is_api = (face or options["face"]) == "api"
        self.live_url = self.source.address.base_url if self.source.address else self.base_url

    def first_pages(self) -> Iterator[Request]:
        if self.is_api:
            yield self.page(f"{self.base_url}/api/posting", headers={"Accept": "application/json"})
        else:
            feed = f"{self.base_url}{self.source.options['feed']}"
            yield self.page(feed, headers={"Accept": "application/rss+xml, application/xml"})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        return self._read_dump(response.body) if self.is_api else self._read_feed(response.body)

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        return _posting(response.body) if self.is_api else _page(response.body)

    # Feed and pages -------------------------------------------------------------------------------------------------

    def _read_feed(self, body: bytes) -> Iterator[Listing | QuarantineItem]:
        for item in read_feed(body):
            fields, entry = item_fields(item), item_bytes(item)
            path = urlsplit(fields.get("link", [""])[0]).path
            found = _AD_PATH.search(path)
            if found is None:
                yield self.odd_entry(entry)
                continue
            yield Listing(
                source_posting_id=found[1],
                url=f"{self.live_url}/job/{found[1]}",
                entry=entry,
                published_text=next(iter(fields.get("pubDate", ())), None),
                detail_url=f"{self.base_url}{path}",
            )

    # API ------------------------------------------------------------------------------------------------------------

    def _read_dump(self, body: bytes) -> Iterator[Listing | QuarantineItem]:
        """All postings, a row per city."""
        data = read_json(body)
        postings = data.get("postings") if isinstance(data, dict) else None
        if not isinstance(postings, list):
            raise PageError("missing_field", "no postings in the dump")
        for row in postings:
            address = row.get("url") if isinstance(row, dict) else None
            if not isinstance(address, str):
                yield self.odd_entry(write_json(row))
                continue
            yield Listing(
                source_posting_id=str(row.get("id") or address),
                url=f"{self.live_url}/job/{quote(address)}",
                entry=write_json(row),
                published_text=str(row["posted"]) if row.get("posted") is not None else None,
                detail_url=f"{self.base_url}/api/posting/{quote(address)}",
            )
        promised = data.get("totalCount")
        if isinstance(promised, int) and len(postings) < promised:
            raise PageError("short_listing", f"{len(postings)} rows in the dump, {promised} are promised")


def _posting(body: bytes) -> bytes:
    data = read_json(body)
    if not isinstance(data, dict) or not data:
        raise PageError("missing_field", "the detail is not a posting")
    return body


def _page(body: bytes) -> bytes:
    """The page's JobPosting and what only its text says, without the other offers that the page shows beside it."""
    text = page_text(body, "utf-8")
    posting = json_ld(text, "JobPosting")
    if posting is None:
        raise PageError("missing_state", "no JobPosting in the page")
    page = LexborHTMLParser(text)
    shown = {name: [clean_line(node.text()) for node in page.css(selector)] for name, selector in _SHOWN.items()}
    texts = {name: list(dict.fromkeys(filter(None, lines))) for name, lines in shown.items()}
    return write_json({"page": posting, "shown": {name: lines for name, lines in texts.items() if lines}})
