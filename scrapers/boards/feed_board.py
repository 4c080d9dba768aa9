"""Sources that publish a feed: RSS or Atom, newest first, each item whole. The item's own XML is what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from xml.etree.ElementTree import Element

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scrapers.boards.base import GONE, MAX_IDENTITY, BoardSpider, Output
from scrapers.boards.json_text import PageError, refuse_wall
from scrapers.identity import digest
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.base import Unreadable
from scrapers.parsers.feed_items import ROOTS, item_bytes, item_fields, split_feed


class FeedBoardSpider(BoardSpider):
    """Reads a feed, and its older pages where there are any, back to the first item known from earlier crawls.

    A subclass says where the pages are. Registry options: `pages`, the most pages of one crawl (default 1), and
    `id_fields`, the elements that hold the item's identity, first one first (default guid, id, link).
    """

    accept: ClassVar[str] = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"
    id_fields: ClassVar[tuple[str, ...]] = ("guid", "id", "link")
    date_fields: ClassVar[tuple[str, ...]] = ("pubDate", "published", "dc:date", "updated")

    def page_url(self, number: int, last_key: str | None) -> str | None:
        """Address of page `number`, from 0; `last_key` is the oldest item of the page before. None: no such page."""
        raise NotImplementedError

    def first_pages(self) -> Iterator[Request]:
        yield from self._page(0, None)

    def _page(self, number: int, last_key: str | None) -> Iterator[Request]:
        url = self.page_url(number, last_key) if number < self.source.options.get("pages", 1) else None
        if url is not None:
            yield self.page(url, headers={"Accept": self.accept}, meta={"number": number})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        items = read_feed(response.body)
        is_all_new, last_key = bool(items), None
        for item in items:
            listing = self.read_item(item)
            if listing is None:
                yield self.odd_entry(item_bytes(item))
                continue
            last_key = listing.source_posting_id
            is_all_new &= last_key not in self.known and last_key not in self.seen
            yield listing
        if is_all_new and last_key is not None:
            yield from self._page(response.meta["number"] + 1, last_key)

    def read_item(self, item: Element) -> Listing | None:
        """One item; None when nothing in it tells it apart from others."""
        fields = item_fields(item)
        names = self.source.options.get("id_fields", self.id_fields)
        key = next((fields[name][0] for name in names if name in fields), None)
        if key is None:
            return None
        content = item_bytes(item)
        return Listing(
            source_posting_id=key if len(key) <= MAX_IDENTITY else digest(key.encode()),
            url=next(iter(fields.get("link", ())), None),
            entry=content,
            published_text=next((fields[name][0] for name in self.date_fields if name in fields), None),
            payload=content,
            payload_format="xml",
        )

    def on_lost_page(self, failure: Failure) -> Output:
        is_further = failure.request.meta.get("number", 0) > 0  # type: ignore[attr-defined]
        if is_further and isinstance(failure.value, HttpError) and failure.value.response.status in GONE:
            self.open_pages -= 1  # the page before was the last one
            return
        yield from super().on_lost_page(failure)


def read_feed(body: bytes) -> list[Element]:
    """Items of a feed. Raises PageError: captcha, html_instead_of_xml, forbidden_xml, truncated, invalid_xml."""
    refuse_wall(body)
    try:
        return split_feed(body)
    except Unreadable as outcome:
        code = "truncated" if outcome.reason == "empty_payload" or _is_cut(body, outcome.reason) else outcome.reason
        raise PageError(code, outcome.detail) from outcome


def _is_cut(body: bytes, reason: str) -> bool:
    """The feed begins and does not end."""
    roots = [root.encode() for root in ROOTS]
    is_begun = any(b"<" + root in body[:2000] or b":" + root in body[:2000] for root in roots)
    return reason == "invalid_xml" and is_begun and not any(root + b">" in body[-200:] for root in roots)
