"""Ashby: all jobs of one employer's board in one reply."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

from scrapers.items import Listing
from scrapers.market import render_ashby
from scrapers.market.faces.base import Face, Reply, Request, json_reply, listed, not_found
from scrapers.market.lookup import family_rules
from scrapers.market.model import Listed, Opening

if TYPE_CHECKING:
    from scrapers.market.market import Market


def serve(request: Request) -> Reply:
    """All jobs of one board; pay only when it is asked for."""
    board = request.path.removeprefix("/posting-api/job-board/")
    names = [item["name"] for item in family_rules("ashby")["boards"]]
    if board not in names:
        return not_found()
    jobs = [render_ashby.job(request.market.ad(posting, request.day)) for posting in listed(request, f"ashby:{board}")]
    if request.get("includeCompensation") != "true":
        jobs = [{name: value for name, value in job.items() if name != "compensation"} for job in jobs]
    return json_reply({"jobs": jobs, "apiVersion": "1"})


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    job = render_ashby.job(market.ad(posting, day))
    content = orjson.dumps(job)
    return Listing(posting.posting_id, job["jobUrl"], content, job["publishedAt"], payload=content)


def address(posting: Listed) -> str:
    return f"https://jobs.ashbyhq.com/{posting.source.partition(':')[2]}/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


FACE = Face(
    family="ashby",
    kind="census",
    routes={"ashby": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
