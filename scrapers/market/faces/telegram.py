"""Telegram: public previews of channels, about twenty posts a page."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from selectolax.lexbor import LexborHTMLParser

from scrapers.items import Listing
from scrapers.market import render_telegram
from scrapers.market.faces.base import Face, Reply, Request, html_reply, listed, views_of
from scrapers.market.lookup import family_rules
from scrapers.market.model import Listed, Opening

if TYPE_CHECKING:
    from scrapers.market.market import Market


FORWARDS = 0.65  # of the posts that one channel takes from another
OTHERS = 0.15  # polls a day of a channel with posts, and as many pinned posts
DAY_NUMBERS, FIRST_OTHER = 1000, 900  # a day's range of post numbers
_ORIGINALS: WeakKeyDictionary[Market, dict[str, Listed]] = WeakKeyDictionary()


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
    oldest = int(shown[0].posting_id) if older and not after else after or 0
    messages = {int(post.posting_id): _message(request.market, post, request.day) for post in shown}
    messages |= _others(name, posts, oldest, before or None)
    return html_reply(
        render_telegram.page(name, str(known["title"]), [messages[key] for key in sorted(messages)], older)
    )


def _message(market: Market, posting: Listed, day: date) -> str:
    around = _around(market, posting)
    # What was forwarded stays as it was, whatever becomes of the first post.
    ads = market.ads(around.origin, posting.first_listed_on) if around.origin else market.ads(posting, day)
    return render_telegram.message(posting, ads, day, views_of(posting, day), around)


def _around(market: Market, posting: Listed) -> render_telegram.Around:
    """Two in three cross-posts of a channel's own ad are forwards of it; an ad published again answers the first post.

    What is older than the market cannot be forwarded: such a cross-post is a copy without a trace.
    """
    if posting.kind not in ("cross_post", "repost") or not posting.opening.home.startswith("telegram:"):
        return render_telegram.ALONE
    first = _originals(market).get(posting.opening.opening_id)
    if first is None or first.published_at >= posting.published_at:
        return render_telegram.ALONE
    if posting.kind == "repost":
        return render_telegram.Around(answered=first if first.source == posting.source else None)
    is_forward = Random(f"{posting.opening.opening_id}:forward").random() < FORWARDS
    return render_telegram.Around(origin=first if is_forward else None)


def _originals(market: Market) -> dict[str, Listed]:
    """Opening -> the post that first advertised it alone."""
    found = _ORIGINALS.get(market)
    if found is None:
        posts = (post for name in source_names() for post in market.listed_on(market.last_day, name))
        alone = (post for post in posts if post.kind == "original" and len(post.openings) == 1)
        found = _ORIGINALS[market] = {post.opening.opening_id: post for post in alone}
    return found


def _others(channel: str, posts: list[Listed], oldest: int, before: int | None) -> dict[int, str]:
    """A poll or a pinned post on some days: messages that are no postings, numbered after the day's posts."""
    found: dict[int, str] = {}
    last_of_day = {int(post.posting_id) // DAY_NUMBERS: post for post in posts}
    for day, post in last_of_day.items():
        number = day * DAY_NUMBERS + FIRST_OTHER
        chance = Random(f"{channel}:{day}:other").random()
        if number > oldest and (before is None or number < before) and chance < 2 * OTHERS:
            render = render_telegram.poll if chance < OTHERS else render_telegram.pinned
            found[number] = render(channel, number, post.published_at + timedelta(minutes=5))
    return found


def source_names() -> list[str]:
    return [f"telegram:{channel['name']}" for channel in family_rules("telegram")["channels"]]


def listing_of(market: Market, posting: Listed, day: date) -> Listing:
    """A post as an HTML parser gives it back, which is not the page's own spelling."""
    html = _message(market, posting, day)
    node = LexborHTMLParser(html).css_first(".tgme_widget_message[data-post]")
    assert node is not None
    content = (node.html or "").encode()
    url = f"https://t.me/{node.attributes['data-post']}"
    return Listing(
        posting.posting_id, url, content, posting.published_at.isoformat(), payload=content, payload_format="html"
    )


def address(posting: Listed) -> str:
    return render_telegram.post_address(posting)


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
