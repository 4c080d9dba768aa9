"""Geekjob: numbered pages of cards, then the page of every new or changed vacancy with its schema.org block.

Where work is done and the pay as shown stand outside that block, in the page itself, so they are taken along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import json_ld
from scrapers.boards.json_text import PageError, refuse_wall, write_json
from scrapers.items import Listing, QuarantineItem

_VACANCY = re.compile(r"^(?:https://geekjob\.ru)?/vacancy/([0-9a-f]{24})(?:[/?#]|$)")


class GeekjobSpider(BoardSpider):
    """Registry option max_pages: the list ends with an empty page; one that does not is cut there and incomplete."""

    name = "geekjob"

    def first_pages(self) -> Iterator[Request]:
        yield self._list_page(1)

    def _list_page(self, number: int) -> Request:
        return self.page(f"{self.base_url}/vacancies/{number}", meta={"number": number})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        cards = read_cards(response.body)
        number, seen_before = response.meta["number"], len(self.seen)
        if not cards:
            refuse_wall(response.body)
            if number == 1:
                raise PageError("missing_field", "no vacancies on the first page")
            return
        for key, card in cards.items():
            yield self._listing(key, card)
        if len(self.seen) == seen_before:
            raise PageError("short_listing", f"page {number} shows nothing that was not on the pages before")
        if number >= self.source.options["max_pages"]:
            raise PageError("short_listing", f"page {number} is not the last one and no more are read")
        yield self._list_page(number + 1)

    def _listing(self, key: str, card: dict[str, Any]) -> Listing:
        assert self.source.address is not None
        path = f"/vacancy/{key}"
        return Listing(
            source_posting_id=key,
            url=self.source.address.base_url + path,
            entry=write_json(card),
            detail_url=self.base_url + path,
        )

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        text = response.body.decode("utf-8", "replace")
        posting = json_ld(text, "JobPosting")
        if posting is None:
            refuse_wall(response.body)
            raise PageError("missing_state", "no JobPosting in the page")
        tree = LexborHTMLParser(text)
        shown = {name: line_of(tree.css_first(path)) for name, path in (("jobinfo", ".jobinfo"), ("salary", ".salary"))}
        return write_json({"card": json.loads(listing.entry), "page": posting, **shown})


def read_cards(body: bytes) -> dict[str, dict[str, Any]]:
    """Id -> title, company and pay of each card. Dates are left out: they are in words and change every day."""
    found: dict[str, dict[str, Any]] = {}
    for card in LexborHTMLParser(body.decode("utf-8", "replace")).css("li.collection-item"):
        links = [_VACANCY.match(link.attributes.get("href") or "") for link in card.css("a[href]")]
        key = next((link[1] for link in links if link), None)
        if key is None or key in found:  # advertising cards lead elsewhere
            continue
        company = line_of(card.css_first("p.company-name"))
        titles = [line_of(node) for node in card.css("p.truncate") if "company-name" not in _classes(node)]
        found[key] = {
            "id": key,
            "title": next((title for title in titles if title), None),
            "company": company,
            "salary": line_of(card.css_first(".salary")),
        }
    return found


def line_of(node: LexborNode | None) -> str | None:
    return " ".join(node.text(separator=" ").split()) or None if node is not None else None


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()
