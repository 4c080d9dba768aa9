"""Boards that publish the addresses of all their open ads as a sitemap, and each ad as a page.

The sitemap is the census: one or a few requests say what is listed, and only new ads, and those whose `lastmod` moved,
are fetched. A board that writes the time of generation into every `lastmod` says nothing by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError, refuse_wall, write_json
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.base import Unreadable
from scrapers.parsers.xml_text import local_name, read_xml

MOST_PARTS = 200  # files of 50,000 addresses each; no board is near it
# So many ads all changed on one day: that is when the file was written. The boards here change 7 % of their ads a day.
SAME_DAY_ADS = 20


class OfferSitemapSpider(BoardSpider):
    """Registry option `sitemap`: path of the sitemap or of its index, below the address."""

    # Runs over the path of an address; its first group is the identity. Other addresses of the sitemap are no ads.
    ad_path: ClassVar[re.Pattern[str]]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.parts: set[str] = set()

    def first_pages(self) -> Iterator[Request]:
        yield self.page(self.base_url + self.source.options["sitemap"], meta={"is_part": False})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        root = read_sitemap(response.body)
        rows = [{local_name(field): (field.text or "").strip() for field in row} for row in root]
        if local_name(root) == "sitemapindex":
            yield from self._parts(response, [row.get("loc", "") for row in rows])
            return
        changes = [row.get("lastmod", "") for row in rows]
        is_kept = not is_time_of_writing(changes)
        for row in rows:
            found = self.ad_path.search(urlsplit(row.get("loc", "")).path)
            if found is not None:
                yield self.read_row(found[1], row["loc"], row.get("lastmod") if is_kept else None)

    def _parts(self, response: Response, addresses: list[str]) -> Iterator[Request]:
        if response.meta["is_part"]:
            raise PageError("short_listing", "an index of sitemaps inside an index has no end")
        for address in addresses:
            if address and address not in self.parts:
                self.parts.add(address)
                if len(self.parts) > MOST_PARTS:
                    raise PageError("slice_overflow", f"more than {MOST_PARTS} sitemaps in the index")
                yield self.page(self.reachable(address), meta={"is_part": True})

    def read_row(self, key: str, url: str, changed: str | None) -> Listing:
        entry = {"loc": url, "lastmod": changed} if changed else {"loc": url}
        return Listing(key, url, write_json(entry), published_text=None, detail_url=self.reachable(url))

    def reachable(self, address: str) -> str:
        """An address of the site where it is read: on the local market all its hosts are one."""
        if not self.market_url:
            return address
        parts = urlsplit(address)
        return self.base_url + parts.path + (f"?{parts.query}" if parts.query else "")


def read_sitemap(body: bytes) -> Element:
    """`urlset` or `sitemapindex`. Raises PageError: captcha, html_instead_of_xml, truncated, invalid_xml, …"""
    refuse_wall(body)
    try:
        root = read_xml(body)
    except Unreadable as outcome:
        tail = body.rstrip()[-40:]
        is_cut = outcome.reason == "invalid_xml" and b"</urlset" not in tail and b"</sitemapindex" not in tail
        code = "truncated" if is_cut or outcome.reason == "empty_payload" else outcome.reason
        raise PageError(code, outcome.detail) from outcome
    if local_name(root) not in ("urlset", "sitemapindex"):
        raise PageError("missing_field", f"<{local_name(root)}> instead of a sitemap")
    return root


def is_time_of_writing(changes: list[str]) -> bool:
    """Whether the `lastmod` values say when the sitemap was written, not when the ads changed."""
    days = {text[:10] for text in changes if text}
    return len(changes) >= SAME_DAY_ADS and len(days) == 1
