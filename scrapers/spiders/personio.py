"""Personio: the XML feed of one employer at a host of its own; it holds every open position whole, in one language.

A position has no address in the feed; people read it below /job/ of the same host.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scrapers.boards.xml_board import XmlBoardSpider


class PersonioSpider(XmlBoardSpider):
    name = "personio"
    list_path = "/xml?language={language}"
    root_name = "workzag-jobs"
    item_name = "position"
    published_field = "createdAt"
    vendor_domains = ("personio.de", "personio.com")

    def job_url(self, job: dict[str, Any], key: str) -> str | None:
        host = self.source.address.base_url if self.source.address else None
        return f"{host}/job/{quote(key, safe='')}" if host else None
