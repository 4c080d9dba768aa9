"""The public preview of a Telegram channel: pages of about twenty posts, newest last. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.boards.json_text import PageError


@dataclass(frozen=True)
class Post:
    number: int
    url: str
    published_text: str | None
    html: str


@dataclass(frozen=True)
class PreviewPage:
    posts: list[Post]
    before: int | None  # number to ask for the page of older posts; None on the oldest page
    ignored: Counter[str] = field(default_factory=Counter)  # messages that can hold no ad, by what they are
    numbers: tuple[int, ...] = ()  # of all messages, also those ignored


def read_preview(text: str) -> PreviewPage:
    """Raises PageError preview_off for a page without the preview's frame, missing_id for posts without a number."""
    tree = LexborHTMLParser(text)
    nodes = tree.css(".tgme_widget_message[data-post]")
    if not nodes and tree.css_first(".tgme_channel_history") is None:
        raise PageError("preview_off", "the page holds no preview of the channel")
    posts, ignored, numbers = [], Counter[str](), []
    for node in nodes:
        key = node.attributes.get("data-post") or ""
        number = key.rpartition("/")[2]
        if not number.isascii() or not number.isdigit():
            raise PageError("missing_id", f"a post is marked {key[:60]!r}")
        numbers.append(int(number))
        if kind := _ignored(node):
            ignored[kind] += 1
            continue
        time = node.css_first(".tgme_widget_message_date time")
        published = time.attributes.get("datetime") if time is not None else None
        posts.append(Post(int(number), f"https://t.me/{key}", published, node.html or ""))
    more = tree.css_first("a.tme_messages_more[data-before]")
    before = more.attributes.get("data-before") if more is not None else None
    older = int(before) if before and before.isascii() and before.isdigit() else None
    return PreviewPage(posts, older, ignored, tuple(numbers))


def _ignored(node: LexborNode) -> str | None:
    """`service_message` (a post was pinned, the channel renamed), `poll`, or None for a post."""
    if "service_message" in (node.attributes.get("class") or "").split():
        return "service_message"
    has_poll = node.css_first(".tgme_widget_message_poll") is not None
    return "poll" if has_poll and node.css_first(".js-message_text") is None else None
