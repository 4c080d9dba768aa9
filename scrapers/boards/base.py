"""What all spiders of boards share: listing, then details of new or changed postings, with nothing lost on the way.

A subclass says where the listing starts (`first_pages`), how a page is read (`read_page`, yielding Listings and further
requests) and how a detail becomes a payload (`read_detail`). Everything that goes wrong is counted under a name the
verdict knows: a lost list page makes the listing incomplete, a lost detail leaves the posting observed without new
content, so that the next crawl asks again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.python.failure import Failure

from scrapers.boards.clock import CrawlClock
from scrapers.boards.json_text import PageError
from scrapers.identity import listing_hash
from scrapers.items import Listing, PageItems, PostingItem, QuarantineItem
from scrapers.landing import CrawlWriter, KnownListing
from scrapers.registry.schema import Source
from scrapers.validators import Validators

Output = Iterator[Request | PostingItem | QuarantineItem]
PageOutput = Iterator[Request | PageItems]
# Exceptions of the downloader -> names the verdict knows; the first match counts.
_NETWORK_ERRORS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadCancelledError, "too_large"),
    (DownloadTimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (ResponseDataLossError, "truncated"),
    (CannotResolveHostError, "connection"),
    (DownloadConnectionRefusedError, "connection"),
    (ConnectError, "connection"),
    (ConnectionDone, "connection"),
    (ConnectionLost, "connection"),
    (DownloadFailedError, "connection"),
    (OSError, "connection"),
)
NOT_MODIFIED = 304
GONE = (404, 410)
MAX_IDENTITY = 300
ITEMS_TOGETHER = 500  # of a reply of any length: they are held in memory until then
_REFUSED = (403, 429, 451)


class RefusedRequestError(IgnoreRequest):
    """A request that is not made; `code` is one of the errors the verdict knows."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class CrawlStoppedError(Exception):
    """The crawl met a cap before this request had its turn; nothing is known about the reply."""


class BoardSpider(Spider):
    """Base of all spiders. One instance reads one source."""

    version: ClassVar[str] = "1"

    def __init__(
        self,
        source: Source,
        clock: CrawlClock,
        known: Mapping[str, KnownListing],
        market_url: str | None = None,
        writer: CrawlWriter | None = None,
        validators: Validators | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source, self.clock, self.known, self.market_url = source, clock, known, market_url
        self.writer = writer
        self.validators = validators
        self.base_url = source.address.under(market_url) if source.address else ""
        addresses = [self.base_url, *(face.under(market_url) for face in source.faces.values())]
        self.allowed_domains = sorted({urlsplit(address).hostname or "" for address in addresses})
        ports = {urlsplit(address).port or 443 for address in addresses}
        self.allowed_ports = ports | {80} if 443 in ports else ports
        self.errors: Counter[str] = Counter()
        self.pages_read = 0  # replies of the source that were read, of the listing and of details
        self.lost_pages = 0
        self.open_pages = 0  # asked for and neither read nor lost
        self.is_started = False  # all first pages were asked for
        self.stopping = asyncio.Event()  # a cap was met: what waits need not wait any longer
        self.seen: dict[str, str] = {}  # posting id -> listing hash, of this crawl
        self.waiting: dict[str, Listing] = {}  # details asked for and not arrived yet
        self.samples: list[str] = []  # first messages of errors, for people

    # To be written by subclasses ------------------------------------------------------------------------------------

    def first_pages(self) -> Iterator[Request]:
        raise NotImplementedError

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        raise NotImplementedError

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        """The payload to land. Raises PageError when the reply is not the posting."""
        raise NotImplementedError

    # The common flow ------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        for request in self.first_pages():
            yield request
        self.is_started = True

    def page(self, url: str, **kwargs: Any) -> Request:
        """A request for a page of the listing."""
        self.open_pages += 1
        return Request(url, callback=self.on_page, errback=self.on_lost_page, priority=10, **kwargs)

    def on_page(self, response: Response) -> PageOutput:
        self.pages_read += 1
        items: list[PostingItem | QuarantineItem] = []
        try:
            for found in self.read_page(response):
                for output in self._listed(found) if isinstance(found, Listing) else (found,):
                    if isinstance(output, Request):
                        yield output
                    else:
                        items.append(output)
                if len(items) >= ITEMS_TOGETHER:
                    yield PageItems(items)
                    items = []
        except PageError as error:
            items.append(self.lose_page(error.code, f"{response.url}: {error}", response.body))
        except Exception as error:
            self.logger.exception("reading %s", response.url)
            items.append(self.lose_page("spider_exception", f"{response.url}: {error!r}", response.body))
        if items:
            yield PageItems(items)
        self.open_pages -= 1

    def on_lost_page(self, failure: Failure) -> Output:
        if isinstance(failure.value, CrawlStoppedError):
            return  # the page stays open, so the listing is incomplete
        self.open_pages -= 1
        code, detail = self.explain(failure)
        if code == "http_client_error" and self.source.board and _is_gone(failure):
            code = "unknown_board"
        yield self.lose_page(code, detail)

    def _listed(self, listing: Listing) -> Output:
        key = listing.source_posting_id
        if not is_identity(key):
            yield self.odd_entry(listing.entry)
            return
        if key in self.seen:
            self.crawler.stats.inc_value("jobmarts/repeats")  # type: ignore[union-attr]
            return
        self.seen[key] = listing_hash(self.source.name, listing.entry)
        known = self.known.get(key)
        is_unchanged = known is not None and known.payload_hash is not None and known.listing_hash == self.seen[key]
        if listing.payload is not None and len(listing.payload) > self.source.caps.item_bytes:
            yield from self._lost_detail(listing, "too_large", f"an entry of {len(listing.payload)} bytes")
        elif is_unchanged or listing.payload is not None:
            yield self._item(listing, None if is_unchanged else listing.payload)
        elif listing.detail_url is None:
            yield self.lose_posting(listing, "missing_field", "neither content nor an address of it in the listing")
        else:
            self.waiting[key] = listing
            yield self.detail(listing.detail_url, listing, self.on_detail)

    def detail(self, url: str, listing: Listing, callback: Callable[..., Any]) -> Request:
        return Request(url, callback=callback, errback=self.on_lost_detail, cb_kwargs={"listing": listing})

    def on_detail(self, response: Response, listing: Listing) -> Output:
        self.pages_read += 1
        try:
            payload = self.read_detail(response, listing)
            if len(payload) > self.source.caps.item_bytes:
                raise PageError("too_large", f"a posting of {len(payload)} bytes")
        except PageError as error:
            yield from self._lost_detail(listing, error.code, str(error), response.body)
        except Exception as error:
            self.logger.exception("reading %s", response.url)
            yield from self._lost_detail(listing, "spider_exception", repr(error), response.body)
        else:
            self.waiting.pop(listing.source_posting_id, None)
            yield self._item(listing, payload)

    def on_lost_detail(self, failure: Failure) -> Output:
        if isinstance(failure.value, CrawlStoppedError):
            return  # stays among the waiting
        listing: Listing = failure.request.cb_kwargs["listing"]  # type: ignore[attr-defined]
        if isinstance(failure.value, HttpError) and failure.value.response.status == NOT_MODIFIED:
            self.pages_read += 1
            self.waiting.pop(listing.source_posting_id, None)
            yield self._item(listing, None)
            return
        if _is_gone(failure):
            # Taken down between the listing and the visit: observed today, gone tomorrow, nobody's fault.
            self.crawler.stats.inc_value("jobmarts/gone")  # type: ignore[union-attr]
            self.waiting.pop(listing.source_posting_id, None)
            yield self._item(listing, None, is_read=False)
            return
        code, detail = self.explain(failure)
        yield from self._lost_detail(listing, code, detail)

    def _lost_detail(self, listing: Listing, code: str, detail: str, body: bytes = b"") -> Output:
        self.waiting.pop(listing.source_posting_id, None)
        yield QuarantineItem(listing.source_posting_id, code, f"{listing.detail_url}: {detail}", body)
        yield self.lose_posting(listing, code, detail)

    @property
    def is_listing_complete(self) -> bool:
        """Every page of the listing was read without loss, whatever became of the details."""
        return self.is_started and self.open_pages == 0 and self.lost_pages == 0

    # Accounting -----------------------------------------------------------------------------------------------------

    def count_error(self, code: str, detail: str) -> None:
        self.errors[code] += 1
        if len(self.samples) < 20:
            self.samples.append(f"{code}: {detail}"[:300])
        self.logger.warning("%s %s: %s", self.source.name, code, detail[:300])

    def lose_page(self, code: str, detail: str, body: bytes = b"") -> QuarantineItem:
        self.lost_pages += 1
        self.count_error(code, detail)
        return QuarantineItem(None, code, detail, body)

    def odd_entry(self, entry: bytes) -> QuarantineItem:
        """An entry of the listing that cannot be told apart from others."""
        self.count_error("missing_id", entry[:200].decode("utf-8", "replace"))
        return QuarantineItem(None, "missing_id", entry[:200].decode("utf-8", "replace"), entry)

    def lose_posting(self, listing: Listing, code: str, detail: str) -> PostingItem:
        self.count_error(code, f"{listing.source_posting_id}: {detail}")
        return self._item(listing, None, is_read=False)

    def unread_items(self) -> Iterator[PostingItem]:
        """Postings whose detail was still to come when the crawl was stopped: seen all the same."""
        for listing in list(self.waiting.values()):
            yield self._item(listing, None, is_read=False)

    def explain(self, failure: Failure) -> tuple[str, str]:
        """Name and detail of a failed request."""
        url = failure.request.url  # type: ignore[attr-defined]
        if isinstance(failure.value, HttpError):
            response = failure.value.response
            return self.explain_status(response), f"{url}: HTTP {response.status}"
        if isinstance(failure.value, RefusedRequestError):
            return failure.value.code, f"{url}: {failure.value}"
        if isinstance(failure.value, IgnoreRequest):
            return _ignored(str(failure.value)), f"{url}: {failure.value}"
        return network_error(failure.value), f"{url}: {failure.getErrorMessage()}"

    def explain_status(self, response: Response) -> str:
        if response.status == 401:
            return "credentials" if self._has_credentials(response) else "login_wall"
        if response.status in _REFUSED:
            return "http_refused"
        return "http_server_error" if response.status >= 500 else "http_client_error"

    def _has_credentials(self, response: Response) -> bool:
        return response.request is not None and "Authorization" in response.request.headers

    def _item(self, listing: Listing, payload: bytes | None, is_read: bool = True) -> PostingItem:
        """`is_read` False: no listing hash is kept, so that the next crawl reads the posting whatever it shows."""
        return PostingItem(
            source_posting_id=listing.source_posting_id,
            url=listing.url,
            payload=payload,
            payload_format=listing.payload_format if payload is not None else None,
            published_text=listing.published_text,
            listing_hash=self.seen.get(listing.source_posting_id) if is_read else None,
        )


def network_error(error: BaseException | None) -> str:
    """The verdict's name of a request that got no reply."""
    return next((code for kind, code in _NETWORK_ERRORS if isinstance(error, kind)), "connection")


def _is_gone(failure: Failure) -> bool:
    return isinstance(failure.value, HttpError) and failure.value.response.status in GONE


def is_identity(key: str) -> bool:
    return 0 < len(key) <= MAX_IDENTITY and key.isprintable() and bool(key.strip())


def _ignored(message: str) -> str:
    """Scrapy's own refusals share one exception; the text tells them apart."""
    if "robots.txt" in message:
        return "robots"
    if "redirection" in message:
        return "redirect_loop"
    return "too_large" if "MAXSIZE" in message or "exceed" in message else "offsite"
