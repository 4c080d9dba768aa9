"""getmatch: the newest of a sitemap, ads of the archive, offers of the API that come twice."""

from __future__ import annotations

import json

import pytest

from scrapers.registry import load_registry
from scrapers.spiders.getmatch import GetmatchSpider
from tests.spiders.canned_crawl import Answer, crawl, lost


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
