"""A search deeper than it can be paged through is divided until every ad is reached, without a request too many."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from scrapers.boards.clock import CrawlClock
from scrapers.boards.slicing import Slice, SliceRules, split
from scrapers.items import PageItems
from scrapers.landing import KnownListing
from scrapers.registry import load_registry
from scrapers.spiders.hh_ru import HhRuSpider

BOUNDS = ("date_from", "date_to")
NOW = datetime(2026, 3, 4, 22, tzinfo=UTC)
RULES = SliceRules(now=NOW, lookback=timedelta(days=45), smallest=timedelta(minutes=30), areas=(113, 40))


def test_time_is_halved_first_and_the_oldest_half_stays_open() -> None:
    old, new = split(Slice(96, None, None, None), RULES)
    assert (old.start, old.end) == (None, new.start)
    assert (new.start, new.end) == (NOW - timedelta(days=22.5), None)


def test_a_short_window_is_divided_by_region_and_then_not_at_all() -> None:
    window = Slice(96, None, NOW - timedelta(minutes=40), NOW)
    parts = split(window, RULES)
    assert [part.area for part in parts] == [113, 40]
    assert {(part.start, part.end) for part in parts} == {(window.start, window.end)}
    assert split(parts[0], RULES) == []


def test_halving_always_ends() -> None:
    parts, steps = [Slice(96, 113, None, None)], 0
    while parts:
        parts = [piece for part in parts[:2] for piece in split(part, RULES)]
        steps += 1
        assert steps < 40


class Board:
    """A board of ads with a time and a region that lets `cap` results through, as the API does."""

    def __init__(self, ads: list[tuple[int, datetime, int]], cap: int, ignores_time: bool = False) -> None:
        self.ads, self.cap, self.ignores_time = ads, cap, ignores_time
        self.requests = 0

    def answer(self, request: Request) -> TextResponse:
        self.requests += 1
        asked = parse_qs(urlsplit(request.url).query)
        query = {name: values[0] for name, values in asked.items()}
        bounds = {} if self.ignores_time else query
        start, end = (datetime.fromisoformat(bounds[name]) if name in bounds else None for name in BOUNDS)
        found = [
            ad for ad in self.ads
            if (start is None or ad[1] >= start) and (end is None or ad[1] <= end)
            and str(ad[2]) in asked["area"]
        ]  # fmt: skip
        page, size = int(query["page"]), int(query["per_page"])
        assert (page + 1) * size <= self.cap, "asked beyond the depth cap"
        items = [{"id": str(ad[0]), "name": "Engineer"} for ad in found[page * size : (page + 1) * size]]
        pages = min(-(-len(found) // size), self.cap // size)
        reply = {"items": items, "found": len(found), "pages": pages, "page": page, "per_page": size}
        return TextResponse(request.url, body=json.dumps(reply).encode(), request=request)


def spider(cap: int, known: dict[str, KnownListing] | None = None) -> HhRuSpider:
    source = load_registry().source("hh_ru")
    options = {**source.options, "depth_cap": cap, "per_page": 10, "professional_roles": [96], "areas": [113, 40]}
    source = source.model_copy(update={"options": options | {"face": "api"}})
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    return HhRuSpider.from_crawler(get_crawler(HhRuSpider), source=source, clock=clock, known=known or {})


def read_listing(reader: HhRuSpider, board: Board) -> list[Any]:
    """Follow the listing's requests to the end; the outputs that are not pages of it."""
    queue, outputs = list(reader.first_pages()), []
    reader.is_started = True
    while queue:
        for output in reader.on_page(board.answer(queue.pop())):
            is_page = isinstance(output, Request) and output.callback == reader.on_page
            (queue if is_page else outputs).append(output)
    return outputs


def ads(count: int, spread: timedelta) -> list[tuple[int, datetime, int]]:
    newest = NOW - timedelta(hours=1)
    return [(number, newest - number * spread / count, 113 if number % 2 else 40) for number in range(count)]


@pytest.mark.parametrize("count", [0, 5, 20, 100, 500])
def test_every_ad_is_listed_once_however_deep_the_search(count: int) -> None:
    board, reader = Board(ads(count, timedelta(days=60)), cap=20), spider(cap=20)
    outputs = read_listing(reader, board)
    details = [output.url for output in outputs if isinstance(output, Request)]
    assert len(details) == len(set(details)) == count
    assert len(reader.seen) == count
    assert reader.is_listing_complete
    assert board.requests <= 1 + count


def test_a_burst_too_dense_for_time_is_reached_by_region() -> None:
    board, reader = Board(ads(30, timedelta(minutes=1)), cap=20), spider(cap=20)
    read_listing(reader, board)
    assert len(reader.seen) == 30
    assert reader.is_listing_complete


def test_what_no_slicing_reaches_is_said_and_the_listing_is_incomplete() -> None:
    board, reader = Board(ads(100, timedelta(minutes=1)), cap=20), spider(cap=20)
    read_listing(reader, board)
    assert 0 < len(reader.seen) < 100
    assert reader.errors["slice_overflow"] == 2
    assert not reader.is_listing_complete


def test_a_board_that_ignores_the_time_window_is_not_asked_without_end() -> None:
    board, reader = Board(ads(36, timedelta(days=30)), cap=20, ignores_time=True), spider(cap=20)
    read_listing(reader, board)
    assert reader.ignores_time
    assert len(reader.seen) == 36
    assert reader.is_listing_complete
    assert board.requests < 60


def test_a_known_ad_costs_no_request_until_its_entry_changes() -> None:
    board, reader = Board(ads(3, timedelta(days=1)), cap=20), spider(cap=20)
    read_listing(reader, board)
    known = {key: KnownListing(entry_hash, f"payload of {key}") for key, entry_hash in reader.seen.items()}
    known["1"] = KnownListing("another listing hash", "payload of 1")
    known["2"] = KnownListing(known["2"].listing_hash, None)
    outputs = read_listing(again := spider(cap=20, known=known), board)
    assert [output.url for output in outputs if isinstance(output, Request)] == [
        "https://api.hh.ru/vacancies/1",
        "https://api.hh.ru/vacancies/2",
    ]
    unchanged = [item for output in outputs if isinstance(output, PageItems) for item in output.items]
    assert [(item.source_posting_id, item.payload, item.listing_hash) for item in unchanged] == [
        ("0", None, again.seen["0"])
    ]
