"""`jobmarts doctor` says which secrets the sources of the registry ask for, and how to get them."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.commands.doctor import USER_AGENT, Finding, check_credentials
from orchestration.settings import read_settings
from scrapers import registry
from scrapers.registry import Registry, load_registry
from scrapers.registry.schema import Credential

TOKEN = "HH_API_TOKEN"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBMARTS_HOME", str(tmp_path))
    for name in (TOKEN, USER_AGENT, "JOBMARTS_MARKET_URL"):
        monkeypatch.delenv(name, raising=False)


def findings() -> dict[str, Finding]:
    return {finding.what.split()[0]: finding for finding in check_credentials(read_settings())}


def test_an_optional_secret_is_named_with_its_source_and_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings()[TOKEN]
    assert (found.level, "optional for hh_ru" in found.what, "dev.hh.ru" in found.remedy) == ("optional", True, True)
    monkeypatch.setenv(TOKEN, "a token")
    assert findings()[TOKEN].level == "ok"


def test_a_required_secret_is_a_problem_for_live_crawls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    need = Credential(variable="BOARD_KEY", needed="required", how="ask the board")
    source = load_registry().source("hh_ru").model_copy(update={"credentials": (need,)})
    monkeypatch.setattr(registry, "load_registry", lambda: Registry([source]))
    assert findings()["BOARD_KEY"] == Finding("problem", "BOARD_KEY is not set (required for hh_ru)", "ask the board")
    monkeypatch.setenv("JOBMARTS_MARKET_URL", "http://127.0.0.1:1")
    assert findings()["BOARD_KEY"].level == "optional"
