"""JustJoin.it over HTTP: the API lands what the pages land, and live it wants a recorded permission."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from scrapers.crawl import crawl_sources
from scrapers.identity import payload_hash
from scrapers.landing import landed_crawls, read_payloads
from scrapers.market import generate_market, serve
from scrapers.market.faces.justjoin import FACE
from scrapers.registry import RegistryError, load_registry

DAY = date(2026, 2, 24)
PACKAGED = Path(__file__).parents[2] / "scrapers" / "registry" / "justjoin.yaml"


def registry(folder: Path, **changes: Any) -> Path:
    family = yaml.safe_load(PACKAGED.read_text(encoding="utf-8")) | changes
    family["options"] |= {"face": "api", "slices": [{}]}
    (folder / "justjoin.yaml").write_text(yaml.safe_dump(family), encoding="utf-8")
    return folder


def test_the_forbidden_surface_is_read_only_with_a_recorded_permission(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"robots\.txt disallows /api/"):
        load_registry(registry(tmp_path))
    leave = {"granted_by": "the board", "on": date(2026, 1, 5), "note": "by letter"}
    assert load_registry(registry(tmp_path, permission=leave)).source("justjoin").enabled


def test_the_api_gives_the_same_postings_and_content_as_the_pages(tmp_path: Path) -> None:
    market = generate_market(seed=3, first_day=DAY - timedelta(days=20), last_day=DAY, scale=0.6)
    folder = tmp_path / "registry"
    folder.mkdir()
    with serve(market) as server:
        (report,) = crawl_sources(tmp_path, DAY, ["justjoin"], server.url, registry(folder, enabled=False))
    assert (report.verdict, report.is_complete) == ("good", True)
    landed = read_payloads(landed_crawls(tmp_path, DAY))
    shown = market.listed_on(DAY, "justjoin")
    assert len(shown) > 10
    assert set(landed["payload_hash"].to_pylist()) == {
        payload_hash("justjoin", posting.posting_id, face(market, posting, DAY).payload or b"")
        for posting in shown
        for face in (FACE.listing_of, FACE.surfaces["api"])
    }
