"""Greenhouse: all jobs of one employer's board in one reply, texts escaped once more than JSON needs."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, json_reply
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.render_common import Ad
from scrapers.market.render_employers import ads_of, board_names, board_of, department, main_format, place

if TYPE_CHECKING:
    from scrapers.market.market import Market

ZONE = timezone(timedelta(hours=-4))
# The period stands in the title of the range and nowhere else.
TITLES = {"year": "Annual base salary", "month": "Monthly salary", "hour": "Hourly rate"}
FORMATS = {"remote": " (Remote)", "hybrid": " (Hybrid)"}


def serve(request: Request) -> Reply:
    """The board's jobs; texts and pay ranges only when they are asked for."""
    board = request.path.removeprefix("/v1/boards/").removesuffix("/jobs")
    if board not in board_names("greenhouse"):
        return json_reply({"status": 404, "error": "Job not found"}, 404)
    jobs = [job(ad) for ad in ads_of(request, "greenhouse", board)]
    hidden = {
        "content": request.get("content") != "true",
        "pay_input_ranges": request.get("pay_transparency") != "true",
    }
    shown = [{name: value for name, value in each.items() if not hidden.get(name)} for each in jobs]
    return json_reply({"jobs": shown, "meta": {"total": len(shown)}})


def job(ad: Ad) -> dict[str, Any]:
    key = int(ad.posting.posting_id)
    published = ad.posting.published_at.astimezone(ZONE).isoformat(timespec="seconds")
    group, town = department(ad), place(ad)
    return {
        "absolute_url": address(ad.posting),
        "data_compliance": [{"type": "gdpr", "requires_consent": False, "retention_period": None}],
        "internal_job_id": key - 1,
        "location": {"name": town + FORMATS.get(main_format(ad) or "", "")},
        "metadata": None,
        "id": key,
        "updated_at": published,
        "requisition_id": f"R-{key % 100_000}",
        "title": ad.opening.title,
        "company_name": f"{ad.opening.company.name} ",  # many boards have the blank
        "first_published": published,
        "language": ad.opening.language,
        "application_deadline": None,
        "content": escape(ad.description),
        "departments": [{"id": len(group), "name": group, "child_ids": [], "parent_id": None}],
        "offices": [{"id": len(town), "name": ad.city["en"], "location": town, "child_ids": [], "parent_id": None}],
        "pay_input_ranges": [pay_range(ad.pay)] if ad.pay else [],
    }


def pay_range(pay: Pay) -> dict[str, Any]:
    bounds = {
        name: None if amount is None else round(amount * 100)
        for name, amount in (("min_cents", pay.minimum), ("max_cents", pay.maximum))
    }
    return {**bounds, "currency_type": pay.currency, "title": TITLES[pay.period], "blurb": ""}


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    shown = job(market.ad(posting, day))
    content = write_json(shown)
    return Listing(posting.posting_id, shown["absolute_url"], content, shown["first_published"], payload=content)


def address(posting: Listed) -> str:
    return f"https://job-boards.greenhouse.io/{board_of(posting)}/jobs/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str(rng.randrange(4_000_000_000, 9_000_000_000))


FACE = Face(
    family="greenhouse",
    kind="census",
    routes={"greenhouse": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
