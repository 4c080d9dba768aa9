"""Ashby: the public posting API of one company; the reply holds every open job whole."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.items import Listing, QuarantineItem


class AshbySpider(BoardSpider):
    name = "ashby"

    def first_pages(self) -> Iterator[Request]:
        board = quote(self.source.board or "", safe="")
        url = f"{self.base_url}/posting-api/job-board/{board}?includeCompensation=true"
        yield self.page(url, headers={"Accept": "application/json"})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        data = read_json(response.body)
        jobs = data.get("jobs") if isinstance(data, dict) else None
        if not isinstance(jobs, list):
            raise PageError("missing_field", "no jobs in the reply")
        for job in jobs:
            content = write_json(job)
            if not isinstance(job, dict) or not isinstance(job.get("id"), str):
                yield self.odd_entry(content)
                continue
            yield Listing(
                source_posting_id=job["id"],
                url=job.get("jobUrl"),
                entry=content,
                published_text=job.get("publishedAt"),
                payload=content,
            )
