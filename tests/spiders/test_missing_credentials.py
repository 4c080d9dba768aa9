"""A live source without the secrets it needs is judged before anything is asked for, and says what to set."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from scrapers.crawl import crawl_sources, line
from scrapers.landing import landed_crawls

PACKAGED = Path(__file__).parents[2] / "scrapers" / "registry"


def test_a_source_without_its_secret_fails_with_the_variable_s_name_and_asks_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = yaml.safe_load((PACKAGED / "lever.yaml").read_text(encoding="utf-8"))
    values |= {
        "address": {"base_url": "https://unreachable.invalid"},
        "sources": [{"board": "acme"}],
        "simulated": [],
        "credentials": [{"variable": "ACME_TOKEN", "needed": "required", "how": "ask Acme"}],
    }
    (tmp_path / "lever.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    monkeypatch.delenv("ACME_TOKEN", raising=False)
    monkeypatch.setenv("JOBMARTS_USER_AGENT", "tests (nobody@example.org)")
    home, day = tmp_path / "home", datetime.now(UTC).date()
    [report] = crawl_sources(home, day, ["lever:acme"], None, tmp_path)
    assert (report.verdict, report.cause, report.errors) == ("failed", "credentials", {"credentials": 1})
    assert not report.is_complete
    assert report.http_status == {}
    assert "lever:acme needs credentials: set ACME_TOKEN (ask Acme)" in line(report)
    assert [crawl.report.cause for crawl in landed_crawls(home, day)] == ["credentials"]
