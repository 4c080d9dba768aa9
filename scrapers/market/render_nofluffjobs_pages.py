"""NoFluffJobs as its feed and its pages show it: a teaser per offer, and a page with schema.org data and other offers.

The data block names no place, as is often so on the live site; the page does, and the level.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from html import escape
from typing import Any

from scrapers.boards.json_text import write_json
from scrapers.market.render_common import Ad
from scrapers.market.render_formats import format_paragraph
from scrapers.market.render_nofluffjobs import row
from scrapers.market.render_pages import in_script, page

SITE = "https://nofluffjobs.com"
UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}


def feed(ads: Iterable[Ad]) -> str:
    head = f"<title>No Fluff Jobs (simulated)</title><link>{SITE}</link>"
    items = "".join(map(item, ads))
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def item(ad: Ad) -> str:
    """An offer of the feed: a teaser without the text."""
    url, pay = f"{SITE}/job/{ad.posting.posting_id.lower()}", ad.pay
    salary = "" if pay is None else f"<b>Salary:</b> {pay.minimum} - {pay.maximum} {pay.currency}"
    teaser = escape(f"<b>Location:</b> {', '.join(_places(ad))}<br/>{salary}", quote=False)
    fields = f"<guid>{url}</guid><pubDate>{published(ad)}</pubDate><description>{teaser}</description>"
    return f"<item><title>{escape(_title(ad), quote=False)}</title><link>{url}</link>{fields}</item>"


def published(ad: Ad) -> str:
    return format_datetime(ad.posting.published_at)


def page_of(ad: Ad) -> str:
    script = f'<script type="application/ld+json">{in_script(job_posting(ad))}</script>'
    places = "".join(f"<li><a><span>{escape(place)}</span></a></li>" for place in _places(ad))
    # Other offers stand beside the one of the page, in the same marks as in a list.
    title = '<h3 data-cy="title position on the job offer listing">Else</h3>'
    other = f'<a nfj-postings-item href="/job/another-offer">{title}</a>'
    body = (
        f'<h1>{escape(ad.opening.title)}</h1><div data-cy="location_pin"><span> {escape(_pin(ad))} </span></div>'
        f'<popover-content class="popover-locations"><ul>{places}</ul></popover-content>'
        f'<li id="posting-seniority"><span>{", ".join(row(ad)["seniority"])}</span></li>{other}'
    )
    return page(ad.opening.title, body, head=script)


def payload(ad: Ad) -> bytes:
    """What is landed of the page."""
    places = list(dict.fromkeys(_places(ad)))
    shown = {"places": places, "place": [_pin(ad)], "seniority": [", ".join(row(ad)["seniority"])]}
    return write_json({"page": job_posting(ad), "shown": shown})


def job_posting(ad: Ad) -> dict[str, Any]:
    opening, pay = ad.opening, ad.pay
    shown: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.title,
        "datePosted": ad.posting.published_at.isoformat(),
        "description": ad.description + format_paragraph(opening),
        "employmentType": "CONTRACTOR" if pay and pay.contract == "b2b" else "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name},
        "jobLocation": None,
        "skills": [{"@type": "DefinedTerm", "value": name} for name in opening.technologies],
    }
    if pay is not None:
        bounds = {"minValue": pay.minimum, "maxValue": pay.maximum}
        value = {name: amount for name, amount in bounds.items() if amount is not None}
        amount = {"@type": "QuantitativeValue", "unitText": UNITS[pay.period], **value}
        shown["baseSalary"] = {"@type": "MonetaryAmount", "currency": pay.currency, "value": amount}
    return shown


def _title(ad: Ad) -> str:
    return f"{ad.opening.title} @ {ad.opening.company.name}"


def _places(ad: Ad) -> list[str]:
    return [place["city"] for place in row(ad)["location"]["places"]]


def _pin(ad: Ad) -> str:
    return "Zdalnie" if "remote" in ad.opening.work_formats else _places(ad)[0]
