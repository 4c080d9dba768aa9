"""Telegram channels through their public preview, back to the newest post seen before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import page_text
from scrapers.boards.json_text import PageError
from scrapers.boards.telegram_preview import PreviewPage, read_preview
from scrapers.items import Listing, QuarantineItem


class TelegramSpider(BoardSpider):
    """Reads pages of a channel, newest first, until they reach the newest post that an earlier crawl saw.

    Posts are compared by number, so it does not matter whether that post was deleted since. A channel whose numbers
    all lie below it was made anew and is read like one never seen. Registry option first_pages: how many pages the
    first crawl of a channel goes back. Polls and service messages are counted as `jobmarts/ignored/<kind>`.
    """

    name = "telegram"
    version = "2"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_seen = max((int(key) for key in self.known if key.isascii() and key.isdigit()), default=None)

    def first_pages(self) -> Iterator[Request]:
        yield self._request(number=0, before=None)

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        page = read_preview(page_text(response.body, getattr(response, "encoding", "utf-8")))
        number, asked_before = response.meta["number"], response.meta["before"]
        if number == 0 and not page.numbers:
            raise PageError("preview_off", "a preview without any post")
        if asked_before is not None and any(found >= asked_before for found in page.numbers):
            raise PageError("truncated", f"posts before {asked_before} were asked for, newer ones came")
        for kind, count in page.ignored.items():
            self.crawler.stats.inc_value(f"jobmarts/ignored/{kind}", count)  # type: ignore[union-attr]
        if number == 0 and self._is_made_anew(page):
            self.last_seen = None
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
        if self.last_seen is None:
            wants_more = number + 1 < self.source.options["first_pages"]
        else:
            wants_more = min(page.numbers, default=0) > self.last_seen + 1
        is_older = page.before is not None and (asked_before is None or page.before < asked_before)
        if wants_more and page.numbers and page.before is not None and is_older:
            yield self._request(number + 1, page.before)

    def _is_made_anew(self, page: PreviewPage) -> bool:
        """All posts are numbered below the newest one seen before, and none of them is known."""
        if self.last_seen is None or max(page.numbers) >= self.last_seen:
            return False
        return not any(str(number) in self.known for number in page.numbers)

    def _request(self, number: int, before: int | None) -> Request:
        url = f"{self.base_url}/s/{self.source.board}"
        return self.page(f"{url}?before={before}" if before else url, meta={"number": number, "before": before})
