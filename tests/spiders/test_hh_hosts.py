"""hh.ru's regional hosts: the same ad read through any of them is the same posting, and no ad is asked for twice."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from orchestration.transforms.canonical_urls import url_key
from scrapers.boards.clock import CrawlClock
from scrapers.boards.json_text import PageError
from scrapers.boards.slicing import Slice
from scrapers.extensions.own_addresses import is_within
from scrapers.identity import listing_hash, payload_hash, posting_key
from scrapers.items import Listing
from scrapers.parsers import PayloadContext, parse_payload
from scrapers.parsers.lookups import lookup
from scrapers.registry import load_registry
from scrapers.spiders.hh_ru import HhRuSpider

HOSTS: list[str] = lookup("hh_words")["hosts"]
NOW = datetime(2026, 3, 4, 22, tzinfo=UTC)
SOURCE = load_registry().source("hh_ru")


def hh(face: str, market_url: str | None = None) -> HhRuSpider:
    source = SOURCE.model_copy(update={"options": SOURCE.options | {"face": face}})
    clock = CrawlClock(NOW.date(), is_simulated=True)
    crawler = get_crawler(HhRuSpider)
    return HhRuSpider.from_crawler(crawler, source=source, clock=clock, known={}, market_url=market_url)


def web_page(url: str, state: dict[str, Any]) -> Response:
    template = f'<template id="HH-Lux-InitialState">{escape(json.dumps(state))}</template>'
    return HtmlResponse(url, body=f"<html>{template}</html>".encode(), encoding="utf-8", request=Request(url))


def through_pages(host: str) -> tuple[Listing, bytes]:
    """What a crawl lands of vacancy 7 when `host` answers."""
    face = hh("web").face
    item = {"vacancyId": 7, "name": "Тестировщик", "links": {"desktop": f"https://{host}/vacancy/7"}}
    found = {"vacancySearchResult": {"vacancies": [item], "totalResults": 1}}
    (listing,) = face.read_search(web_page(f"https://{host}/search/vacancy", found)).listings
    view = {"vacancyView": {"vacancyId": 7, "name": "Тестировщик", "description": "<p>Кассы</p>"}}
    return listing, face.read_detail(web_page(f"https://{host}/vacancy/7", view), listing)


def through_api(host: str) -> tuple[Listing, bytes]:
    face = hh("api").face
    vacancy = {
        "id": "7",
        "name": "Тестировщик",
        "url": f"https://api.hh.ru/vacancies/7?host={host}",
        "alternate_url": f"https://{host}/vacancy/7",
        "area": {"id": "1002", "name": "Минск", "url": f"https://api.hh.ru/areas/1002?host={host}"},
        "employer": {"id": "5", "name": "Пример", "alternate_url": f"https://{host}/employer/5"},
    }
    search = {"items": [vacancy], "found": 1, "pages": 1}
    reply = HtmlResponse("https://api.hh.ru/vacancies", body=json.dumps(search).encode())
    (listing,) = face.read_search(reply).listings
    detail = HtmlResponse("https://api.hh.ru/vacancies/7", body=json.dumps(vacancy).encode())
    return listing, face.read_detail(detail, listing)


def landed(listing: Listing, payload: bytes) -> tuple[str, ...]:
    key = listing.source_posting_id
    context = PayloadContext(
        "hh_ru", key, listing.url, payload, "json", listing.published_text, NOW, "0" * 32, date(2026, 3, 4)
    )
    (posting,) = parse_payload(context).postings
    return (
        posting["posting_key"],
        posting["url"],
        listing.url or "",
        listing_hash("hh_ru", listing.entry),
        payload_hash("hh_ru", key, payload),
    )


@pytest.mark.parametrize("through", [through_pages, through_api])
@pytest.mark.parametrize("host", HOSTS[1:])
def test_an_ad_of_a_regional_host_is_the_same_posting_with_the_same_content(host: str, through: Any) -> None:
    one, other = landed(*through(HOSTS[0])), landed(*through(host))
    assert one == other
    assert one[:3] == (posting_key("hh_ru", "7"), "https://hh.ru/vacancy/7", "https://hh.ru/vacancy/7")


@pytest.mark.parametrize("host", HOSTS)
def test_linking_knows_every_host_as_a_mirror(host: str) -> None:
    assert url_key(f"https://{host}/vacancy/7654321") == url_key("https://hh.ru/vacancy/7654321") == "hh/7654321"


def test_no_host_is_a_source_of_its_own() -> None:
    addresses = [source.address.base_url for source in load_registry() if source.address]
    own = [address for address in addresses if is_within(urlsplit(address).hostname or "", HOSTS)]
    assert own == ["https://hh.ru"]


def test_a_vacancy_that_leads_to_its_regional_host_is_read_there_but_never_from_the_market() -> None:
    assert all(is_within(host, hh("web").allowed_domains) for host in [*HOSTS, "tashkent.hh.uz"])
    assert not is_within("rabota.by", hh("web", "http://127.0.0.1:1").allowed_domains)
    assert not is_within("example.org", hh("web").allowed_domains)


@pytest.mark.parametrize("face", ["web", "api"])
def test_a_search_of_everywhere_names_every_country_and_one_of_a_region_only_it(face: str) -> None:
    spider = hh(face)
    asked = [
        parse_qs(urlsplit(spider.search(Slice(96, area, None, None), 0).url).query)["area"] for area in (None, 1002)
    ]
    assert asked == [[str(area) for area in SOURCE.options["countries"]], ["1002"]]


def test_the_regions_to_slice_by_hold_all_countries_but_the_one_they_divide() -> None:
    assert set(SOURCE.options["countries"]) - set(SOURCE.options["areas"]) == {113}


def test_a_page_of_another_vacancy_is_not_landed() -> None:
    view = {"vacancyView": {"vacancyId": 8, "name": "Другая"}}
    with pytest.raises(PageError, match="not vacancy 7"):
        hh("web").face.read_detail(web_page("https://hh.ru/vacancy/7", view), Listing("7", None, b"{}"))
