"""NoFluffJobs: the dump of all rows, one per city, and the details by address."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

import orjson

from scrapers.items import Listing
from scrapers.market import render_nofluffjobs
from scrapers.market.faces.base import Face, Reply, Request, json_reply, listed, open_posting
from scrapers.market.model import Listed, Opening

if TYPE_CHECKING:
    from scrapers.market.market import Market

REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def serve(request: Request) -> Reply:
    """The dump of all rows and the details by address."""
    market, day = request.market, request.day
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
)
