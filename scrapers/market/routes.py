"""The endpoints of the simulated sites, one function per site: request in, reply out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scrapers.boards.json_text import write_json
from scrapers.market import render_ashby, render_hh, render_nofluffjobs, render_rates, render_telegram
from scrapers.market.landed_form import views_of
from scrapers.market.lookup import lookup
from scrapers.market.market import Market
from scrapers.market.model import Listed

HTML, JSON, XML, TEXT = "text/html; charset=utf-8", "application/json", "text/xml", "text/plain; charset=utf-8"
REQUEST_ID = "0" * 32


@dataclass(frozen=True)
class Request:
    market: Market
    day: date
    path: str  # below the site's base
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[-1]

    def number(self, name: str, default: int) -> int | None:
        """A whole number not below zero; None when something else was given."""
        text = self.get(name) or str(default)
        return int(text) if text.isascii() and text.isdigit() else None


@dataclass(frozen=True)
class Reply:
    status: int
    content_type: str
    body: bytes


def json_reply(value: Any, status: int = 200) -> Reply:
    return Reply(status, JSON, write_json(value))


def text_reply(text: str, status: int = 200) -> Reply:
    return Reply(status, TEXT, text.encode())


def hh_api(request: Request) -> Reply:
    """Search and details for applications that send a token; anonymous ones are refused as the live API does."""
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        return json_reply({"errors": [{"type": "forbidden"}], "request_id": REQUEST_ID}, 403)
    if request.path.startswith("/vacancies/"):
        posting = _open_posting(request, "hh_ru", request.path.removeprefix("/vacancies/"))
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


def hh_web(request: Request) -> Reply:
    """The public search pages and ads with their embedded state."""
    if request.path.startswith("/vacancy/"):
        posting = _open_posting(request, "hh_ru", request.path.removeprefix("/vacancy/"))
        if posting is None:
            return Reply(404, HTML, b"<!DOCTYPE html><html><body>404</body></html>")
        return Reply(
            200, HTML, render_hh.vacancy_page(request.market.ad(posting, request.day), views_of(posting, request.day))
        )
    page, per_page = request.number("page", 0), request.number("items_on_page", 50)
    if request.path != "/search/vacancy" or page is None or per_page is None or not 1 <= per_page <= 100:
        return Reply(404, HTML, b"<!DOCTYPE html><html><body>404</body></html>")
    if page * per_page >= render_hh.DEPTH_CAP:
        return Reply(404, HTML, b"<!DOCTYPE html><html><body>404</body></html>")
    try:
        found = _search(request)
    except ValueError:
        return Reply(400, HTML, b"<!DOCTYPE html><html><body>400</body></html>")
    end = min((page + 1) * per_page, render_hh.DEPTH_CAP)
    items = [
        render_hh.web_item(request.market.ad(posting, request.day), views_of(posting, request.day))
        for posting in found[page * per_page : end]
    ]
    return Reply(200, HTML, render_hh.search_page(items, len(found), page, per_page))


def nofluffjobs(request: Request) -> Reply:
    """The dump of all rows and the details by address."""
    market, day = request.market, request.day
    if request.path == "/api/posting":
        rows = [render_nofluffjobs.row(market.ad(posting, day)) for posting in market.listed_on(day, "nofluffjobs")]
        return json_reply({"postings": rows, "totalCount": len(rows)})
    if request.path.startswith("/api/posting/"):
        posting = _open_posting(request, "nofluffjobs", request.path.removeprefix("/api/posting/"))
        if posting is not None:
            return json_reply(render_nofluffjobs.detail(market.ad(posting, day)))
    return json_reply({"status": 404, "error": "Not Found"}, 404)


def telegram(request: Request) -> Reply:
    """Preview pages of about twenty posts: `/s/<channel>?before=<number>`."""
    channel = request.path.removeprefix("/s/").rstrip("/")
    known = {item["name"].lower(): item for item in lookup("sources")["telegram"]["channels"]}.get(channel.lower())
    if known is None or not request.path.startswith("/s/"):
        # Without a preview the site leads to the channel's card, which holds no posts.
        return Reply(
            200, HTML, b'<!DOCTYPE html><html><body class="tgme_page"><div class="tgme_page"></div></body></html>'
        )
    name = str(known["name"])
    posts = request.market.listed_on(request.day, f"telegram:{name}")
    before, after = request.number("before", 0), request.number("after", 0)
    if before:
        posts = [post for post in posts if int(post.posting_id) < before]
    size = render_telegram.PAGE_SIZE
    shown = [post for post in posts if int(post.posting_id) > after][:size] if after else posts[-size:]
    older = shown[0].posting_id if shown and posts and shown[0] is not posts[0] else None
    messages = [
        render_telegram.message(post, request.market.ads(post, request.day), views_of(post, request.day))
        for post in shown
    ]
    return Reply(200, HTML, render_telegram.page(name, str(known["title"]), messages, older))


def ashby(request: Request) -> Reply:
    """All jobs of one board; pay only when it is asked for."""
    board = request.path.removeprefix("/posting-api/job-board/")
    names = [item["name"] for item in lookup("sources")["ashby"]["boards"]]
    if board not in names:
        return text_reply("Not Found", 404)
    jobs = [
        render_ashby.job(request.market.ad(posting, request.day))
        for posting in request.market.listed_on(request.day, f"ashby:{board}")
    ]
    if request.get("includeCompensation") != "true":
        jobs = [{name: value for name, value in job.items() if name != "compensation"} for job in jobs]
    return json_reply({"jobs": jobs, "apiVersion": "1"})


def ecb(request: Request) -> Reply:
    """Tables of the business days; nothing on weekends."""
    rates, day = request.market.rates, request.day
    if request.path == "/stats/eurofxref/eurofxref-daily.xml":
        return Reply(200, XML, render_rates.ecb_daily_xml(rates, day))
    if request.path == "/stats/eurofxref/eurofxref-hist-90d.xml":
        return Reply(200, XML, render_rates.ecb_xml(rates, day - timedelta(days=90), day))
    return text_reply("Not Found", 404)


def cbr(request: Request) -> Reply:
    """`XML_daily.asp`; an unreadable date gives the bank's error body with status 200."""
    if request.path != "/scripts/XML_daily.asp":
        return text_reply("Not Found", 404)
    try:
        asked = request.get("date_req")
        day = datetime.strptime(asked, "%d/%m/%Y").date() if asked else request.day  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return Reply(200, XML, render_rates.CBR_ERROR.encode("windows-1251"))
    return Reply(
        200, "application/xml; charset=windows-1251", render_rates.cbr_xml(request.market.rates, min(day, request.day))
    )


def nbu(request: Request) -> Reply:
    """`exchange?date=YYYYMMDD&json`, also for weekends; a wrong date gives the bank's error body with status 200."""
    if request.path != "/NBUStatService/v1/statdirectory/exchange":
        return text_reply("Not Found", 404)
    try:
        asked = request.get("date")
        day = datetime.strptime(asked, "%Y%m%d").date() if asked else request.day  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return Reply(200, XML, render_rates.NBU_ERROR.encode())
    if day > request.day:
        return json_reply([])
    currency = request.get("valcode").upper() or None
    return Reply(200, JSON, render_rates.nbu_json(request.market.rates, day, currency))


ROUTES: dict[str, Callable[[Request], Reply]] = {
    "hh-api": hh_api,
    "hh": hh_web,
    "nofluffjobs": nofluffjobs,
    "telegram": telegram,
    "ashby": ashby,
    "ecb": ecb,
    "cbr": cbr,
    "nbu": nbu,
}


def _open_posting(request: Request, source: str, posting_id: str) -> Listed | None:
    posting = request.market.find(source, posting_id)
    is_open = posting is not None and posting.first_listed_on <= request.day <= posting.last_listed_on
    return posting if is_open else None


def _search(request: Request) -> list[Listed]:
    """Open hh ads by role, area and time of publication, newest first. Raises ValueError naming a bad parameter."""
    wanted_roles = {int(role) for role in request.query.get("professional_role", []) if role.isdigit()}
    wanted_areas = {int(area) for area in request.query.get("area", []) if area.isdigit()}
    start, end = _bound(request, "date_from"), _bound(request, "date_to")
    period = request.number("period", 0) or request.number("search_period", 0)
    if period:
        start = datetime.combine(request.day, datetime.min.time(), tzinfo=UTC) - timedelta(days=period - 1)
    found = []
    for posting in reversed(request.market.listed_on(request.day, "hh_ru")):
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
