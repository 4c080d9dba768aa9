"""Names and hashes of crawls, postings and payloads: the same content always gets the same key.

All hashes are BLAKE2b of 128 bits in hex. A payload's hash is salted with the posting it belongs to, so it is a key
even when two postings have the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote

import orjson
import yaml
from selectolax.lexbor import LexborHTMLParser

_CANONICAL = orjson.OPT_SORT_KEYS
_BUMPED = re.compile(rb"<(pubDate|guid)\b[^>]*>.*?</\1>", re.S)


def family_of(source: str) -> str:
    """`telegram:python_jobs` -> `telegram`."""
    return source.partition(":")[0]


def board_of(source: str) -> str | None:
    """`telegram:python_jobs` -> `python_jobs`; None for a family that is one board."""
    return source.partition(":")[2] or None


def quote_source(source: str) -> str:
    """The source as one path segment; board names may hold slashes, percent signs and blanks."""
    return quote(source, safe="")


def unquote_source(segment: str) -> str:
    return unquote(segment)


def posting_key(source: str, source_posting_id: str) -> str:
    return f"{source}/{source_posting_id}"


def new_crawl_id(started_at: datetime) -> str:
    """`<YYYYMMDDTHHMMSSZ>-<8 hex>`: sorts by time, unique without coordination."""
    return f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def file_crawl_id(source: str, day: date, content_sha256: str) -> str:
    """Crawl id of a landed file: a function of what is landed, so landing it twice is one crawl."""
    content = "\0".join((source, day.isoformat(), content_sha256))
    return f"file-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def digest(*parts: bytes) -> str:
    return hashlib.blake2b(b"\0".join(parts), digest_size=16).hexdigest()


def payload_hash(source: str, source_posting_id: str, payload: bytes) -> str:
    """Key of one version of one posting; counters and render times of the family do not move it."""
    return digest(_encode(source), _encode(source_posting_id), stable_bytes(family_of(source), payload))


def listing_hash(source: str, item: bytes | Mapping[str, Any]) -> str:
    """Changes when the listing shows that the posting changed. `item` is one entry of the listing, bytes or JSON."""
    data = item if isinstance(item, bytes) else orjson.dumps(item, option=_CANONICAL | orjson.OPT_NON_STR_KEYS)
    return digest(stable_bytes(family_of(source), data))


def stable_bytes(family: str, payload: bytes) -> bytes:
    """The payload without its volatile parts, in one canonical spelling; the payload itself when it cannot be read."""
    return _STABLE.get(family, _stable_json)(family, payload)


def _stable_json(family: str, payload: bytes) -> bytes:
    try:
        value = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return payload
    for path in _volatile_paths(family):
        _remove(value, path)
    try:
        return orjson.dumps(value, option=_CANONICAL)
    except TypeError:  # nested too deep to be written back
        return payload


def _stable_message(family: str, payload: bytes) -> bytes:
    """Telegram: the post, its text and its date; views, reactions, avatars and one-time tokens move on every render.

    A post without text (a photo) is its id and its date.
    """
    tree = LexborHTMLParser(payload)
    message = tree.css_first("[data-post]")
    texts = tree.css(".tgme_widget_message_text")
    if message is None:
        return payload
    times = [node.attributes.get("datetime") or "" for node in tree.css(".tgme_widget_message_date time")]
    parts = [message.attributes.get("data-post") or "", *times, *(node.html or "" for node in texts)]
    return "\0".join(parts).encode()


def _stable_page(family: str, payload: bytes) -> bytes:
    """JSON-LD: only the data blocks of a page count, the page around them changes with every visit."""
    if payload.lstrip()[:1] in (b"{", b"["):
        return _stable_json(family, payload)
    tree = LexborHTMLParser(payload)
    blocks = [node.text() for node in tree.css('script[type="application/ld+json"]')]
    return "\0".join(blocks).encode("utf-8", "replace") if blocks else payload


def _stable_offer(family: str, payload: bytes) -> bytes:
    """JustJoin: pay converted into other currencies moves with the exchange rates of the day."""
    try:
        offer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return payload
    rows = offer.get("employmentTypes") if isinstance(offer, dict) else None
    if isinstance(rows, list):
        offer["employmentTypes"] = [
            row for row in rows if not (isinstance(row, dict) and row.get("currencySource") == "conversion")
        ]
    try:
        return _stable_json(family, orjson.dumps(offer))
    except TypeError:  # nested too deep to be written back
        return payload


def _stable_djinni(family: str, payload: bytes) -> bytes:
    """Djinni: the data of a page, object or feed item, without the dates that move with every bump."""
    if payload.lstrip()[:1] != b"<":
        return _stable_json(family, payload)
    blocks = LexborHTMLParser(payload).css('script[type="application/ld+json"]')
    parts = [_stable_json(family, node.text().encode("utf-8", "replace")) for node in blocks]
    return b"\0".join(parts) if parts else _BUMPED.sub(b"", payload)


def _stable_dou(family: str, payload: bytes) -> bytes:
    """DOU: title, facts and text of an ad's page; a feed item without its date, and its id, which holds the date."""
    if payload.lstrip()[:1] != b"<":
        return _stable_json(family, payload)
    tree = LexborHTMLParser(payload)
    parts = [node.html or "" for node in tree.css(".l-vacancy h1, .l-vacancy .sh-info, .l-vacancy .vacancy-section")]
    return "\0".join(parts).encode("utf-8", "replace") if parts else _BUMPED.sub(b"", payload)


def _stable_comment(family: str, payload: bytes) -> bytes:
    """Hacker News: the colour of a comment fades with its votes."""
    return _stable_json(family, re.sub(rb"</?font\b[^>]*>", b"", payload))


_STABLE: dict[str, Callable[[str, bytes], bytes]] = {
    "hackernews": _stable_comment,
    "djinni": _stable_djinni,
    "dou": _stable_dou,
    "telegram": _stable_message,
    "json_ld": _stable_page,
    "justjoin": _stable_offer,
}


@cache
def _volatile_paths(family: str) -> tuple[tuple[str, ...], ...]:
    listed = yaml.safe_load((files("scrapers") / "volatile_fields.yaml").read_text(encoding="utf-8"))
    return tuple(tuple(path.split(".")) for path in listed.get(family, ()))


def _remove(value: Any, path: tuple[str, ...]) -> None:
    head, rest = path[0], path[1:]
    if isinstance(value, list):
        if head == "*":
            for item in value:
                if rest:
                    _remove(item, rest)
    elif isinstance(value, dict) and head in value:
        if rest:
            _remove(value[head], rest)
        else:
            del value[head]


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
