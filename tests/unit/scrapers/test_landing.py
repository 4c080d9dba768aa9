"""Landing: whole or not at all, once, and only what is new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from scrapers.identity import file_crawl_id, listing_hash, new_crawl_id, payload_hash
from scrapers.landing import (
    CrawlReport,
    CrawlWriter,
    KnownListing,
    LandedCrawl,
    LandedPosting,
    decompress,
    known_listings,
    land_rates,
    landed_crawls,
    landed_days,
    read_observations,
    read_payloads,
    read_quarantine,
    read_rate_quotes,
    source_crawls,
)
from scrapers.schemas import QUARANTINE, RATE_QUOTES, RAW_OBSERVATIONS, RAW_PAYLOADS, SOURCE_CRAWLS

DAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 6, tzinfo=UTC)
SOURCE = "ashby:a/b %20"


def crawl(
    home: Path,
    crawl_id: str,
    payloads: Mapping[str, bytes | None],
    day: date = DAY,
    known: Mapping[str, KnownListing] | None = None,
) -> LandedCrawl:
    at = AT + (day - DAY)
    with CrawlWriter(home, SOURCE, "ashby", "census", crawl_id, day, at, False, known) as writer:
        for key, payload in payloads.items():
            writer.add(LandedPosting(key, f"https://example.com/{key}", payload, "json", None, at, f"listing {key}"))
        return writer.commit(CrawlReport(SOURCE, "ashby", "census", crawl_id, day, at, at, is_complete=True))


def test_a_crawl_reads_back_as_it_was_landed(tmp_path: Path) -> None:
    landed = crawl(tmp_path, "c1", {"1": b'{"a": 1}', "2": b'{"a": 1}'})
    (found,) = landed_crawls(tmp_path, DAY)
    assert (found.path, found.report) == (landed.path, landed.report)
    observations, payloads = read_observations([found]), read_payloads([found])
    assert observations.schema.equals(RAW_OBSERVATIONS)
    assert payloads.schema.equals(RAW_PAYLOADS)
    assert source_crawls([found]).schema.equals(SOURCE_CRAWLS)
    assert sorted(observations["source_posting_id"].to_pylist()) == ["1", "2"]
    assert observations["is_complete_crawl"].to_pylist() == [True, True]
    assert {decompress(payload) for payload in payloads["payload"].to_pylist()} == {b'{"a": 1}'}
    assert payloads["landed_on"].to_pylist() == [DAY, DAY]
    assert len(set(payloads["payload_hash"].to_pylist())) == 2, "equal bytes of two postings are two payloads"
    assert landed_days(tmp_path) == [DAY]


def test_the_same_crawl_lands_once(tmp_path: Path) -> None:
    first = crawl(tmp_path, "c1", {"1": b"{}"})
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    second = crawl(tmp_path, "c1", {"1": b'{"other": 1}', "2": b"{}"})
    assert (first.is_new, second.is_new, second.report) == (True, False, first.report)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_same_crawl_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [crawl(tmp_path / name, "c1", {"1": b"{}", "2": b"[]"}).path for name in ("a", "b")]
    contents = [{path.name: path.read_bytes() for path in sorted(folder.iterdir())} for folder in folders]
    assert contents[0] == contents[1]
    assert set(contents[0]) == {
        "observations.parquet",
        "payloads.parquet",
        "quarantine.parquet",
        "report.json",
        "_SUCCESS",
    }


def test_a_crawl_that_dies_leaves_nothing(tmp_path: Path) -> None:
    def killed_half_way() -> None:
        with CrawlWriter(tmp_path, SOURCE, "ashby", "census", "c1", DAY, AT, False) as writer:
            for number in range(3000):  # enough for a first part of the payloads to be on disk
                writer.add(LandedPosting(str(number), None, b"{}", "json", None, AT))
            assert any(path.is_file() for path in tmp_path.rglob("*"))
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        killed_half_way()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert landed_crawls(tmp_path, DAY) == []


def test_a_folder_without_its_success_mark_is_not_read(tmp_path: Path) -> None:
    landed = crawl(tmp_path, "c1", {"1": b"{}"})
    (landed.path / "_SUCCESS").unlink()
    assert landed_crawls(tmp_path, DAY) == []
    assert known_listings(tmp_path, SOURCE, DAY) == {}


def test_unchanged_content_is_observed_and_not_landed_again(tmp_path: Path) -> None:
    crawl(tmp_path, "c1", {"1": b'{"a":1}', "2": b'{"a":1}', "3": b'{"a":1}'})
    known = known_listings(tmp_path, SOURCE, DAY + timedelta(days=1))
    second = crawl(
        tmp_path, "c2", {"1": b'{ "a": 1 }', "2": b'{"a":2}', "3": None, "4": b"{}"}, DAY + timedelta(days=1), known
    )
    payloads = read_payloads([second])
    assert sorted(payloads["source_posting_id"].to_pylist()) == ["2", "4"]
    assert (second.report.listed, second.report.new_payloads, second.report.changed) == (4, 2, 1)
    observed = {row["source_posting_id"]: row["payload_hash"] for row in read_observations([second]).to_pylist()}
    assert observed["1"] == known["1"].payload_hash
    assert observed["3"] == known["3"].payload_hash
    assert observed["2"] != known["2"].payload_hash


def test_content_that_comes_back_is_not_landed_a_second_time(tmp_path: Path) -> None:
    for number, body in enumerate((b'{"a":1}', b'{"a":2}', b'{"a":1}')):
        day = DAY + timedelta(days=number)
        last = crawl(tmp_path, f"c{number}", {"1": body}, day, known_listings(tmp_path, SOURCE, day))
    assert last.report.new_payloads == 0
    assert read_observations([last])["payload_hash"].to_pylist() == [payload_hash(SOURCE, "1", b'{"a":1}')]


def test_known_listings_end_with_the_window_and_the_day(tmp_path: Path) -> None:
    crawl(tmp_path, "c1", {"1": b"{}"})
    assert set(known_listings(tmp_path, SOURCE, DAY + timedelta(days=90))) == {"1"}
    assert known_listings(tmp_path, SOURCE, DAY + timedelta(days=91)) == {}
    assert known_listings(tmp_path, SOURCE, DAY - timedelta(days=1)) == {}
    assert known_listings(tmp_path, SOURCE, DAY)["1"].listing_hash == "listing 1"


def test_what_could_not_be_landed_is_kept_with_its_reason(tmp_path: Path) -> None:
    with CrawlWriter(tmp_path, SOURCE, "ashby", "census", "c1", DAY, AT, False) as writer:
        writer.quarantine("line:3", "invalid_json", "dump line 3:\n" + "x" * 1000)
        report = CrawlReport(SOURCE, "ashby", "census", "c1", DAY, AT, AT, reasons=["one bad line"])
        landed = writer.commit(report)
    (row,) = read_quarantine([landed]).to_pylist()
    assert read_quarantine([landed]).schema.equals(QUARANTINE)
    assert (row["layer"], row["reason"], len(row["detail"])) == ("landing", "invalid_json", 300)
    assert "\n" not in row["detail"]
    assert landed_crawls(tmp_path, DAY)[0].report.reasons == ["one bad line"]


def test_a_report_of_another_crawl_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="report of"),
        CrawlWriter(tmp_path, SOURCE, "ashby", "census", "c1", DAY, AT, False) as writer,
    ):
        writer.commit(CrawlReport(SOURCE, "ashby", "census", "other", DAY, AT, AT))


@pytest.mark.parametrize(
    ("source", "one", "two"),
    [
        ("hh_ru", b'{"name":"a","counters":{"responses":1}}', b'{"counters":{"responses":9},"name":"a"}'),
        ("nofluffjobs", b'{"title":"a","renewed":1}', b'{"title":"a","renewed":2}'),
        (
            "telegram:x",
            b'<div data-post="x/1" data-view="a"><div class="tgme_widget_message_text">t</div><b>9</b></div>',
            b'<div data-post="x/1" data-view="b"><div class="tgme_widget_message_text">t</div><b>10</b></div>',
        ),
        (
            "json_ld",
            b'<html><script type="application/ld+json">{}</script><p nonce="1">x</p></html>',
            b'<html><script type="application/ld+json">{}</script><p nonce="2">y</p></html>',
        ),
    ],
)
def test_counters_and_render_tokens_do_not_make_a_new_payload(source: str, one: bytes, two: bytes) -> None:
    assert payload_hash(source, "1", one) == payload_hash(source, "1", two)
    assert payload_hash(source, "1", one) != payload_hash(source, "2", one)
    assert payload_hash(source, "1", one) != payload_hash(source, "1", one.replace(b"a", b"A").replace(b"{}", b"[]"))


def test_a_post_without_text_lands_once_however_often_it_is_rendered() -> None:
    post = b'<div data-post="x/2"><a class="tgme_widget_message_date"><time datetime="2026-09-01"></time></a>%d</div>'
    first, second = post % 9, post % 10
    assert payload_hash("telegram:x", "2", first) == payload_hash("telegram:x", "2", second)
    assert payload_hash("telegram:x", "2", first) != payload_hash("telegram:x", "2", first.replace(b"09-01", b"09-02"))


def test_crawl_ids_are_made_of_time_or_of_content() -> None:
    assert new_crawl_id(AT).startswith("20260901T060000Z-")
    assert new_crawl_id(AT) != new_crawl_id(AT)
    assert file_crawl_id("hh_ru", DAY, "aa") == file_crawl_id("hh_ru", DAY, "aa")
    assert file_crawl_id("hh_ru", DAY, "aa") != file_crawl_id("hh_ru", DAY + timedelta(days=1), "aa")
    assert listing_hash("hh_ru", {"b": 1, "a": 2}) == listing_hash("hh_ru", json.dumps({"a": 2, "b": 1}).encode())


def quotes(price: float, is_simulated: bool = False) -> pa.Table:
    row = {
        "authority": "ecb",
        "rate_on": DAY,
        "currency": "USD",
        "base": "EUR",
        "base_per_unit": price,
        "is_simulated": is_simulated,
    }
    return pa.Table.from_pylist([row], schema=RATE_QUOTES)


def test_rates_land_once_and_an_official_quote_wins_over_a_simulated_one(tmp_path: Path) -> None:
    assert read_rate_quotes(tmp_path).num_rows == 0
    assert land_rates(tmp_path, "ecb", quotes(0.8), b"official").is_new
    assert land_rates(tmp_path, "ecb", quotes(0.5, is_simulated=True), b"simulated").is_new
    assert not land_rates(tmp_path, "ecb", quotes(0.8), b"official").is_new
    (row,) = read_rate_quotes(tmp_path).to_pylist()
    assert (row["base_per_unit"], row["is_simulated"]) == (0.8, False)
    land_rates(tmp_path, "ecb", quotes(0.81), b"corrected")
    assert read_rate_quotes(tmp_path)["base_per_unit"].to_pylist() == [0.81]


def test_a_file_without_quotes_is_not_landed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no quotes"):
        land_rates(tmp_path, "ecb", RATE_QUOTES.empty_table(), b"<html>")
