"""The public preview of a Telegram channel: pages of about twenty posts, newest last. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

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


def read_preview(text: str) -> PreviewPage:
    """Raises PageError preview_off for a page without the preview's frame, missing_id for posts without a number."""
    tree = LexborHTMLParser(text)
    nodes = tree.css(".tgme_widget_message[data-post]")
    if not nodes and tree.css_first(".tgme_channel_history") is None:
        raise PageError("preview_off", "the page holds no preview of the channel")
    posts = []
    for node in nodes:
        key = node.attributes.get("data-post") or ""
        number = key.rpartition("/")[2]
        if not number.isascii() or not number.isdigit():
            raise PageError("missing_id", f"a post is marked {key[:60]!r}")
        time = node.css_first(".tgme_widget_message_date time")
        published = time.attributes.get("datetime") if time is not None else None
        posts.append(Post(int(number), f"https://t.me/{key}", published, node.html or ""))
    more = tree.css_first("a.tme_messages_more[data-before]")
    before = more.attributes.get("data-before") if more is not None else None
    return PreviewPage(posts, int(before) if before and before.isdigit() else None)
