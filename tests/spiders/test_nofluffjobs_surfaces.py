"""NoFluffJobs over HTTP: the feed and the pages, which are read live, tell what the API tells."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from scrapers.crawl import crawl_sources
from scrapers.identity import payload_hash
from scrapers.landing import landed_crawls, read_observations, read_payloads
from scrapers.market import generate_market, serve
from scrapers.market.faces.nofluffjobs import FACE
from scrapers.parsers import parse_payloads
from scrapers.registry import load_registry

DAY = date(2026, 2, 24)
PACKAGED = Path(__file__).parents[2] / "scrapers" / "registry" / "nofluffjobs.yaml"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("nofluffjobs")
    family = yaml.safe_load(PACKAGED.read_text(encoding="utf-8"))
    del family["options"]["market_face"]
    (home / "registry").mkdir()
    (home / "registry" / "nofluffjobs.yaml").write_text(yaml.safe_dump(family), encoding="utf-8")
    market = generate_market(seed=3, first_day=DAY - timedelta(days=20), last_day=DAY, scale=0.6)
    with serve(market) as server:
        (report,) = crawl_sources(home, DAY, ["nofluffjobs"], server.url, home / "registry")
    return market, report, landed_crawls(home, DAY)


def test_the_allowed_surface_is_read_live_and_needs_no_permission() -> None:
    source = load_registry().source("nofluffjobs")
    assert (source.enabled, source.options["face"], source.prohibitions) == (True, "pages", ())


def test_the_feed_and_the_pages_are_read_whole(crawled: Any) -> None:
    market, report, landed = crawled
    assert (report.verdict, report.reasons, report.is_complete) == ("good", [], True)
    shown = [FACE.surfaces["pages"](market, posting, DAY) for posting in market.listed_on(DAY, "nofluffjobs")]
    assert len(shown) > 10
    assert {row["source_posting_id"] for row in read_observations(landed).to_pylist()} == {
        listing.source_posting_id for listing in shown
    }
    assert {(row["url"], row["published_text"], row["payload_hash"]) for row in read_payloads(landed).to_pylist()} == {
        (
            listing.url,
            listing.published_text,
            payload_hash("nofluffjobs", listing.source_posting_id, listing.payload or b""),
        )
        for listing in shown
    }


def test_pages_state_what_the_market_knows(crawled: Any) -> None:
    market, _, landed = crawled
    parsed, unread = parse_payloads(read_payloads(landed))
    assert unread.num_rows == 0
    rows = {row["source_posting_id"]: row for row in parsed.to_pylist()}
    for posting in market.listed_on(DAY, "nofluffjobs"):
        row, opening, pay = rows[posting.posting_id.lower()], posting.opening, market.ad(posting, DAY).pay
        assert (row["title"], row["company"]) == (opening.title, opening.company.name)
        assert row["grade_words"]
        assert row["location_words"] or row["format_words"]
        assert row["skills"] == list(opening.technologies)
        assert row["leftover_fields"] in (None, [])
        if pay is not None:
            (stated,) = row["salaries"]
            assert (stated["min"], stated["max"], stated["currency"]) == (pay.minimum, pay.maximum, pay.currency)
