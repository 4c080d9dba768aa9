"""Ashby: jobs of one company's board, whole, in the vendor's own fields."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from scrapers.market.lookup import lookup, roles
from scrapers.market.model import Pay
from scrapers.market.render_common import Ad, description_plain

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "CZK": "CZK ", "PLN": "PLN "}
WORKPLACE = {"remote": "Remote", "hybrid": "Hybrid", "office": "OnSite"}
DEPARTMENTS = {
    "dev": "Engineering",
    "qa": "Engineering",
    "ops": "Infrastructure",
    "data": "Data",
    "analysis": "Operations",
    "management": "Product",
    "design": "Design",
    "support": "Customer Support",
}


def moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def job(ad: Ad) -> dict[str, Any]:
    """One of `jobs` of `GET /posting-api/job-board/{name}?includeCompensation=true`."""
    opening, posting = ad.opening, ad.posting
    board = posting.source.partition(":")[2]
    country = lookup("places")["countries"][opening.country]["en"]
    main = next(iter(opening.work_formats), None)
    address = f"https://jobs.ashbyhq.com/{board}/{posting.posting_id}"
    group = roles()[opening.slug or ""]["group"]
    shown: dict[str, Any] = {
        "id": posting.posting_id,
        "title": opening.title,
        "department": DEPARTMENTS[group],
        "team": DEPARTMENTS[group],
        "employmentType": "FullTime",
        "location": ad.city["en"],
        "shouldDisplayCompensationOnJobPostings": ad.pay is not None,
        "secondaryLocations": [],
        "publishedAt": moment(posting.published_at),
        "isListed": True,
        "isRemote": main in ("remote", "hybrid") if main else None,
    }
    if main:
        shown["workplaceType"] = WORKPLACE[main]
    return shown | {
        "address": {"postalAddress": {"addressCountry": country, "addressLocality": ad.city["en"]}},
        "jobUrl": address,
        "applyUrl": f"{address}/application",
        "descriptionHtml": ad.description,
        "descriptionPlain": description_plain(ad.text),
        "compensation": _compensation(posting.posting_id, ad.pay),
    }


def _compensation(key: str, pay: Pay | None) -> dict[str, Any]:
    if pay is None:
        return {
            "compensationTierSummary": None,
            "scrapeableCompensationSalarySummary": None,
            "compensationTiers": [],
            "summaryComponents": [],
        }
    low, high = pay.minimum or pay.maximum, pay.maximum or pay.minimum
    summary = f"{_short(low or 0, pay)} - {_short(high or 0, pay)}"
    component = {
        "compensationType": "Salary",
        "interval": f"1 {pay.period.upper()}",
        "currencyCode": pay.currency,
        "minValue": int(low or 0),
        "maxValue": int(high or 0),
    }
    rng = Random(key)
    first, second = (str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(2))
    tier = {
        "id": first,
        "tierSummary": summary,
        "title": None,
        "additionalInformation": None,
        "components": [{"id": second, "summary": summary, **component}],
    }
    return {
        "compensationTierSummary": summary,
        "scrapeableCompensationSalarySummary": summary,
        "compensationTiers": [tier],
        "summaryComponents": [component],
    }


def _short(amount: float, pay: Pay) -> str:
    sign = SIGNS.get(pay.currency, f"{pay.currency} ")
    return f"{sign}{amount / 1000:g}K" if amount >= 1000 else f"{sign}{amount:g}"
