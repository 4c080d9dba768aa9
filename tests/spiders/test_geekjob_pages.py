"""Geekjob's replies: cards without their dates, a list that ends by itself, and what a broken page is called."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from scrapers.boards.clock import CrawlClock
from scrapers.boards.json_text import PageError
from scrapers.items import Listing
from scrapers.registry import load_registry
from scrapers.spiders.geekjob import GeekjobSpider, read_cards

KEYS = [f"66aa0000000000000000000{number}" for number in range(4)]
WALL = b"<!DOCTYPE html><html><head><title>DDoS-Guard</title></head></html>"
BLOCK = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Dev"}</script>'


def geekjob(**options: Any) -> GeekjobSpider:
    source = load_registry().source("geekjob")
    source = source.model_copy(update={"options": source.options | options})
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    return GeekjobSpider.from_crawler(get_crawler(GeekjobSpider), source=source, clock=clock, known={})


def card(key: str, when: str = "Сегодня", pay: str = "") -> str:
    return (
        f'<li class="collection-item avatar"><a href="/vacancy/{key}">{when}</a><p class="truncate vacancy-name">'
        f'<a href="/vacancy/{key}"> Dev </a></p><p class="truncate company-name"><a href="/company/1">Пример</a></p>'
        f'<span class="salary">{pay}</span></li>'
    )


def page_of(*cards: str, number: int = 1) -> Response:
    url = f"https://geekjob.ru/vacancies/{number}"
    body = f"<html><body><ul>{''.join(cards)}</ul></body></html>".encode()
    return HtmlResponse(url, body=body, encoding="utf-8", request=Request(url, meta={"number": number}))


def code_of(spider: GeekjobSpider, response: Response) -> str:
    with pytest.raises(PageError) as error:
        list(spider.read_page(response))
    return error.value.code


def test_a_card_is_read_without_its_date_and_advertising_is_no_vacancy() -> None:
    advertising = (
        '<li class="collection-item"><a href="https://example.org/course"><p class="truncate">Курс</p></a></li>'
    )
    body = (card(KEYS[0], "вчера", "от 100 000 ₽") + advertising + card(KEYS[0], "28 июля")).encode()
    assert read_cards(body) == {KEYS[0]: {"id": KEYS[0], "title": "Dev", "company": "Пример", "salary": "от 100 000 ₽"}}


def test_the_list_is_walked_to_its_empty_page() -> None:
    spider = geekjob()
    (first,) = spider.first_pages()
    assert first.url == "https://geekjob.ru/vacancies/1"
    found = [request.url for request in spider.on_page(page_of(card(KEYS[0]))) if isinstance(request, Request)]
    assert tuple(found) == (f"https://geekjob.ru/vacancy/{KEYS[0]}", "https://geekjob.ru/vacancies/2")
    assert list(spider.on_page(page_of(number=2))) == []
    assert spider.lost_pages == 0


def test_what_is_no_page_of_the_list_is_named() -> None:
    wall = HtmlResponse("https://geekjob.ru/vacancies/3", body=WALL, request=Request("https://x", meta={"number": 3}))
    assert code_of(geekjob(), wall) == "captcha"
    assert code_of(geekjob(), page_of()) == "missing_field"
    repeated = geekjob()
    list(repeated.on_page(page_of(card(KEYS[0]))))
    list(repeated.on_page(page_of(card(KEYS[0]), number=2)))
    assert repeated.errors == {"short_listing": 1}
    endless = geekjob(max_pages=2)
    list(endless.on_page(page_of(card(KEYS[0]))))
    list(endless.on_page(page_of(card(KEYS[1]), number=2)))
    assert (endless.errors, endless.lost_pages) == ({"short_listing": 1}, 1)


def test_a_vacancy_lands_with_what_stands_outside_its_block() -> None:
    spider, listing = geekjob(), Listing(KEYS[0], None, b'{"id": "1"}')
    body = f'<html>{BLOCK}<div class="jobinfo"> Работа в офисе<b>•</b>Опыт любой </div></html>'.encode()
    landed = spider.read_detail(HtmlResponse("https://geekjob.ru/vacancy/1", body=body), listing)
    assert json.loads(landed) == {
        "card": {"id": "1"},
        "page": {"@type": "JobPosting", "title": "Dev"},
        "jobinfo": "Работа в офисе • Опыт любой",
        "salary": None,
    }


@pytest.mark.parametrize(("body", "code"), [(WALL, "captcha"), (b"<html>archived</html>", "missing_state")])
def test_a_page_without_the_block_is_lost_by_name(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as error:
        geekjob().read_detail(HtmlResponse("https://geekjob.ru/vacancy/1", body=body), Listing(KEYS[0], None, b"{}"))
    assert error.value.code == code
