"""Boards that answer 200 for an ad that is closed: gone between the listing and the visit, which is nobody's fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.items import Listing


class ClosedAdsSpider(BoardSpider):
    """A subclass tells a closed ad from a changed layout by what the board itself writes on the page."""

    closed_are_listed: ClassVar[bool] = True  # False: the listing is an archive, so to stand there says nothing

    def is_closed(self, response: Response) -> bool:
        raise NotImplementedError

    def on_detail(self, response: Response, listing: Listing) -> Iterator[Any]:
        if not self.is_closed(response):
            yield from super().on_detail(response, listing)
            return
        self.pages_read += 1
        self.crawler.stats.inc_value("jobmarts/gone")  # type: ignore[union-attr]
        self.waiting.pop(listing.source_posting_id, None)
        if self.closed_are_listed:
            yield self._item(listing, None, is_read=False)
        else:
            self.seen.pop(listing.source_posting_id, None)
