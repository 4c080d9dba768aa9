"""DOU: the list of ads, its further cards loaded as the site's own button does, then the pages of new or changed ads.

The button posts a token that the page gives (and a cookie with it) and the number of cards shown so far; the reply says
when it was the last. The cookie is handed on here: Scrapy's own jar would first fetch a list of domains from the net.
The date of a card is that of its last bump and names no year, so it is no change of the ad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.boards.closed_ads import ClosedAdsSpider
from scrapers.boards.embedded_state import page_text
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.items import Listing, QuarantineItem
from scrapers.parsers.text import clean_line

_TOKEN = re.compile(r"""CSRF_TOKEN\s*=\s*["']([^"']+)["']""")
_ID = re.compile(r"/vacancies/(\d+)/?$")
_BUSY = b"too many requests"


class DouSpider(ClosedAdsSpider):
    """Registry options: categories (each is a list of its own; none: the list of all ads)."""

    name = "dou"

    def first_pages(self) -> Iterator[Request]:
        for category in self.source.options["categories"] or [None]:
            query = f"?{urlencode({'category': category})}" if category else ""
            yield self.page(
                f"{self.base_url}/vacancies/{query}", headers={"Accept": "text/html"}, meta={"query": query}
            )

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        _refuse_busy(response.body)
        if "token" in response.meta:
            (cards, is_last), token = _read_more(response.body), response.meta["token"]
            cookie = response.meta["cookie"]
        else:
            cards, token = _read_list(page_text(response.body, "utf-8"))
            cookie, is_last = _cookies(response), not cards
        seen_before = len(self.seen)
        for card in cards:
            listing = self._listing(card)
            yield self.odd_entry((card.html or "").encode("utf-8", "replace")) if listing is None else listing
        if is_last:
            return
        shown = response.meta.get("shown", 0) + len(cards)
        if "shown" in response.meta and len(self.seen) == seen_before:
            raise PageError(
                "short_listing", f"after {shown} cards nothing new came, and the site does not say it was the last"
            )
        yield self._more(response.meta["query"], token, cookie, shown)

    def _more(self, query: str, token: str, cookie: str, shown: int) -> Request:
        """What the button under the list asks for."""
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "Referer": f"{self.base_url}/vacancies/{query}",
            "X-Requested-With": "XMLHttpRequest",
            "Cookie": cookie,
        }
        form = urlencode({"csrfmiddlewaretoken": token, "count": shown})
        meta = {"query": query, "token": token, "cookie": cookie, "shown": shown}
        url = f"{self.base_url}/vacancies/xhr-load/{query}"
        return self.page(url, method="POST", body=form, headers=headers, meta=meta)

    def _listing(self, card: LexborNode) -> Listing | None:
        """One card. Its link may carry a mark of where on the site it stands; the path says which ad it is."""
        link = card.css_first("a.vt")
        live_url = self.source.address.base_url if self.source.address else self.base_url
        url = urljoin(live_url, (link.attributes.get("href") or "") if link else "").partition("?")[0]
        found = _ID.search(url)
        if found is None:
            return None
        shown = {name: _text(card, selector) for name, selector in _CARD.items()}
        date = shown.pop("date")
        return Listing(
            source_posting_id=found[1],
            url=url,
            entry=write_json({"id": found[1], **shown}),
            published_text=date,
            detail_url=url.replace(live_url, self.base_url, 1),
            payload_format="html",
        )

    def is_closed(self, response: Response) -> bool:
        return b"__inactive" in response.body and self._ad(response, ".l-vacancy.__inactive") is not None

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        """The part of the page about this ad: others stand beside it."""
        _refuse_busy(response.body)
        page_text(response.body, "utf-8")
        if self._ad(response, ".l-vacancy h1") is None:
            raise PageError("missing_state", "no ad in the page")
        part = self._ad(response, ".b-vacancy")
        return response.body if part is None else (part.html or "").encode("utf-8", "replace")

    def _ad(self, response: Response, selector: str) -> LexborNode | None:
        return LexborHTMLParser(response.body.decode("utf-8", "replace")).css_first(selector)


_CARD = {
    "title": "a.vt",
    "company": "a.company",
    "salary": ".salary",
    "cities": ".cities",
    "text": ".sh-info",
    "date": ".date",
}


def _read_list(text: str) -> tuple[list[LexborNode], str]:
    page = LexborHTMLParser(text)
    if page.css_first("#vacancyListId") is None:
        raise PageError("missing_state", "no list of ads in the page")
    cards, token = page.css("#vacancyListId li.l-vacancy"), _TOKEN.search(text)
    if cards and token is None:
        raise PageError("missing_field", "the page gives no token to load more cards with")
    return cards, token[1] if token else ""


def _read_more(body: bytes) -> tuple[list[LexborNode], bool]:
    data = read_json(body)
    if not isinstance(data, dict) or not isinstance(data.get("html"), str) or not isinstance(data.get("last"), bool):
        raise PageError("missing_field", "no html and last in the reply of the button")
    return LexborHTMLParser(f"<ul>{data['html']}</ul>").css("li.l-vacancy"), data["last"]


def _cookies(response: Response) -> str:
    found: SimpleCookie = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        found.load(line.decode("latin-1"))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in found.items())


def _refuse_busy(body: bytes) -> None:
    """The site asks for a pause in a page with status 200."""
    if len(body) < 20_000 and b"l-vacancy" not in body and _BUSY in body.lower():
        raise PageError("http_refused", "the site answers that there were too many requests")


def _text(card: LexborNode, selector: str) -> str | None:
    node = card.css_first(selector)
    return clean_line(node.text()) if node is not None else None
