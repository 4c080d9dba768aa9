"""The monthly thread: only comments on it are ads, and only the thread in which employers write is read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from scrapers.boards.clock import CrawlClock
from scrapers.boards.json_text import PageError
from scrapers.items import Listing
from scrapers.registry import load_registry
from scrapers.spiders.hackernews import HackerNewsSpider


def spider() -> HackerNewsSpider:
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    source = load_registry().source("hackernews")
    return HackerNewsSpider.from_crawler(get_crawler(HackerNewsSpider), source=source, clock=clock, known={})


def read(reader: HackerNewsSpider, value: Any, thread: str | None = None) -> list[Any]:
    request = Request("https://hn.algolia.com/api/v1/x", meta={"thread": thread} if thread else {})
    response = TextResponse(request.url, body=json.dumps(value).encode(), encoding="utf-8", request=request)
    return list(reader.read_page(response))


def story(number: int, title: str, author: str = "whoishiring") -> dict[str, Any]:
    return {"objectID": str(number), "title": title, "author": author}


def test_only_the_newest_threads_of_employers_are_read() -> None:
    hits = [
        story(33, "Ask HN: Who wants to be hired? (March 2026)"),
        story(32, "Ask HN: Freelancer? Seeking freelancer? (March 2026)"),
        story(31, "Ask HN: Who is hiring? (March 2026)"),
        story(30, "Ask HN: Who is hiring? (March 2026)", author="somebody"),
        *(story(20 - number, "Ask HN: Who is hiring? (2025)") for number in range(5)),
    ]
    found = read(spider(), {"hits": hits})
    assert [request.url.rpartition("/")[2] for request in found] == ["31", "20", "19"]


def test_replies_and_removed_comments_are_counted_and_not_listed() -> None:
    ad = {
        "id": 5,
        "parent_id": 31,
        "created_at": "2026-03-02T15:00:00.000Z",
        "text": "Example | Go Developer | Riga",
        "children": [{"id": 6, "parent_id": 5, "text": "Remote?"}],
    }
    reader = spider()
    children = [ad, {"id": 7, "parent_id": 31, "text": None, "children": []}, {"id": 8, "parent_id": 5, "text": "Yes"}]
    (listing,) = read(reader, {"id": 31, "children": children}, thread="31")
    assert isinstance(listing, Listing)
    assert (listing.source_posting_id, listing.url) == ("5", "https://news.ycombinator.com/item?id=5")
    assert listing.published_text == "2026-03-02T15:00:00.000Z"
    assert b"Remote?" not in (listing.payload or b"")
    assert reader.crawler.stats is not None
    stats = reader.crawler.stats.get_stats()
    assert (stats["jobmarts/ignored/reply"], stats["jobmarts/ignored/removed_comment"]) == (2, 1)


def test_a_comment_without_a_number_is_kept_apart() -> None:
    reader = spider()
    read(reader, {"children": [{"text": "Example"}]}, thread="31")
    assert reader.errors == {"missing_id": 1}


@pytest.mark.parametrize(
    ("value", "thread", "code"),
    [
        ({"stories": []}, None, "missing_field"),
        ({"hits": [story(1, "Ask HN: Who wants to be hired? (March 2026)")]}, None, "short_listing"),
        ({"status": 404}, "31", "missing_field"),
    ],
)
def test_a_reply_that_is_no_thread_is_named(value: Any, thread: str | None, code: str) -> None:
    with pytest.raises(PageError) as error:
        read(spider(), value, thread)
    assert error.value.code == code
