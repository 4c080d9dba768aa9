"""Job subreddits: the Atom feed of the newest posts, 25 a page, older pages after the last post of the page before."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from random import Random
from typing import TYPE_CHECKING

from scrapers.boards.feed_pages import read_feed, read_item
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, xml_reply
from scrapers.market.lookup import family_rules, lookup
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad
from scrapers.market.render_formats import FORMATS
from scrapers.market.render_pay import pay_line

if TYPE_CHECKING:
    from scrapers.market.market import Market

SITE = "https://www.reddit.com"
ATOM = "application/atom+xml; charset=UTF-8"
PAGE_SIZE = 25
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST_NUMBER = 36**5 * 45  # posts of 2026 have six letters that begin with 1


def serve(request: Request) -> Reply:
    parts = request.path.strip("/").split("/")
    boards = [board["name"] for board in family_rules("reddit")["boards"]]
    if len(parts) != 4 or parts[0] != "r" or parts[2:] != ["new", ".rss"] or parts[1] not in boards:
        return html_reply("<!doctype html><html><body>there doesn't seem to be anything here</body></html>", 404)
    posts = list(reversed(listed(request, f"reddit:{parts[1]}")))
    if after := request.get("after"):
        keys = [post.posting_id for post in posts]
        posts = posts[keys.index(after) + 1 :] if after in keys else []
    ads = [request.market.ad(post, request.day) for post in posts[:PAGE_SIZE]]
    return xml_reply(feed(parts[1], ads), content_type=ATOM)


def feed(board: str, ads: list[Ad]) -> str:
    entries = "".join(_entry(board, ad) for ad in ads)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{GENERATOR_COMMENT}<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xmlns:media="http://search.yahoo.com/mrss/"><category term="{board}" label="r/{board}"/>'
        f'<id>/r/{board}/new/.rss</id><link rel="self" href="{SITE}/r/{board}/new/.rss" type="application/atom+xml" />'
        f'<link rel="alternate" href="{SITE}/r/{board}/new/" type="text/html" /><title>newest submissions : {board}'
        f"</title>{entries}</feed>"
    )


def _entry(board: str, ad: Ad) -> str:
    posting = ad.posting
    moment = posting.published_at.isoformat()
    return (
        f"<entry><author><name>/u/sim_nobody</name><uri>{SITE}/user/sim_nobody</uri></author>"
        f'<category term="{board}" label="r/{board}"/><content type="html">{escape(_content(ad))}</content>'
        f'<id>{posting.posting_id}</id><link href="{escape(address(posting))}" /><updated>{moment}</updated>'
        f"<published>{moment}</published><title>{escape(_title(ad), quote=False)}</title></entry>"
    )


def _title(ad: Ad) -> str:
    """Every other poster writes format and pay into the title, as they please."""
    opening, rng = ad.opening, Random(ad.posting.posting_id)
    parts = [f"{rng.choice(['[Hiring]', '[HIRING]', '[Hiring]', '[ Hiring ]'])} {opening.title}"]
    if opening.work_formats and rng.random() < 0.5:
        parts.append(f"({FORMATS[opening.work_formats[0]]})")
    if ad.pay and rng.random() < 0.5:
        parts.append(f"| {pay_line(ad.pay)}")
    return " ".join(parts)


def _content(ad: Ad) -> str:
    opening = ad.opening
    country = lookup("places")["countries"][opening.country]["en"]
    facts = [("Company", opening.company.name), ("Location", f"{ad.city['en']}, {country}")]
    if opening.work_formats:
        facts.append(("Work format", ", ".join(FORMATS[name] for name in opening.work_formats)))
    if ad.pay:
        facts.append(("Pay", pay_line(ad.pay)))
    lines = "".join(f"<p><strong>{name}:</strong> {escape(value)}</p>\n" for name, value in facts)
    url = address(ad.posting)
    return (
        f'<!-- SC_OFF --><div class="md">{lines}{ad.description}\n</div><!-- SC_ON --> &#32; submitted by &#32; '
        f'<a href="{SITE}/user/sim_nobody"> /u/sim_nobody </a> <br/> <span><a href="{url}">[link]</a></span> &#32; '
        f'<span><a href="{url}">[comments]</a></span>'
    )


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """The entry as an XML parser gives it back."""
    board = posting.source.partition(":")[2]
    (item,) = read_feed(feed(board, [market.ad(posting, day)]).encode())
    listing = read_item(item, ("id",))
    assert listing is not None
    return listing


def address(posting: Listed) -> str:
    board, key = posting.source.partition(":")[2], posting.posting_id.removeprefix("t3_")
    return f"{SITE}/r/{board}/comments/{key}/{slugify(posting.opening.title).replace('-', '_')[:50]}/"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """Numbers in base 36 that grow with time."""
    number = _FIRST_NUMBER + (day - date(2020, 1, 1)) // timedelta(days=1) * 1_000_000 + rng.randrange(1_000_000)
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return f"t3_{digits}"


FACE = Face(
    family="reddit",
    kind="feed",
    routes={"reddit": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
