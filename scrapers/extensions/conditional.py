"""Conditional requests: what a source sent before is asked for with its ETag or date, and not sent again (RFC 9110)."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from scrapers.boards.base import NOT_MODIFIED, BoardSpider
from scrapers.extensions.report import NOT_MODIFIED_STAT
from scrapers.items import Listing
from scrapers.validators import Validator, Validators

_OK = 200
_CONDITIONS = (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))


class ConditionalRequestsMiddleware:
    """A page that was not modified is given to the spider as it came before; a detail comes as 304, see on_lost_detail.

    Only requests of the common flow are touched: a spider with steps of its own gets whole replies.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequestsMiddleware:
        return cls(crawler)

    def process_request(self, request: Request, spider: Any = None) -> None:
        for header, _ in _CONDITIONS:
            request.headers.pop(header, None)  # of the address a redirect came from
        found = self._found(request)
        for header, name in _CONDITIONS:
            if found is not None and (value := getattr(found, name)) is not None:
                request.headers[header] = value

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Response:
        validators = self._validators(request)
        if validators is None:
            return response
        listing = _listing(request)
        if response.status == NOT_MODIFIED and (found := self._found(request)) is not None:
            self.crawler.stats.inc_value(NOT_MODIFIED_STAT)
            validators.keep(found)
            if listing is not None:
                return response
            body = found.reply_body()
            headers = Headers({"Content-Type": found.content_type} if found.content_type else {})
            kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
            return kind(request.url, status=_OK, headers=headers, body=body, request=request)
        if response.status == _OK and b"no-store" not in (response.headers.get("Cache-Control") or b""):
            etag, changed, content_type = (
                _text(response.headers.get(name)) for name in ("ETag", "Last-Modified", "Content-Type")
            )
            if etag or changed:
                key = listing.source_posting_id if listing is not None else None
                validator = Validator(_key(request), etag, changed, content_type, source_posting_id=key)
                validators.keep(validator, response.body if listing is None else None)
        return response

    def _validators(self, request: Request) -> Validators | None:
        """None where nothing is kept: other methods, other flows, sources without postings."""
        spider = self.crawler.spider
        if not isinstance(spider, BoardSpider) or request.method != "GET":
            return None
        return spider.validators if request.callback in (spider.on_page, spider.on_detail) else None

    def _found(self, request: Request) -> Validator | None:
        validators, spider = self._validators(request), self.crawler.spider
        if validators is None or not isinstance(spider, BoardSpider):
            return None
        listing = _listing(request)
        if listing is None:
            return validators.page(_key(request))
        key = listing.source_posting_id
        return validators.detail(_key(request), key, spider.known.get(key))


def _listing(request: Request) -> Listing | None:
    listing = request.cb_kwargs.get("listing")
    return listing if isinstance(listing, Listing) else None


def _key(request: Request) -> str:
    """The address, and what was asked for there: one address may have several representations."""
    wanted = [_text(request.headers.get(name)) or "" for name in ("Accept", "Accept-Language")]
    return "\n".join([request.url, *wanted])


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None
