"""Habr Career: the JSON list of the site's own pages, newest first, and the pages of ads with their JobPosting.

As the live site does, it counts more ads than it lists, shows an estimate of pay where none is stated, and dates the
page by the visit.
"""

from __future__ import annotations

import json
from datetime import date
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, json_reply, listed, not_found, open_posting
from scrapers.market.lookup import family_rules, roles
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.postings import POSTING_EPOCH, slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad, whole

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://career.habr.com"
MOSCOW = ZoneInfo("Europe/Moscow")
PER_PAGE = 25
FIRST_ID = 1_000_000_000


def serve(request: Request) -> Reply:
    """`/api/frontend/vacancies?page=N` from 1; `/vacancies/{id}`; a page past the last is not found."""
    market, day = request.market, request.day
    if request.path.startswith("/vacancies/"):
        posting = open_posting(request, "habr", request.path.removeprefix("/vacancies/"))
        return not_found() if posting is None else html_reply(page(market.ad(posting, day), day))
    number = request.number("page", 1)
    if request.path != "/api/frontend/vacancies" or not number:
        return not_found()
    found = listed(request, "habr")[::-1]
    pages = max(1, -(-len(found) // PER_PAGE))
    if number > pages:
        return not_found()
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    unlisted = len(found) // 5 if len(found) % PER_PAGE else 0  # a full last page would look like a cut
    meta = {"totalResults": len(found) + unlisted, "perPage": PER_PAGE, "currentPage": number, "totalPages": pages}
    items = [item(market.ad(posting, day)) for posting in shown]
    return json_reply({"list": items, "recommendedQuickVacancies": [], "meta": meta})


def item(ad: Ad) -> dict[str, Any]:
    """One of `list`."""
    opening, posting, words = ad.opening, ad.posting, family_rules("habr")
    published = posting.published_at.astimezone(MOSCOW)
    company, level = slugify(opening.company.name), words["levels"].get(opening.grade)
    estimate = None if ad.pay else {"from": 150000, "to": 210000, "currency": "rur", "formatted": "150 000 — 210 000 ₽"}
    return {
        "id": int(posting.posting_id),
        "href": f"/vacancies/{posting.posting_id}",
        "title": opening.title,
        "isMarked": False,
        "remoteWork": "remote" in opening.work_formats,
        "salaryQualification": level and {"title": level["title"], "href": f"/vacancies?qid={level['qid']}"},
        "publishedDate": {
            "date": published.isoformat(),
            "title": f"{published.day} {words['months'][published.month - 1]}",
        },
        "location": None,
        "company": {
            "id": opening.company.company_id,
            "alias_name": company,
            "href": f"/companies/{company}",
            "title": opening.company.name,
            "accredited": False,
            "rating": None,
        },
        "employment": "full_time",
        "salary": _salary(ad.pay),
        "divisions": [_link(words["divisions"][roles()[opening.slug or ""]["group"]], "/vacancies/spec")],
        "skills": [_link(name, f"/vacancies/skills/{slugify(name)}") for name in opening.technologies],
        "media": None,
        "locations": [_link(ad.city["ru"], f"/vacancies?city_id={ad.city.get('hh', 1)}")],
        "favorite": False,
        "archived": False,
        "hidden": False,
        "can_edit": False,
        "userVacancyBanHref": "/api/frontend/user_vacancy_bans",
        "quickResponseHref": "/api/frontend/quick_responses",
        "qualification": opening.grade,
        "predictedSalary": estimate,
        "reactions": {"items": [], "fallbackHref": f"{SITE}/users/auth/tmid"},
        "response": {"kind": "guest"},
        "hasPublishedCBP": False,
    }


def job_posting(ad: Ad, day: date) -> dict[str, Any]:
    """The JobPosting of the ad's page: dated by the visit, its address a text."""
    opening = ad.opening
    shown = {
        "@context": "http://schema.org/",
        "@type": "JobPosting",
        "datePosted": day.isoformat(),
        "title": opening.title,
        "description": ad.description,
        "identifier": {"@type": "PropertyValue", "name": opening.company.name, "value": ad.posting.posting_id},
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name},
        "jobLocation": {"@type": "Place", "address": ad.city["ru"]},
        "employmentType": "FULL_TIME",
    }
    return shown | ({"jobLocationType": "TELECOMMUTE"} if "remote" in opening.work_formats else {})


def page(ad: Ad, day: date) -> str:
    data = json.dumps(job_posting(ad, day), ensure_ascii=False).replace("</", "<\\/")
    published = ad.posting.published_at.astimezone(MOSCOW).isoformat()
    return (
        f'<!DOCTYPE html><html lang="ru"><head>{GENERATOR_COMMENT}<meta charset="utf-8">'
        f"<title>{escape(ad.opening.title)}</title>"
        f'<script type="application/ld+json">{data}</script></head><body><h1>{escape(ad.opening.title)}</h1>'
        f'<time class="basic-date" datetime="{published}"></time>'
        f'<div class="vacancy-description__text">{ad.description}</div></body></html>'
    )


def _link(title: str, href: str) -> dict[str, str]:
    return {"title": title, "href": href}


def _salary(pay: Pay | None) -> dict[str, Any]:
    if pay is None:
        return {"from": None, "to": None, "currency": None, "formatted": ""}
    currency = "rur" if pay.currency == "RUB" else pay.currency.lower()
    low, high = whole(pay.minimum), whole(pay.maximum)
    parts = [f"{word} {amount:,}".replace(",", " ") for word, amount in (("от", low), ("до", high)) if amount]
    return {"from": low, "to": high, "currency": currency, "formatted": f"{' '.join(parts)} {currency}"}


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    entry = item(ad)
    payload = write_json({"search": entry, "page": job_posting(ad, day)})
    return Listing(
        posting.posting_id, address(posting), write_json(entry), entry["publishedDate"]["date"], payload=payload
    )


def address(posting: Listed) -> str:
    return f"{SITE}/vacancies/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str(FIRST_ID + (day - POSTING_EPOCH).days * 100_000 + rng.randrange(100_000))


FACE = Face(
    family="habr",
    kind="census",
    routes={"habr": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
