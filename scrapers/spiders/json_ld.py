"""Any site with a sitemap and schema.org JobPosting in its pages: an address and a pattern in the registry."""

from __future__ import annotations

from scrapers.boards.sitemap_board import SitemapBoardSpider


class JsonLdSpider(SitemapBoardSpider):
    name = "json_ld"
