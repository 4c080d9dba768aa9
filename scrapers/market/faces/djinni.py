"""Djinni: pages of the listing with their JobPostings, pages of ads, and the way back from past the last page."""

from __future__ import annotations

import json
from datetime import date, timedelta
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import HTML, Face, Reply, Request, html_reply, listed, not_found, open_posting
from scrapers.market.lookup import family_rules, lookup, roles
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import POSTING_EPOCH, slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad, description_plain, whole

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://djinni.co"
KYIV = ZoneInfo("Europe/Kyiv")
PER_PAGE = 15


def serve(request: Request) -> Reply:
    """`/jobs/?page=N` from 1 and `/jobs/{id}-{slug}/`; a closed ad answers 200 with a sentence."""
    market, day = request.market, request.day
    if request.path == "/jobs/":
        found = listed(request, "djinni")[::-1]
        number = request.number("page", 1) or 1
        shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
        if not shown and number > 1:
            return Reply(302, HTML, b"", {"Location": "/jobs/"})
        return html_reply(listing_page([market.ad(posting, day) for posting in shown]))
    if request.path.startswith("/jobs/"):
        key = request.path.removeprefix("/jobs/").partition("-")[0]
        posting = open_posting(request, "djinni", key)
        if posting is not None:
            return html_reply(ad_page(market.ad(posting, day)))
        if market.find("djinni", key) is not None:
            return html_reply(_page("Djinni", "", "<p>The job ad is no longer active</p>"))
    return not_found()


def job(ad: Ad) -> dict[str, Any]:
    """The JobPosting of an ad, its times on the wall clock of Kyiv."""
    opening, posting = ad.opening, ad.posting
    at = posting.published_at.astimezone(KYIV).replace(tzinfo=None, microsecond=int(posting.posting_id) % 999_999 + 1)
    posted, until = at.isoformat(), (at + timedelta(days=30)).isoformat()
    shown: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "applicantLocationRequirements": {
            "@type": "AdministrativeArea",
            "address": {"@type": "PostalAddress", "addressCountry": opening.country},
        },
        "category": family_rules("djinni")["categories"][roles()[opening.slug or ""]["group"]],
        "datePosted": posted,
        "description": description_plain(ad.text),
        "directApply": True,
        "employmentType": "FULL_TIME",
        "experienceRequirements": {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": 12.0 * lookup("pay")["experience_years"][opening.real_grade][0],
        },
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name, "sameAs": None},
        "identifier": int(posting.posting_id),
        "industry": roles()[opening.slug or ""]["direction"],
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressCountry": lookup("places")["countries"][opening.country]["en"],
                "addressLocality": [ad.city["en"]],
                "addressRegion": None,
                "postalCode": None,
            },
        },
        "title": opening.title,
        "url": address(posting),
        "validThrough": until,
    }
    if "remote" in opening.work_formats:
        shown["jobLocationType"] = "TELECOMMUTE"
    if ad.pay is not None:
        shown["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": ad.pay.currency,
            "value": {
                "@type": "QuantitativeValue",
                "maxValue": whole(ad.pay.maximum),
                "minValue": whole(ad.pay.minimum),
                "unitText": ad.pay.period.upper(),
                "validFrom": posted,
                "validThrough": until,
            },
        }
    return dict(sorted(shown.items()))


def card(ad: Ad) -> dict[str, Any]:
    """What the card shows besides the text."""
    labels = family_rules("djinni")["formats"]
    facts = [label for name, label in labels.items() if name in ad.opening.work_formats][:1]
    return {
        "facts": [*facts, "2 years of experience"],
        "places": [ad.city["en"]],
        "tags": ["Product", *ad.opening.technologies],
    }


def listing_page(ads: list[Ad]) -> str:
    return _page("Jobs – Djinni", _data([job(ad) for ad in ads]), "".join(map(_card, ads)))


def _card(ad: Ad) -> str:
    shown, dot = card(ad), '<span class="middot"> · </span>'
    facts = [f'<span class="text-nowrap">{escape(fact)}</span>' for fact in shown["facts"]]
    facts.append(f'<span><span class="location-text">{escape(shown["places"][0])}</span></span>')
    tags = "".join(f'<span class="badge text-bg-light">{escape(tag)}</span>' for tag in shown["tags"])
    return (
        f'<div id="job-item-{ad.posting.posting_id}" class="job-item">'
        f'<a class="job_item__header-link" href="{address(ad.posting).removeprefix(SITE)}">'
        f'<h2 class="job-item__position">{escape(ad.opening.title)}</h2></a>'
        f'<div class="fw-medium d-flex">{dot.join(facts)}</div><div class="job-item__tags">{tags}</div>'
        f'<span class="text-nowrap">{len(ad.opening.title)} views</span></div>'
    )


def ad_page(ad: Ad) -> str:
    title = f"{ad.opening.title} at {ad.opening.company.name} – Djinni"
    return _page(title, _data(job(ad)), f'<div class="job-post__description">{ad.description}</div>')


def _page(title: str, head: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head>{GENERATOR_COMMENT}<title>{escape(title)}</title>'
        f'<meta charset="utf-8">{head}</head><body>{body}</body></html>'
    )


def _data(value: Any) -> str:
    """A block of data as Django writes it: escaped so that no tag can end it."""
    text = json.dumps(value).replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    return f'<script type="application/ld+json">\n{text}\n</script>'


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    shown = job(ad)
    content = write_json({"job": shown, "card": card(ad)})
    return Listing(posting.posting_id, shown["url"], content, shown["datePosted"], payload=content)


def address(posting: Listed) -> str:
    return f"{SITE}/jobs/{posting.posting_id}-{slugify(posting.opening.title)}/"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str((day - POSTING_EPOCH).days * 100_000 + rng.randrange(100_000))


FACE = Face(
    family="djinni",
    kind="census",
    routes={"djinni": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
