"""A page of a feed, and its items as entries of a listing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from scrapers.boards.json_text import PageError, refuse_wall
from scrapers.identity import digest
from scrapers.items import Listing
from scrapers.parsers.base import Unreadable
from scrapers.parsers.feed_items import ROOTS, item_bytes, item_fields, split_feed

ID_FIELDS = ("guid", "id", "link")
_DATE_FIELDS = ("pubDate", "published", "dc:date", "updated")
_LONGEST_KEY = 300  # characters of an identity; a longer address becomes its digest


def read_item(item: Element, id_fields: Sequence[str] = ID_FIELDS) -> Listing | None:
    """One item; None when nothing in it tells it apart from others. `id_fields`: elements that may, first one first."""
    fields = item_fields(item)
    key = next((fields[name][0] for name in id_fields if name in fields), None)
    if key is None:
        return None
    content = item_bytes(item)
    return Listing(
        source_posting_id=key if len(key) <= _LONGEST_KEY else digest(key.encode()),
        url=next(iter(fields.get("link", ())), None),
        entry=content,
        published_text=next((fields[name][0] for name in _DATE_FIELDS if name in fields), None),
        payload=content,
        payload_format="xml",
    )


def read_feed(body: bytes) -> list[Element]:
    """Items of a feed. Raises PageError: captcha, html_instead_of_xml, forbidden_xml, truncated, invalid_xml."""
    refuse_wall(body)
    try:
        return split_feed(body)
    except Unreadable as outcome:
        code = "truncated" if outcome.reason == "empty_payload" or _is_cut(body, outcome.reason) else outcome.reason
        raise PageError(code, outcome.detail) from outcome


def _is_cut(body: bytes, reason: str) -> bool:
    """The feed begins and does not end."""
    roots = [root.encode() for root in ROOTS]
    is_begun = any(b"<" + root in body[:2000] or b":" + root in body[:2000] for root in roots)
    return reason == "invalid_xml" and is_begun and not any(root + b">" in body[-200:] for root in roots)
