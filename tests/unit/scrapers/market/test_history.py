from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, TextResponse

from scrapers.boards.hh_faces import ApiFace, WebFace
from scrapers.boards.json_text import read_json, write_json
from scrapers.boards.telegram_preview import read_preview
from scrapers.identity import listing_hash, payload_hash
from scrapers.landing import landed_crawls, landed_days, read_observations, read_payloads, read_rate_quotes
from scrapers.market import Market, MarketServer, write_history
from scrapers.market.landed_form import listing_of
from scrapers.parsers import parse_payloads

from .conftest import FIRST

DAYS = 4


@pytest.fixture(scope="module")
def home(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_history(market, folder, FIRST, FIRST + timedelta(days=DAYS - 1))
    return folder


def reply(server: MarketServer, path: str, **headers: str) -> bytes:
    answer = server.reply("GET", path, {name.lower(): value for name, value in headers.items()})
    assert answer.status == 200
    return answer.body


def test_history_observes_everything_listed_every_day(home: Path, market: Market) -> None:
    assert landed_days(home) == [FIRST + timedelta(days=n) for n in range(DAYS)]
    for day in landed_days(home):
        crawls = landed_crawls(home, day)
        assert [crawl.source for crawl in crawls] == sorted(source.source for source in market.sources())
        assert all(crawl.report.is_complete and crawl.report.is_simulated for crawl in crawls)
        for crawl in crawls:
            observed = set(read_observations([crawl])["source_posting_id"].to_pylist())
            listed = {posting.posting_id for posting in market.listed_on(day, crawl.source)}
            if crawl.report.kind == "census":
                assert observed == listed
            else:
                assert {
                    p.posting_id for p in market.listed_on(day, crawl.source) if p.first_listed_on == day
                } <= observed


def test_history_lands_each_version_once_and_nothing_twice(home: Path, market: Market) -> None:
    crawls = [crawl for day in landed_days(home) for crawl in landed_crawls(home, day)]
    hashes = [key for crawl in crawls for key in read_payloads([crawl])["payload_hash"].to_pylist()]
    assert len(hashes) == len(set(hashes))
    last = FIRST + timedelta(days=DAYS - 1)
    expected = 0
    for posting in market.all_listed():
        if posting.first_listed_on <= last and posting.last_listed_on >= FIRST:
            start = max(FIRST, posting.first_listed_on)
            end = min(last, posting.last_listed_on)
            expected += 1 + sum(start < edit.on <= end for edit in posting.edits)
    assert len(hashes) == expected


def test_landing_the_same_days_again_changes_nothing(home: Path, market: Market) -> None:
    files = sorted((path, path.stat().st_mtime_ns) for path in (home / "landing").rglob("*.parquet"))
    write_history(market, home, FIRST, FIRST + timedelta(days=DAYS - 1))
    assert files == sorted((path, path.stat().st_mtime_ns) for path in (home / "landing").rglob("*.parquet"))


def test_history_lands_rates_for_ads_published_before_it(home: Path) -> None:
    quotes = read_rate_quotes(home)
    assert set(quotes["authority"].to_pylist()) == {"ecb", "cbr", "nbu"}
    assert set(quotes["is_simulated"].to_pylist()) == {True}
    assert min(quotes["rate_on"].to_pylist()) <= FIRST - timedelta(days=60)
    wanted = {"USD", "EUR", "GBP", "CHF", "PLN", "CZK", "UAH", "KZT", "BYN", "GEL", "AED"}
    assert wanted <= set(quotes["currency"].to_pylist())


def test_days_outside_the_market_are_refused(market: Market, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not within"):
        write_history(market, tmp_path, date(2020, 1, 1), FIRST)


def test_every_payload_of_the_history_parses_to_the_true_jobs(home: Path, market: Market) -> None:
    crawls = [crawl for day in landed_days(home) for crawl in landed_crawls(home, day)]
    parsed, quarantine = parse_payloads(read_payloads(crawls))
    assert quarantine.num_rows == 0
    truth = market.truth()
    titles = truth.openings.set_index("opening_id").title
    last = FIRST + timedelta(days=DAYS - 1)
    live = truth.postings[(truth.postings.first_listed_on <= last) & (truth.postings.last_listed_on >= FIRST)]
    expected = {row.posting_key: titles.get(row.opening_id) for row in live.itertuples()}
    found = dict(zip(parsed["posting_key"].to_pylist(), parsed["title"].to_pylist(), strict=True))
    assert set(found) == set(expected)
    wrong = {key: found[key] for key, title in expected.items() if isinstance(title, str) and title != found[key]}
    assert not wrong


def test_a_spider_reads_the_same_bytes_from_the_server_as_history_lands(server: MarketServer, market: Market) -> None:
    day = market.last_day
    web = WebFace("http://market/hh", "https://hh.ru", countries=[])
    search = HtmlResponse(
        "http://market/s", body=reply(server, "/hh/search/vacancy?items_on_page=20"), encoding="utf-8"
    )
    for listing in web.read_search(search).listings:
        own = listing_of(market, market.find("hh_ru", listing.source_posting_id), day)  # type: ignore[arg-type]
        page = HtmlResponse(
            "http://market/v", body=reply(server, f"/hh/vacancy/{own.source_posting_id}"), encoding="utf-8"
        )
        assert (listing.entry, listing.url, listing.published_text) == (own.entry, own.url, own.published_text)
        assert web.read_detail(page, listing) == own.payload
    api = ApiFace("http://market/hh-api", "https://hh.ru", countries=[], token="token")
    token = {"Authorization": "Bearer x"}
    found = api.read_search(
        TextResponse("http://m/", body=reply(server, "/hh-api/vacancies", **token), encoding="utf-8")
    )
    for listing in found.listings:
        own = listing_of(market, market.find("hh_ru", listing.source_posting_id), day, "api")  # type: ignore[arg-type]
        assert listing.entry == own.entry
        assert reply(server, f"/hh-api/vacancies/{own.source_posting_id}", **token) == own.payload
    for post in read_preview(reply(server, "/telegram/s/sim_it_robota").decode()).posts:
        own = listing_of(market, market.find("telegram:sim_it_robota", str(post.number)), day)  # type: ignore[arg-type]
        assert (post.html.encode(), post.url, post.published_text) == (own.payload, own.url, own.published_text)
    for row in read_json(reply(server, "/nofluffjobs/api/posting"))["postings"][:30]:
        own = listing_of(market, market.find("nofluffjobs", row["id"]), day)  # type: ignore[arg-type]
        assert write_json(row) == own.entry
        assert reply(server, f"/nofluffjobs/api/posting/{row['url']}") == own.payload
    jobs = read_json(reply(server, "/ashby/posting-api/job-board/sim-bobrolab?includeCompensation=true"))["jobs"]
    for job in jobs:
        own = listing_of(market, market.find("ashby:sim-bobrolab", job["id"]), day)  # type: ignore[arg-type]
        assert write_json(job) == own.payload


def test_counters_move_but_hashes_do_not(market: Market) -> None:
    for source in market.sources():
        posting = next(
            item for item in market.listed_on(market.last_day, source.source)
            if not item.edits and item.last_listed_on > item.first_listed_on
        )  # fmt: skip
        first = listing_of(market, posting, posting.first_listed_on)
        second = listing_of(market, posting, posting.first_listed_on + timedelta(days=1))
        assert listing_hash(source.source, first.entry) == listing_hash(source.source, second.entry)
        keys = {payload_hash(source.source, posting.posting_id, item.payload or b"") for item in (first, second)}
        assert len(keys) == 1
        if source.family in ("hh_ru", "telegram"):
            assert first.payload != second.payload


def test_edits_show_in_the_listing_and_in_the_payload(market: Market) -> None:
    edited = [posting for posting in market.all_listed() if posting.edits]
    assert {edit.kind for posting in edited for edit in posting.edits} == {"pay", "words"}
    for posting in edited:
        day = posting.edits[0].on
        before, after = (listing_of(market, posting, when) for when in (day - timedelta(days=1), day))
        keys = {payload_hash(posting.source, posting.posting_id, item.payload or b"") for item in (before, after)}
        assert len(keys) == 2
        assert listing_hash(posting.source, before.entry) != listing_hash(posting.source, after.entry), posting.key
