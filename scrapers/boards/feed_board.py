"""Sources that publish a feed: RSS or Atom, newest first, each item whole. The item's own XML is what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scrapers.boards.base import GONE, BoardSpider, Output
from scrapers.boards.feed_pages import ID_FIELDS, read_feed, read_item
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.feed_items import item_bytes


class FeedBoardSpider(BoardSpider):
    """Reads a feed, and its older pages where there are any, back to the first item known from earlier crawls.

    A subclass says where the pages are. Registry options: `pages`, the most pages of one crawl (default 1), and
    `id_fields`, the elements that hold the item's identity, first one first (default guid, id, link).
    """

    accept: ClassVar[str] = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"
    id_fields: ClassVar[tuple[str, ...]] = ID_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Feeds lead from one to the other.
        self.allowed_domains = [domain.removeprefix("www.") for domain in self.allowed_domains]

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
            listing = read_item(item, self.source.options.get("id_fields", self.id_fields))
            if listing is None:
                yield self.odd_entry(item_bytes(item))
                continue
            last_key = listing.source_posting_id
            is_all_new &= last_key not in self.known and last_key not in self.seen
            yield listing
        if is_all_new and last_key is not None:
            yield from self._page(response.meta["number"] + 1, last_key)

    def on_lost_page(self, failure: Failure) -> Output:
        is_further = failure.request.meta.get("number", 0) > 0  # type: ignore[attr-defined]
        if is_further and isinstance(failure.value, HttpError) and failure.value.response.status in GONE:
            self.open_pages -= 1  # the page before was the last one
            return
        yield from super().on_lost_page(failure)
