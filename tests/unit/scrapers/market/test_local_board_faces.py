"""The simulated Habr Career, Djinni, DOU and getmatch answer as the live ones where a listing ends or an ad is gone."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from scrapers.market import Market, MarketServer
from scrapers.market.faces.base import Reply
from scrapers.market.faces.dou import TOKEN
from scrapers.market.model import Listed
from scrapers.parsers.text import clean_line

COOKIE = {"cookie": f"csrftoken={TOKEN}"}


def ask(server: MarketServer, target: str) -> Reply:
    return server.reply("GET", target, {})


def press(server: MarketServer, target: str, headers: dict[str, str], **form: object) -> Reply:
    return server.reply("POST", target, headers, urlencode(form).encode())


def closed(market: Market, source: str) -> Listed:
    """An ad that was listed in the market's days and is not on its last."""
    gone = [item for item in market.all_listed() if item.source == source and item.last_listed_on < market.last_day]
    return gone[-1]


def test_habr_counts_more_than_it_lists_and_knows_no_page_past_its_last(server: MarketServer, market: Market) -> None:
    path = "/habr/api/frontend/vacancies?type=all&sort=date&per_page=25&page={}"
    first = json.loads(ask(server, path.format(1)).body)
    pages = first["meta"]["totalPages"]
    ids = [
        item["id"] for page in range(1, pages + 1) for item in json.loads(ask(server, path.format(page)).body)["list"]
    ]
    shown = [int(posting.posting_id) for posting in market.listed_on(server.day, "habr")]
    assert ids == shown[::-1]
    assert pages > 1
    assert first["meta"]["totalResults"] > len(ids)
    assert [ask(server, path.format(page)).status for page in (pages + 1, 0, "x")] == [404, 404, 404]


def test_an_estimate_stands_at_habr_only_where_no_pay_is_stated(server: MarketServer) -> None:
    items = json.loads(ask(server, "/habr/api/frontend/vacancies?page=1").body)["list"]
    stated = {bool(item["salary"]["formatted"]) for item in items}
    assert stated == {True, False}
    assert all(bool(item["salary"]["formatted"]) == (item["predictedSalary"] is None) for item in items)


def test_djinni_leads_back_past_its_end_and_says_when_an_ad_is_closed(server: MarketServer, market: Market) -> None:
    pages = -(-len(market.listed_on(server.day, "djinni")) // 15)
    assert [ask(server, f"/djinni/jobs/?page={page}").status for page in (1, pages, pages + 1)] == [200, 200, 302]
    assert ask(server, f"/djinni/jobs/?page={pages + 1}").headers["Location"] == "/jobs/"
    reply = ask(server, f"/djinni/jobs/{closed(market, 'djinni').posting_id}-any/")
    assert (reply.status, b"no longer active" in reply.body, b"ld+json" in reply.body) == (200, True, False)


def test_the_button_of_dou_wants_its_token_and_cookie(server: MarketServer, market: Market) -> None:
    target, shown = "/dou/vacancies/xhr-load/", len(market.listed_on(server.day, "dou"))
    assert shown > 20
    data = json.loads(press(server, target, COOKIE, csrfmiddlewaretoken=TOKEN, count=20).body)
    assert (data["last"], data["num"]) == (shown <= 60, min(40, shown - 20))
    for headers, form in (
        ({}, {"csrfmiddlewaretoken": TOKEN}),
        (COOKIE, {}),
        (COOKIE, {"csrfmiddlewaretoken": "other"}),
    ):
        assert press(server, target, headers, count=20, **form).status == 403
    assert ask(server, target).status == 404


def test_an_unknown_category_of_dou_is_empty_and_no_error(server: MarketServer) -> None:
    replies = [ask(server, f"/dou/vacancies/?category={name}") for name in ("QA", "Nothing")]
    assert [reply.status for reply in replies] == [200, 200]
    assert [bool(re.search(b'class="l-vacancy"', reply.body)) for reply in replies] == [True, False]


def test_a_closed_ad_of_dou_keeps_its_page(server: MarketServer, market: Market) -> None:
    posting = closed(market, "dou")
    reply = ask(server, f"/dou/companies/any/vacancies/{posting.posting_id}/")
    assert (reply.status, b"l-vacancy __inactive" in reply.body) == (200, True)


def test_the_sitemap_of_getmatch_is_an_archive_and_archived_pages_have_no_data(
    server: MarketServer, market: Market
) -> None:
    posting = closed(market, "getmatch")
    key = posting.posting_id.encode()
    assert b"/vacancies/" + key in ask(server, "/getmatch/sitemap.xml").body
    page = ask(server, f"/getmatch/vacancies/{posting.posting_id}-any")
    assert page.status == 200
    assert "Вакансия в архиве".encode() in page.body
    assert b"ld+json" not in page.body
    assert ask(server, f"/getmatch/api/offers/{posting.posting_id}").status == 404


@pytest.mark.parametrize(
    "path", ["/habr/vacancies/1", "/djinni/jobs/1-x/", "/dou/companies/x/vacancies/1/", "/getmatch/a"]
)
def test_what_never_was_is_not_found(server: MarketServer, path: str) -> None:
    assert ask(server, path).status == 404


def test_pages_say_that_they_are_simulated(server: MarketServer) -> None:
    for path in ("/djinni/jobs/", "/dou/vacancies/", "/getmatch/sitemap.xml"):
        assert "simulated market" in (clean_line(ask(server, path).body.decode()) or "")
