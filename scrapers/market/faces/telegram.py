"""Telegram: public previews of channels, about twenty posts a page."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from scrapers.items import Listing
from scrapers.market import render_telegram
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, views_of
from scrapers.market.lookup import family_rules
from scrapers.market.model import Listed, Opening

if TYPE_CHECKING:
    from scrapers.market.market import Market


def serve(request: Request) -> Reply:
    """Preview pages of about twenty posts: `/s/<channel>?before=<number>`."""
    channel = request.path.removeprefix("/s/").rstrip("/")
    known = {item["name"].lower(): item for item in family_rules("telegram")["channels"]}.get(channel.lower())
    if known is None or not request.path.startswith("/s/"):
        # Without a preview the site leads to the channel's card, which holds no posts.
        return html_reply('<!DOCTYPE html><html><body class="tgme_page"><div class="tgme_page"></div></body></html>')
    name = str(known["name"])
    posts = listed(request, f"telegram:{name}")
    before, after = request.number("before", 0), request.number("after", 0)
    if before:
        posts = [post for post in posts if int(post.posting_id) < before]
    size = render_telegram.PAGE_SIZE
    shown = [post for post in posts if int(post.posting_id) > after][:size] if after else posts[-size:]
    older = shown[0].posting_id if shown and posts and shown[0] is not posts[0] else None
    messages = [
        render_telegram.message(post, request.market.ads(post, request.day), views_of(post, request.day))
        for post in shown
    ]
    return html_reply(render_telegram.page(name, str(known["title"]), messages, older))


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """A post as an HTML parser gives it back, which is not the page's own spelling."""
    html = render_telegram.message(posting, market.ads(posting, day), views_of(posting, day))
    node = LexborHTMLParser(html).css_first(".tgme_widget_message[data-post]")
    assert node is not None
    content = (node.html or "").encode()
    url = f"https://t.me/{node.attributes['data-post']}"
    return Listing(
        posting.posting_id, url, content, posting.published_at.isoformat(), payload=content, payload_format="html"
    )


def address(posting: Listed) -> str:
    return f"https://t.me/{posting.source.partition(':')[2]}/{posting.posting_id}"


def posting_id(rng: Random, opening: Opening, day: date) -> str:
    """Posts get their numbers in the order of time, from the channel."""
    raise NotImplementedError


FACE = Face(
    family="telegram",
    kind="feed",
    routes={"telegram": serve},
    listing_of=listing_of,
    address=address,
    posting_id=posting_id,
    is_archive=True,
)
