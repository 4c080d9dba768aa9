"""Habr Career: a listing's end and what it counts beyond, ads that are gone or hold no data."""

from __future__ import annotations

import json

import pytest

from scrapers.spiders.habr import HabrSpider
from tests.spiders.canned_crawl import Answer, crawl, lost


def habr_list(ids: list[int], page: int, pages: int, counted: int) -> tuple[str, bytes]:
    items = [{"id": key, "title": "Разработчик", "publishedDate": {"date": "2026-03-03T10:00:00+03:00"}} for key in ids]
    meta = {"totalResults": counted, "perPage": 3, "currentPage": page, "totalPages": pages}
    path = f"/api/frontend/vacancies?type=all&sort=date&page={page}&per_page=25"
    return path, json.dumps({"list": items, "meta": meta}).encode()


def habr_ads(*ids: int) -> dict[str, Answer]:
    page = '<html><script type="application/ld+json">{"@type": "JobPosting", "description": "Текст"}</script></html>'
    return {f"/vacancies/{key}": page for key in ids}


def test_habr_is_read_to_its_last_page_and_what_it_counts_beyond_is_noted() -> None:
    pages = dict([habr_list([5, 4, 3], 1, 2, 6), habr_list([3, 2], 2, 2, 6)])
    done = crawl(HabrSpider, pages | habr_ads(5, 4, 3, 2))
    assert lost(done) == {}
    assert sorted(done.payloads) == ["2", "3", "4", "5"]
    assert (done.stat("repeats"), done.stat("unlisted")) == (1, 2)
    joined = json.loads(done.payloads["3"])
    assert (joined["search"]["id"], joined["page"]["description"]) == (3, "Текст")


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ([habr_list([5, 4, 3], 1, 2, 8), habr_list([2, 1, 0], 2, 2, 9)], "the list is cut"),
        ([habr_list([5, 4, 3], 1, 2, 9), habr_list([2], 2, 2, 9)], "less than 60%"),
        ([habr_list([5, 4, 3], 1, 3, 9), habr_list([5, 4, 3], 2, 3, 9)], "shows nothing"),
    ],
    ids=["a full last page is no end", "far fewer than counted", "a page that repeats"],
)
def test_habr_cut_short_is_incomplete(pages: list[tuple[str, bytes]], why: str) -> None:
    done = crawl(HabrSpider, dict(pages) | habr_ads(*range(6)))
    assert lost(done) == {"short_listing": 1}
    assert why in done.spider.samples[0]
    assert not done.spider.is_listing_complete
    assert set(done.payloads) >= {"5", "4", "3"}


def test_a_habr_ad_that_is_gone_was_seen_and_one_without_data_is_lost() -> None:
    ads = habr_ads(5) | {"/vacancies/4": "<html><h1>Другая вёрстка</h1></html>", "/vacancies/3": 410}
    done = crawl(HabrSpider, dict([habr_list([5, 4, 3], 1, 1, 3)]) | ads)
    assert lost(done) == {"missing_state": 1}
    assert (sorted(done.items), sorted(done.payloads), done.stat("gone")) == (["3", "4", "5"], ["5"], 1)
    # No listing hash: the next crawl asks for both again.
    assert [done.items[key].listing_hash for key in ("3", "4")] == [None, None]
    assert [entry.reason for entry in done.quarantined] == ["missing_state"]
