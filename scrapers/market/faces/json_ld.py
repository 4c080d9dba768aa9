"""Employers' career sites: a sitemap among other pages' addresses, and schema.org JobPosting in each ad's page.

One site names a packed index in robots.txt and puts its posting into an @graph; the other has one plain sitemap and a
posting beside other data, as themes for small sites write it.
"""

from __future__ import annotations

import gzip
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.posting_page import page_entry, posting_blocks
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, not_found, text_reply, xml_reply
from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.postings import slugify
from scrapers.market.render_common import Ad
from scrapers.market.render_formats import format_paragraph
from scrapers.market.render_pages import changed_at, in_script, page, sitemap, sitemap_index

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITES = {"sim_careers": "https://careers.sim-careers.example", "sim_jobs_page": "https://jobs.sim-page.example"}
UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}
PACKED = "application/gzip"


def serve(request: Request) -> Reply:
    _, board, path = request.path.split("/", 2) if request.path.count("/") > 1 else ("", "", "")
    if board not in SITES:
        return not_found()
    site, path = SITES[board], f"/{path}"
    if path == "/robots.txt":
        return text_reply(f"User-agent: *\nAllow: /\nSitemap: {site}/sitemap_index.xml\n")
    if path == "/sitemap_index.xml":
        return xml_reply(sitemap_index([f"{site}/sitemap-pages.xml", f"{site}/sitemap-jobs.xml.gz"]))
    if path == "/sitemap-pages.xml":
        return xml_reply(sitemap((f"{site}{name}", None) for name in ("/", "/about", "/jobs/", "/blog/we-are-hiring")))
    shown = {address(posting): posting for posting in listed(request, f"json_ld:{board}")}
    if path in ("/sitemap-jobs.xml.gz", "/sitemap.xml"):
        others = [(f"{site}/", None), (f"{site}/en/team", None)] if path == "/sitemap.xml" else []
        ads = [(url, changed_at(posting, request.day)) for url, posting in shown.items()]
        text = sitemap([*others, *ads])
        is_packed = path.endswith(".gz")
        return xml_reply(text) if not is_packed else Reply(200, PACKED, gzip.compress(text.encode(), mtime=0))
    posting = shown.get(f"{site}{path}")
    return html_reply(ad_page(request.market.ad(posting, request.day))) if posting else not_found()


def ad_page(ad: Ad) -> str:
    posting = job_posting(ad)
    site = {"@type": "WebSite", "name": ad.opening.company.name, "url": SITES[_board(ad.posting)]}
    if _board(ad.posting) == "sim_careers":
        blocks: list[Any] = [{"@context": "https://schema.org", "@graph": [site, posting]}]
    else:
        blocks = [{"@context": "https://schema.org/", **site}, {"@context": "http://schema.org", **posting}]
    scripts = "".join(
        f'<script type="application/ld+json" class="schema">{in_script(block)}</script>' for block in blocks
    )
    return page(ad.opening.title, f"<main><h1>{ad.opening.title}</h1>{ad.description}</main>", head=scripts)


def job_posting(ad: Ad) -> dict[str, Any]:
    opening, posting = ad.opening, ad.posting
    country = opening.country
    place = {"@type": "PostalAddress", "addressLocality": ad.city["en"], "addressCountry": country}
    shown: dict[str, Any] = {
        "@type": "JobPosting",
        "title": opening.title,
        "description": ad.description + format_paragraph(opening),
        "datePosted": posting.published_at.isoformat(),
        "identifier": {
            "@type": "PropertyValue",
            "name": opening.company.name,
            "value": f"SIM-{posting.posting_id[-6:]}",
        },
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name},
        "employmentType": "CONTRACTOR" if ad.pay and ad.pay.contract == "b2b" else "FULL_TIME",
        "jobLocation": {"@type": "Place", "address": place},
        "directApply": False,
        "url": address(posting),
    }
    if "remote" in opening.work_formats:
        name = lookup("places")["countries"][country]["en"]
        shown["jobLocationType"] = "TELECOMMUTE"
        shown["applicantLocationRequirements"] = {"@type": "Country", "name": name}
    if ad.pay:
        shown["baseSalary"] = _base_salary(ad.pay)
    return shown


def _base_salary(pay: Pay) -> dict[str, Any]:
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": UNITS[pay.period]}
    bounds = {"minValue": pay.minimum, "maxValue": pay.maximum}
    value |= {name: amount for name, amount in bounds.items() if amount is not None}
    return {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    url, changed = address(posting), changed_at(posting, day)
    payload = posting_blocks(ad_page(market.ad(posting, day)))
    return Listing(posting.posting_id, url, page_entry(url, changed), payload=payload, payload_format="html")


def address(posting: Listed) -> str:
    board = _board(posting)
    if board == "sim_careers":
        return f"{SITES[board]}/jobs/{posting.posting_id}-{slugify(posting.opening.title)}"
    return f"{SITES[board]}{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """A number where the address holds one, else the address's own path."""
    number = (day - date(2020, 1, 1)).days * 1000 + rng.randrange(1000)
    is_numbered = opening.home.endswith(":sim_careers")
    return str(number) if is_numbered else f"/en/positions/{slugify(opening.title)}-{number}"


def _board(posting: Listed) -> str:
    return posting.source.partition(":")[2]


FACE = Face(
    family="json_ld",
    kind="census",
    routes={"json-ld": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
