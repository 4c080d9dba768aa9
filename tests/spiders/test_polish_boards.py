"""Replies of the Polish boards and of sitemaps: what lands of a page, and what a broken one is called."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from scrapers.boards.base import BoardSpider
from scrapers.boards.clock import CrawlClock
from scrapers.boards.embedded_state import cached_query, script_state, streamed_object, streamed_state, within
from scrapers.boards.json_text import PageError
from scrapers.boards.offer_sitemap import is_time_of_writing, read_sitemap
from scrapers.identity import listing_hash, payload_hash
from scrapers.items import Listing
from scrapers.market.render_pages import page, sitemap, sitemap_index
from scrapers.registry import load_registry
from scrapers.spiders.justjoin import JustJoinSpider
from scrapers.spiders.pracuj_pl import PracujSpider
from scrapers.spiders.theprotocol import TheProtocolSpider

GUID = "0f000000-0000-4000-8000-000000000001"
PROTOCOL_URL = f"https://theprotocol.it/szczegoly/praca/dev-lodz,oferta,{GUID}"
WALL = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"


def spider_of(kind: type[BoardSpider], market_url: str | None = None, **options: Any) -> Any:
    source = load_registry().source(kind.name)
    source = source.model_copy(update={"options": source.options | options})
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    return kind.from_crawler(get_crawler(kind), source=source, clock=clock, known={}, market_url=market_url)


def reply(url: str, body: bytes | str, **meta: Any) -> Response:
    data = body.encode() if isinstance(body, str) else body
    return HtmlResponse(url, body=data, encoding="utf-8", request=Request(url, meta=meta))


def code_of(found: Any) -> str:
    with pytest.raises(PageError) as error:
        list(found) if isinstance(found, Iterable) else found()
    return error.value.code


# Sitemaps


def test_an_index_leads_to_its_parts_and_other_pages_than_ads_are_no_ads() -> None:
    spider = spider_of(TheProtocolSpider)
    part = "https://static.theprotocol.it/sitemaps/CurrentOffers/SiteMapJobOffers1.xml"
    (request,) = spider.read_page(reply("https://theprotocol.it/i.xml", sitemap_index([part, part]), is_part=False))
    assert request.url == part
    rows = [(PROTOCOL_URL, "2026-03-01T10:00:00Z"), ("https://theprotocol.it/filtry/java;t", None)]
    (listing,) = spider.read_page(reply(part, sitemap(rows), is_part=True))
    assert (listing.source_posting_id, listing.url, listing.detail_url) == (GUID, PROTOCOL_URL, PROTOCOL_URL)
    assert json.loads(listing.entry) == {"loc": PROTOCOL_URL, "lastmod": "2026-03-01T10:00:00Z"}


def test_on_the_market_all_hosts_of_a_site_are_one() -> None:
    spider = spider_of(TheProtocolSpider, market_url="http://127.0.0.1:1")
    assert spider.reachable("https://static.theprotocol.it/a.xml?b=1") == "http://127.0.0.1:1/theprotocol/a.xml?b=1"


def test_an_index_inside_an_index_has_no_end() -> None:
    spider = spider_of(TheProtocolSpider)
    assert code_of(spider.read_page(reply("https://theprotocol.it/i.xml", sitemap_index(["x"]), is_part=True))) == (
        "short_listing"
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (WALL, "captcha"),
        (b"<html><body>Come back later</body></html>", "html_instead_of_xml"),
        (sitemap([(PROTOCOL_URL, None)]).encode()[:150], "truncated"),
        (b"", "truncated"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>&b;</loc></url></urlset>', "forbidden_xml"),
        (b"<rss><channel></channel></rss>", "missing_field"),
    ],
)
def test_a_broken_sitemap_is_named_by_what_broke_it(body: bytes, code: str) -> None:
    assert code_of(lambda: read_sitemap(body)) == code


def test_the_time_of_writing_says_nothing_about_the_ads() -> None:
    written = [f"2026-03-04T00:00:{second:02}Z" for second in range(30)]
    assert is_time_of_writing(written)
    assert not is_time_of_writing([*written, "2026-03-03T00:00:00Z"])
    assert not is_time_of_writing(["2026-03-04"] * 5)
    assert not is_time_of_writing([""] * 30)
    spider = spider_of(TheProtocolSpider)
    rows = [(PROTOCOL_URL.replace(GUID, f"{GUID[:-2]}{number:02}"), written[number]) for number in range(30)]
    entries = [
        json.loads(found.entry) for found in spider.read_page(reply("https://x/p.xml", sitemap(rows), is_part=True))
    ]
    assert len(entries) == 30
    assert all("lastmod" not in entry for entry in entries)


# State of pages


def next_page(state: Any) -> bytes:
    return f'<html><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script></html>'.encode()


def test_a_page_with_its_state_is_no_wall_whatever_it_loads() -> None:
    body = b'<html><script src="/captcha.js"></script>' + next_page({"a": {"b": 1}})
    assert within(script_state(body, "utf-8"), "a", "b") == 1
    assert within({"a": [1]}, "a", "b") is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (WALL, "captcha"),
        (b"<html><body>unsupported browser</body></html>", "missing_state"),
        (b'<html><script id="__NEXT_DATA__">{"a": 1', "truncated"),
        (b'<html><script id="__NEXT_DATA__">{"a" 1}</script>', "invalid_json"),
    ],
)
def test_a_page_without_its_state_is_named(body: bytes, code: str) -> None:
    assert code_of(lambda: script_state(body, "utf-8")) == code


def test_a_query_that_moved_is_a_missing_state() -> None:
    assert code_of(lambda: cached_query({"props": {"pageProps": {"data": {}}}}, "jobOffer")) == "missing_state"
    queries = [None, {"queryKey": ["user"]}, {"queryKey": ["jobOffer", 5], "state": {"data": {"x": 1}}}]
    assert cached_query({"props": {"pageProps": {"dehydratedState": {"queries": queries}}}}, "jobOffer") == {"x": 1}


def stream(*rows: str) -> str:
    whole = "".join(rows)
    parts = (whole[: len(whole) // 2], whole[len(whole) // 2 :])
    return "".join(f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in parts)


def test_an_object_is_found_in_the_stream_with_its_long_text() -> None:
    body = '<p>Zażółć "gęślą" {jaźń}</p>'
    inner = {"title": "Dev", "slug": "dev-lodz", "body": "$2b", "levels": {"a": 1}}
    state = streamed_state(stream(f"2b:T{len(body.encode()):x},{body}", f'5:["$","x",{json.dumps({"o": [inner]})}]\n'))
    assert streamed_object(state, '"body":', frozenset(("title", "slug"))) == inner | {"body": body}
    assert streamed_object(state, '"body":', frozenset(("title", "price"))) is None
    assert streamed_object("", '"body":', frozenset(("title",))) is None


def test_a_text_that_is_not_in_the_stream_is_no_text() -> None:
    state = streamed_state(stream('5:{"title":"Dev","body":"$7"}\n'))
    assert streamed_object(state, '"body":', frozenset(("title",))) == {"title": "Dev", "body": None}


# the:protocol


def protocol_page(**changes: Any) -> bytes:
    offer = {"id": GUID, "attributes": {"title": {"value": "Dev"}, "applying": {"recruiter": "a person"}}} | changes
    return next_page({"props": {"pageProps": {"offer": offer}}})


def test_recruiters_never_land() -> None:
    spider, listing = spider_of(TheProtocolSpider), Listing(GUID, PROTOCOL_URL, b"{}")
    landed = json.loads(spider.read_detail(reply(PROTOCOL_URL, protocol_page(applying={"mail": "x"})), listing))
    assert landed == {"id": GUID, "attributes": {"title": {"value": "Dev"}}}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (protocol_page(id="another"), "missing_field"),
        (next_page({"props": {"pageProps": {"offer": None}}}), "missing_state"),
        (WALL, "captcha"),
    ],
)
def test_a_page_that_is_not_the_offer_is_lost_by_name(body: bytes, code: str) -> None:
    spider, listing = spider_of(TheProtocolSpider), Listing(GUID, PROTOCOL_URL, b"{}")
    assert code_of(lambda: spider.read_detail(reply(PROTOCOL_URL, body), listing)) == code


# JustJoin.it

JOIN_URL = "https://justjoin.it/job-offer/dev-lodz"
OFFER = {"title": "Dev", "slug": "dev-lodz", "body": "<p>Kasy</p>", "locations": [{"slug": "dev-gdynia"}]}
BLOCK = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Dev"}</script>'


def test_the_offer_of_the_stream_lands_as_the_api_would_give_it() -> None:
    spider = spider_of(JustJoinSpider)
    body = page("Dev", stream(f"5:{json.dumps({'offer': OFFER})}\n"), BLOCK)
    for name in ("dev-lodz", "dev-gdynia"):
        assert json.loads(spider.read_detail(reply(JOIN_URL, body), Listing(name, None, b""))) == OFFER


def test_another_offer_of_the_page_is_not_taken_for_this_one() -> None:
    spider, listing = spider_of(JustJoinSpider), Listing("dev-poznan", None, b"")
    body = page("Dev", stream(f"5:{json.dumps({'offer': OFFER})}\n"), BLOCK)
    assert json.loads(spider.read_detail(reply(JOIN_URL, body), listing)) == {
        "page": {"@type": "JobPosting", "title": "Dev"}
    }
    without = page("Dev", stream(f"5:{json.dumps({'offer': OFFER})}\n"))
    assert code_of(lambda: spider.read_detail(reply(JOIN_URL, without), listing)) == "missing_state"
    assert code_of(lambda: spider.read_detail(reply(JOIN_URL, WALL), listing)) == "captcha"


def api_page(names: list[str], total: int) -> str:
    return json.dumps({"data": [{"slug": name} for name in names], "meta": {"totalItems": total}})


def test_the_api_is_paged_until_the_promise_is_kept_and_no_further() -> None:
    spider = spider_of(JustJoinSpider, face="api")
    urls = [request.url for request in spider.first_pages()]
    assert len(urls) == len(spider.source.options["slices"])
    assert all("from=0&itemsCount=100" in url for url in urls)
    first = reply(urls[0], api_page(["a", "b"], 3), part={}, start=0, names=frozenset())
    one, two, more = spider.read_page(first)
    assert (one.source_posting_id, two.url) == ("a", "https://justjoin.it/job-offer/b")
    assert "from=2&" in more.url
    last = reply(more.url, api_page(["c"], 3), **more.meta)
    assert [found.source_posting_id for found in spider.read_page(last)] == ["c"]


@pytest.mark.parametrize("names", [["a", "b"], []])
def test_an_api_page_without_news_is_a_short_listing(names: list[str]) -> None:
    spider = spider_of(JustJoinSpider, face="api")
    response = reply("https://justjoin.it/x", api_page(names, 9), part={}, start=2, names=frozenset("ab"))
    assert code_of(spider.read_page(response)) == "short_listing"


def test_more_than_the_api_shows_makes_the_listing_incomplete() -> None:
    spider = spider_of(JustJoinSpider, face="api")
    response = reply("https://justjoin.it/x", api_page(["a"], 10_000), part={"c": 1}, start=0, names=frozenset())
    list(spider.read_page(response))
    assert spider.errors == {"slice_overflow": 1}
    assert not spider.is_listing_complete


def test_bumps_and_conversions_change_neither_listing_nor_payload() -> None:
    row = {"from": 10, "currency": "PLN", "currencySource": "original", "type": "b2b"}
    before = {**OFFER, "publishedAt": "2026-03-01T00:00:00Z", "employmentTypes": [row]}
    converted = {**row, "from": 3, "currency": "EUR", "currencySource": "conversion"}
    after = {**before, "publishedAt": "2026-03-02T00:00:00Z", "employmentTypes": [row, converted]}
    assert listing_hash("justjoin", before) == listing_hash("justjoin", after)
    first, second = (json.dumps(value).encode() for value in (before, after))
    assert payload_hash("justjoin", "a", first) == payload_hash("justjoin", "a", second)


# Pracuj.pl


def pracuj_page(query: str, data: Any) -> bytes:
    queries = [{"queryKey": [query, {}], "state": {"data": data}}]
    return next_page({"props": {"pageProps": {"dehydratedState": {"queries": queries}}}})


def group(*numbers: int, **changes: Any) -> dict[str, Any]:
    offers = [{"offerAbsoluteUri": f"https://www.pracuj.pl/praca/dev,oferta,{number}"} for number in numbers]
    return {"jobTitle": "Dev", "offers": offers, "lastPublicated": "2026-03-01"} | changes


def groups_page(total: int, *groups: Any) -> bytes:
    return pracuj_page("jobOffers", {"groupedOffers": list(groups), "groupedOffersTotalCount": total})


def test_a_group_is_one_posting_named_by_its_lowest_offer() -> None:
    spider = spider_of(PracujSpider)
    (first,) = spider.first_pages()
    assert first.url == "https://it.pracuj.pl/praca?pn=1&rop=200"
    page_of_two = reply(first.url, groups_page(3, group(301, 300), group(5)), **first.meta)
    one, other, more = spider.on_page(page_of_two)
    listing = one.cb_kwargs["listing"]
    assert (listing.source_posting_id, listing.url) == ("300", "https://www.pracuj.pl/praca/dev,oferta,300")
    assert (other.url, more.url) == (
        "https://www.pracuj.pl/praca/dev,oferta,5",
        "https://it.pracuj.pl/praca?pn=2&rop=200",
    )
    (last,) = spider.on_page(reply(more.url, groups_page(3, group(7)), **more.meta))
    assert last.cb_kwargs["listing"].source_posting_id == "7"


def test_a_refresh_changes_no_entry_and_no_payload_and_a_new_salary_does() -> None:
    before, bumped = group(1), group(1, lastPublicated="2026-03-02", expirationDate="2026-04-01")
    assert listing_hash("pracuj_pl", before) == listing_hash("pracuj_pl", bumped)
    assert listing_hash("pracuj_pl", before) != listing_hash("pracuj_pl", group(1, salaryDisplayText="9 000 zł"))
    first, second = (json.dumps({"group": each, "offer": {}}).encode() for each in (before, bumped))
    assert payload_hash("pracuj_pl", "1", first) == payload_hash("pracuj_pl", "1", second)


def test_a_group_without_an_offer_is_set_aside_and_counted() -> None:
    spider = spider_of(PracujSpider)
    (odd,) = spider.read_page(reply("https://it.pracuj.pl/praca", groups_page(1, group()), number=1, read=0))
    assert (odd.reason, spider.errors) == ("missing_id", {"missing_id": 1})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (WALL, "captcha"),
        (groups_page(9), "short_listing"),
        (pracuj_page("jobOffers", {"offers": []}), "missing_field"),
        (pracuj_page("other", {}), "missing_state"),
        (b"<html><body>Praca</body></html>", "missing_state"),
    ],
)
def test_a_list_page_that_is_none_is_named(body: bytes, code: str) -> None:
    assert (
        code_of(spider_of(PracujSpider).read_page(reply("https://it.pracuj.pl/praca", body, number=1, read=0))) == code
    )


def test_a_page_that_repeats_the_one_before_ends_the_paging() -> None:
    spider = spider_of(PracujSpider)
    spider.seen["5"] = "listed before"
    response = reply("https://it.pracuj.pl/praca", groups_page(9, group(5)), number=2, read=1)
    found = iter(spider.read_page(response))
    assert next(found).source_posting_id == "5"
    with pytest.raises(PageError, match="nothing new on page 2"):
        next(found)


def test_another_offer_s_page_is_not_landed() -> None:
    spider, listing = spider_of(PracujSpider), Listing("5", None, b'{"jobTitle": "Dev"}')
    landed = spider.read_detail(reply("https://x", pracuj_page("jobOffer", {"jobOfferWebId": 5})), listing)
    assert json.loads(landed) == {"group": {"jobTitle": "Dev"}, "offer": {"jobOfferWebId": 5}}
    wrong = reply("https://x", pracuj_page("jobOffer", {"jobOfferWebId": 6}))
    assert code_of(lambda: spider.read_detail(wrong, listing)) == "missing_field"
