"""Channels read back to the last post seen, whatever was deleted since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from scrapers.boards.clock import CrawlClock
from scrapers.boards.telegram_preview import read_preview
from scrapers.identity import payload_hash
from scrapers.items import Listing
from scrapers.landing import KnownListing
from scrapers.registry import load_registry
from scrapers.spiders.telegram import TelegramSpider

DAY = date(2026, 3, 4)


def message(number: int, inner: str | None = None, classes: str = "") -> str:
    text = f'<div class="tgme_widget_message_text js-message_text">Post {number}</div>' if inner is None else inner
    return (
        f'<div class="tgme_widget_message {classes}" data-post="example/{number}">{text}'
        f'<a class="tgme_widget_message_date" href="https://t.me/example/{number}">'
        '<time datetime="2026-03-04T10:00:00+00:00">10:00</time></a></div>'
    )


def page(numbers: Iterable[int], before: int | None, extra: str = "") -> str:
    more = f'<a class="tme_messages_more" data-before="{before}"></a>' if before else ""
    return f'<section class="tgme_channel_history">{more}{"".join(map(message, numbers))}{extra}</section>'


def crawl(
    pages: dict[int | None, str], known: Iterable[int] = (), first_pages: int = 3
) -> tuple[list[int | None], list[str], Any]:
    """(pages asked for, ids listed, counters) of a channel whose pages are given by the number asked for."""
    source = load_registry().source("telegram:normrabota")
    source = source.model_copy(update={"options": {"first_pages": first_pages}})
    listings = {str(number): KnownListing("x", "y", frozenset({"y"})) for number in known}
    spider = TelegramSpider.from_crawler(
        get_crawler(TelegramSpider), source=source, clock=CrawlClock(DAY, is_simulated=True), known=listings
    )
    waiting: list[Request] = list(spider.first_pages())
    listed: list[str] = []
    asked: list[int | None] = []
    while waiting:
        request = waiting.pop(0)
        asked.append(request.meta["before"])
        body = pages[request.meta["before"]].encode()
        for found in spider.read_page(HtmlResponse(request.url, body=body, request=request, encoding="utf-8")):
            if isinstance(found, Listing):
                listed.append(found.source_posting_id)
            else:
                assert isinstance(found, Request)
                waiting.append(found)
    return asked, listed, spider.crawler.stats


PAGES = {None: page(range(41, 61), 41), 41: page(range(21, 41), 21), 21: page(range(1, 21), None)}


def test_the_first_crawl_goes_as_many_pages_back_as_it_may() -> None:
    assert crawl(PAGES, first_pages=2)[0] == [None, 41]
    assert crawl(PAGES, first_pages=9)[0] == [None, 41, 21]


@pytest.mark.parametrize(("last_seen", "asked"), [(60, [None]), (40, [None]), (39, [None, 41]), (25, [None, 41])])
def test_later_crawls_stop_at_the_last_post_seen(last_seen: int, asked: list[int | None]) -> None:
    asked_for, listed, _ = crawl(PAGES, known=[last_seen])
    assert asked_for == asked
    assert {str(number) for number in range(last_seen + 1, 61)} <= set(listed)


def test_it_does_not_matter_that_the_last_post_seen_was_deleted() -> None:
    pages = {None: page([70, 71, 75], 70), 70: page([50, 52, 66], 50), 50: page([1], None)}
    asked_for, listed, _ = crawl(pages, known=[60])
    assert asked_for == [None, 70]
    assert {"66", "70", "71", "75"} <= set(listed)


def test_a_channel_with_fewer_posts_than_before_is_read_once() -> None:
    asked_for, listed, _ = crawl({None: page([41, 42], 41)}, known=[41, 42, 43, 44])
    assert (asked_for, listed) == ([None], ["41", "42"])


def test_a_channel_made_anew_is_read_like_one_never_seen() -> None:
    asked_for, _, _ = crawl(PAGES, known=[9000])
    assert asked_for == [None, 41, 21]


def test_polls_and_service_messages_are_counted_and_not_listed() -> None:
    poll = message(62, '<div class="tgme_widget_message_poll"></div>')
    pinned = message(63, classes="service_message")
    _, listed, counters = crawl({None: page([61], None, poll + pinned)})
    assert listed == ["61"]
    stats = counters.get_stats()
    assert (stats["jobmarts/ignored/poll"], stats["jobmarts/ignored/service_message"]) == (1, 1)


def test_a_page_of_nothing_but_polls_does_not_end_the_reading() -> None:
    polls = "".join(message(number, '<div class="tgme_widget_message_poll"></div>') for number in (61, 62))
    asked_for, listed, _ = crawl({None: page([], 61, polls), 61: page([60], None)}, known=[50])
    assert (asked_for, listed) == ([None, 61], ["60"])


def test_pages_that_lead_back_to_themselves_end() -> None:
    with pytest.raises(Exception, match="newer ones came"):
        crawl({None: page([60, 61], 60), 60: page([60, 61], 60)})
    assert crawl({None: page([60, 61], 60), 60: page([58, 59], 60)})[0] == [None, 60]


def test_an_edited_post_is_a_new_version_and_counters_are_not() -> None:
    def version(text: str, around: str) -> str:
        html = message(5, f'<div class="tgme_widget_message_text js-message_text">{text}</div>{around}')
        (post,) = read_preview(f'<section class="tgme_channel_history">{html}</section>').posts
        return payload_hash("telegram:example", "5", post.html.encode())

    first = version("Go, 200k", '<span class="tgme_widget_message_views">10</span>')
    assert version("Go, 200k", '<span class="tgme_widget_message_views">99</span><span>edited</span>') == first
    assert version("Go, 250k", '<span class="tgme_widget_message_views">10</span><span>edited</span>') != first
