"""Habr Career: the JSON list of the site's own pages, then the pages of new or changed ads for their text.

The site counts more ads than it lists. Seen: 974 counted and 748 listed, 1,252 counted and 41 pages of 25. The same
ads come under every order and filter, and the last page ends by itself, so this is the list's own end and no depth
that slicing could get round. Hence: a list read to its last page is complete, the difference goes into its statistics;
a last page that is full to the brim while more is counted, or a list of much less than usual, is a cut and no end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import json_ld, page_text
from scrapers.boards.employer_board import identity_text
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.items import Listing, QuarantineItem


class HabrSpider(BoardSpider):
    """Registry options: per_page, least_listed_share (of the ads the site counts)."""

    name = "habr"

    def first_pages(self) -> Iterator[Request]:
        yield self._list_page(1)

    def _list_page(self, page: int) -> Request:
        query = f"type=all&sort=date&page={page}&per_page={self.source.options['per_page']}"
        url = f"{self.base_url}/api/frontend/vacancies?{query}"
        headers = {"Accept": "application/json", "Referer": f"{self.base_url}/vacancies"}
        return self.page(url, headers=headers, meta={"page": page})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        data = read_json(response.body)
        items, meta = (data.get("list"), data.get("meta")) if isinstance(data, dict) else (None, None)
        if not isinstance(items, list) or not isinstance(meta, dict) or not isinstance(meta.get("totalPages"), int):
            raise PageError("missing_field", "no list and meta.totalPages in the reply")
        seen_before = len(self.seen)
        for item in items:
            listing = self._listing(item)
            yield self.odd_entry(write_json(item)) if listing is None else listing
        page, last = response.meta["page"], meta["totalPages"]
        if page >= last:
            self._check_end(meta, len(items))
        elif len(self.seen) == seen_before:
            raise PageError("short_listing", f"page {page} of {last} shows nothing that was not on the pages before")
        else:
            yield self._list_page(page + 1)

    def _check_end(self, meta: dict[str, Any], on_last_page: int) -> None:
        counted, listed = meta.get("totalResults"), len(self.seen)
        if not isinstance(counted, int) or counted <= listed:
            return
        text = f"{listed} ads listed of {counted} that the site counts"
        least = self.source.options["least_listed_share"]
        if listed < least * counted:
            raise PageError("short_listing", f"{text}, less than {least:.0%}")
        if counted - listed >= on_last_page == meta.get("perPage"):
            raise PageError("short_listing", f"{text}, and the last page is full: the list is cut")
        self.crawler.stats.set_value("jobmarts/unlisted", counted - listed)  # type: ignore[union-attr]
        self.logger.info("%s: %s", self.source.name, text)

    def _listing(self, item: Any) -> Listing | None:
        key = identity_text(item.get("id")) if isinstance(item, dict) else None
        if key is None:
            return None
        published = item.get("publishedDate")
        live_url = self.source.address.base_url if self.source.address else self.base_url
        return Listing(
            source_posting_id=key,
            url=f"{live_url}/vacancies/{key}",
            entry=write_json(item),
            published_text=identity_text(published.get("date")) if isinstance(published, dict) else None,
            detail_url=f"{self.base_url}/vacancies/{key}",
        )

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        """The item of the list and the JobPosting of the page, whose date is only that of the visit."""
        posting = json_ld(page_text(response.body, "utf-8"), "JobPosting")
        if posting is None:
            raise PageError("missing_state", "no JobPosting in the page")
        return write_json({"search": json.loads(listing.entry), "page": posting})
