"""Djinni: the listing ends where it leads back to its start."""

from __future__ import annotations

import json

import pytest

from scrapers.spiders.djinni import DjinniSpider
from tests.spiders.canned_crawl import Answer, crawl, lost


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
