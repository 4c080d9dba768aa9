"""the:protocol: an index of sitemaps, the sitemap of open offers, and pages with the offer in their state."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, not_found, open_posting, xml_reply
from scrapers.market.lookup import cities, lookup
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.postings import slugify
from scrapers.market.render_common import Ad
from scrapers.market.render_pages import changed_at, next_data_page, sitemap, sitemap_index, text_sections

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://theprotocol.it"
INDEX = "/sitemaps/CurrentOffers/sitemap_index.xml"
PART = "/sitemaps/CurrentOffers/SiteMapJobOffers1.xml"
_OFFER = re.compile(r"^/szczegoly/praca/.*,oferta,([0-9a-f-]{36})$")


def serve(request: Request) -> Reply:
    if request.path == INDEX:
        return xml_reply(sitemap_index([f"https://static.theprotocol.it{PART}"]))
    if request.path == PART:
        shown = listed(request, "theprotocol")
        return xml_reply(sitemap((address(posting), changed_at(posting, request.day)) for posting in shown))
    found = _OFFER.match(request.path)
    posting = open_posting(request, "theprotocol", found[1]) if found else None
    if posting is None:
        return not_found()
    ad = request.market.ad(posting, request.day)
    return html_reply(next_data_page(ad.opening.title, {"offer": offer(ad, with_applying=True)}))


def offer(ad: Ad, with_applying: bool = False) -> dict[str, Any]:
    """`props.pageProps.offer`; `applying` is for applicants only and nothing that is landed."""
    words, opening, posting = lookup("polish_boards"), ad.opening, ad.posting
    rules = words["theprotocol"]
    names = words["contracts"][opening.language]
    contracts = [{"name": names[name], "salary": _salary(pay, opening.language)} for name, pay in stated_contracts(ad)]
    attributes: dict[str, Any] = {
        "title": {"value": opening.title},
        "employer": {"id": opening.company.company_id, "name": opening.company.name},
        "workplaces": [{"city": ad.city.get("pl", ad.city["en"]), "region": ad.city.get("province", "")}],
        "employment": {
            "positionLevelIds": [rules["levels"][opening.grade]] if opening.grade else [],
            "detailedWorkModes": [{"code": rules["work_modes"][mode]} for mode in opening.work_formats],
            "typesOfContracts": contracts,
        },
    }
    if with_applying:
        attributes["applying"] = {"referenceNumber": f"SIM/{posting.posting_id[:8]}", "applyFormUrlSegment": "aplikuj"}
    return {
        "id": posting.posting_id,
        "attributes": attributes,
        "publicationDetails": {
            "dateOfInitialPublicationUtc": posting.published_at.isoformat(timespec="milliseconds").replace(
                "+00:00", "Z"
            ),
            "isActive": True,
        },
        "technologies": {
            "expected": [{"name": name} for name in opening.technologies[:4]],
            "optional": [{"name": name} for name in opening.technologies[4:]],
        },
        "textSections": [
            {"type": name, "plainText": "\n".join(lines), "elements": lines} for name, lines in text_sections(ad.text)
        ],
    }


def stated_contracts(ad: Ad) -> list[tuple[str, Pay | None]]:
    """(contract, pay): the contract the pay is for; every third ad offers the other one too, without an amount."""
    main = ad.pay.contract if ad.pay else "employment"
    other = "employment" if main == "b2b" else "b2b"
    is_either = Random(ad.posting.posting_id).random() < 1 / 3
    return [(main, ad.pay), *([(other, None)] if is_either else [])]


def _salary(pay: Pay | None, language: str) -> dict[str, Any] | None:
    if pay is None:
        return None
    words = lookup("polish_boards")
    return {
        "from": pay.minimum,
        "to": pay.maximum,
        "currencyCode": pay.currency,
        "kindCode": words["theprotocol"]["kinds"][pay.tax],
        "timeUnit": {"longForm": words["theprotocol"]["units"][language][pay.period]},
    }


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    url = address(posting)
    entry = {"loc": url, "lastmod": changed_at(posting, day)}
    payload = write_json(offer(market.ad(posting, day)))
    return Listing(posting.posting_id, url, write_json(entry), payload=payload)


def address(posting: Listed) -> str:
    opening = posting.opening
    city = cities()[opening.country][opening.city_index[0]]
    name = slugify(f"{opening.title} {city['en']}")
    return f"{SITE}/szczegoly/praca/{name},oferta,{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


FACE = Face(
    family="theprotocol",
    kind="census",
    routes={"theprotocol": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
