"""Djinni: pages of the listing, each with the whole postings of its fifteen ads in one block of schema.org data.

The card of an ad adds what the block leaves out: office or hybrid work, and skills. The page of an ad repeats both, so
it is not asked for. Past its last page the listing leads back to the first
one. The feed shows the newest hundred only, without employer and pay: the listing is read instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import page_text
from scrapers.boards.employer_board import identity_text
from scrapers.boards.json_text import PageError, read_json_text, write_json
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.json_ld import find_postings
from scrapers.parsers.text import clean_line

_ID = re.compile(r"/jobs/(\d+)")
_LED_BACK = [301, 302, 303, 307, 308]


class DjinniSpider(BoardSpider):
    name = "djinni"

    def first_pages(self) -> Iterator[Request]:
        yield self._list_page(1)

    def _list_page(self, page: int) -> Request:
        meta: dict[str, Any] = {"page": page}
        if page > 1:
            meta |= {"dont_redirect": True, "handle_httpstatus_list": _LED_BACK}
        query = f"?page={page}" if page > 1 else ""
        return self.page(f"{self.base_url}/jobs/{query}", headers={"Accept": "text/html"}, meta=meta)

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        page = response.meta["page"]
        if response.status in _LED_BACK:
            target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
            if not target.partition("?")[0].endswith("/jobs/") or "page=" in target:
                raise PageError("offsite", f"page {page} leads to {target}, which is not the start of the listing")
            return
        shown = LexborHTMLParser(page_text(response.body, "utf-8"))
        jobs = _jobs(shown)
        seen_before = len(self.seen)
        for job in jobs:
            listing = self._listing(job, shown)
            yield self.odd_entry(write_json(job)) if listing is None else listing
        if len(self.seen) == seen_before:
            raise PageError("short_listing", f"page {page} shows nothing that was not on the pages before")
        yield self._list_page(page + 1)

    def _listing(self, job: dict[str, Any], shown: LexborHTMLParser) -> Listing | None:
        url = job.get("url") if isinstance(job.get("url"), str) else None
        found = _ID.search(url or "")
        key = identity_text(job.get("identifier")) or (found[1] if found else None)
        if key is None:
            return None
        content = write_json({"job": job, "card": _card(shown, key)})
        return Listing(key, url, content, identity_text(job.get("datePosted")), payload=content)


def _jobs(page: LexborHTMLParser) -> list[dict[str, Any]]:
    """JobPostings of all data blocks of the page. Raises PageError missing_state when there is no such block."""
    blocks = page.css('script[type="application/ld+json"]')
    jobs = [job for block in blocks for job in find_postings(read_json_text(block.text()))]
    if not jobs:
        raise PageError("missing_state", "no JobPosting in the page of the listing")
    return jobs


def _card(page: LexborHTMLParser, key: str) -> dict[str, Any] | None:
    """What the card shows besides the text; its counters of views and replies move by the hour and are left out."""
    card = page.css_first(f"#job-item-{key}") if key.isdecimal() else None
    if card is None:
        return None
    facts = _lines(card, ".fw-medium > .text-nowrap")
    return {"facts": facts, "places": _lines(card, ".location-text"), "tags": _lines(card, ".job-item__tags .badge")}


def _lines(card: LexborNode, selector: str) -> list[str]:
    return [line for node in card.css(selector) if (line := clean_line(node.text()))]
