"""Sites that list their ads in a sitemap and state each of them as schema.org JobPosting in its page.

The sitemap is found in robots.txt or named in the registry; it may be an index of others, and packed. Which of its
addresses are ads says a pattern in the registry, for sitemaps of whole sites mix them with everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import sitemap_urls_from_robots

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import page_text
from scrapers.boards.json_text import PageError
from scrapers.boards.offer_sitemap import is_time_of_writing, read_sitemap
from scrapers.boards.posting_page import page_entry, posting_blocks
from scrapers.identity import digest
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.xml_text import local_name

DEEPEST = 3  # an index of indexes is seen in the wild, deeper ones are loops
MOST_SITEMAPS = 100
MOST_ADS = 20_000
_LONGEST_KEY = 300


class SitemapBoardSpider(BoardSpider):
    """Registry options: `url_pattern`, searched in an ad's address, its group `id` (if any) is the ad's identity;
    `sitemap`, paths or addresses (default: those of robots.txt); `sitemap_pattern`, which parts of an index to read;
    `has_lastmod`, false where `lastmod` says nothing about the ad; `most_ads`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sitemaps: set[str] = set()
        # Sites mix addresses with and without www.
        self.allowed_domains = [domain.removeprefix("www.") for domain in self.allowed_domains]

    @cached_property
    def url_pattern(self) -> re.Pattern[str]:
        return re.compile(self.source.options["url_pattern"])

    @cached_property
    def sitemap_pattern(self) -> re.Pattern[str]:
        return re.compile(self.source.options.get("sitemap_pattern", ""))

    def first_pages(self) -> Iterator[Request]:
        stated = self.source.options.get("sitemap")
        if stated is None:
            yield self.page(f"{self.base_url}/robots.txt", meta={"depth": 0})
        for address in [stated] if isinstance(stated, str) else stated or ():
            yield from self._sitemap(address, 1)

    def _sitemap(self, address: str, depth: int) -> Iterator[Request]:
        url = self.reachable(address)
        if url in self.sitemaps:
            return
        if depth > DEEPEST or len(self.sitemaps) >= MOST_SITEMAPS:
            raise PageError("slice_overflow", f"more than {MOST_SITEMAPS} sitemaps, or an index {depth} deep")
        self.sitemaps.add(url)
        yield self.page(url, meta={"depth": depth})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        if response.meta["depth"] == 0:
            yield from self._read_robots(response)
            return
        root = read_sitemap(self._unpacked(response))
        rows = [{local_name(field): (field.text or "").strip() for field in row} for row in root]
        if local_name(root) == "sitemapindex":
            for row in rows:
                if row.get("loc") and self.sitemap_pattern.search(row["loc"]):
                    yield from self._sitemap(row["loc"], response.meta["depth"] + 1)
            return
        ads = [(row, found) for row in rows if (found := self.url_pattern.search(row.get("loc", "")))]
        is_kept = self.source.options.get("has_lastmod", True) and not is_time_of_writing(
            [row.get("lastmod", "") for row, _ in ads]
        )
        for row, found in ads:
            if len(self.seen) >= self.source.options.get("most_ads", MOST_ADS):
                raise PageError("slice_overflow", f"more than {len(self.seen)} ads in the sitemaps")
            key = found.groupdict().get("id") or urlsplit(row["loc"]).path
            yield Listing(
                source_posting_id=key if len(key) <= _LONGEST_KEY else digest(key.encode()),
                url=row["loc"],
                entry=page_entry(row["loc"], row.get("lastmod") if is_kept else None),
                detail_url=self.reachable(row["loc"]),
                payload_format="html",
            )

    def _read_robots(self, response: Response) -> Iterator[Request]:
        addresses = list(sitemap_urls_from_robots(response.body))
        if not addresses:
            raise PageError("missing_field", "robots.txt names no sitemap: say `sitemap` in the registry")
        for address in addresses:
            if self.sitemap_pattern.search(address):
                yield from self._sitemap(address, 1)

    def _unpacked(self, response: Response) -> bytes:
        """The sitemap's XML. Many are `.xml.gz` files, sent as files and not as packed replies."""
        if not gzip_magic_number(response):
            return response.body
        try:
            return bytes(gunzip(response.body, max_size=self.source.caps.page_bytes))
        except ValueError as error:  # Scrapy's own error for more than max_size
            raise PageError("too_large", f"more than {self.source.caps.page_bytes} bytes when unpacked") from error
        except OSError as error:
            raise PageError("truncated", f"cannot be unpacked: {error}") from error

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        blocks = posting_blocks(page_text(response.body, getattr(response, "encoding", "utf-8")))
        if not blocks:
            raise PageError("missing_state", "no JobPosting in the page")
        return blocks

    def reachable(self, address: str) -> str:
        """The address where it is read: on the local market the site's own host stands below another."""
        live = self.source.address.base_url if self.source.address else ""
        if self.market_url and address.startswith(live):
            return self.base_url + address.removeprefix(live)
        return urljoin(f"{self.base_url}/", address) if "://" in address else self.base_url + address
