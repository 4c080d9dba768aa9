"""Feeds, sitemaps and searches for guests that misbehave: each judged with its cause, none endless, nothing lost."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest

from scrapers.landing import decompress

DAY, NEXT_DAY = date(2026, 3, 4), date(2026, 3, 5)
FAMILY = """
family: {family}
platform: {family}
kind: {kind}
spider: {family}
address: null
cadence: daily
caps: {{pages: 60, seconds: 60, page_bytes: 1000000, request_seconds: 5}}
floors: {{max_error_share: 0.2}}
robots: {{decision: obey, note: a test, checked_on: null}}
terms: {{decision: unknown, note: a test, checked_on: null}}
attribution: a test
retention: {{note: a test}}
enabled: true
reason: a test
sources: {sources}
"""


def entry(key: str, title: str = "[Hiring] Go developer") -> str:
    return (
        f'<entry><content type="html">&lt;div class="md"&gt;&lt;p&gt;Text {key}&lt;/p&gt;'
        f'&lt;/div&gt;</content><id>t3_{key}</id><link href="https://www.reddit.com/r/a/comments/{key}/"/>'
        f"<published>2026-03-04T10:00:00+00:00</published><title>{title}</title></entry>"
    )


def feed(*keys: str, head: str = "") -> bytes:
    return f'{head}<feed xmlns="http://www.w3.org/2005/Atom">{"".join(map(entry, keys))}</feed>'.encode()


def sitemap(*addresses: str, kind: str = "url") -> bytes:
    root = "urlset" if kind == "url" else "sitemapindex"
    rows = "".join(
        f"<{kind}><loc>{address}</loc><lastmod>2026-03-0{number % 3 + 1}</lastmod></{kind}>"
        for number, address in enumerate(addresses)
    )
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'.encode()


def ad(number: int) -> bytes:
    data = {"@type": "JobPosting", "title": f"Engineer {number}", "description": "<p>Text</p>"}
    return f'<html><script type="application/ld+json">{json.dumps(data)}</script><p>menu</p></html>'.encode()


def card(number: int) -> str:
    return (
        f'<li><div class="base-search-card" data-entity-urn="urn:li:jobPosting:{number}">'
        f'<a class="base-card__full-link" href="https://x.linkedin.com/jobs/view/{number}?t=1"></a>'
        '<h3 class="base-search-card__title">QA</h3><time datetime="2026-03-03"></time></div></li>'
    )


SITE = "https://site.example"
BOMB = gzip.compress(sitemap(f"{SITE}/jobs/1") + b" " * 5_000_000)
MARKUP = b'<div class="show-more-less-html__markup">We test things every day.</div>'

# Path below the source -> reply: bytes, a status, or an address to be led to.
REDDIT: dict[str, dict[str, Any]] = {
    "pages": {"": feed("c", "b"), "?after=t3_b": feed("a"), "?after=t3_a": feed()},
    "endless": {"": feed("c", "b"), "?after=t3_b": feed("c", "b")},
    "twice": {"": feed("c", "c"), "?after=t3_c": feed()},
    "entities": {"": feed("c", head='<!DOCTYPE feed [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>')},
    "half": {"": feed("c", "b")[:-300]},
    "page": {"": b"<!doctype html><html><body>whoa there, pardner!</body></html>"},
    "other": {"": b"<rates/>"},
    "busy": {"": 429},
    "empty": {"": feed()},
    "nameless": {"": feed("c").replace(b"<id>t3_c</id>", b"").replace(b"<link ", b"<nolink ")},
}
JSON_LD: dict[str, dict[str, Any]] = {
    "robots": {
        "/robots.txt": b"User-agent: *\nAllow: /\nSitemap: https://site.example/index.xml\n",
        "/index.xml": sitemap(f"{SITE}/pages.xml", f"{SITE}/jobs.xml.gz", kind="sitemap"),
        "/pages.xml": sitemap(f"{SITE}/about", f"{SITE}/jobs/"),
        "/jobs.xml.gz": gzip.compress(sitemap(*(f"{SITE}/jobs/{number}" for number in (1, 2, 3)))),
        **{f"/jobs/{number}": ad(number) for number in (1, 2, 3)},
    },
    "nowhere": {"/robots.txt": b"User-agent: *\nAllow: /\n"},
    "bomb": {"/sitemap.xml": BOMB},
    "loop": {"/sitemap.xml": sitemap(f"{SITE}/sitemap.xml", kind="sitemap")},
    "deep": {
        f"/{name}.xml": sitemap(f"{SITE}/{name}x.xml", kind="sitemap") for name in ("sitemap", "sitemapx", "sitemapxx")
    },
    "entities": {"/sitemap.xml": b'<!DOCTYPE urlset [<!ENTITY a "b">]>' + sitemap(f"{SITE}/jobs/1")},
    "half": {"/sitemap.xml": sitemap(f"{SITE}/jobs/1", f"{SITE}/jobs/2")[:-60]},
    "bare": {"/sitemap.xml": sitemap(f"{SITE}/jobs/1"), "/jobs/1": b"<html><p>This job is closed</p></html>"},
    "closed": {"/sitemap.xml": sitemap(f"{SITE}/jobs/1", f"{SITE}/jobs/2"), "/jobs/1": ad(1), "/jobs/2": 410},
    "abroad": {"/sitemap.xml": sitemap("http://169.254.169.254/jobs/1")},
    "crowd": {"/sitemap.xml": sitemap(*(f"{SITE}/jobs/{number}" for number in range(50)))},
}
LIST, DETAIL = "/jobs-guest/jobs/api/seeMoreJobPostings/search", "/jobs-guest/jobs/api/jobPosting"
LINKEDIN: dict[str, dict[str, Any]] = {
    "well": {LIST: (card(1) + card(2)).encode(), f"{DETAIL}/1": MARKUP, f"{DETAIL}/2": MARKUP},
    "nothing": {LIST: b"<!DOCTYPE html>\n\n"},
    "wall": {LIST: "/authwall?trk=x", "/authwall": b"<html><h1>Join LinkedIn</h1></html>"},
    "form": {LIST: b'<html><form action="/uas/login-submit"></form></html>'},
    "denied": {LIST: 999},
    "moved": {LIST: b"<ul><li class='brand-new-card'>QA</li></ul>"},
    "walled_ads": {LIST: card(1).encode(), f"{DETAIL}/1": b'<form><input name="session_key"></form>'},
}


@pytest.fixture(scope="module")
def crawled(faults: Any, reply: Any) -> Any:
    def add(family: str, kind: str, sites: dict[str, dict[str, Any]], prefix: str, options: Any) -> None:
        sources = []
        for board, replies in sites.items():
            base = f"/{family.replace('_', '-')}/{board}"
            for path, answer in replies.items():
                faults.server.answers[base + prefix.format(board=board) + path] = (
                    reply(status=answer)
                    if isinstance(answer, int)
                    else reply(status=302, headers={"Location": base + answer})
                    if isinstance(answer, str)
                    else reply(answer, content_type="text/html")
                )
            address = {"base_url": SITE, "market_path": base}
            sources.append({"board": board, "address": address, "options": options(board)})
        text = FAMILY.format(family=family, kind=kind, sources=json.dumps(sources))
        faults.registry.mkdir(exist_ok=True)
        (faults.registry / f"{family}.yaml").write_text(text, encoding="utf-8")

    def sitemap_options(board: str) -> dict[str, Any]:
        named = {} if board in ("robots", "nowhere") else {"sitemap": "/sitemap.xml"}
        return named | {"url_pattern": "/jobs/(?P<id>[0-9]+)"} | ({"most_ads": 10} if board == "crowd" else {})

    add("reddit", "feed", REDDIT, "/r/{board}/new/.rss", lambda board: {"pages": 4})
    add("json_ld", "census", JSON_LD, "", sitemap_options)
    add(
        "linkedin",
        "feed",
        LINKEDIN,
        "",
        lambda board: {"searches": [{"keywords": "qa"}], "deepest": 40, "first_days": 9, "days": 2},
    )
    faults.crawl(["reddit", "json_ld", "linkedin"], DAY)
    return faults


@pytest.mark.parametrize(
    ("source", "verdict", "cause", "errors"),
    [
        ("reddit:pages", "good", None, {}),
        ("reddit:endless", "good", None, {}),
        ("reddit:twice", "good", None, {}),
        ("reddit:entities", "failed", "layout_change", {"forbidden_xml": 1}),
        ("reddit:half", "failed", "outage", {"truncated": 1}),
        ("reddit:page", "failed", "layout_change", {"html_instead_of_xml": 1}),
        ("reddit:other", "failed", "layout_change", {"missing_field": 1}),
        ("reddit:busy", "failed", "block", {"http_refused": 1}),
        ("reddit:empty", "failed", "empty_market", {}),
        ("reddit:nameless", "failed", "layout_change", {"missing_id": 1}),
        ("json_ld:robots", "good", None, {}),
        ("json_ld:nowhere", "failed", "layout_change", {"missing_field": 1}),
        ("json_ld:bomb", "failed", "layout_change", {"too_large": 1}),
        ("json_ld:loop", "failed", "empty_market", {}),
        ("json_ld:deep", "failed", "layout_change", {"slice_overflow": 1}),
        ("json_ld:entities", "failed", "layout_change", {"forbidden_xml": 1}),
        ("json_ld:half", "failed", "outage", {"truncated": 1}),
        ("json_ld:bare", "failed", "layout_change", {"missing_state": 1}),
        ("json_ld:closed", "good", None, {}),
        ("json_ld:abroad", "failed", "block", {"offsite": 1}),
        ("linkedin:well", "good", None, {}),
        ("linkedin:nothing", "failed", "empty_market", {}),
        ("linkedin:wall", "failed", "login_wall", {"login_wall": 1}),
        ("linkedin:form", "failed", "login_wall", {"login_wall": 1}),
        ("linkedin:denied", "failed", "block", {"http_refused": 1}),
        ("linkedin:moved", "failed", "layout_change", {"missing_field": 1}),
        ("linkedin:walled_ads", "failed", "login_wall", {"login_wall": 1}),
    ],
)
def test_every_fault_has_its_cause(crawled: Any, source: str, verdict: str, cause: str, errors: dict[str, int]) -> None:
    assert (*crawled.judged(source), crawled.reports[source].errors) == (verdict, cause, errors)


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("reddit:pages", {"t3_a", "t3_b", "t3_c"}),
        ("reddit:endless", {"t3_b", "t3_c"}),
        ("json_ld:robots", {"1", "2", "3"}),
        ("json_ld:closed", {"1", "2"}),
        ("linkedin:well", {"1", "2"}),
    ],
)
def test_what_is_listed_is_seen(crawled: Any, source: str, keys: set[str]) -> None:
    assert set(crawled.observations(source)) == keys


def test_a_closed_page_is_seen_and_not_read(crawled: Any) -> None:
    assert set(crawled.payloads("json_ld:closed")) == {"1"}


def test_more_ads_than_allowed_are_a_cut_and_no_census(crawled: Any) -> None:
    report = crawled.reports["json_ld:crowd"]
    assert (report.listed, report.is_complete, report.verdict) == (10, False, "degraded")
    assert report.errors["slice_overflow"] == 1


def test_a_page_lands_as_its_data_only(crawled: Any) -> None:
    payload = decompress(crawled.payloads("json_ld:robots")["1"]["payload"])
    assert payload.startswith(b"<script")
    assert b"menu" not in payload


def test_the_next_day_stops_at_the_first_known_post_and_reads_no_page_again(crawled: Any) -> None:
    visits = crawled.server.visits
    seen = {path: len(times) for path, times in visits.items()}
    crawled.crawl(["reddit:pages", "json_ld:robots", "linkedin:well"], NEXT_DAY)
    assert {report.verdict for report in crawled.reports.values()} == {"good"}
    again = {path for path, times in visits.items() if len(times) > seen.get(path, 0)}
    assert "/reddit/pages/r/pages/new/.rss?after=t3_b" not in again
    assert not [path for path in again if path.startswith("/json-ld/robots/jobs/") or "/jobPosting/" in path]
    assert crawled.payloads("json_ld:robots", NEXT_DAY) == {}
