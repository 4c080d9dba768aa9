"""robots.txt stands between a crawl and an API until the registry holds a permission for it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scrapers.crawl import crawl_sources

FIRST_DAY = date(2026, 3, 4)
PACKAGED = Path(__file__).parents[2] / "scrapers" / "registry"
LEAVE = {"granted_by": "the board", "on": "2026-01-05", "note": "by letter, for the API", "faces": ["api"]}
OFFER = {"id": 7, "position": "Data Engineer", "url": "/vacancies/7-data-engineer", "company": {"name": "Simulated"}}


@pytest.fixture(scope="module")
def server(fault_server: Any, reply: Any) -> Any:
    fault_server.answers |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /getmatch/api/\nDisallow: /justjoin/api/\n"),
        "/getmatch/api/offers": reply(json.dumps({"meta": {"total": 1}, "offers": [OFFER]}).encode()),
        "/getmatch/api/offers/7": reply(json.dumps(OFFER).encode()),
    }
    return fault_server


def registry(folder: Path, families: dict[str, dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, changes in families.items():
        family = yaml.safe_load((PACKAGED / f"{name}.yaml").read_text(encoding="utf-8"))
        family |= {"enabled": False, "sources": [{}], **changes}
        family["options"] |= {"face": "api", "slices": [{}]}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(family), encoding="utf-8")
    return folder


def test_without_a_permission_the_api_is_never_asked_for(tmp_path: Path, server: Any) -> None:
    folder = registry(tmp_path / "registry", {"getmatch": {}, "justjoin": {}})
    server.visits.clear()
    reports = crawl_sources(tmp_path, FIRST_DAY, ["getmatch", "justjoin"], server.url, folder)
    for report in reports:
        assert (report.verdict, report.cause, report.errors) == ("failed", "block", {"robots": 1})
    assert set(server.visits) == {"/robots.txt"}


def test_a_permission_lifts_robots_txt_for_its_source_and_no_other(tmp_path: Path, server: Any) -> None:
    folder = registry(tmp_path / "registry", {"getmatch": {"permission": LEAVE}, "justjoin": {}})
    server.visits.clear()
    allowed, refused = crawl_sources(tmp_path, FIRST_DAY, ["getmatch", "justjoin"], server.url, folder)
    assert (allowed.verdict, allowed.listed, allowed.new_payloads) == ("good", 1, 1)
    assert (refused.verdict, refused.cause) == ("failed", "block")
    assert not any("/justjoin/" in path for path in server.visits)


def test_a_permission_for_another_face_lifts_nothing(tmp_path: Path, server: Any) -> None:
    folder = registry(tmp_path / "registry", {"getmatch": {"permission": LEAVE | {"faces": ["partner"]}}})
    (report,) = crawl_sources(tmp_path, FIRST_DAY, ["getmatch"], server.url, folder)
    assert (report.verdict, report.cause) == ("failed", "block")
