"""Habr Career, Djinni, DOU and getmatch: where a listing ends, what comes twice, and what is gone before it is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from scrapers.boards.base import BoardSpider
from scrapers.boards.clock import CrawlClock
from scrapers.items import PageItems, PostingItem, QuarantineItem
from scrapers.registry import load_registry
from scrapers.spiders.djinni import DjinniSpider
from scrapers.spiders.dou import DouSpider
from scrapers.spiders.getmatch import GetmatchSpider
from scrapers.spiders.habr import HabrSpider

Answer = bytes | str | int | tuple[int, dict[str, str]]  # a body, a status, or a status with headers


@dataclass
class Crawl:
    """A crawl of canned replies by address below the site; what is not among them is not found."""

    spider: BoardSpider
    requests: list[Request] = field(default_factory=list)
    items: dict[str, PostingItem] = field(default_factory=dict)
    quarantined: list[QuarantineItem] = field(default_factory=list)

    def stat(self, name: str) -> int:
        stats = self.spider.crawler.stats
        assert stats is not None
        return int(stats.get_value(f"jobmarts/{name}", 0))

    @property
    def payloads(self) -> dict[str, bytes]:
        return {key: item.payload for key, item in self.items.items() if item.payload is not None}


def crawl(
    kind: type[BoardSpider], replies: Mapping[str, Answer] | Callable[[Request], Answer], **options: Any
) -> Crawl:
    source = load_registry().source(str(kind.name))
    source = source.model_copy(update={"options": source.options | options})
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    spider = kind.from_crawler(get_crawler(kind), source=source, clock=clock, known={})
    done, waiting = Crawl(spider), list(spider.first_pages())
    spider.is_started = True
    while waiting:
        request = waiting.pop(0)
        done.requests.append(request)
        path = request.url.removeprefix(spider.base_url)
        answer = replies(request) if callable(replies) else replies.get(path, 404)
        for found in _send(request, answer):
            if isinstance(found, Request):
                waiting.append(found)
                continue
            for item in found.items if isinstance(found, PageItems) else [found]:
                if isinstance(item, PostingItem):
                    assert item.source_posting_id not in done.items
                    done.items[item.source_posting_id] = item
                else:
                    done.quarantined.append(item)
        assert len(done.requests) < 100, "a crawl without end"
    return done


def _send(request: Request, answer: Answer) -> Any:
    status, headers = answer if isinstance(answer, tuple) else (answer if isinstance(answer, int) else 200, {})
    body = answer if isinstance(answer, bytes | str) else b""
    if isinstance(body, str):
        body = body.encode()
    if request.url.endswith("/vacancies/") and b"CSRF_TOKEN" in body:
        headers = {"Set-Cookie": "csrftoken=cookie-1; expires=Thu, 04 Mar 2027 00:00:00 GMT; Path=/"}
    response = HtmlResponse(request.url, status=status, headers=headers, body=body, request=request)
    if status >= 300 and status not in request.meta.get("handle_httpstatus_list", []):
        failure = Failure(HttpError(response))  # type: ignore[no-untyped-call]
        failure.request = request  # type: ignore[attr-defined]
        assert request.errback is not None
        return list(request.errback(failure))
    assert request.callback is not None
    return list(request.callback(response, **request.cb_kwargs))


def lost(done: Crawl) -> dict[str, int]:
    assert done.spider.is_listing_complete == (done.spider.lost_pages == 0)
    return dict(done.spider.errors)


# Habr Career ----------------------------------------------------------------------------------------------------------


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


# Djinni ---------------------------------------------------------------------------------------------------------------


def djinni_page(*ids: int, page: int = 1) -> str:
    jobs = [
        {
            "@type": "JobPosting",
            "identifier": key,
            "title": "QA \\u0026 more",
            "url": f"https://djinni.co/jobs/{key}-qa/",
        }
        for key in ids
    ]
    data = json.dumps(jobs).replace("\\\\", "\\")
    card = '<span class="text-nowrap">Office Work</span><span><span class="location-text">Kyiv</span></span>'
    cards = [
        f'<div id="job-item-{key}"><div class="fw-medium">{card}</div><b>{page} views</b></div>' for key in ids[1:]
    ]
    return f'<script type="application/ld+json">{data}</script>{"".join(cards)}'


BACK = (302, {"Location": "/jobs/"})


def test_djinni_ends_where_it_leads_back_to_its_start() -> None:
    done = crawl(DjinniSpider, {"/jobs/": djinni_page(3, 2), "/jobs/?page=2": djinni_page(2, 1), "/jobs/?page=3": BACK})
    assert lost(done) == {}
    assert done.spider.is_listing_complete
    assert (sorted(done.payloads), done.stat("repeats"), len(done.requests)) == (["1", "2", "3"], 1, 3)
    joined = json.loads(done.payloads["2"])
    assert joined["job"]["title"] == "QA & more"
    assert joined["card"] == {"facts": ["Office Work"], "places": ["Kyiv"], "tags": []}
    assert json.loads(done.payloads["3"])["card"] is None


@pytest.mark.parametrize(
    ("second", "error"),
    [
        (djinni_page(3, 2), "short_listing"),
        ((302, {"Location": "/login?from=jobs"}), "offsite"),
        ("<html><head><title>Jobs</title></head></html>", "missing_state"),
        ('<script type="application/ld+json">[{"@type": "JobPosting", "ti', "truncated"),
        (403, "http_refused"),
    ],
    ids=["the first page again", "led to a login", "no data", "half a page", "refused"],
)
def test_djinni_stopped_on_the_way_is_incomplete(second: Answer, error: str) -> None:
    done = crawl(DjinniSpider, {"/jobs/": djinni_page(3, 2), "/jobs/?page=2": second})
    assert lost(done) == {error: 1}
    assert not done.spider.is_listing_complete
    assert sorted(done.payloads) == ["2", "3"]


# DOU ------------------------------------------------------------------------------------------------------------------


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


# getmatch -------------------------------------------------------------------------------------------------------------


def getmatch_page(title: str) -> str:
    return (
        f'<html><head><script type="application/ld+json">{{"@type": "JobPosting", "title": "{title}"}}</script></head>'
        '<body><section class="b-vacancy-header"><h3>300 000 ₽/мес на руки</h3></section></body></html>'
    )


ARCHIVED = "<html><body><div>Вакансия в архиве</div><section class='b-vacancy-header'></section></body></html>"
SITEMAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def sitemap(*paths: str) -> str:
    return SITEMAP.format("".join(f"<url><loc>https://getmatch.ru{path}</loc></url>" for path in paths))


def test_getmatch_looks_at_the_newest_of_the_archive_and_an_archived_ad_is_not_listed() -> None:
    paths = ["/vacancies/9-old", "/vacancies/golang", "/companies/30-x", "/vacancies/101-qa", "/vacancies/100-dev"]
    pages = {"/sitemap.xml": sitemap(*paths), "/vacancies/101-qa": getmatch_page("QA"), "/vacancies/100-dev": ARCHIVED}
    done = crawl(GetmatchSpider, pages, newest=2)
    assert lost(done) == {}
    assert (sorted(done.items), done.stat("gone"), len(done.requests)) == (["101"], 1, 3)
    assert list(done.spider.seen) == ["101"]
    assert done.items["101"].url == "https://getmatch.ru/vacancies/101-qa"
    kept = json.loads(done.payloads["101"])
    assert (kept["page"]["title"], list(kept["sections"])) == ("QA", ["header"])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (sitemap("/vacancies/golang"), "missing_field"),
        (sitemap("/vacancies/1-a")[:-5], "truncated"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>&b;</loc></url></urlset>', "forbidden_xml"),
        ("<!DOCTYPE html><html><body>Вакансии</body></html>", "html_instead_of_xml"),
        ("<rss><channel/></rss>", "missing_field"),
        (503, "http_server_error"),
    ],
)
def test_a_getmatch_sitemap_of_another_shape_is_named(body: Answer, error: str) -> None:
    assert lost(crawl(GetmatchSpider, {"/sitemap.xml": body})) == {error: 1}


def test_a_getmatch_page_without_data_that_is_not_archived_is_lost() -> None:
    pages = {"/sitemap.xml": sitemap("/vacancies/1-a"), "/vacancies/1-a": "<html><h1>Новая вёрстка</h1></html>"}
    assert lost(crawl(GetmatchSpider, pages)) == {"missing_state": 1}


def offers(total: int, *ids: int) -> bytes:
    listed = [{"id": key, "position": "QA", "url": f"/vacancies/{key}-qa", "salary_taxes": "net"} for key in ids]
    return json.dumps({"meta": {"total": total}, "offers": listed}).encode()


def test_the_getmatch_api_lists_injected_offers_once_and_joins_what_only_the_detail_says() -> None:
    pages: dict[str, Answer] = {
        "/api/offers?offset=0&limit=2": offers(3, 7, 6, 90),
        "/api/offers?offset=2&limit=2": offers(3, 5, 90),
        **{f"/api/offers/{key}": json.dumps({"id": key, "seniority": "senior"}) for key in (7, 6, 90)},
    }
    done = crawl(GetmatchSpider, pages, face="api", per_page=2)
    assert lost(done) == {}
    assert (sorted(done.items), sorted(done.payloads)) == (["5", "6", "7", "90"], ["6", "7", "90"])
    assert (
        json.loads(done.payloads["7"]).items()
        >= {"position": "QA", "salary_taxes": "net", "seniority": "senior"}.items()
    )


def test_a_getmatch_list_shorter_than_promised_or_endless_is_incomplete() -> None:
    short = {"/api/offers?offset=0&limit=100": offers(9, 7)}
    endless = {"/api/offers?offset=0&limit=1": offers(3, 7), "/api/offers?offset=1&limit=1": offers(3, 7)}
    for pages, size in ((short, 100), (endless, 1)):
        done = crawl(GetmatchSpider, pages, face="api", per_page=size)
        assert lost(done) == {"short_listing": 1}
        assert not done.spider.is_listing_complete


def test_by_default_no_address_is_asked_for_that_robots_txt_disallows() -> None:
    source = load_registry().source("getmatch")
    assert not source.enabled
    pages = {"/sitemap.xml": sitemap("/vacancies/1-a"), "/vacancies/1-a": getmatch_page("QA")}
    asked = crawl(GetmatchSpider, pages).requests
    assert [request for request in asked if "/api/" in request.url] == []
    assert source.model_copy(update={"options": source.options | {"face": "api"}}).prohibitions[-1].endswith("/api/")
