"""Personio: the XML feed of one employer at a host of its own; texts are empty in a language the position lacks."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from scrapers.boards.xml_board import element_bytes
from scrapers.items import Listing
from scrapers.market.faces.base import Face, Reply, Request, not_found, xml_reply
from scrapers.market.model import Listed
from scrapers.market.render_common import GENERATOR_COMMENT, Ad, description_html
from scrapers.market.render_employers import ads_of, board_names, board_of, department, main_format, numbered_id
from scrapers.parsers.xml_text import read_xml

if TYPE_CHECKING:
    from scrapers.market.market import Market

# "experienced" is all the feed says of everybody who is not a beginner.
SENIORITY = {"Junior": "entry-level", "Middle": "experienced", "Senior": "experienced", "Lead": "experienced"}
YEARS = {"Junior": "lt-1", "Middle": "1-2", "Senior": "5-7", "Lead": "7-10"}
SECTIONS = {
    "About us": ("about",),
    "Your role": ("responsibilities",),
    "Your profile": ("requirements", "stack"),
    "Why us": ("benefits",),
}


def serve(request: Request) -> Reply:
    """`/{board}/xml?language=en`: live, the board is the host."""
    board, _, path = request.path.removeprefix("/").partition("/")
    if board not in board_names("personio") or path != "xml":
        return not_found()
    language = request.get("language", "en")
    return xml_reply(feed([position(ad, language) for ad in ads_of(request, "personio", board)]))


def feed(positions: list[str]) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f"<workzag-jobs>{GENERATOR_COMMENT}\n{''.join(positions)}</workzag-jobs>\n"
    )


def position(ad: Ad, language: str) -> str:
    """One position as the feed spells it."""
    opening = ad.opening
    is_remote = main_format(ad) == "remote"
    remote = "<additionalOffices><office>Remote</office></additionalOffices>\n" if is_remote else ""
    seniority = f"<seniority>{SENIORITY[opening.grade]}</seniority>\n" if opening.grade else ""
    years = f"<yearsOfExperience>{YEARS[opening.grade]}</yearsOfExperience>\n" if opening.grade else ""
    return (
        f"<position>\n<id>{ad.posting.posting_id}</id>\n"
        f"<subcompany>{escape(opening.company.name)}</subcompany>\n"
        f"<office>{escape(ad.city['en'])}</office>\n{remote}"
        f"<department>{department(ad)}</department>\n"
        "<recruitingCategory>Tech</recruitingCategory>\n"
        f"<name>{escape(opening.title)}</name>\n"
        f"<jobDescriptions>{descriptions(ad) if language == opening.language else ''}</jobDescriptions>\n"
        f"<employmentType>permanent</employmentType>\n{seniority}"
        f"<schedule>full-time</schedule>\n{years}"
        "<occupation>software_and_web_development</occupation>\n"
        "<occupationCategory>it_software</occupationCategory>\n"
        f"<createdAt>{ad.posting.published_at.isoformat(timespec='seconds')}</createdAt>\n</position>\n"
    )


def descriptions(ad: Ad) -> str:
    texts = {name: description_html(ad.text, parts) for name, parts in SECTIONS.items()}
    return "".join(
        f"<jobDescription><name>{name}</name><value><![CDATA[{text}]]></value></jobDescription>"
        for name, text in texts.items()
    )


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """A position as an XML parser gives it back, which is not the feed's own spelling."""
    ad = market.ad(posting, day)
    root = read_xml(feed([position(ad, "en")]).encode())
    content = element_bytes(root[0])
    published = ad.posting.published_at.isoformat(timespec="seconds")
    return Listing(posting.posting_id, address(posting), content, published, payload=content, payload_format="xml")


def address(posting: Listed) -> str:
    return f"https://{board_of(posting)}.jobs.personio.de/job/{posting.posting_id}"


FACE = Face(
    family="personio",
    kind="census",
    routes={"personio": serve},
    listing_of=listing_of,
    address=address,
    posting_id=numbered_id,
)
