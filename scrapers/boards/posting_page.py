"""The schema.org JobPostings of a page: what is landed of it, and its entry in a sitemap. Pure."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from scrapers.boards.json_text import write_json

_SCRIPT = 'script[type="application/ld+json"]'


def posting_blocks(text: str) -> bytes:
    """The page's data blocks that speak of a JobPosting, as scripts, one a line; empty when it has none.

    The rest of the page is menus and other people's ads, ten to a hundred times as much.
    """
    blocks = [node.text() for node in LexborHTMLParser(text).css(_SCRIPT)]
    lines = [f'<script type="application/ld+json">{block}</script>' for block in blocks if "JobPosting" in block]
    return "\n".join(lines).encode("utf-8", "replace")


def page_entry(address: str, changed: str | None) -> bytes:
    """What the sitemap says of a page; without `lastmod` a change of the page cannot be noticed."""
    return write_json({"loc": address, "lastmod": changed} if changed else {"loc": address})
