"""One item of an RSS or Atom feed, alone or inside its feed, with the elements that job boards add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from html.entities import html5
from xml.etree.ElementTree import Element, tostring

from scrapers.parsers.base import Unreadable
from scrapers.parsers.lookups import lookup
from scrapers.parsers.xml_text import local_name, read_xml

ROOTS = ("rss", "feed", "RDF")  # RSS 0.9x and 2.0, Atom, RSS 1.0
_ITEMS = ("item", "entry")
_MARKUP = ("content", "content:encoded", "description", "summary", "title")  # may hold XHTML as elements
_XML_ENTITIES = ("amp", "apos", "gt", "lt", "quot")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_DEEPEST = 4  # levels of an item: author/name, locations/location/city


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
    found = read_fields(payload)
    first = {name: texts[0] for name, texts in found.items()}
    return FeedItem(
        title=first.get("title"),
        link=first.get("link") or first.get("guid"),
        description=first.get("description"),
        published=first.get("pubDate"),
        categories=tuple(found.get("category", ())),
    )


def read_fields(payload: bytes) -> dict[str, list[str]]:
    """Texts of an item by the name of their element; raises Unreadable when the XML is not exactly one item.

    Names lose their namespace, so that `job_listing:location` and `job:location` are one word, except those of
    `feed_namespaces.yaml`, whose names repeat the feed's own (`media:title`). Nested ones are `author.name`.
    """
    root = read_xml(payload)
    items = [root] if local_name(root) in _ITEMS else list(items_of(root))
    if len(items) != 1:
        raise Unreadable("not_one_item", f"{len(items)} items in a payload that is one posting")
    return item_fields(items[0])


def item_fields(item: Element) -> dict[str, list[str]]:
    """What `read_fields` gives, of an element."""
    found: dict[str, list[str]] = {}
    for name, text in _texts(item, "", 0):
        if text := text.strip():
            found.setdefault(name, []).append(text)
    return found


def split_feed(body: bytes) -> list[Element]:
    """The items of a feed in its order; no DTD and no entities of its own. Raises Unreadable.

    Many feeds write `&nbsp;` and its like as if they were HTML; those are read as the characters they name.
    """
    try:
        root = read_xml(body)
    except Unreadable as outcome:
        repaired = _NAMED_ENTITY.sub(_numeric, body)
        if outcome.reason != "invalid_xml" or repaired == body:
            raise
        root = read_xml(repaired)
    if local_name(root) not in ROOTS:
        raise Unreadable("missing_field", f"<{local_name(root)}> instead of a feed")
    return list(items_of(root))


def items_of(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if local_name(element) in _ITEMS)


def item_bytes(item: Element) -> bytes:
    """The item as an XML document of its own; its namespaces go with it."""
    item.tail = None
    return tostring(item, encoding="unicode").encode("utf-8", "replace")


def _texts(element: Element, above: str, depth: int) -> Iterator[tuple[str, str]]:
    for child in element:
        name = above + _name(child)
        if name == "link" and (address := child.get("href")):
            # Atom; other relations than this one lead to edits, replies and files.
            yield (name if child.get("rel", "alternate") == "alternate" else f"link.{child.get('rel')}", address)
        elif name == "category":
            yield name, child.get("label") or child.get("term") or child.text or ""
        elif len(child) == 0 or depth >= _DEEPEST:
            yield name, child.text or ""
        elif name in _MARKUP:
            yield name, _inner_markup(child)
        else:
            yield from _texts(child, f"{name}.", depth + 1)


def _name(element: Element) -> str:
    address = element.tag.partition("}")[0]
    prefixes: dict[str, str] = lookup("feed_namespaces")
    prefix = next((prefix for part, prefix in prefixes.items() if part in address), None)
    return f"{prefix}:{local_name(element)}" if prefix else local_name(element)


def _inner_markup(element: Element) -> str:
    element = deepcopy(element)
    for inner in element.iter():
        inner.tag = local_name(inner)
    return (element.text or "") + "".join(tostring(child, encoding="unicode") for child in element)


def _numeric(match: re.Match[bytes]) -> bytes:
    name = match[1].decode("ascii")
    character = html5.get(f"{name};")
    if character is None or name in _XML_ENTITIES:
        return match[0]
    return "".join(f"&#{ord(point)};" for point in character).encode("ascii")
