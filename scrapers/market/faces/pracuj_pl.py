"""Pracuj.pl: pages of grouped IT offers and pages of single offers, all of it in the state of the page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, not_found, open_posting
from scrapers.market.lookup import cities, lookup
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.postings import slugify
from scrapers.market.render_common import Ad
from scrapers.market.render_pages import next_data_page, text_sections

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://www.pracuj.pl"
LARGEST_PAGE = 200
EPOCH = date(2020, 1, 1)
_OFFER = re.compile(r"^/praca/.*,oferta,(\d+)$")


def serve(request: Request) -> Reply:
    if request.path == "/praca":
        return _list(request)
    found = _OFFER.match(request.path)
    posting = open_posting(request, "pracuj_pl", found[1]) if found else None
    if posting is None:
        return not_found()
    ad = request.market.ad(posting, request.day)
    return html_reply(_page(ad.opening.title, "jobOffer", offer(ad)))


def _list(request: Request) -> Reply:
    number, size = request.number("pn", 1), request.number("rop", 50)
    if not number or not size:
        return not_found()
    size = min(size, LARGEST_PAGE)
    shown = list(reversed(listed(request, "pracuj_pl")))
    groups = [group(request.market.ad(posting, request.day)) for posting in shown[(number - 1) * size : number * size]]
    data = {"groupedOffers": groups, "groupedOffersTotalCount": len(shown), "offersTotalCount": 2 * len(shown)}
    return html_reply(_page("Praca IT", "jobOffers", data))


def _page(title: str, query: str, data: dict[str, Any]) -> str:
    """The data is one cached query among others."""
    queries = [
        {"queryKey": ["abTests"], "state": {"data": {}}},
        {"queryKey": [query, {"simulated": True}], "state": {"data": data, "status": "success"}},
    ]
    return next_data_page(title, {"dehydratedState": {"mutations": [], "queries": queries}})


def group(ad: Ad) -> dict[str, Any]:
    """One of `groupedOffers`: what the list shows of an ad."""
    words, opening, posting, pay = _words(), ad.opening, ad.posting, ad.pay
    city = _city(ad)
    return {
        "groupId": f"sim-{posting.posting_id}",
        "jobTitle": opening.title,
        "companyName": opening.company.name,
        "companyId": opening.company.company_id,
        "salaryDisplayText": _display(pay) if pay else "",
        "typesOfContract": [words["contracts"][_contract(pay)][1].capitalize()],
        "positionLevels": [words["levels"][opening.grade][1].capitalize()] if opening.grade else [],
        "workModes": [words["work_modes"][mode][1] for mode in opening.work_formats],
        "workSchedules": ["pełny etat"],
        "technologies": list(opening.technologies),
        "jobDescription": " ".join(ad.text.requirements.lines[:2]),
        "lastPublicated": posting.published_at.isoformat(),
        "initialPublicated": posting.published_at.isoformat(),
        "expirationDate": (posting.published_at + timedelta(days=60)).isoformat(),
        "isOneClickApply": False,
        "offers": [
            {
                "partitionId": int(posting.posting_id),
                "offerAbsoluteUri": address(posting),
                "displayWorkplace": city,
                "isWholePoland": False,
            }
        ],
    }


def offer(ad: Ad) -> dict[str, Any]:
    """The `jobOffer` of an offer's page."""
    words, opening, posting, pay = _words(), ad.opening, ad.posting, ad.pay
    number, contract = words["contracts"][_contract(pay)]
    level = words["levels"].get(opening.grade)
    return {
        "jobOfferWebId": int(posting.posting_id),
        "publicationDetails": {"dateOfInitialPublicationUtc": posting.published_at.isoformat().replace("+00:00", "Z")},
        "attributes": {
            "jobTitle": opening.title,
            "offerAbsoluteUrl": address(posting),
            "displayEmployerName": opening.company.name,
            "workplaces": [{"displayAddress": f"Wymyślna {opening.company.company_id % 90 + 1}, {_city(ad)}"}],
            "employment": {
                "positionLevels": [{"id": level[0], "name": level[1], "pracujPlName": level[1]}] if level else [],
                "entirelyRemoteWork": opening.work_formats == ("remote",),
                "typesOfContracts": [
                    {"id": number, "name": contract, "pracujPlName": contract, "salary": pay and _salary(pay)}
                ],
                "workModes": [
                    {"code": words["work_modes"][mode][0], "name": words["work_modes"][mode][1]}
                    for mode in opening.work_formats
                ],
            },
        },
        "textSections": [
            {"sectionType": name, "plainText": "\n".join(lines), "textElements": lines}
            for name, lines in text_sections(ad.text)
        ],
    }


def _salary(pay: Pay) -> dict[str, Any]:
    (kind, kind_name), (unit, unit_name) = _words()["kinds"][pay.tax], _words()["units"][pay.period]
    return {
        "from": pay.minimum,
        "to": pay.maximum,
        "currency": {"code": pay.currency, "symbol": "zł"},
        "timeUnit": {"id": unit, "shortForm": {"name": unit_name}},
        "salaryKind": {"code": kind, "name": kind_name},
    }


def _display(pay: Pay) -> str:
    """`9 000–12 000 zł netto (+ VAT) / mies.`, with blanks that do not break."""
    amounts = "–".join(
        f"{amount:,.0f}".replace(",", "\u00a0") for amount in (pay.minimum, pay.maximum) if amount is not None
    )
    return f"{amounts} zł {_words()['kinds'][pay.tax][1]} / {_words()['units'][pay.period][1]}"


def _contract(pay: Pay | None) -> str:
    return pay.contract if pay else "employment"


def _city(ad: Ad) -> str:
    return str(ad.city.get("pl", ad.city["en"]))


def _words() -> dict[str, Any]:
    words: dict[str, Any] = lookup("polish_boards")["pracuj_pl"]
    return words


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    shown = group(ad)
    payload = write_json({"group": shown, "offer": offer(ad)})
    return Listing(posting.posting_id, address(posting), write_json(shown), shown["initialPublicated"], payload=payload)


def address(posting: Listed) -> str:
    opening = posting.opening
    city = cities()[opening.country][opening.city_index[0]]["en"]
    return f"{SITE}/praca/{slugify(f'{opening.title} {city}')},oferta,{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """Numbers grow with the day; a hundred thousand a day leaves no room for two alike at any useful scale."""
    return str(1_000_000_000 + (day - EPOCH).days * 100_000 + rng.randrange(100_000))


FACE = Face(
    family="pracuj_pl",
    kind="census",
    routes={"pracuj": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
