"""The simulated channels: what stands around a post, and messages that are no postings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scrapers.boards.telegram_preview import read_preview
from scrapers.identity import payload_hash
from scrapers.market import Market, generate_market
from scrapers.market.faces import routes
from scrapers.market.faces.base import Request
from scrapers.market.landed_form import listing_of
from scrapers.market.model import Listed

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 15)


@pytest.fixture(scope="module")
def market() -> Market:
    return generate_market(seed=5, first_day=FIRST, last_day=LAST)


def posts(market: Market) -> list[Listed]:
    return [post for post in market.all_listed() if post.source.startswith("telegram:")]


def html(market: Market, post: Listed, later: int = 0) -> str:
    return (listing_of(market, post, post.first_listed_on + timedelta(days=later)).payload or b"").decode()


def page(market: Market, channel: str, **query: str) -> str:
    asked = {name: [value] for name, value in query.items()}
    return routes()["telegram"][0](Request(market, LAST, f"/s/{channel}", asked, {})).body.decode()


def test_a_forward_repeats_the_first_post_and_names_it(market: Market) -> None:
    forwards = [post for post in posts(market) if "forwarded_from_name" in html(market, post)]
    assert len(forwards) >= 5
    for post in forwards:
        assert post.kind == "cross_post"
        address = html(market, post).split('forwarded_from_name" href="https://t.me/')[1].split('"')[0]
        channel, number = address.split("/")
        first = market.find(f"telegram:{channel}", number)
        assert first is not None
        assert first.opening.opening_id == post.opening.opening_id
        assert first.published_at < post.published_at


def test_albums_replies_and_buttons_occur(market: Market) -> None:
    pages = [html(market, post) for post in posts(market)]
    for mark in ("grouped_media_wrap", "js-message_reply_text", "inline_button url_button"):
        assert sum(mark in found for found in pages) >= 3, mark


def test_an_edited_post_has_another_text_and_says_so(market: Market) -> None:
    edited = [post for post in posts(market) if post.edits]
    assert len(edited) >= 5
    for post in edited:
        before, after = html(market, post), html(market, post, later=1)
        assert ("edited &nbsp;" in before or "edited \xa0" in before) is False
        assert "edited &nbsp;" in after
        keys = {payload_hash(post.source, post.posting_id, found.encode()) for found in (before, after)}
        assert len(keys) == 2


def test_pages_hold_messages_that_are_no_postings(market: Market) -> None:
    found = read_preview(page(market, "sim_python_jobs"))
    older = read_preview(page(market, "sim_python_jobs", before=str(found.before)))
    assert len(found.posts) == len(older.posts) == 20
    listed = {int(post.posting_id) for post in market.listed_on(LAST, "telegram:sim_python_jobs")}
    assert {post.number for post in (*found.posts, *older.posts)} <= listed
    ignored = found.ignored + older.ignored
    assert ignored.total() > 0
    assert max(older.numbers) < (found.before or 0) <= min(found.numbers)
