"""NoFluffJobs: one dump of all postings (a row per city), then the details of new or changed ones."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.items import Listing, QuarantineItem


class NoFluffJobsSpider(BoardSpider):
    name = "nofluffjobs"

    def first_pages(self) -> Iterator[Request]:
        yield self.page(f"{self.base_url}/api/posting", headers={"Accept": "application/json"})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        data = read_json(response.body)
        postings = data.get("postings") if isinstance(data, dict) else None
        if not isinstance(postings, list):
            raise PageError("missing_field", "no postings in the dump")
        for row in postings:
            address = row.get("url") if isinstance(row, dict) else None
            if not isinstance(address, str):
                yield self.odd_entry(write_json(row))
                continue
            yield Listing(
                source_posting_id=str(row.get("id") or address),
                url=f"{self.source.address.base_url}/job/{quote(address)}" if self.source.address else None,
                entry=write_json(row),
                published_text=str(row["posted"]) if row.get("posted") is not None else None,
                detail_url=f"{self.base_url}/api/posting/{quote(address)}",
            )
        promised = data.get("totalCount")
        if isinstance(promised, int) and len(postings) < promised:
            raise PageError("short_listing", f"{len(postings)} rows in the dump, {promised} are promised")

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        data = read_json(response.body)
        if not isinstance(data, dict) or not data:
            raise PageError("missing_field", "the detail is not a posting")
        return response.body
