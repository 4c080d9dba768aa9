"""NoFluffJobs: the feed and the pages that robots.txt of the live site allows, and the API that it forbids.

The market is read through the API: its rows per city and its references are part of the planted truth.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

import orjson

from scrapers.items import Listing
from scrapers.market import render_nofluffjobs, render_nofluffjobs_pages
from scrapers.market.faces.base import Face, Reply, Request, html_reply, json_reply, listed, open_posting, xml_reply
from scrapers.market.model import Listed, Opening

if TYPE_CHECKING:
    from scrapers.market.market import Market

REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def serve(request: Request) -> Reply:
    """`/rss`, `/job/{address}`, the dump of all rows and its details by address."""
    market, day = request.market, request.day
    if request.path == "/rss":
        return xml_reply(
            render_nofluffjobs_pages.feed(market.ad(posting, day) for posting in listed(request, "nofluffjobs"))
        )
    if request.path.startswith("/job/"):
        shown = {address(posting): posting for posting in listed(request, "nofluffjobs")}
        found = shown.get(f"{render_nofluffjobs_pages.SITE}{request.path}")
        return html_reply(render_nofluffjobs_pages.page_of(market.ad(found, day))) if found else html_reply("gone", 404)
    if request.path == "/api/posting":
        rows = [render_nofluffjobs.row(market.ad(posting, day)) for posting in listed(request, "nofluffjobs")]
        return json_reply({"postings": rows, "totalCount": len(rows)})
    if request.path.startswith("/api/posting/"):
        posting = open_posting(request, "nofluffjobs", request.path.removeprefix("/api/posting/"))
        if posting is not None:
            return json_reply(render_nofluffjobs.detail(market.ad(posting, day)))
    return json_reply({"status": 404, "error": "Not Found"}, 404)


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    row = render_nofluffjobs.row(ad)
    url = f"https://nofluffjobs.com/job/{row['url']}"
    detail = orjson.dumps(render_nofluffjobs.detail(ad))
    return Listing(row["id"], url, orjson.dumps(row), str(row["posted"]), payload=detail)


def page_listing(market: Market, posting: Listed, day: date) -> Listing:
    """The name in the address is the identity: the API's own is written with capitals."""
    ad = market.ad(posting, day)
    published, url = render_nofluffjobs_pages.published(ad), address(posting)
    payload = render_nofluffjobs_pages.payload(ad)
    return Listing(
        posting.posting_id.lower(), url, render_nofluffjobs_pages.item(ad).encode(), published, payload=payload
    )


def address(posting: Listed) -> str:
    return f"https://nofluffjobs.com/job/{posting.posting_id.lower()}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """The reference that the rows of all cities share; each row's id is made of it and its city."""
    return "".join(rng.choices(REFERENCE_LETTERS, k=8))


FACE = Face(
    family="nofluffjobs",
    kind="census",
    routes={"nofluffjobs": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
    surfaces={"pages": page_listing, "api": listing_of},
)
