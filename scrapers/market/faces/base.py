"""What every simulated site is made of: its routes, the form its postings are landed in, its ids and addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.model import Listed, Opening

if TYPE_CHECKING:
    from scrapers.market.market import Market

HTML, JSON, XML, TEXT = "text/html; charset=utf-8", "application/json", "text/xml", "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """One request for a page of a simulated site, as of `day`."""

    market: Market
    day: date
    path: str  # below the site's base
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]  # names in small letters
    method: str = "GET"
    form: Mapping[str, list[str]] = field(default_factory=dict)  # what a POST carried

    def get(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    def number(self, name: str, default: int) -> int | None:
        """A whole number not below zero; None when something else was given."""
        text = self.get(name) or str(default)
        return int(text) if text.isascii() and text.isdigit() else None


@dataclass(frozen=True)
class Reply:
    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Reply]
ListingOf = Callable[["Market", Listed, date], Listing]


@dataclass(frozen=True)
class Face:
    """One simulated site. A module of this package with a constant `FACE` adds a site to the market.

    routes: first segment of the path -> handler; the path below it is exactly the live one. A handler of a site that
    is asked with POST finds the fields in `Request.form`.
    listing_of: the entry that a crawl of the day sees, `payload` filled in, byte for byte what the spider lands.
    address: the public address of a posting.
    posting_id: a new id in the site's own form, from (random numbers, opening, day of publication).
    surfaces: further ways to read the same site, by name; their listings differ, their postings do not.
    """

    family: str
    kind: Literal["census", "feed"]
    routes: Mapping[str, Handler]
    listing_of: ListingOf
    address: Callable[[Listed], str]
    posting_id: Callable[[Random, Opening, date], str]
    surfaces: Mapping[str, ListingOf] = field(default_factory=dict)
    is_archive: bool = False  # shows everything so far, not only what is open
    methods: tuple[str, ...] = ("GET", "HEAD")


def html_reply(text: str | bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, HTML, text.encode() if isinstance(text, str) else text, headers or {})


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, JSON, write_json(value), headers or {})


def xml_reply(text: str | bytes, status: int = 200, content_type: str = XML) -> Reply:
    return Reply(status, content_type, text.encode() if isinstance(text, str) else text)


def text_reply(text: str, status: int = 200) -> Reply:
    return Reply(status, TEXT, text.encode())


def not_found() -> Reply:
    return text_reply("Not Found", 404)


def listed(request: Request, source: str) -> list[Listed]:
    """What the source shows on the day of the request, oldest first."""
    return request.market.listed_on(request.day, source)


def open_posting(request: Request, source: str, posting_id: str) -> Listed | None:
    """The posting, if the source shows it on the day of the request."""
    posting = request.market.find(source, posting_id)
    is_open = posting is not None and posting.first_listed_on <= request.day <= posting.last_listed_on
    return posting if is_open else None


def views_of(posting: Listed, day: date) -> int:
    """A counter that grows from day to day, as counters do."""
    age = (day - posting.first_listed_on).days + 1
    return age * (7 + len(posting.posting_id + posting.kind) * 3)
