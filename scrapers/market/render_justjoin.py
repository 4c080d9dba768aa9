"""JustJoin.it: offers as the candidate API and the site's pages give them, and the schema.org block of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from scrapers.market.lookup import lookup, roles
from scrapers.market.model import Opening, Pay
from scrapers.market.postings import slugify
from scrapers.market.render_common import Ad
from scrapers.market.render_pages import in_script, page

SITE = "https://justjoin.it"
Convert = Callable[[float, str], float]  # an amount of the stated pay in another currency, at the day's rate


def listed_offer(ad: Ad, convert: Convert) -> dict[str, Any]:
    """A row of `GET /api/candidate-api/offers`."""
    opening, posting = ad.opening, ad.posting
    city = ad.city.get("pl", ad.city["en"])
    place = {
        "city": city,
        "street": "",
        "latitude": ad.city.get("latitude"),
        "longitude": ad.city.get("longitude"),
    }
    moment = at(posting.published_at)
    return {
        "guid": str(UUID(int=Random(posting.posting_id).getrandbits(128), version=4)),
        "slug": posting.posting_id,
        "title": opening.title,
        "workplaceType": next(iter(opening.work_formats), None),
        "workingTime": "full_time",
        "experienceLevel": _words()["levels"].get(opening.grade),
        "category": {"key": category(opening), "parentKey": None},
        **place,
        "isRemoteInterview": True,
        "companyName": opening.company.name,
        "companyLogoThumbUrl": "https://imgproxy.example.invalid/simulated.png",
        "publishedAt": moment,
        "isOpenToHireUkrainians": False,
        "locations": [{**place, "slug": posting.posting_id}],
        "employmentTypes": _pay_rows(ad.pay, convert),
        "requiredSkills": [{"name": name, "level": 4} for name in opening.technologies[:4]],
        "niceToHaveSkills": [{"name": name, "level": 2} for name in opening.technologies[4:]],
        "languages": [],
        "isPromoted": False,
        "isSuperOffer": False,
        "applyMethod": "form",
        "applyUrl": None,
        "lastPublishedAt": moment,
        "expiredAt": at(posting.published_at + timedelta(days=30)),
        "hybridWorkSchedule": None,
    }


def whole_offer(ad: Ad, convert: Convert) -> dict[str, Any]:
    """`GET /api/candidate-api/offers/{slug}`, and what the page of an offer streams."""
    offer = listed_offer(ad, convert)
    level = offer["experienceLevel"]
    return offer | {"experienceLevel": level and {"label": level, "value": level}, "body": ad.description}


def offer_page(ad: Ad, convert: Convert) -> str:
    """A page of Next.js: schema.org in its head, the state in pushes, a long text as a row of its own."""
    offer = whole_offer(ad, convert)
    body = offer["body"]
    rows = (
        f"2b:T{len(body.encode()):x},{body}"
        + "5:"
        + in_script({"offer": offer | {"body": "$2b"}, "similar": []})
        + "\n"
    )
    middle = len(rows) // 2
    pushes = "".join(
        f"<script>self.__next_f.push([1,{in_script(part)}])</script>" for part in (rows[:middle], rows[middle:])
    )
    head = f'<script type="application/ld+json">{in_script(job_posting(ad))}</script>'
    return page(offer["title"], f"<main><h1></h1></main>{pushes}", head)


def job_posting(ad: Ad) -> dict[str, Any]:
    opening, pay = ad.opening, ad.pay
    salary = pay and {
        "@type": "MonetaryAmount",
        "currency": pay.currency,
        "value": {"minValue": pay.minimum, "maxValue": pay.maximum, "unitText": pay.period.upper()},
    }
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.title,
        "description": ad.description,
        "datePosted": at(ad.posting.published_at),
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name},
        "jobLocation": {
            "@type": "Place",
            "address": {"addressLocality": ad.city.get("pl", ad.city["en"]), "addressCountry": opening.country},
        },
        "baseSalary": salary,
    }


def category(opening: Opening) -> str:
    words = _words()
    language = words["languages"].get(opening.technologies[0])
    found: str = words["categories"].get(roles()[opening.slug or ""]["nfj"]) or language or "other"
    return found


def name_of(opening: Opening, city: str, suffix: str) -> str:
    """`company-title-city-category-1db50058`."""
    return f"{slugify(f'{opening.company.name} {opening.title} {city}')}-{category(opening)}-{suffix}"


def at(moment: datetime) -> str:
    """Seven digits of a second, as the board writes them."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.0185156Z"


def _pay_rows(pay: Pay | None, convert: Convert) -> list[dict[str, Any]]:
    """A row per contract and currency; where pay is hidden the rows are there without amounts."""
    words = _words()
    contract = pay.contract if pay else "employment"
    unit = words["units"][pay.period if pay else "month"]
    currency = pay.currency if pay else "PLN"
    bounds = (pay.minimum, pay.maximum) if pay else (None, None)
    rows = []
    for shown in (currency, *(name for name in words["conversions"] if name != currency)):
        low, high = (
            convert(amount, shown) if amount is not None and shown != currency else amount for amount in bounds
        )
        rows.append(
            {
                "from": _rounded(low),
                "fromPerUnit": low,
                "to": _rounded(high),
                "toPerUnit": high,
                "currency": shown,
                "currencySource": "original" if shown == currency else "conversion",
                "type": words["contracts"][contract],
                "unit": unit if contract == "b2b" else unit.lower(),
                "gross": pay.tax == "gross" if pay else True,
            }
        )
    return rows


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else float(round(amount))


def _words() -> dict[str, Any]:
    words: dict[str, Any] = lookup("polish_boards")["justjoin"]
    return words
