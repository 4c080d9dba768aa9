"""The spiders of the Polish boards and of hh.ru on stored replies. Skipped where the real data is not at hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler

from scrapers.boards.clock import CrawlClock
from scrapers.items import Listing
from scrapers.parsers import PayloadContext, parse_payload
from scrapers.registry import load_registry
from scrapers.spiders.hh_ru import HhRuSpider
from scrapers.spiders.justjoin import JustJoinSpider

REAL = Path(__file__).parents[3] / "shared" / "real" / "payloads"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no real data beside the repository")
NOW = datetime(2026, 8, 12, 22, tzinfo=UTC)


def spider_of(kind: type[Spider], source: str, **options: Any) -> Any:
    found = load_registry().source(source)
    found = found.model_copy(update={"options": found.options | options})
    clock = CrawlClock(NOW.date(), is_simulated=True)
    return kind.from_crawler(get_crawler(kind), source=found, clock=clock, known={})


def parsed(source: str, key: str, payload: bytes, url: str | None = None) -> dict[str, Any]:
    context = PayloadContext(source, key, url, payload, "json", None, NOW, "0" * 32, date(2026, 8, 12))
    result = parse_payload(context)
    assert result.rejects == []
    (posting,) = result.postings
    return posting


@pytest.mark.parametrize(
    ("source", "name", "address"),
    [
        ("justjoin", "jjit_candidate-api_offers_2026-08.json", "https://justjoin.it/job-offer/"),
        ("justjoin:rocketjobs", "rocketjobs_2026-08.json", "https://rocketjobs.pl/oferta-pracy/"),
    ],
)
def test_a_stored_list_of_offers_gives_its_postings(source: str, name: str, address: str) -> None:
    body = (REAL / "justjoin" / name).read_bytes()
    rows = json.loads(body)["data"]
    meta = {"part": {}, "start": 0, "names": frozenset()}
    # The stored pages are cut and still promise the whole board, or say nothing of it.
    whole = json.dumps({"data": rows, "meta": {"totalItems": len(rows)}}).encode()
    response = TextResponse("https://example.org/x", body=whole, request=Request("https://example.org/x", meta=meta))
    listings: list[Listing] = list(spider_of(JustJoinSpider, source, face="api").read_page(response))
    assert [listing.source_posting_id for listing in listings] == [row["slug"] for row in rows]
    for listing, row in zip(listings, rows, strict=True):
        posting = parsed(source, listing.source_posting_id, listing.entry, listing.url)
        assert posting["url"] == listing.url == address + row["slug"]
        assert (posting["title"], posting["company"]) == (row["title"], row["companyName"])
        stated = [pay for pay in row["employmentTypes"] if pay["currencySource"] == "original" and pay["from"]]
        assert [(pay["min"], pay["currency"]) for pay in posting["salaries"]] == [
            (pay["from"], pay["currency"]) for pay in stated
        ]
        assert posting["leftover_fields"] == []


def test_stored_offers_of_pracuj_parse_the_same_alone_and_with_their_group() -> None:
    records = json.loads((REAL / "pracuj" / "EXCERPT_pracuj_detail_records_2026-07.json").read_bytes())
    for record in records:
        key = str(record["jobOfferWebId"])
        alone = parsed("pracuj_pl", key, json.dumps(record).encode())
        group = {"groupId": "x", "jobTitle": "another", "technologies": ["SQL"], "offers": []}
        joined = parsed("pracuj_pl", key, json.dumps({"group": group, "offer": record}).encode())
        assert joined == alone | {"skills": ["SQL"]}


def test_a_stored_search_of_hh_lists_each_ad_under_its_one_address() -> None:
    body = (REAL / "hh" / "hh_search_page_2025-06_Endpersu.json").read_bytes()
    page = spider_of(HhRuSpider, "hh_ru", face="api").face.read_search(TextResponse("https://api.hh.ru/x", body=body))
    assert page.found > 20_000
    for listing in page.listings:
        posting = parsed("hh_ru", listing.source_posting_id, listing.entry)
        assert posting["url"] == listing.url == f"https://hh.ru/vacancy/{listing.source_posting_id}"
