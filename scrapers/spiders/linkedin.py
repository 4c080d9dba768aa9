"""LinkedIn's search for guests: fragments of ten cards, then the page of each new ad.

Off unless an operator has a permission. Guests are refused (429, 999) or led to a login page after a few requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.embedded_state import page_text
from scrapers.boards.json_text import PageError, write_json
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.linkedin_page import Card, read_cards, stable_ad

SEARCH = "/jobs-guest/jobs/api/seeMoreJobPostings/search"
DETAIL = "/jobs-guest/jobs/api/jobPosting"
_WALLS = {"authwall", "login", "signup", "uas", "checkpoint"}
_WALL_MARKS = ("authwall-join-form", "/uas/login-submit", 'name="session_key"')
_REQUEST_DENIED = 999  # LinkedIn's own status
_PAGE_SIZE = 10
_DEEPEST = 1000  # the site shows no further
_HEADERS = {"Accept": "text/html", "Accept-Language": "en"}


class LinkedinSpider(BoardSpider):
    """Registry options: `searches`, each a set of query parameters; `deepest`, the last card asked for of each;
    `first_days` and `days`, how far back they look, on the first crawl and on later ones.
    """

    name = "linkedin"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards: dict[str, str] = {}  # posting id -> markup of its card, until its page is read

    def first_pages(self) -> Iterator[Request]:
        days = self.source.options["days" if self.known else "first_days"]
        for search in self.source.options["searches"]:
            yield self._search({**search, "f_TPR": f"r{days * 86_400}"}, 0)

    def _search(self, search: dict[str, str], start: int) -> Request:
        url = f"{self.base_url}{SEARCH}?{urlencode({**search, 'start': start})}"
        return self.page(url, headers=_HEADERS, meta={"search": search, "start": start})

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        text = visible_text(response)
        cards = read_cards(text)
        if not cards:
            if text.strip(" \t\r\n") not in ("", "<!DOCTYPE html>"):
                raise PageError("missing_field", f"no card in {len(text)} characters")
            return
        is_new = any(card.key not in self.seen for card in cards)
        for card in cards:
            self.cards[card.key] = card.html
            yield self._listing(card)
        start = response.meta["start"] + len(cards)
        if is_new and start < min(self.source.options["deepest"], _DEEPEST):
            yield self._search(response.meta["search"], start)

    def _listing(self, card: Card) -> Listing:
        shown = {"id": card.key, "title": card.title, "company": card.company, "place": card.place}
        shown |= {"date": card.date if card.is_day else None, "salary": card.salary}
        return Listing(
            source_posting_id=card.key,
            url=card.url,
            entry=write_json(shown),
            published_text=card.date,
            detail_url=f"{self.base_url}{DETAIL}/{card.key}",
            payload_format="html",
        )

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        ad = stable_ad(visible_text(response))
        if "show-more-less-html__markup" not in ad:
            raise PageError("missing_field", "no text of an ad in the page")
        return f"{self.cards.pop(listing.source_posting_id)}\n{ad}".encode("utf-8", "replace")

    def explain_status(self, response: Response) -> str:
        return "http_refused" if response.status == _REQUEST_DENIED else super().explain_status(response)


def visible_text(response: Response) -> str:
    """The page as text. Raises PageError login_wall when guests are led to a login page, captcha, wrong_encoding."""
    text = page_text(response.body, getattr(response, "encoding", "utf-8"))
    path = urlsplit(response.url).path
    if _WALLS.intersection(path.split("/")) or any(mark in text for mark in _WALL_MARKS):
        raise PageError("login_wall", f"guests are led to {path}")
    return text
