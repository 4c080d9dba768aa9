"""getmatch: the sitemap with all ads there ever were, the public pages, and the API that robots.txt disallows."""

from __future__ import annotations

import json
from datetime import date
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import (
    Face,
    Reply,
    Request,
    html_reply,
    json_reply,
    listed,
    not_found,
    open_posting,
    xml_reply,
)
from scrapers.market.lookup import family_rules, lookup, roles
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import POSTING_EPOCH, slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad, description_html, whole

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://getmatch.ru"
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸"}
SECTIONS = ("header", "locations", "specs", "stack", "description")


def serve(request: Request) -> Reply:
    """`/sitemap.xml`, `/vacancies/{id}-{slug}`, `/api/offers?offset=&limit=` and `/api/offers/{id}`."""
    market, day = request.market, request.day
    if request.path == "/sitemap.xml":
        return xml_reply(sitemap([posting for posting in _all(market) if posting.first_listed_on <= day]))
    if request.path.startswith("/vacancies/"):
        posting = market.find("getmatch", request.path.removeprefix("/vacancies/").partition("-")[0])
        if posting is None or posting.first_listed_on > day:
            return not_found()
        return html_reply(page(market.ad(posting, day), is_open=day <= posting.last_listed_on))
    if request.path == "/api/offers":
        offset, limit = request.number("offset", 0), request.number("limit", 20)
        if offset is None or not limit or limit > 100:
            return json_reply({"detail": "bad request"}, 400)
        found = listed(request, "getmatch")[::-1]
        offers = [offer(market.ad(posting, day)) for posting in found[offset : offset + limit]]
        return json_reply({"meta": {"total": len(found), "offset": offset, "limit": limit}, "offers": offers})
    if request.path.startswith("/api/offers/"):
        posting = open_posting(request, "getmatch", request.path.removeprefix("/api/offers/"))
        if posting is not None:
            return json_reply(detail(market.ad(posting, day)))
    return not_found()


def _all(market: Market) -> list[Listed]:
    return [posting for posting in market.all_listed() if posting.source == "getmatch"]


def sitemap(postings: list[Listed]) -> str:
    """Ads, open and archived, among pages of other kinds; without dates."""
    others = ["/vacancies/backend", "/vacancies/golang", "/companies/simulated", "/salaries"]
    urls = [*(f"{SITE}{path}" for path in others), *map(address, postings)]
    rows = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{GENERATOR_COMMENT}'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    )


def job_posting(ad: Ad) -> dict[str, Any]:
    opening, country = ad.opening, lookup("places")["countries"][ad.opening.country]["hh_name"]
    shown: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.title,
        "datePosted": ad.posting.published_at.date().isoformat(),
        "description": description_html(ad.text, ("responsibilities",)),
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": ad.city["ru"], "addressCountry": country},
        },
    }
    if ad.pay is not None:
        value = {"minValue": whole(ad.pay.minimum), "maxValue": whole(ad.pay.maximum), "unitText": "MONTH"}
        shown["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": ad.pay.currency,
            "value": {"@type": "QuantitativeValue"} | {name: part for name, part in value.items() if part is not None},
        }
    return shown


def sections(ad: Ad) -> dict[str, str]:
    opening, words = ad.opening, family_rules("getmatch")
    chips = [f"📍 {ad.city['ru']}", *(words["formats"][name] for name in opening.work_formats)]
    level = words["levels"].get(opening.grade)
    specs = {"Специализация": words["directions"][roles()[opening.slug or ""]["group"]]}
    specs |= {"Уровень": level} if level else {}
    rows = "".join(
        f'<div class="row"><div class="col b-term">{name}</div><div class="col b-value">{value}</div></div>'
        for name, value in specs.items()
    )
    company = f'<a href="/companies/{slugify(opening.company.name)}">{escape(opening.company.name)}</a>'
    return {
        "header": f'<section class="b-vacancy-header"><h1>{escape(opening.title)}</h1><h2>в {company}</h2>'
        f"<h3>{_pay(ad)}</h3></section>",
        "locations": f'<div class="b-vacancy-locations">{_chips(chips)}</div>',
        "specs": f'<div class="section b-specs">{rows}</div>',
        "stack": f'<div class="b-vacancy-stack-container">{_chips(opening.technologies)}</div>',
        "description": f'<section class="b-vacancy-description markdown">{ad.description}</section>',
    }


def _chips(words: Any) -> str:
    return "".join(f'<span class="g-label">{escape(word)}</span>' for word in words)


def _pay(ad: Ad) -> str:
    if ad.pay is None:
        return "Зарплата по договорённости"
    low, high = (f"{amount:,}".replace(",", " ") if amount else None for amount in _bounds(ad))
    amounts = f"{low} — {high}" if low and high else f"от {low}" if low else f"до {high}"
    tax = family_rules("getmatch")["taxes_shown"][ad.pay.tax]
    return f"{amounts} {SIGNS.get(ad.pay.currency, ad.pay.currency)}/мес {tax}".strip()


def _bounds(ad: Ad) -> tuple[int | None, int | None]:
    return (whole(ad.pay.minimum), whole(ad.pay.maximum)) if ad.pay else (None, None)


def page(ad: Ad, is_open: bool = True) -> str:
    """An archived ad keeps its text and says so; its data block is gone."""
    data = json.dumps(job_posting(ad), ensure_ascii=False).replace("</", "<\\/")
    head = f'<script type="application/ld+json">{data}</script>' if is_open else ""
    notice = "" if is_open else '<div class="b-notification b-notification_danger">Вакансия в архиве</div>'
    body = "".join(sections(ad)[name] for name in SECTIONS)
    return (
        f'<!DOCTYPE html><html lang="ru"><head>{GENERATOR_COMMENT}<meta charset="utf-8">'
        f"<title>{escape(ad.opening.title)}</title>{head}</head><body>{notice}{body}</body></html>"
    )


def offer(ad: Ad) -> dict[str, Any]:
    """One of `offers`; neither level nor text beyond a summary."""
    opening, posting, pay = ad.opening, ad.posting, ad.pay
    company, country = opening.company, lookup("places")["countries"][opening.country]["hh_name"]
    low, high = _bounds(ad)
    formats = opening.work_formats or ("office",)
    return {
        "id": int(posting.posting_id),
        "position": opening.title,
        "url": address(posting).removeprefix(SITE),
        "published_at": posting.published_at.replace(tzinfo=None).isoformat(),
        "offer_type": "vacancy",
        "company": {"id": company.company_id, "name": company.name, "url": f"/companies/{slugify(company.name)}"},
        "location_items": [{"label": ad.city["ru"], "format": name} for name in formats],
        "location_requirements": [{"city": ad.city["ru"], "country": country, "format": name} for name in formats],
        "skills_objects": [{"name": name, "slug": slugify(name), "is_custom": False} for name in opening.technologies],
        "salary_display_from": low,
        "salary_display_to": high,
        "salary_currency": pay.currency if pay else None,
        "salary_taxes": pay.tax if pay else None,
        "salary_hidden": pay is None,
        "salary_hidden_variant": None if pay else "full_hidden",
        "offer_description": description_html(ad.text, ("requirements",)),
        "description_html": None,
    }


def detail(ad: Ad) -> dict[str, Any]:
    grade = ad.opening.grade.lower() if ad.opening.grade else None
    more = {"description": ad.description, "seniority": grade, "seniorities": [grade] if grade else []}
    return offer(ad) | more | {"required_years_of_experience": None}


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """What is landed of the sitemap and a page: its data block, and its sections as a parser writes them."""
    ad = market.ad(posting, day)
    html = LexborHTMLParser(page(ad))
    nodes = {name: html.css_first(f".b-{_CLASSES.get(name, f'vacancy-{name}')}") for name in SECTIONS}
    shown = {name: node.html for name, node in nodes.items() if node is not None}
    payload = write_json({"page": job_posting(ad), "sections": shown})
    url = address(posting)
    return Listing(posting.posting_id, url, write_json({"loc": url.removeprefix(SITE)}), payload=payload)


_CLASSES = {"specs": "specs", "stack": "vacancy-stack-container"}


def offer_listing(market: Market, posting: Listed, day: date) -> Listing:
    """What is landed of the API."""
    ad = market.ad(posting, day)
    entry = offer(ad)
    payload = write_json(entry | detail(ad))
    return Listing(posting.posting_id, address(posting), write_json(entry), entry["published_at"], payload=payload)


def address(posting: Listed) -> str:
    return f"{SITE}/vacancies/{posting.posting_id}-{slugify(posting.opening.title)}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str((day - POSTING_EPOCH).days * 100_000 + rng.randrange(100_000))


FACE = Face(
    family="getmatch",
    kind="feed",
    routes={"getmatch": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
    surfaces={"api": offer_listing},
)
