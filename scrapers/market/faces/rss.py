"""Job feeds: RSS 2.0 as WP Job Manager writes it, with elements of its own, and plain Atom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from random import Random
from typing import TYPE_CHECKING

from scrapers.boards.feed_pages import read_feed, read_item
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, listed, not_found, xml_reply
from scrapers.market.lookup import lookup
from scrapers.market.model import Listed, Opening
from scrapers.market.postings import slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad
from scrapers.market.render_formats import format_paragraph
from scrapers.market.render_pay import pay_line

if TYPE_CHECKING:
    from scrapers.market.market import Market

RSS_TYPE, ATOM_TYPE = "application/rss+xml; charset=UTF-8", "application/atom+xml; charset=utf-8"
JOB_TYPES = {"employment": "Full Time", "b2b": "Contract", "contractor": "Contract"}
NEWEST = time(21, 0, tzinfo=UTC)


def serve(request: Request) -> Reply:
    """The whole feed of a board, newest first, at the address its registry entry names."""
    board = request.path.split("/")[1]
    if board not in BOARDS:
        return not_found()
    path, content_type, feed = BOARDS[board]
    below = request.path.removeprefix(f"/{board}")
    if below != path.partition("?")[0] or ("?" in path and request.get("feed") != "job_feed"):
        return not_found()
    ads = [request.market.ad(posting, request.day) for posting in reversed(listed(request, f"rss:{board}"))]
    return xml_reply(feed(board, ads, request.day), content_type=content_type)


def rss_feed(board: str, ads: Iterable[Ad], day: date) -> str:
    site = _site(board)
    items = "".join(_rss_item(ad) for ad in ads)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{GENERATOR_COMMENT}\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:job_listing="{site}"><channel><title>Remote listings</title>'
        f'<atom:link href="{site}/?feed=job_feed" rel="self" type="application/rss+xml"/><link>{site}</link>'
        f"<description/><lastBuildDate>{format_datetime(datetime.combine(day, NEWEST))}</lastBuildDate>{items}"
        "</channel></rss>\n"
    )


def _rss_item(ad: Ad) -> str:
    opening, posting = ad.opening, ad.posting
    place = f"{ad.city['en']}, {_country(opening)}"
    pay = f"<job_listing:salary><![CDATA[{pay_line(ad.pay)}]]></job_listing:salary>" if ad.pay else ""
    categories = "".join(f"<category><![CDATA[{name}]]></category>" for name in opening.technologies[:3])
    job_type = JOB_TYPES.get(ad.pay.contract if ad.pay else "employment", "Full Time")
    place = f"Remote ({place})" if "remote" in opening.work_formats else place
    return (
        f"<item><title>{escape(opening.title)} at {escape(opening.company.name)}</title><link>{address(posting)}</link>"
        f"<dc:creator><![CDATA[editor]]></dc:creator><pubDate>{format_datetime(posting.published_at)}</pubDate>"
        f'<guid isPermaLink="false">{posting.posting_id}</guid>{categories}'
        f"<description><![CDATA[{ad.description[:200]}…]]></description>"
        f"<content:encoded><![CDATA[{ad.description}{format_paragraph(opening)}]]></content:encoded>"
        f"<job_listing:location><![CDATA[{place}]]></job_listing:location>"
        f"<job_listing:job_type><![CDATA[{job_type}]]></job_listing:job_type>"
        f"<job_listing:company><![CDATA[{opening.company.name}]]></job_listing:company>{pay}</item>"
    )


def atom_feed(board: str, ads: Iterable[Ad], day: date) -> str:
    site = _site(board)
    entries = "".join(_atom_entry(ad) for ad in ads)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{GENERATOR_COMMENT}\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title>Python feed</title><link href="{site}/atom.xml" rel="self"/><link href="{site}/"/>'
        f"<updated>{datetime.combine(day, NEWEST).isoformat()}</updated><id>{site}/</id>{entries}</feed>\n"
    )


def _atom_entry(ad: Ad) -> str:
    opening, posting = ad.opening, ad.posting
    lines = [f"Location: {ad.city['en']}, {_country(opening)}", *([f"Salary: {pay_line(ad.pay)}"] if ad.pay else [])]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines) + ad.description + format_paragraph(opening)
    categories = "".join(f'<category term="{slugify(name)}" label="{escape(name)}"/>' for name in opening.technologies)
    moment = posting.published_at.isoformat().replace("+00:00", "Z")
    return (
        f'<entry><title type="html">{escape(escape(f"{opening.company.name}: {opening.title}", quote=False))}</title>'
        f'<link href="{address(posting)}"/><id>{posting.posting_id}</id>'
        f"<published>{moment}</published><updated>{moment}</updated><author><name>editor</name></author>"
        f'{categories}<content type="html">{escape(html)}</content></entry>'
    )


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """The item as an XML parser gives it back, which is not the feed's own spelling."""
    board = posting.source.partition(":")[2]
    (item,) = read_feed(BOARDS[board][2](board, [market.ad(posting, day)], day).encode())
    listing = read_item(item)
    assert listing is not None
    return listing


def address(posting: Listed) -> str:
    number = posting.posting_id.rpartition(":")[2].rpartition("=")[2]
    return f"{_site(posting.source.partition(':')[2])}/job/{number}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """What the feed gives as guid or id."""
    board = opening.home.partition(":")[2]
    number = (day - date(2020, 1, 1)).days * 10_000 + rng.randrange(10_000)
    return f"{_site(board)}/?p={number}" if board == "sim_remote_listings" else f"tag:python-feed.example,2020:{number}"


def _country(opening: Opening) -> str:
    return str(lookup("places")["countries"][opening.country]["en"])


def _site(board: str) -> str:
    return f"https://{board.removeprefix('sim_').replace('_', '-')}.example"


BOARDS = {
    "sim_remote_listings": ("/?feed=job_feed", RSS_TYPE, rss_feed),
    "sim_python_feed": ("/atom.xml", ATOM_TYPE, atom_feed),
}
FACE = Face(
    family="rss",
    kind="feed",
    routes={"rss": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
)
