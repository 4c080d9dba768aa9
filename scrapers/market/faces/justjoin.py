"""JustJoin.it: the sitemap of active offers, their pages, and the API that robots.txt of the live site forbids."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market import render_justjoin
from scrapers.market.faces.base import (
    Face,
    Reply,
    Request,
    html_reply,
    json_reply,
    listed,
    not_found,
    open_posting,
    xml_reply,
)
from scrapers.market.lookup import cities
from scrapers.market.model import Listed, Opening
from scrapers.market.render_common import Ad
from scrapers.market.render_pages import changed_at, sitemap, sitemap_index

if TYPE_CHECKING:
    from scrapers.market.market import Market

INDEX = "/sitemaps/active-jobs.xml"
PART = "/sitemaps/active-jobs/part0.xml"
API = "/api/candidate-api/offers"
DEPTH_CAP = 10_000


def serve(request: Request) -> Reply:
    if request.path == INDEX:
        return xml_reply(sitemap_index([f"{render_justjoin.SITE}{PART}"]))
    if request.path == PART:
        shown = listed(request, "justjoin")
        return xml_reply(sitemap((address(posting), changed_at(posting, request.day)) for posting in shown))
    if request.path == API:
        return _offers(request)
    for base in (f"{API}/", "/job-offer/"):
        if request.path.startswith(base):
            posting = open_posting(request, "justjoin", request.path.removeprefix(base))
            if posting is None:
                break
            ad = request.market.ad(posting, request.day)
            convert = _rates(request.market, ad, request.day)
            if base == "/job-offer/":
                return html_reply(render_justjoin.offer_page(ad, convert))
            return json_reply(render_justjoin.whole_offer(ad, convert))
    return not_found()


def _offers(request: Request) -> Reply:
    """Unknown parameters are ignored, pages are at most 100 long, and nothing lies beyond the depth cap."""
    start, count = request.number("from", 0), request.number("itemsCount", 10)
    if start is None or count is None or start + min(count, 100) > DEPTH_CAP:
        return json_reply({"error": "Internal Server Error"}, 500)
    shown = list(reversed(listed(request, "justjoin")))
    rows = []
    for posting in shown[start : start + min(count, 100)]:
        ad = request.market.ad(posting, request.day)
        rows.append(render_justjoin.listed_offer(ad, _rates(request.market, ad, request.day)))
    end = start + len(rows)
    more = {"cursor": end, "itemsCount": count} if end < len(shown) else None
    meta = {"from": start, "totalItems": min(len(shown), DEPTH_CAP), "prev": None, "next": more}
    return json_reply({"data": rows, "meta": meta})


def _rates(market: Market, ad: Ad, day: date) -> render_justjoin.Convert:
    currency = ad.pay.currency if ad.pay else "PLN"
    return lambda amount, other: amount * market.rates.price(currency, other, day)


def page_listing(market: Market, posting: Listed, day: date) -> Listing:
    ad, url = market.ad(posting, day), address(posting)
    entry = {"loc": url, "lastmod": changed_at(posting, day)}
    payload = write_json(render_justjoin.whole_offer(ad, _rates(market, ad, day)))
    return Listing(posting.posting_id, url, write_json(entry), payload=payload)


def api_listing(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    row = render_justjoin.listed_offer(ad, _rates(market, ad, day))
    payload = write_json(render_justjoin.whole_offer(ad, _rates(market, ad, day)))
    return Listing(posting.posting_id, address(posting), write_json(row), row["publishedAt"], payload=payload)


def address(posting: Listed) -> str:
    return f"{render_justjoin.SITE}/job-offer/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    city = cities()[opening.country][opening.city_index[0]]["en"]
    return render_justjoin.name_of(opening, city, f"{rng.getrandbits(32):08x}")


FACE = Face(
    family="justjoin",
    kind="census",
    routes={"justjoin": serve},
    listing_of=page_listing,
    address=address,
    posting_id=posting_id,
    surfaces={"api": api_listing},
)
