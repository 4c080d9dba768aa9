"""Recruitee: all offers of one employer at a host of its own; amounts are text, dates are not ISO."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, json_reply, not_found
from scrapers.market.model import Listed, Pay
from scrapers.market.postings import slugify
from scrapers.market.render_common import Ad, description_html
from scrapers.market.render_employers import (
    ads_of,
    board_names,
    board_of,
    country_name,
    department,
    numbered_id,
    place,
)

if TYPE_CHECKING:
    from scrapers.market.market import Market

LEVELS = {"Junior": "entry_level", "Middle": "mid_level", "Senior": "experienced", "Lead": "experienced"}
FORMATS = {"remote": "remote", "hybrid": "hybrid", "on_site": "office"}


def serve(request: Request) -> Reply:
    """`/{board}/api/offers/`: live, the board is the host."""
    board, _, path = request.path.removeprefix("/").partition("/")
    if board not in board_names("recruitee") or path != "api/offers/":
        return not_found()
    return json_reply({"offers": [offer(ad) for ad in ads_of(request, "recruitee", board)]})


def offer(ad: Ad) -> dict[str, Any]:
    opening, key = ad.opening, int(ad.posting.posting_id)
    url, town, country = address(ad.posting), ad.city["en"], country_name(ad)
    moment = f"{ad.posting.published_at:%Y-%m-%d %H:%M:%S} UTC"
    formats = {name: word in opening.work_formats for name, word in FORMATS.items()}
    return {
        "id": key,
        "guid": f"{Random(key).getrandbits(24):05x}",
        "slug": url.rpartition("/")[2],
        "position": key % 50,
        "status": "published",
        "title": opening.title,
        "company_name": opening.company.name,
        "city": town,
        "country": country,
        "country_code": opening.country,
        "location": place(ad),
        "locations": [
            {"id": key % 900, "name": town, "city": town, "country": country, "country_code": opening.country}
        ],
        **formats,
        "careers_url": url,
        "careers_apply_url": f"{url}/c/new",
        "created_at": moment,
        "published_at": moment,
        "updated_at": moment,
        "close_at": None,
        "salary": salary(ad.pay),
        "employment_type_code": "fulltime_permanent",
        "category_code": "information_technology",
        "experience_code": LEVELS.get(opening.grade or ""),
        "education_code": None,
        "department": department(ad),
        "tags": [],
        "description": description_html(ad.text, ("about", "responsibilities")),
        "requirements": description_html(ad.text, ("requirements", "stack", "benefits")),
        "min_hours": 40,
        "max_hours": 40,
    }


def salary(pay: Pay | None) -> dict[str, Any]:
    """All-null when the employer hides it."""
    if pay is None:
        return {"min": None, "max": None, "period": None, "currency": None}
    bounds = {
        name: None if amount is None else str(int(amount))
        for name, amount in (("min", pay.minimum), ("max", pay.maximum))
    }
    return {**bounds, "period": pay.period, "currency": pay.currency}


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    shown = offer(market.ad(posting, day))
    content = write_json(shown)
    return Listing(posting.posting_id, shown["careers_url"], content, shown["published_at"], payload=content)


def address(posting: Listed) -> str:
    slug = f"{slugify(posting.opening.title)}-{int(posting.posting_id) % 1000}"
    return f"https://{board_of(posting)}.recruitee.com/o/{slug}"


FACE = Face(
    family="recruitee",
    kind="census",
    routes={"recruitee": serve},
    listing_of=listing_of,
    address=address,
    posting_id=numbered_id,
)
