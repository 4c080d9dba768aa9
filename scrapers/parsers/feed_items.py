"""One item of an RSS feed, alone or inside its feed."""

from __future__ import annotations

from dataclasses import dataclass

from scrapers.parsers.base import Unreadable
from scrapers.parsers.xml_text import local_name, read_xml


@dataclass(frozen=True, slots=True)
class FeedItem:
    """The plain elements of an item; None where one is missing or empty."""

    title: str | None
    link: str | None
    description: str | None  # HTML, as escaped in the feed
    published: str | None
    categories: tuple[str, ...]


def is_feed(payload: bytes) -> bool:
    """XML as feeds send it, and not a page."""
    return payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() in (b"<?xml", b"<rss ", b"<item", b"<rss>")


def read_item(payload: bytes) -> FeedItem:
    """Raises Unreadable when the XML is not exactly one item."""
    root = read_xml(payload)
    items = [element for element in root.iter() if local_name(element) == "item"]
    if len(items) != 1:
        raise Unreadable("not_one_item", f"{len(items)} items in a payload that is one posting")
    found: dict[str, list[str]] = {}
    for element in items[0]:
        if text := (element.text or "").strip():
            found.setdefault(local_name(element), []).append(text)
    first = {name: texts[0] for name, texts in found.items()}
    return FeedItem(
        title=first.get("title"),
        link=first.get("link") or first.get("guid"),
        description=first.get("description"),
        published=first.get("pubDate"),
        categories=tuple(found.get("category", ())),
    )
