"""Workable: all jobs of one account in the reply of its public widget."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, json_reply, not_found
from scrapers.market.model import Listed, Opening
from scrapers.market.render_common import Ad
from scrapers.market.render_employers import ads_of, board_names, country_name, department

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://apply.workable.com"
LEVELS = {"Junior": "Entry level", "Middle": "Mid-Senior level", "Senior": "Mid-Senior level", "Lead": "Director"}


def serve(request: Request) -> Reply:
    """The account and its jobs; their texts only with `details=true`."""
    board = request.path.removeprefix("/api/v1/widget/accounts/")
    if board not in board_names("workable"):
        return not_found()
    ads = ads_of(request, "workable", board)
    jobs = [job(ad) for ad in ads]
    if request.get("details") != "true":
        jobs = [{name: value for name, value in each.items() if name != "description"} for each in jobs]
    return json_reply({"name": board, "description": None, "jobs": jobs})


def job(ad: Ad) -> dict[str, Any]:
    opening, url = ad.opening, address(ad.posting)
    town = {"country": country_name(ad), "countryCode": opening.country, "city": ad.city["en"], "region": None}
    return {
        "title": opening.title,
        "shortcode": ad.posting.posting_id,
        "code": "",
        "employment_type": "Full-time",
        "telecommuting": "remote" in opening.work_formats,
        "department": department(ad),
        "url": url,
        "shortlink": url,
        "application_url": f"{url}/apply",
        "published_on": f"{ad.posting.published_at:%Y-%m-%d}",
        "created_at": f"{ad.posting.published_at:%Y-%m-%d}",
        "country": town["country"],
        "city": town["city"],
        "state": "",
        "education": "",
        "experience": LEVELS.get(opening.grade or "", ""),
        "function": "Information Technology",
        "industry": "Computer Software",
        "locations": [{**town, "hidden": False}],
        "description": ad.description,
    }


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    shown = job(market.ad(posting, day))
    content = write_json(shown)
    return Listing(posting.posting_id, shown["url"], content, shown["published_on"], payload=content)


def address(posting: Listed) -> str:
    return f"{SITE}/j/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return f"{rng.getrandbits(40):010X}"


FACE = Face(
    family="workable",
    kind="census",
    routes={"workable": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
