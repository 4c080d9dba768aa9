"""Telegram channels through their public preview, back to the newest post seen before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import page_text
from scrapers.boards.json_text import PageError
from scrapers.boards.telegram_preview import read_preview
from scrapers.items import Listing, QuarantineItem


class TelegramSpider(BoardSpider):
    """Registry option first_pages: how many pages the first crawl of a channel goes back."""

    name = "telegram"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_seen = max((int(key) for key in self.known if key.isascii() and key.isdigit()), default=None)

    def first_pages(self) -> Iterator[Request]:
        yield self._request(number=0, before=None)

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        page = read_preview(page_text(response.body, getattr(response, "encoding", "utf-8")))
        if response.meta["number"] == 0 and not page.posts:
            raise PageError("preview_off", "a preview without any post")
        for post in page.posts:
            content = post.html.encode("utf-8", "replace")
            yield Listing(
                source_posting_id=str(post.number),
                url=post.url,
                entry=content,
                published_text=post.published_text,
                payload=content,
                payload_format="html",
            )
        oldest = min((post.number for post in page.posts), default=0)
        number = response.meta["number"] + 1
        if self.last_seen is None:
            wants_more = number < self.source.options["first_pages"]
        else:
            wants_more = oldest > self.last_seen + 1
        if wants_more and page.before is not None and page.posts:
            yield self._request(number, page.before)

    def _request(self, number: int, before: int | None) -> Request:
        url = f"{self.base_url}/s/{self.source.board}"
        return self.page(f"{url}?before={before}" if before else url, meta={"number": number})
