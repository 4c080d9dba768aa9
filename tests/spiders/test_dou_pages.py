"""DOU: a listing behind a button, what of a page is kept, ads that closed on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qs

import pytest
from scrapy import Request

from scrapers.spiders.dou import DouSpider
from tests.spiders.canned_crawl import Answer, Crawl, crawl, lost


def dou_card(key: int, date_shown: str = "3 березня", mark: str = "") -> str:
    return (
        f'<li class="l-vacancy"><div class="date">{date_shown}</div><div class="title">'
        f'<a class="vt" href="https://jobs.dou.ua/companies/prykladna/vacancies/{key}/{mark}">QA</a> '
        '<strong>в&nbsp;<a class="company">Прикладна</a></strong><span class="cities">Львів</span></div>'
        '<div class="sh-info">Перевіряти каси</div></li>'
    )


def dou_list(*cards: str) -> str:
    return f'<script>window.CSRF_TOKEN = "token-1";</script><div id="vacancyListId"><ul>{"".join(cards)}</ul></div>'


def dou_more(*cards: str, last: bool) -> bytes:
    return json.dumps({"html": "".join(cards), "last": last, "num": len(cards)}).encode()


def dou_page(state: str = "") -> str:
    return (
        f'<html><body><div class="b-vacancy"><div class="l-vacancy{state}"><h1 class="g-h2">QA</h1></div></div>'
        '<div class="b-dou-vacancies">Інші вакансії</div></body></html>'
    )


def dou(first: str, more: Mapping[str, Answer], ads: Mapping[int, Answer] | None = None) -> Crawl:
    """`more` by the number of cards that were shown before."""

    def reply(request: Request) -> Answer:
        if request.method == "POST":
            return more.get(parse_qs(request.body.decode())["count"][0], 404)
        if request.url.endswith("/vacancies/"):
            return first
        key = int(request.url.rstrip("/").rpartition("/")[2])
        return (ads or {}).get(key, dou_page())

    return crawl(DouSpider, reply)


def test_dou_presses_the_button_until_the_site_says_it_was_the_last() -> None:
    more = {
        "2": dou_more(dou_card(3), dou_card(2, mark="?from=list_hot"), last=False),
        "4": dou_more(dou_card(4), last=True),
    }
    done = dou(dou_list(dou_card(1), dou_card(2)), more)
    assert lost(done) == {}
    assert done.spider.is_listing_complete
    assert (sorted(done.payloads), done.stat("repeats")) == (["1", "2", "3", "4"], 1)
    assert done.items["2"].url == "https://jobs.dou.ua/companies/prykladna/vacancies/2/"
    posts = [request for request in done.requests if request.method == "POST"]
    assert [parse_qs(post.body.decode())["csrfmiddlewaretoken"] for post in posts] == [["token-1"], ["token-1"]]
    assert {post.headers["Cookie"] for post in posts} == {b"csrftoken=cookie-1"}
    assert {post.headers["X-Requested-With"] for post in posts} == {b"XMLHttpRequest"}


def test_of_a_dou_page_only_the_part_about_the_ad_is_kept() -> None:
    (payload,) = dou(dou_list(dou_card(1)), {"1": dou_more(last=True)}).payloads.values()
    assert payload.startswith(b'<div class="b-vacancy">')
    assert "Інші вакансії".encode() not in payload


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (dou_more(dou_card(1), last=False), "short_listing"),
        (dou_more(last=False), "short_listing"),
        ("<html><h1>Too many requests</h1></html>", "http_refused"),
        ("<html><h1>Щось пішло не так</h1></html>", "html_instead_of_json"),
        (b'{"html": "", "num": 0}', "missing_field"),
        (403, "http_refused"),
    ],
    ids=["cards again", "no cards", "a pause asked for", "a page", "no word of the last", "a token refused"],
)
def test_dou_without_further_cards_is_incomplete(reply: Answer, error: str) -> None:
    done = dou(dou_list(dou_card(1)), {"1": reply})
    assert lost(done) == {error: 1}
    assert not done.spider.is_listing_complete
    assert sorted(done.payloads) == ["1"]


@pytest.mark.parametrize(
    ("first", "error"),
    [
        ("<html><div class='news'></div></html>", {"missing_state": 1}),
        (dou_list(dou_card(1)).replace("CSRF_TOKEN", "OTHER"), {"missing_field": 1}),
        (dou_list(), {}),
    ],
    ids=["no list", "no token", "an empty list"],
)
def test_a_dou_list_of_another_shape_is_told_from_an_empty_one(first: str, error: dict[str, int]) -> None:
    done = dou(first, {})
    assert (lost(done), done.payloads) == (error, {})


def test_a_closed_dou_ad_was_seen_and_is_nobodys_fault() -> None:
    ads = {1: dou_page(" __inactive"), 2: "<html><h1>Too many requests</h1></html>", 3: "<html><h1>Новини</h1></html>"}
    done = dou(dou_list(*map(dou_card, (1, 2, 3))), {"3": dou_more(last=True)}, ads)
    assert lost(done) == {"http_refused": 1, "missing_state": 1}
    assert (sorted(done.items), done.payloads, done.stat("gone")) == (["1", "2", "3"], {}, 1)


def test_a_bump_on_dou_is_no_change_of_the_ad() -> None:
    def hash_of(card: str) -> str | None:
        return dou(dou_list(card), {"1": dou_more(last=True)}).items["1"].listing_hash

    assert hash_of(dou_card(1)) == hash_of(dou_card(1, "4 березня")) is not None
    assert hash_of(dou_card(1)) != hash_of(dou_card(1).replace("Львів", "Київ"))
