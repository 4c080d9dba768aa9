"""SmartRecruiters: a list of postings page by page, their texts one by one. An unknown employer has an empty list."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, json_reply, not_found, open_posting
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import slugify
from scrapers.market.render_common import Ad, description_html
from scrapers.market.render_employers import ads_of, board_of, country_name, department, numbered_id

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://jobs.smartrecruiters.com"
LARGEST_PAGE = 100
LEVELS = {"Junior": "entry_level", "Middle": "mid_senior_level", "Senior": "mid_senior_level", "Lead": "director"}
NO_LEVEL = "not_applicable"
SECTIONS = {
    "companyDescription": ("Company Description", ("about",)),
    "jobDescription": ("Job Description", ("responsibilities",)),
    "qualifications": ("Qualifications", ("requirements", "stack")),
    "additionalInformation": ("Additional Information", ("benefits",)),
}


def serve(request: Request) -> Reply:
    """`/v1/companies/{id}/postings` and `/postings/{posting}` below it."""
    parts = request.path.removeprefix("/v1/companies/").split("/")
    if len(parts) == 3 and parts[1] == "postings":
        posting = open_posting(request, f"smartrecruiters:{parts[0]}", parts[2])
        return json_reply(detail(request.market.ad(posting, request.day))) if posting else not_found()
    if len(parts) != 2 or parts[1] != "postings":
        return not_found()
    offset, limit = request.number("offset", 0), request.number("limit", LARGEST_PAGE)
    if offset is None or limit is None or limit > LARGEST_PAGE:
        return json_reply({"message": "invalid paging"}, 400)
    ads = ads_of(request, "smartrecruiters", parts[0])
    content = [entry(ad) for ad in ads[offset : offset + limit]]
    return json_reply({"offset": offset, "limit": limit, "totalFound": len(ads), "content": content})


def entry(ad: Ad) -> dict[str, Any]:
    """One of `content`: everything but the text."""
    opening, posting, board = ad.opening, ad.posting, board_of(ad.posting)
    rng = Random(posting.posting_id)
    uuids = [str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(2)]
    level = LEVELS.get(opening.grade or "", NO_LEVEL)
    country = opening.country.lower()
    return {
        "id": posting.posting_id,
        "name": opening.title,
        "uuid": uuids[0],
        "jobAdId": uuids[1],
        "defaultJobAd": True,
        "refNumber": f"REF{int(posting.posting_id) % 100_000}S",
        "company": {"identifier": board, "name": opening.company.name},
        "releasedDate": f"{posting.published_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "location": {
            "city": ad.city["en"],
            "region": "",
            "country": country,
            "remote": "remote" in opening.work_formats,
            "hybrid": "hybrid" in opening.work_formats,
            "fullLocation": f"{ad.city['en']}, , {country_name(ad)}",
        },
        "industry": {"id": "computer_software", "label": "Computer Software"},
        "department": {"id": str(len(department(ad))), "label": department(ad)},
        "function": {"id": "information_technology", "label": "Information Technology"},
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        "experienceLevel": {"id": level, "label": level.replace("_", " ").title()},
        "customField": [{"fieldId": "COUNTRY", "fieldLabel": "Country", "valueId": country, "valueLabel": country}],
        "visibility": "PUBLIC",
        "ref": f"https://api.smartrecruiters.com/v1/companies/{board}/postings/{posting.posting_id}",
        "language": {"code": "en", "label": "English", "labelNative": "English (US)"},
    }


def detail(ad: Ad) -> dict[str, Any]:
    sections = {
        name: {"title": title, "text": description_html(ad.text, parts)} for name, (title, parts) in SECTIONS.items()
    }
    url = f"{address(ad.posting)}-{slugify(ad.opening.title)}"
    return entry(ad) | {
        "active": True,
        "postingUrl": url,
        "applyUrl": f"{url}?oga=true",
        "jobAd": {"sections": {**sections, "videos": {"urls": []}}},
    }


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    shown = entry(ad)
    return Listing(
        posting.posting_id,
        address(posting),
        write_json(shown),
        shown["releasedDate"],
        payload=write_json(detail(ad)),
    )


def address(posting: Listed) -> str:
    return f"{SITE}/{board_of(posting)}/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return f"7440{int(numbered_id(rng, opening, day)):011d}"


FACE = Face(
    family="smartrecruiters",
    kind="census",
    routes={"smartrecruiters": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
