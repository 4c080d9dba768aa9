"""Hacker News: the search for threads and the thread with all its comments, as the public search API gives them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from html import escape
from random import Random
from typing import TYPE_CHECKING, Any

from scrapers.boards.json_text import write_json
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, json_reply, listed
from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import POSTING_EPOCH
from scrapers.market.render_common import GENERATOR, SECTIONS, Ad
from scrapers.market.render_pay import pay_line

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://news.ycombinator.com/item?id="
ACCOUNT = "whoishiring"
TITLES = (
    "Ask HN: Who wants to be hired?",
    "Ask HN: Freelancer? Seeking freelancer?",
    "Ask HN: Who is hiring?",
)
HIRING = TITLES[-1]
OPENED_AT = time(15, 0)
MONTHS_SHOWN = 8
ITEMS_A_DAY = 13_000  # stories and comments of the whole site
FIRST_COMMENT = 500  # of a day; smaller numbers are those of the threads
FORMATS = {"remote": "REMOTE", "hybrid": "HYBRID", "office": "ONSITE"}


def serve(request: Request) -> Reply:
    if request.path == "/search_by_date":
        return _search(request)
    kind, _, number = request.path.strip("/").partition("/")
    months = {thread_id(month, HIRING): month for month in _months(request.day)}
    if kind != "items" or not number.isdigit() or int(number) not in months:
        return json_reply({"error": "Not Found", "status": 404}, 404)
    month = months[int(number)]
    posts = [post for post in listed(request, "hackernews") if _month_of(post) == month]
    # An ad has a question under it, and one comment was removed: neither is an ad.
    children = [comment(request.market.ad(post, request.day)) | {"children": _replies(post)} for post in posts]
    removed: dict[str, Any] = {
        "id": int(number) + 1,
        "text": None,
        "author": None,
        "parent_id": int(number),
        "children": [],
    }
    return json_reply(
        {"id": int(number), "type": "story", "author": ACCOUNT, "title": _title(HIRING, month), "text": GENERATOR}
        | {"created_at": _stamp(_opened(month)), "parent_id": None, "children": [*children, removed]}
    )


def _search(request: Request) -> Reply:
    size = request.number("hitsPerPage", 20) or 20
    if set(request.get("tags").split(",")) != {"story", f"author_{ACCOUNT}"}:
        return json_reply({"hits": [], "nbHits": 0, "page": 0, "nbPages": 0, "hitsPerPage": size})
    hits = [_hit(title, month) for month in _months(request.day) for title in reversed(TITLES)]
    paging = {"nbHits": len(hits), "page": 0, "nbPages": -(-len(hits) // size), "hitsPerPage": size}
    return json_reply({"hits": hits[:size], "exhaustiveNbHits": True, **paging, "generator": GENERATOR})


def _hit(title: str, month: date) -> dict[str, Any]:
    number = thread_id(month, title)
    opened = _opened(month)
    return {
        "objectID": str(number),
        "author": ACCOUNT,
        "title": _title(title, month),
        "created_at": _stamp(opened),
        "created_at_i": int(opened.timestamp()),
        "comment_text": None,
        "parent_id": None,
        "url": None,
        "_tags": ["story", f"author_{ACCOUNT}", f"story_{number}", "ask_hn"],
    }


def comment(ad: Ad) -> dict[str, Any]:
    """One ad as a child of its thread, without its replies."""
    posting = ad.posting
    thread = thread_id(_month_of(posting), HIRING)
    return {
        "id": int(posting.posting_id),
        "created_at": _stamp(posting.published_at),
        "created_at_i": int(posting.published_at.timestamp()),
        "type": "comment",
        "author": "sim_nobody",
        "title": None,
        "url": None,
        "text": _text(ad),
        "points": None,
        "parent_id": thread,
        "story_id": thread,
        "options": [],
    }


def _replies(posting: Listed) -> list[dict[str, Any]]:
    if int(posting.posting_id) % 3:
        return []
    number = int(posting.posting_id) + 1
    return [{"id": number, "type": "comment", "author": "sim_asker", "text": "Is this remote?", "children": []}]


def _text(ad: Ad) -> str:
    """The header between pipes, then paragraphs that only begin with a tag."""
    opening = ad.opening
    country = lookup("places")["countries"][opening.country]["en"]
    cells = [opening.company.name, opening.title, f"{ad.city['en']}, {country}"]
    cells += [FORMATS[name] for name in opening.work_formats[:1]]
    cells.append("Full-time")
    if ad.pay:
        cells.append(pay_line(ad.pay))
    paragraphs = [" | ".join(cells)]
    for section in (section for name in SECTIONS if (section := getattr(ad.text, name)) is not None):
        lines = [f"- {line}" for line in section.lines] if section.is_list else [". ".join(section.lines) + "."]
        paragraphs.append("\n".join([f"{section.heading}:", *lines] if section.heading else lines))
    if ad.posting.link:
        paragraphs.append(f"Apply: {ad.posting.link}")
    return "<p>".join(_encoded(paragraph) for paragraph in paragraphs)


def _encoded(text: str) -> str:
    return escape(text, quote=False).replace("/", "&#x2F;").replace("'", "&#x27;")


def thread_id(month: date, title: str) -> int:
    """A thread's number: small ones of the month's first day."""
    return (month - POSTING_EPOCH).days * ITEMS_A_DAY + 10 * TITLES.index(title)


def _month_of(posting: Listed) -> date:
    return posting.published_at.date().replace(day=1)


def _months(day: date) -> list[date]:
    """First days of the months with a thread, newest first."""
    number = day.year * 12 + day.month - 1
    return [date(*_year_and_month(number - back), 1) for back in range(MONTHS_SHOWN)]


def _year_and_month(number: int) -> tuple[int, int]:
    year, month = divmod(number, 12)
    return year, month + 1


def _title(title: str, month: date) -> str:
    return f"{title} ({month:%B %Y})"


def _opened(month: date) -> datetime:
    return datetime.combine(month, OPENED_AT, tzinfo=UTC)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    content = write_json(comment(market.ad(posting, day)))
    return Listing(posting.posting_id, address(posting), content, _stamp(posting.published_at), payload=content)


def address(posting: Listed) -> str:
    return f"{SITE}{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """Numbers that the whole site counts up."""
    return str((day - POSTING_EPOCH).days * ITEMS_A_DAY + rng.randrange(FIRST_COMMENT, ITEMS_A_DAY, 2))


FACE = Face(
    family="hackernews",
    kind="feed",
    routes={"hackernews": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
