"""getmatch: the sitemap and the public pages of ads, or the API where the operator has leave to read it.

robots.txt allows the pages and disallows /api/. The sitemap is the archive: some 31,700 ads since the start and no
dates, while those with the highest numbers are nearly all open. So the newest are visited once each, and an ad that the
page calls archived is none. What is no longer listed cannot be seen there: ads close by age, as those of feeds do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser

from scrapers.boards.closed_ads import ClosedAdsSpider
from scrapers.boards.embedded_state import json_ld, page_text
from scrapers.boards.employer_board import identity_text
from scrapers.boards.json_text import PageError, read_json, refuse_wall, write_json
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.base import Unreadable
from scrapers.parsers.xml_text import local_name, read_xml

_AD = re.compile(r"/vacancies/(\d+)(?:-[^/?#]*)?$")
_ARCHIVED = "вакансия в архиве"
# Parts of a page that say more than its data block: pay with its tax, places and formats, level, skills, text.
_SECTIONS = {
    "header": ".b-vacancy-header, .b-header",
    "locations": ".b-vacancy-locations, .b-location",
    "specs": ".b-specs",
    "stack": ".b-vacancy-stack-container",
    "description": ".b-vacancy-description",
}


class GetmatchSpider(ClosedAdsSpider):
    """Registry options: face (pages, api), newest (ads of the sitemap to look at), per_page (of the API)."""

    name = "getmatch"
    closed_are_listed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_api = self.source.options["face"] == "api"
        if self.is_api:
            self.base_url = self.source.faces["api"].under(self.market_url)
        self.live_url = self.source.address.base_url if self.source.address else self.base_url

    def first_pages(self) -> Iterator[Request]:
        if self.is_api:
            yield self._offers(0)
        else:
            yield self.page(f"{self.base_url}/sitemap.xml", headers={"Accept": "application/xml"})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        return self._read_offers(response) if self.is_api else self._read_sitemap(response.body)

    # Pages ----------------------------------------------------------------------------------------------------------

    def _read_sitemap(self, body: bytes) -> Iterator[Listing]:
        refuse_wall(body)
        try:
            root = read_xml(body)
        except Unreadable as outcome:
            is_cut = outcome.reason == "invalid_xml" and b"<urlset" in body and b"</urlset>" not in body
            raise PageError("truncated" if is_cut else outcome.reason, outcome.detail) from outcome
        if local_name(root) != "urlset":
            raise PageError("missing_field", f"<{local_name(root)}> instead of <urlset>")
        found: dict[int, str] = {}
        for element in root.iter():
            address = _AD.search((element.text or "").strip()) if local_name(element) == "loc" else None
            if address is not None:
                found[int(address[1])] = address[0]
        if not found:
            raise PageError("missing_field", "no ads in the sitemap")
        for number in sorted(found, reverse=True)[: self.source.options["newest"]]:
            path = found[number]
            entry, url = write_json({"loc": path}), f"{self.live_url}{path}"
            yield Listing(str(number), url, entry, detail_url=f"{self.base_url}{path}")

    def is_closed(self, response: Response) -> bool:
        if self.is_api:
            return False
        text = response.body.decode("utf-8", "replace")
        return _ARCHIVED in text.lower() and json_ld(text, "JobPosting") is None

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        if self.is_api:
            return self._read_offer(response, listing)
        text = page_text(response.body, "utf-8")
        posting = json_ld(text, "JobPosting")
        if posting is None:
            raise PageError("missing_state", "neither a JobPosting in the page nor the word that it is archived")
        page = LexborHTMLParser(text)
        parts = {name: page.css_first(selector) for name, selector in _SECTIONS.items()}
        sections = {name: node.html for name, node in parts.items() if node is not None}
        return write_json({"page": posting, "sections": sections})

    # API ------------------------------------------------------------------------------------------------------------

    def _offers(self, offset: int) -> Request:
        url = f"{self.base_url}/api/offers?offset={offset}&limit={self.source.options['per_page']}"
        return self.page(url, headers={"Accept": "application/json"}, meta={"offset": offset})

    def _read_offers(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        """A page may hold more than was asked for: offers are put in, so the offset goes on by what was asked."""
        data = read_json(response.body)
        offers, meta = (data.get("offers"), data.get("meta")) if isinstance(data, dict) else (None, None)
        if not isinstance(offers, list) or not isinstance(meta, dict) or not isinstance(meta.get("total"), int):
            raise PageError("missing_field", "no offers and meta.total in the reply")
        seen_before = len(self.seen)
        for offer in offers:
            key = identity_text(offer.get("id")) if isinstance(offer, dict) else None
            if key is None:
                yield self.odd_entry(write_json(offer))
                continue
            path = offer.get("url")
            url = f"{self.live_url}{path}" if isinstance(path, str) and path.startswith("/") else self.live_url
            published, address = identity_text(offer.get("published_at")), f"{self.base_url}/api/offers/{key}"
            yield Listing(key, url, write_json(offer), published, detail_url=address)
        following = response.meta["offset"] + self.source.options["per_page"]
        if following >= meta["total"]:
            if len(self.seen) < meta["total"]:
                raise PageError("short_listing", f"{len(self.seen)} offers in the list, {meta['total']} are promised")
        elif len(self.seen) == seen_before:
            raise PageError("short_listing", f"nothing new from {response.meta['offset']} of {meta['total']}")
        else:
            yield self._offers(following)

    def _read_offer(self, response: Response, listing: Listing) -> bytes:
        """The offer of the list with what only its detail says: text and level."""
        detail = read_json(response.body)
        if not isinstance(detail, dict) or identity_text(detail.get("id")) != listing.source_posting_id:
            raise PageError("missing_field", f"the reply is not offer {listing.source_posting_id}")
        return write_json(json.loads(listing.entry) | detail)
