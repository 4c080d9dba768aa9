"""DOU: the list with its first twenty cards, the button that loads forty more at a time, and the pages of ads."""

from __future__ import annotations

from datetime import date
from html import escape
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, json_reply, listed, not_found
from scrapers.market.lookup import family_rules, roles
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.postings import POSTING_EPOCH, slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad, whole

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://jobs.dou.ua"
KYIV = ZoneInfo("Europe/Kyiv")
FIRST_CARDS, MORE_CARDS = 20, 40
TOKEN = "simulated-token"  # noqa: S105  # guards nothing: the simulated site only checks that it comes back
SIGNS = {"USD": "$", "EUR": "€", "UAH": "₴"}


def serve(request: Request) -> Reply:
    """`/vacancies/?category=`, `POST /vacancies/xhr-load/?category=`, `/companies/{slug}/vacancies/{id}/`."""
    market, day = request.market, request.day
    found = [posting for posting in listed(request, "dou")[::-1] if _is_asked_for(request, posting)]
    if request.path == "/vacancies/" and request.method == "GET":
        cards = "".join(card(market.ad(posting, day)) for posting in found[:FIRST_CARDS])
        return html_reply(_list_page(cards), headers={"Set-Cookie": f"csrftoken={TOKEN}; Path=/"})
    if request.path == "/vacancies/xhr-load/" and request.method == "POST":
        count = request.form.get("count", [""])[-1]
        is_known = request.form.get("csrfmiddlewaretoken") == [TOKEN] and TOKEN in request.headers.get("cookie", "")
        if not is_known or not count.isdigit():
            return html_reply("<h1>403 Forbidden</h1>", 403)
        shown = found[int(count) : int(count) + MORE_CARDS]
        html = "".join(card(market.ad(posting, day)) for posting in shown)
        return json_reply({"html": html, "last": int(count) + MORE_CARDS >= len(found), "num": len(shown)})
    key = request.path.rstrip("/").rpartition("/")[2]
    posting = market.find("dou", key) if request.path.startswith("/companies/") else None
    if posting is None or posting.first_listed_on > day:
        return not_found()
    return html_reply(page(market.ad(posting, day), is_open=day <= posting.last_listed_on))


def _is_asked_for(request: Request, posting: Listed) -> bool:
    """An unknown category gives an empty list, not an error."""
    category = request.get("category")
    return not category or category == _category(posting.opening)


def _category(opening: Opening) -> str:
    return str(family_rules("dou")["categories"][roles()[opening.slug or ""]["group"]])


def card(ad: Ad) -> str:
    """One `li` of the list."""
    opening = ad.opening
    company = f"{SITE}/companies/{slugify(opening.company.name)}/"
    at, pay = ad.posting.published_at.astimezone(KYIV), _pay(ad.pay)
    salary = f'<span class="salary">{pay}</span>' if pay else ""
    return (
        f'<li class="l-vacancy"><div class="date">{at.day} {_month(at.month)}</div><div class="title">'
        f'<a class="vt" href="{address(ad.posting)}?from=list">{escape(opening.title)}</a> <strong>в&nbsp;'
        f'<a class="company" href="{company}vacancies/">&nbsp;{escape(opening.company.name)}</a></strong>{salary}'
        f'<span class="cities">{escape(", ".join(_places(ad)))}</span></div>'
        f'<div class="sh-info">{escape(ad.text.requirements.lines[0])}</div></li>'
    )


def _list_page(cards: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="uk"><head>{GENERATOR_COMMENT}<title>DOU</title>'
        f'<script>window.CSRF_TOKEN = "{TOKEN}";</script></head><body><div id="vacancyListId" class="l-items">'
        f'<ul class="lt">{cards}</ul><div class="more-btn"><a href="javascript:;">Більше вакансій</a></div></div>'
        "</body></html>"
    )


def page(ad: Ad, is_open: bool = True) -> str:
    other = f'<a href="{SITE}/companies/other/vacancies/1/?from=widget_similar">Other</a>'
    return (
        f'<!DOCTYPE html><html lang="uk"><head>{GENERATOR_COMMENT}<title>{escape(ad.opening.title)}</title></head>'
        f"<body>{part(ad, is_open)}"
        '<div class="b-dou-vacancies"><h4 class="title">Схожі вакансії</h4><ul class="vacancies-list">'
        f'<li>{other} в&nbsp;<a class="company">Other</a>, до&nbsp;$9000<span class="cities">, за кордоном</span></li>'
        "</ul></div></body></html>"
    )


def part(ad: Ad, is_open: bool = True) -> str:
    """What the page says about this ad."""
    opening, pay = ad.opening, _pay(ad.pay)
    company, category = f"{SITE}/companies/{slugify(opening.company.name)}/", escape(_category(opening))
    at = ad.posting.published_at.astimezone(KYIV)
    salary = f'<span class="salary">{pay}</span>' if pay else ""
    return (
        f'<div class="b-vacancy"><div class="b-compinfo"><div class="info"><div class="l-n">'
        f'<a href="{company}">{escape(opening.company.name)}</a> '
        f'<a class="all-v" href="{company}vacancies/">Всі вакансії компанії</a></div></div></div>'
        f'<ul class="b-hr-admin-panel"><li class="breadcrumbs"><a href="{SITE}/vacancies/">Всі вакансії</a> / '
        f'<a href="{SITE}/vacancies/?category={category}">{category}</a></li></ul>'
        f'<div class="l-vacancy{"" if is_open else " __inactive"}" itemprop="description">'
        f'<div class="date">\n\t\t{at.day} {_month(at.month)} {at.year}\n\t</div>'
        f'<h1 class="g-h2">{escape(opening.title)}</h1><div class="sh-info">'
        f'<span class="place bi bi-geo-alt-fill"> {escape(", ".join(_places(ad)))}</span>{salary}</div>'
        f'<div class="b-typo vacancy-section">{ad.description}</div>'
        f'<div class="likely" data-url="{address(ad.posting)}"></div><div class="reply"></div></div></div>'
    )


def _places(ad: Ad) -> list[str]:
    """The town's name in Ukrainian, and the sign of remote work beside it."""
    return [str(ad.city["uk"]), *(["віддалено"] if "remote" in ad.opening.work_formats else [])]


def _pay(pay: Pay | None) -> str | None:
    if pay is None:
        return None
    sign, low, high = SIGNS[pay.currency], whole(pay.minimum), whole(pay.maximum)
    if low and high:
        return f"{sign}{low}–{high}"
    return f"від {sign}{low}" if low else f"до&nbsp;{sign}{high}"


def _month(number: int) -> str:
    return str(family_rules("dou")["months"][number - 1])


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """The entry is what the card shows but its date; the payload is the ad's part of its page as a parser writes it."""
    ad = market.ad(posting, day)
    shown = {
        "id": posting.posting_id,
        "title": ad.opening.title,
        "company": ad.opening.company.name,
        "salary": (_pay(ad.pay) or "").replace("&nbsp;", " ") or None,
        "cities": ", ".join(_places(ad)),
        "text": ad.text.requirements.lines[0],
    }
    node = LexborHTMLParser(page(ad)).css_first(".b-vacancy")
    assert node is not None
    at = posting.published_at.astimezone(KYIV)
    return Listing(
        posting.posting_id,
        address(posting),
        write_json(shown),
        f"{at.day} {_month(at.month)}",
        payload=(node.html or "").encode(),
        payload_format="html",
    )


def address(posting: Listed) -> str:
    return f"{SITE}/companies/{slugify(posting.opening.company.name)}/vacancies/{posting.posting_id}/"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str((day - POSTING_EPOCH).days * 100_000 + rng.randrange(100_000))


FACE = Face(
    family="dou",
    kind="census",
    routes={"dou": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
    methods=("GET", "HEAD", "POST"),
)
