"""Geekjob: numbered pages of cards that end with an empty one, and vacancies with a schema.org block."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, not_found, open_posting
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.render_common import Ad
from scrapers.market.render_pages import in_script, page

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://geekjob.ru"
PER_PAGE = 14
FORMATS = {"remote": "Удаленная работа", "hybrid": "Гибридная работа", "office": "Работа в офисе"}
EXPERIENCE = {"Junior": "Опыт работы менее 1 года", "Middle": "Опыт работы от 1 года до 3 лет"}
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "BYN": "Br"}


def serve(request: Request) -> Reply:
    if found := re.fullmatch(r"/vacancies/(\d+)", request.path):
        number = int(found[1])
        shown = (
            list(reversed(listed(request, "geekjob")))[(number - 1) * PER_PAGE : number * PER_PAGE] if number else []
        )
        cards = "".join(_card_html(request.market.ad(posting, request.day), request.day) for posting in shown)
        return html_reply(page("Вакансии", f'<ul class="collection serp-list">{cards}</ul>'))
    posting = open_posting(request, "geekjob", request.path.removeprefix("/vacancy/"))
    if posting is None or not request.path.startswith("/vacancy/"):
        return not_found()
    return html_reply(_vacancy_page(request.market.ad(posting, request.day)))


def _card_html(ad: Ad, day: date) -> str:
    """The date is in words, and every link of a card leads to the same vacancy."""
    shown, key = card(ad), ad.posting.posting_id
    age = (day - ad.posting.first_listed_on).days
    pay = f'<span class="salary">{escape(shown["salary"])}</span>' if shown["salary"] else ""
    link = f'<a href="/vacancy/{key}"'
    return (
        f'<li class="collection-item avatar">{link}>{"Сегодня" if not age else f"{age} дн. назад"}</a>'
        f'<p class="truncate vacancy-name">{link} class="title">{escape(shown["title"])}</a></p>'
        f'<p class="truncate company-name"><a href="/company/{ad.opening.company.company_id}">'
        f'{escape(shown["company"])}</a></p><div class="info">{pay}</div></li>'
    )


def card(ad: Ad) -> dict[str, Any]:
    return {
        "id": ad.posting.posting_id,
        "title": ad.opening.title,
        "company": ad.opening.company.name,
        "salary": _display(ad.pay) if ad.pay else None,
    }


def job_posting(ad: Ad) -> dict[str, Any]:
    opening, pay = ad.opening, ad.pay
    shown: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": opening.title,
        "description": ad.description,
        "datePosted": ad.posting.published_at.isoformat(),
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": opening.company.name},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": ad.city["ru"], "addressCountry": opening.country},
        },
    }
    if pay is not None:
        bounds = {"minValue": pay.minimum, "maxValue": pay.maximum}
        value = {name: amount for name, amount in bounds.items() if amount is not None} | {"unitText": "MONTH"}
        shown["baseSalary"] = {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}
    return shown


def jobinfo(ad: Ad) -> str:
    parts = [FORMATS[mode] for mode in ad.opening.work_formats]
    return " • ".join([*parts, EXPERIENCE.get(ad.opening.real_grade or "", "Опыт работы более 3 лет")])


def _vacancy_page(ad: Ad) -> str:
    head = f'<script type="application/ld+json">{in_script(job_posting(ad))}</script>'
    pay = f'<span class="salary">{escape(_display(ad.pay))}</span>' if ad.pay else ""
    body = (
        f"<header><h1>{escape(ad.opening.title)}</h1>"
        f'<h5 class="company-name"><a href="/company/{ad.opening.company.company_id}">'
        f'{escape(ad.opening.company.name)}</a></h5><div class="location">{escape(ad.city["ru"])}</div>'
        f'<div class="jobinfo">{escape(jobinfo(ad))}</div>{pay}</header>'
        f'<div id="vacancy-description">{ad.description}</div>'
    )
    return page(ad.opening.title, body, head)


def _display(pay: Pay) -> str:
    low, high = (f"{amount:,.0f}".replace(",", " ") if amount else None for amount in (pay.minimum, pay.maximum))
    amounts = " ".join([*(["от", low] if low else []), *(["до", high] if high else [])])
    return f"{amounts} {SIGNS.get(pay.currency, pay.currency)}"


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    shown = card(ad)
    whole = {"card": shown, "page": job_posting(ad), "jobinfo": jobinfo(ad), "salary": shown["salary"]}
    return Listing(posting.posting_id, address(posting), write_json(shown), payload=write_json(whole))


def address(posting: Listed) -> str:
    return f"{SITE}/vacancy/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """24 hexadecimal digits, the first eight of them the time, as the site's store makes them."""
    return f"{(day - date(1970, 1, 1)).days * 86400 + rng.randrange(86400):08x}{rng.getrandbits(64):016x}"


FACE = Face(
    family="geekjob",
    kind="census",
    routes={"geekjob": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
