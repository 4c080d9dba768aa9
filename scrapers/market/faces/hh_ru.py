"""hh.ru: the API for applications with a token, and the public pages with their embedded state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import orjson

from scrapers.items import Listing
from scrapers.market import render_hh
from scrapers.market.faces.base import (
    Face,
    Reply,
    Request,
    html_reply,
    json_reply,
    listed,
    open_posting,
    views_of,
)
from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import POSTING_EPOCH

if TYPE_CHECKING:
    from scrapers.market.market import Market

REQUEST_ID = "0" * 32
NO_PAGE = "<!DOCTYPE html><html><body>404</body></html>"


def serve_api(request: Request) -> Reply:
    """Search and details for applications that send a token; anonymous ones are refused as the live API does."""
    if not request.headers.get("authorization", "").startswith("Bearer "):
        return json_reply({"errors": [{"type": "forbidden"}], "request_id": REQUEST_ID}, 403)
    if request.path.startswith("/vacancies/"):
        posting = open_posting(request, "hh_ru", request.path.removeprefix("/vacancies/"))
        if posting is None:
            return json_reply(
                {"errors": [{"type": "not_found"}], "description": "Not Found", "request_id": REQUEST_ID}, 404
            )
        return json_reply(render_hh.api_detail(request.market.ad(posting, request.day)))
    if request.path != "/vacancies":
        return json_reply({"errors": [{"type": "not_found"}], "request_id": REQUEST_ID}, 404)
    page, per_page = request.number("page", 0), request.number("per_page", 10)
    if page is None or per_page is None or not 1 <= per_page <= 100:
        return _bad_argument("page" if page is None else "per_page")
    if (page + 1) * per_page > render_hh.DEPTH_CAP:
        return _bad_argument("page", f"you can't look up more than {render_hh.DEPTH_CAP} items in the list")
    try:
        found = _search(request)
    except ValueError as error:
        return _bad_argument(str(error))
    shown = found[page * per_page : (page + 1) * per_page]
    items = [render_hh.api_item(request.market.ad(posting, request.day)) for posting in shown]
    return json_reply(render_hh.search_reply(items, len(found), page, per_page))


def serve_web(request: Request) -> Reply:
    """The public search pages and ads with their embedded state."""
    if request.path.startswith("/vacancy/"):
        posting = open_posting(request, "hh_ru", request.path.removeprefix("/vacancy/"))
        if posting is None:
            return html_reply(NO_PAGE, 404)
        return html_reply(
            render_hh.vacancy_page(request.market.ad(posting, request.day), views_of(posting, request.day))
        )
    page, per_page = request.number("page", 0), request.number("items_on_page", 50)
    if request.path != "/search/vacancy" or page is None or per_page is None or not 1 <= per_page <= 100:
        return html_reply(NO_PAGE, 404)
    if page * per_page >= render_hh.DEPTH_CAP:
        return html_reply(NO_PAGE, 404)
    try:
        found = _search(request)
    except ValueError:
        return html_reply("<!DOCTYPE html><html><body>400</body></html>", 400)
    end = min((page + 1) * per_page, render_hh.DEPTH_CAP)
    items = [
        render_hh.web_item(request.market.ad(posting, request.day), views_of(posting, request.day))
        for posting in found[page * per_page : end]
    ]
    return html_reply(render_hh.search_page(items, len(found), page, per_page))


def _search(request: Request) -> list[Listed]:
    """Open hh ads by role, area and time of publication, newest first. Raises ValueError naming a bad parameter."""
    wanted_roles = {int(role) for role in request.query.get("professional_role", []) if role.isdigit()}
    wanted_areas = {int(area) for area in request.query.get("area", []) if area.isdigit()}
    start, end = _bound(request, "date_from"), _bound(request, "date_to")
    period = request.number("period", 0) or request.number("search_period", 0)
    if period:
        start = datetime.combine(request.day, datetime.min.time(), tzinfo=UTC) - timedelta(days=period - 1)
    found = []
    for posting in reversed(listed(request, "hh_ru")):
        if wanted_roles and wanted_roles.isdisjoint(posting.opening.hh_roles):
            continue
        if wanted_areas and wanted_areas.isdisjoint(_areas(request, posting)):
            continue
        if (start is None or posting.published_at >= start) and (end is None or posting.published_at <= end):
            found.append(posting)
    return found


def _areas(request: Request, posting: Listed) -> tuple[int, int]:
    country = lookup("places")["countries"][posting.opening.country]
    return int(country["hh_tree"]), int(request.market.ad(posting, request.day).city["hh"])


def _bound(request: Request, name: str) -> datetime | None:
    text = request.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(name) from None
    if len(text) == 10:
        moment = moment.replace(tzinfo=UTC) + (timedelta(days=1) if name == "date_to" else timedelta())
    return moment if moment.tzinfo else moment.replace(tzinfo=render_hh.MOSCOW)


def _bad_argument(name: str, description: str = "") -> Reply:
    body = {
        "errors": [{"type": "bad_argument", "value": name}],
        "bad_argument": name,
        "description": description,
        "request_id": REQUEST_ID,
    }
    return json_reply(body, 400)


def web_listing(market: Market, posting: Listed, day: date) -> Listing:
    """An entry of the search page; its payload joins what the search and the ad's own page say."""
    ad, views = market.ad(posting, day), views_of(posting, day)
    entry = render_hh.web_item(ad, views)
    shown = orjson.dumps(entry)
    whole = {"search": orjson.Fragment(shown), "page": render_hh.web_page(ad), "view": render_hh.web_view(ad, views)}
    published = entry["publicationTime"]["$"]
    return Listing(posting.posting_id, address(posting), shown, published, payload=orjson.dumps(whole))


def api_listing(market: Market, posting: Listed, day: date) -> Listing:
    ad = market.ad(posting, day)
    item = render_hh.api_item(ad)
    detail = orjson.dumps(render_hh.api_detail(ad))
    return Listing(posting.posting_id, address(posting), orjson.dumps(item), item["published_at"], payload=detail)


def address(posting: Listed) -> str:
    return f"{render_hh.SITE}/vacancy/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """Numbers grow with the day; a million a day leaves no room for two alike at any useful scale."""
    return str(((day - POSTING_EPOCH).days * 1_000_000) + rng.randrange(1_000_000))


FACE = Face(
    family="hh_ru",
    kind="census",
    routes={"hh-api": serve_api, "hh": serve_web},
    listing_of=web_listing,
    address=address,
    posting_id=posting_id,
    surfaces={"web": web_listing, "api": api_listing},
)
