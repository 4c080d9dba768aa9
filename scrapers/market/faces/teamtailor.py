"""Teamtailor: the RSS feed of one employer's career site. Live, the board is the host."""

from __future__ import annotations

from datetime import date
from email.utils import format_datetime
from html import escape
from random import Random
from typing import TYPE_CHECKING

from scrapers.boards.xml_board import element_bytes
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, not_found, xml_reply
from scrapers.market.model import Listed
from scrapers.market.postings import slugify
from scrapers.market.render_common import GENERATOR_COMMENT, Ad
from scrapers.market.render_employers import (
    ads_of,
    board_names,
    board_of,
    country_name,
    department,
    main_format,
    uuid_id,
)
from scrapers.parsers.xml_text import read_xml

if TYPE_CHECKING:
    from scrapers.market.market import Market

REMOTE = {"remote": "fully", "hybrid": "hybrid"}  # everything else is "none", also where nobody chose


def serve(request: Request) -> Reply:
    """`/{board}/jobs.rss`."""
    board, _, path = request.path.removeprefix("/").partition("/")
    if board not in board_names("teamtailor") or path != "jobs.rss":
        return not_found()
    items = [item(ad) for ad in ads_of(request, "teamtailor", board)]
    return xml_reply(feed(board, items), content_type="application/rss+xml; charset=utf-8")


def feed(board: str, items: list[str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:tt="https://teamtailor.com/locations">\n<channel>\n'
        f"{GENERATOR_COMMENT}\n<title>{board}</title>\n<link>https://{board}/jobs</link>\n{''.join(items)}"
        "</channel>\n</rss>\n"
    )


def item(ad: Ad) -> str:
    town, country = escape(ad.city["en"]), escape(country_name(ad))
    return (
        f"<item>\n<title>{escape(ad.opening.title)}</title>\n"
        f"<description>{escape(ad.description)}</description>\n"
        f"<pubDate>{published(ad.posting)}</pubDate>\n"
        f"<link>{address(ad.posting)}</link>\n"
        f'<guid isPermaLink="false">{ad.posting.posting_id}</guid>\n'
        f"<remoteStatus>{REMOTE.get(main_format(ad) or '', 'none')}</remoteStatus>\n"
        f"<tt:locations><tt:location><tt:name>{town}</tt:name><tt:city>{town}</tt:city>"
        f"<tt:country>{country}</tt:country></tt:location></tt:locations>\n"
        f"<tt:department>{department(ad)}</tt:department>\n<tt:role>{department(ad)}</tt:role>\n</item>\n"
    )


def published(posting: Listed) -> str:
    return format_datetime(posting.published_at)


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """An item as an XML parser gives it back, which is not the feed's own spelling."""
    root = read_xml(feed(board_of(posting), [item(market.ad(posting, day))]).encode())
    element = root.find("channel/item")
    assert element is not None
    content = element_bytes(element)
    return Listing(
        posting.posting_id, address(posting), content, published(posting), payload=content, payload_format="xml"
    )


def address(posting: Listed) -> str:
    number = Random(posting.posting_id).randrange(1_000_000, 9_000_000)
    return f"https://{board_of(posting)}/jobs/{number}-{slugify(posting.opening.title)}"


FACE = Face(
    family="teamtailor",
    kind="census",
    routes={"teamtailor": serve},
    listing_of=listing_of,
    address=address,
    posting_id=uuid_id,
)
