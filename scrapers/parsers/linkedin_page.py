"""LinkedIn's pages for guests: cards of a search, and one ad, without what changes at every visit. Pure.

Every reply carries fresh tracking tokens, counters of applicants and relative times. Only the parts that hold the ad
are kept, and of their attributes those that say something, so that an unchanged ad keeps its bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.parsers.text import clean_line

CARD = "[data-entity-urn*='jobPosting:']"
_KEPT_ATTRIBUTES = ("class", "data-entity-urn", "datetime", "href", "type")
_NOISE = ["button", "code", "figcaption", "icon", "img", "noscript", "style", "svg"]
# The parts of an ad's page, in its order.
_AD_PARTS = (
    ".topcard__title",
    ".topcard__org-name-link",
    ".topcard__flavor--bullet",
    ".compensation__salary",
    ".show-more-less-html__markup",
    ".description__job-criteria-list",
    'script[type="application/ld+json"]',
)
# Beside a day the words, `1 week ago`, only say when the page was read.
_DATED = re.compile(r'(<time\b[^<>]*\bdatetime="[^"<>]+"[^<>]*>)[^<>]*</time>')
_URN = re.compile(r"jobPosting:(\d+)$")


@dataclass(frozen=True)
class Card:
    """One ad of a search page. `date` is a day, or words such as `2 days ago` where the page gives no more."""

    key: str
    url: str | None
    title: str | None
    company: str | None
    place: str | None
    date: str | None
    is_day: bool
    salary: str | None
    html: str


def read_cards(text: str) -> list[Card]:
    """The cards of a search page in its order; those without a number are left out, see `has_cards`."""
    tree = LexborHTMLParser(text)
    return [card for node in tree.css(CARD) if (card := read_card(node)) is not None]


def read_card(node: LexborNode) -> Card | None:
    found = _URN.search(node.attributes.get("data-entity-urn") or "")
    if found is None:
        return None
    time = node.css_first("time")
    day = time.attributes.get("datetime") if time is not None else None
    link = node.css_first("a.base-card__full-link") or node.css_first("a[href*='/jobs/view/']")
    company = node.css_first(".base-search-card__subtitle a") or node.css_first(".base-search-card__subtitle")
    address = (link.attributes.get("href") if link is not None else None) or node.attributes.get("href")
    return Card(
        key=found[1],
        url=without_query(address) if address else None,
        title=node_line(node.css_first(".base-search-card__title")),
        company=node_line(company),
        place=node_line(node.css_first(".job-search-card__location")),
        date=day or node_line(time),
        is_day=bool(day),
        salary=node_line(node.css_first(".job-search-card__salary-info")),
        html=stable_markup(node),
    )


def stable_ad(text: str) -> str:
    """The parts of an ad's page that hold the ad; empty when the page has none of them."""
    tree = LexborHTMLParser(text)
    return "\n".join(stable_markup(node) for selector in _AD_PARTS for node in tree.css(selector))


def stable_markup(node: LexborNode) -> str:
    """The element without tracking attributes, pictures, comments and loose blanks; queries of addresses are cut."""
    copy = LexborHTMLParser(node.html or "")
    copy.strip_tags(_NOISE)
    body = copy.body
    top = body.child if body is not None and body.child is not None else None
    if top is None:  # scripts move into the head
        head = copy.head
        top = head.child if head is not None else None
    if top is None:
        return ""
    for inner in [top, *top.traverse()]:
        if (inner.tag or "-").startswith("-"):  # texts
            continue
        for name in list(inner.attributes):
            if name not in _KEPT_ATTRIBUTES:
                del inner.attrs[name]
        if name_of_class := inner.attributes.get("class"):
            inner.attrs["class"] = name_of_class.replace("listdate--new", "listdate")
        if (address := inner.attributes.get("href")) is not None:
            inner.attrs["href"] = without_query(address)
    html = _DATED.sub(r"\1</time>", re.sub(r"<!--.*?-->", "", top.html or "", flags=re.S))
    return re.sub(r"\s*\n\s*", "\n", html).strip()


def without_query(address: str) -> str:
    return re.split(r"[?#]", address.strip(), maxsplit=1)[0]


def node_line(node: LexborNode | None) -> str | None:
    return clean_line(node.text()) if node is not None else None
