from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from scrapers.market import Market, MarketServer, serve

TOKEN = {"Authorization": "Bearer simulated"}
GESMES = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}"


def get(server: MarketServer, path: str, **headers: str) -> tuple[int, bytes]:
    try:
        reply = urlopen(Request(server.url + path, headers=headers), timeout=10)
    except HTTPError as error:
        reply = error
    with reply:
        assert reply.headers["X-Jobmarts-Simulated"] == "1"
        return int(reply.status or 0), reply.read()


def state(body: bytes) -> dict[str, object]:
    found = re.search(r'<template id="HH-Lux-InitialState">(.*?)</template>', body.decode(), re.S)
    assert found is not None
    data: dict[str, object] = json.loads(html.unescape(found[1]))
    return data


def test_only_loopback_is_served(market: Market) -> None:
    with pytest.raises(ValueError, match="not a loopback"), serve(market, host="0.0.0.0"):
        pass


def test_api_refuses_anonymous_readers_like_the_live_one(server: MarketServer) -> None:
    for path in ("/hh-api/vacancies", "/hh-api/vacancies/1"):
        status, body = get(server, path)
        assert status == 403
        assert json.loads(body)["errors"] == [{"type": "forbidden"}]


def test_api_pages_hold_every_open_ad_once(server: MarketServer, market: Market) -> None:
    pages = [json.loads(get(server, f"/hh-api/vacancies?per_page=100&page={page}", **TOKEN)[1]) for page in range(9)]
    ids = [item["id"] for page in pages for item in page["items"]]
    expected = [posting.posting_id for posting in market.listed_on(market.last_day, "hh_ru")]
    assert pages[0]["found"] == len(expected)
    assert sorted(ids) == sorted(expected)
    times = [item["published_at"] for item in pages[0]["items"]]
    assert times == sorted(times, reverse=True)
    assert all(time.endswith("+0300") for time in times)


def test_api_is_two_thousand_results_deep(server: MarketServer) -> None:
    assert get(server, "/hh-api/vacancies?per_page=10&page=199", **TOKEN)[0] == 200
    status, body = get(server, "/hh-api/vacancies?per_page=10&page=200", **TOKEN)
    assert status == 400
    assert json.loads(body)["errors"][0]["type"] == "bad_argument"
    assert get(server, "/hh-api/vacancies?per_page=101", **TOKEN)[0] == 400


def test_api_slices_by_role_area_and_time_add_up(server: MarketServer) -> None:
    def found(query: str) -> int:
        return int(json.loads(get(server, f"/hh-api/vacancies?per_page=1&{query}", **TOKEN)[1])["found"])

    everything = found("")
    middle = quote("2026-09-10T00:00:00+0000")
    assert found(f"date_to={middle}") + found(f"date_from={middle}") == everything
    assert sum(found(f"area={area}") for area in (113, 5, 40, 9, 16, 28, 1001, 48, 97)) == everything
    assert 0 < found("professional_role=96&professional_role=124") < everything
    assert found("professional_role=999") == 0
    assert get(server, "/hh-api/vacancies?date_from=yesterday", **TOKEN)[0] == 400


def test_api_detail_has_text_and_skills(server: MarketServer, market: Market) -> None:
    posting = next(item for item in market.listed_on(market.last_day, "hh_ru") if item.opening.technologies)
    detail = json.loads(get(server, f"/hh-api/vacancies/{posting.posting_id}", **TOKEN)[1])
    assert [skill["name"] for skill in detail["key_skills"]] == list(posting.opening.technologies)
    assert "<li>" in detail["description"]
    assert "snippet" not in detail
    assert get(server, "/hh-api/vacancies/1", **TOKEN)[0] == 404


def test_closed_ads_are_gone(server: MarketServer, market: Market) -> None:
    closed = next(p for p in market.all_listed() if p.source == "hh_ru" and p.last_listed_on < market.last_day)
    open_day = closed.last_listed_on.isoformat()
    assert get(server, f"/hh/vacancy/{closed.posting_id}")[0] == 404
    assert get(server, f"/hh/vacancy/{closed.posting_id}", **{"X-Market-Day": open_day})[0] == 200


def test_web_pages_carry_the_state(server: MarketServer, market: Market) -> None:
    body = get(server, "/hh/search/vacancy?professional_role=96&items_on_page=50&page=0")[1]
    assert b'<meta name="generator" content="jobmarts simulated market">' in body
    result = state(body)["vacancySearchResult"]
    assert isinstance(result, dict)
    assert len(result["vacancies"]) == 50
    assert result["paging"]["lastPage"]["page"] == (result["totalResults"] - 1) // 50
    first = result["vacancies"][0]
    assert {"from", "to", "currencyCode", "noCompensation"} & set(first["compensation"])
    assert first["publicationTime"]["$"].endswith("+03:00")
    page = get(server, f"/hh/vacancy/{first['vacancyId']}")[1]
    view = state(page)["vacancyView"]
    assert isinstance(view, dict)
    assert view["name"] == first["name"]
    ld = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.decode(), re.S)
    assert ld is not None
    assert json.loads(ld[1])["@type"] == "JobPosting"
    assert get(server, "/hh/search/vacancy?items_on_page=100&page=20")[0] == 404


def test_web_paging_is_null_on_the_only_page(server: MarketServer) -> None:
    result = state(get(server, "/hh/search/vacancy?professional_role=150&items_on_page=100")[1])["vacancySearchResult"]
    assert isinstance(result, dict)
    assert result["totalResults"] < 100
    assert result["paging"] is None


def test_dump_has_a_row_per_city_with_one_reference(server: MarketServer, market: Market) -> None:
    dump = json.loads(get(server, "/nofluffjobs/api/posting")[1])
    rows = dump["postings"]
    assert dump["totalCount"] == len(rows) == len({row["id"] for row in rows})
    references: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        references.setdefault(row["reference"], []).append(row)
    copied = next(group for group in references.values() if len(group) > 1)
    assert len({row["title"] for row in copied}) == 1
    detail = json.loads(get(server, f"/nofluffjobs/api/posting/{copied[0]['url']}")[1])
    assert detail["reference"] == copied[0]["reference"]
    assert detail["requirements"]["musts"]
    assert detail["specs"]["dailyTasks"]
    assert all(row["location"]["places"][0]["url"] == row["url"] for row in copied)
    assert get(server, "/nofluffjobs/api/posting/none")[0] == 404


def test_preview_pages_lead_back_through_the_channel(server: MarketServer, market: Market) -> None:
    listed = [post.posting_id for post in market.listed_on(market.last_day, "telegram:sim_python_jobs")]
    seen: list[str] = []
    path = "/telegram/s/sim_python_jobs"
    while True:
        body = get(server, path)[1].decode()
        # Polls and notices of pinned posts stand between the posts.
        posts = [number for number in re.findall(r'data-post="sim_python_jobs/(\d+)"', body) if number in listed]
        assert 1 <= len(posts) <= 20
        seen = posts + seen
        before = re.search(r'tme_messages_more js-messages_more" data-before="(\d+)"', body)
        if before is None:
            break
        path = f"/telegram/s/sim_python_jobs?before={before[1]}"
    assert seen == listed == sorted(listed, key=int)
    assert b"tgme_channel_history" not in get(server, "/telegram/s/nobody")[1]


def test_ashby_board_shows_pay_only_when_asked(server: MarketServer, market: Market) -> None:
    path = "/ashby/posting-api/job-board/sim-bobrolab"
    jobs = json.loads(get(server, f"{path}?includeCompensation=true")[1])["jobs"]
    assert len(jobs) == len(market.listed_on(market.last_day, "ashby:sim-bobrolab"))
    shown = [job["compensation"]["summaryComponents"] for job in jobs]
    assert any(parts and parts[0]["interval"] == "1 YEAR" for parts in shown)
    assert any(not parts for parts in shown)
    assert all("compensation" not in job for job in json.loads(get(server, path)[1])["jobs"])
    assert get(server, "/ashby/posting-api/job-board/nobody")[0] == 404


def test_weekend_rates_behave_like_the_authorities(server: MarketServer, market: Market) -> None:
    assert market.last_day.weekday() == 6
    daily = ET.fromstring(get(server, "/ecb/stats/eurofxref/eurofxref-daily.xml")[1])
    assert daily.find(f".//{GESMES}Cube[@time='2026-09-18']") is not None
    history = ET.fromstring(get(server, "/ecb/stats/eurofxref/eurofxref-hist-90d.xml")[1])
    days = [date.fromisoformat(cube.attrib["time"]) for cube in history.findall(f".//{GESMES}Cube[@time]")]
    assert days == sorted(days, reverse=True)
    assert all(day.weekday() < 5 for day in days)
    body = get(server, "/cbr/scripts/XML_daily.asp?date_req=20/09/2026")[1]
    assert "Доллар США".encode("windows-1251") in body
    table = ET.fromstring(body)
    assert table.attrib["Date"] == "19.09.2026"
    tenge = table.find("Valute[CharCode='KZT']")
    assert tenge is not None
    assert tenge.findtext("Nominal") == "100"
    assert "," in (tenge.findtext("Value") or "")
    rows = json.loads(get(server, "/nbu/NBUStatService/v1/statdirectory/exchange?date=20260920&json")[1])
    assert {row["exchangedate"] for row in rows} == {"20.09.2026"}
    assert b"Error in parameters" in get(server, "/cbr/scripts/XML_daily.asp?date_req=2026-09-20")[1]
    assert b"Wrong parameters" in get(server, "/nbu/NBUStatService/v1/statdirectory/exchange?date=20.09.2026&json")[1]


def test_authorities_agree_about_the_dollar(market: Market) -> None:
    day = date(2026, 9, 16)
    euro, pound = (market.rates.price(code, "USD", day) for code in ("EUR", "GBP"))
    assert 1.0 < euro < 1.35
    assert market.rates.price("GBP", "EUR", day) == pytest.approx(pound / euro)
    moves = [market.rates.usd_per_unit("RUB", day + timedelta(days=n)) for n in range(-10, 1)]
    assert len(set(moves)) > 5
    assert max(moves) / min(moves) < 1.05


def test_sources_and_robots(server: MarketServer, market: Market) -> None:
    sources = json.loads(get(server, "/_market/sources.json")[1])
    assert len(sources) == len(market.sources()) >= 10
    assert {"source": "telegram:sim_python_jobs", "family": "telegram", "kind": "feed"} in sources
    for base in ("hh", "hh-api", "nofluffjobs", "telegram", "ashby", "ecb", "cbr", "nbu"):
        assert b"Allow: /" in get(server, f"/{base}/robots.txt")[1]
    assert get(server, "/elsewhere")[0] == 404
    assert get(server, "/hh/search/vacancy", **{"X-Market-Day": "soon"})[0] == 400


def test_faults_break_only_their_path(market: Market) -> None:
    with serve(market, faults={"/hh/": "500", "/nofluffjobs": "truncated", "/ashby": "html"}) as broken:
        assert get(broken, "/hh/search/vacancy")[0] == 500
        with pytest.raises(json.JSONDecodeError):
            json.loads(get(broken, "/nofluffjobs/api/posting")[1])
        assert get(broken, "/ashby/posting-api/job-board/sim-bobrolab")[1].startswith(b"<html>")
        assert get(broken, "/telegram/s/sim_python_jobs")[0] == 200


def test_a_day_after_the_range_extends_the_market(market: Market) -> None:
    with serve(market) as server:
        later = (market.last_day + timedelta(days=2)).isoformat()
        path = "/nofluffjobs/api/posting"
        now, then = json.loads(get(server, path)[1]), json.loads(get(server, path, **{"X-Market-Day": later})[1])
        known = {row["id"]: row for row in now["postings"]}
        fresh = [row for row in then["postings"] if row["id"] not in known]
        assert fresh
        assert sum(row == known[row["id"]] for row in then["postings"] if row["id"] in known) > 0.95 * len(known) - 40
