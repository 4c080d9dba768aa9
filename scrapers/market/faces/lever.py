"""Lever: the jobs of one employer as a bare list, page by page."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, json_reply
from scrapers.market.model import Listed, Pay
from scrapers.market.render_common import Ad, description_html
from scrapers.market.render_employers import ads_of, board_names, board_of, department, main_format, place, uuid_id
from scrapers.market.texts import Section

if TYPE_CHECKING:
    from scrapers.market.market import Market

WORKPLACE = {"remote": "remote", "hybrid": "hybrid", "office": "onsite", None: "unspecified"}
INTERVALS = {"year": "per-year-salary", "month": "per-month-salary", "hour": "per-hour-wage"}


def serve(request: Request) -> Reply:
    """A page of the list; all of it when no limit is given."""
    board = request.path.removeprefix("/v0/postings/")
    if board not in board_names("lever"):
        return json_reply({"ok": False, "error": "Document not found"}, 404)
    skip, limit = request.number("skip", 0), request.number("limit", 10_000)
    if skip is None or limit is None:
        return json_reply({"ok": False, "error": "Bad Request"}, 400)
    return json_reply([job(ad) for ad in ads_of(request, "lever", board)[skip : skip + limit]])


def job(ad: Ad) -> dict[str, Any]:
    url, town, text = address(ad.posting), place(ad), ad.text
    opening = description_html(text, ("about",))
    lists = [section for section in (text.responsibilities, text.requirements, text.stack) if section]
    shown = {
        "id": ad.posting.posting_id,
        "text": ad.opening.title,
        "categories": {
            "commitment": "Full-time",
            "department": department(ad),
            "location": town,
            "team": department(ad),
            "allLocations": [town],
        },
        "country": ad.opening.country,
        "workplaceType": WORKPLACE[main_format(ad)],
        "createdAt": int(ad.posting.published_at.timestamp() * 1000),
        "opening": opening,
        "openingPlain": ". ".join(text.about.lines),
        "descriptionBody": "",
        "descriptionBodyPlain": "",
        "description": opening,
        "descriptionPlain": ". ".join(text.about.lines),
        "lists": [{"text": section.heading or "", "content": list_items(section)} for section in lists],
        "additional": description_html(text, ("benefits",)),
        "additionalPlain": "\n".join(text.benefits.lines),
        "hostedUrl": url,
        "applyUrl": f"{url}/apply",
    }
    return shown | ({"salaryRange": salary_range(ad.pay)} if ad.pay else {})


def list_items(section: Section) -> str:
    return "".join(f"\n<li>{escape(line)}</li>" for line in section.lines)


def salary_range(pay: Pay) -> dict[str, Any]:
    low, high = pay.minimum or pay.maximum, pay.maximum or pay.minimum
    return {
        "interval": INTERVALS[pay.period],
        "currency": pay.currency,
        "min": int(low or 0),
        "max": int(high or 0),
    }


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    shown = job(market.ad(posting, day))
    content = write_json(shown)
    return Listing(posting.posting_id, shown["hostedUrl"], content, str(shown["createdAt"]), payload=content)


def address(posting: Listed) -> str:
    return f"https://jobs.lever.co/{board_of(posting)}/{posting.posting_id}"


FACE = Face(
    family="lever",
    kind="census",
    routes={"lever": serve},
    listing_of=listing_of,
    address=address,
    posting_id=uuid_id,
)
