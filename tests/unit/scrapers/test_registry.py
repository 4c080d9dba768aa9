"""The packaged registry is whole, and a mistake in it is an error with the file's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from scrapers.parsers import PARSERS
from scrapers.registry import Registry, RegistryError, UnknownSourceError, load_registry
from scrapers.schemas import PARSED_POSTINGS
from scrapers.settings import source_settings

REGISTRY = load_registry()


def test_every_family_has_its_spider_and_every_spider_a_family() -> None:
    settings = Settings({"SPIDER_MODULES": ["scrapers.spiders"]})
    spiders = set(SpiderLoader.from_settings(settings).list())
    assert {source.spider for source in REGISTRY if source.spider} == spiders


def test_every_family_that_lands_postings_has_a_parser() -> None:
    assert {source.family for source in REGISTRY} - {"rates"} <= set(PARSERS)


def test_fill_floors_name_columns_that_exist() -> None:
    columns = {*PARSED_POSTINGS.names, "posting"}
    assert {field for source in REGISTRY for field in source.floors.min_fill} <= columns


def test_every_floor_says_where_it_comes_from() -> None:
    assert all(source.floors.evidence for source in REGISTRY if source.spider)


def test_a_source_whose_robots_disallow_it_is_off_with_the_reason_and_still_served_by_the_market() -> None:
    source = REGISTRY.source("linkedin")
    assert not source.enabled
    assert source.market
    assert "robots.txt" in source.reason


def test_live_crawls_and_the_market_never_share_a_board() -> None:
    live = {source.name for source in REGISTRY.enabled(market=False) if source.board}
    simulated = {source.name for source in REGISTRY.enabled(market=True) if source.board}
    assert {name for name in live & simulated if not name.startswith("rates:")} == set()


def test_a_source_is_found_by_name_and_a_wrong_name_lists_the_family() -> None:
    assert REGISTRY.source("rates:cbr").address is not None
    with pytest.raises(UnknownSourceError, match="known: rates:ecb, rates:cbr, rates:nbu"):
        REGISTRY.source("rates:fed")


def test_a_family_name_stands_for_its_enabled_boards() -> None:
    assert [source.name for source in REGISTRY.expand(["rates"], market=True)] == [
        "rates:ecb",
        "rates:cbr",
        "rates:nbu",
    ]
    assert [source.name for source in REGISTRY.expand(["hh_ru"], market=False)] == ["hh_ru"]


def test_a_family_with_boards_and_a_source_of_its_own_name_stands_for_both(tmp_path: Path) -> None:
    sources = [{}, {"board": "sister"}, {"board": "closed", "enabled": False, "reason": "not seen yet"}]
    registry = registry_with(tmp_path, "justjoin", sources=sources)
    assert [source.name for source in registry.expand(["justjoin"], market=False)] == ["justjoin", "justjoin:sister"]
    assert [source.name for source in registry.expand(["justjoin:sister"], market=False)] == ["justjoin:sister"]


def test_the_address_follows_the_market_and_nothing_else_does() -> None:
    address = REGISTRY.source("hh_ru").faces["api"]
    assert address.under(None) == "https://api.hh.ru"
    assert address.under("http://127.0.0.1:8899/") == "http://127.0.0.1:8899/hh-api"


PACKAGED = Path(__file__).parents[3] / "scrapers" / "registry"
FORBIDDEN = {"decision": "forbidden", "note": "robots.txt disallows /api/", "checked_on": "2026-09-01"}
PERMISSION = {"granted_by": "the board's owner", "on": "2026-10-01", "note": "letter of that day"}


def registry_with(folder: Path, family: str, /, **change: Any) -> Registry:
    """The packaged file of one family with some values changed."""
    values = yaml.safe_load((PACKAGED / f"{family}.yaml").read_text(encoding="utf-8"))
    (folder / f"{family}.yaml").write_text(yaml.safe_dump({**values, **change}), encoding="utf-8")
    return load_registry(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"flors": {}}, "flors"),
        ({"kind": "sensus"}, "kind"),
        ({"address": {"base_url": "http://hh.ru", "market_path": "/hh"}}, "https"),
        ({"floors": {"max_error_share": 2}}, "max_error_share"),
        ({"family": "hh"}, "hh.yaml"),
        ({"sources": [{}, {}]}, "listed twice"),
        ({"sources": [{"board": "Moscow"}, {"board": "moscow"}]}, "listed twice .as hh_ru:Moscow"),
        ({"address": {"base_url": "https://{board}.hh.ru"}, "sources": [{"board": "a b"}]}, "hh_ru:a b"),
        ({"address": {"base_url": "https://{board}.hh.ru"}, "sources": [{}]}, "names a board, the source has none"),
        ({"board_pattern": "[a-z]+", "sources": [{"board": "no-such"}]}, "hh_ru:no-such: no name of a board"),
        ({"robots": FORBIDDEN}, "hh_ru is on although reading it is forbidden .robots: robots.txt disallows"),
        ({"terms": FORBIDDEN | {"checked_on": None}}, "say when it was checked"),
        ({"sources": [{"robots": FORBIDDEN}]}, "forbidden"),
        ({"credentials": [{"variable": "secret", "needed": "required", "how": "ask"}]}, "variable"),
    ],
)
def test_a_mistake_is_an_error_that_names_it(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        registry_with(tmp_path, "hh_ru", **change)


def test_what_is_forbidden_may_be_listed_off_or_on_with_a_recorded_permission(tmp_path: Path) -> None:
    off = registry_with(tmp_path, "hh_ru", robots=FORBIDDEN, enabled=False, reason="robots.txt forbids it")
    assert off.enabled(market=False) == []
    on = registry_with(tmp_path, "hh_ru", robots=FORBIDDEN, permission=PERMISSION).source("hh_ru")
    assert on.enabled
    assert on.permission is not None
    assert on.permission.granted_by == "the board's owner"


def test_a_forbidden_address_beside_an_allowed_one_needs_a_permission_only_when_it_is_read(tmp_path: Path) -> None:
    faces = {"api": {"base_url": "https://api.hh.ru", "forbidden": "robots.txt disallows /api/"}}
    assert registry_with(tmp_path, "hh_ru", faces=faces, options={"face": "web"}).source("hh_ru").prohibitions == ()
    with pytest.raises(RegistryError, match=r"https://api\.hh\.ru: robots\.txt disallows"):
        registry_with(tmp_path, "hh_ru", faces=faces, options={"face": "api"})


API_ONLY = {"api": {"base_url": "https://api.hh.ru", "forbidden": "robots.txt disallows /api/"}}


@pytest.mark.parametrize(
    ("changes", "is_lifted"),
    [
        ({"permission": {"faces": ["api"]}, "options": {"face": "api"}}, True),
        ({"permission": {}, "options": {"face": "api"}}, True),
        ({"permission": {}, "options": {"face": "web"}}, False),  # what is read is not forbidden
        ({"permission": {}, "options": {"face": "web"}, "terms": FORBIDDEN}, False),  # leave to copy is none to go
        ({"permission": {}, "options": {"face": "web"}, "robots": FORBIDDEN}, True),
        ({"options": {"face": "api"}, "enabled": False}, False),
    ],
)
def test_robots_txt_is_lifted_only_by_a_permission_for_what_it_forbids(
    tmp_path: Path, changes: dict[str, Any], is_lifted: bool
) -> None:
    if "permission" in changes:
        changes = changes | {"permission": PERMISSION | changes["permission"]}
    source = registry_with(tmp_path, "hh_ru", faces=API_ONLY, **changes).source("hh_ru")
    assert source.is_robots_lifted == is_lifted
    assert source_settings(source, None, date(2026, 3, 4))["ROBOTSTXT_OBEY"] != is_lifted


def test_a_permission_for_another_face_is_none(tmp_path: Path) -> None:
    other = PERMISSION | {"faces": ["partner"]}
    with pytest.raises(RegistryError, match="is on although reading it is forbidden"):
        registry_with(tmp_path, "hh_ru", faces=API_ONLY, options={"face": "api"}, permission=other)


@pytest.mark.parametrize("family", ["nofluffjobs", "justjoin", "getmatch"])
def test_an_api_that_robots_txt_forbids_stands_beside_an_allowed_default(family: str) -> None:
    source = REGISTRY.source(family)
    assert source.faces["api"].forbidden
    assert not any("disallows /api/" in text or "Disallow: /api/" in text for text in source.prohibitions)


def test_missing_secrets_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    required = {"variable": "HH_API_TOKEN", "needed": "required", "how": "register an application"}
    optional = {"variable": "HH_PROXY", "needed": "optional", "how": "any"}
    source = registry_with(tmp_path, "hh_ru", credentials=[required, optional]).source("hh_ru")
    message = source.missing_credentials({"HH_API_TOKEN": " "})
    assert message == "hh_ru needs credentials: set HH_API_TOKEN (register an application)"
    assert source.missing_credentials({"HH_API_TOKEN": "t"}) is None


def test_an_entry_changes_only_what_it_names(tmp_path: Path) -> None:
    entry = {"board": "big", "floors": {"min_listed": 50}, "cadence": "weekly", "topic": "python"}
    registry = registry_with(tmp_path, "lever", sources=[{"board": "small"}, entry])
    small, big = registry.source("lever:small"), registry.source("lever:big")
    assert (big.floors.min_listed, big.cadence, big.topic) == (50, "weekly", "python")
    assert big.floors.model_copy(update={"min_listed": 0}) == small.floors
    assert (small.cadence, small.topic) == ("daily", None)


def test_the_packaged_registry_lists_over_a_thousand_sources_once_each_and_in_order() -> None:
    live = [source for source in REGISTRY if source.is_live]
    assert len(live) >= 1000
    for family in ("ashby", "greenhouse", "personio", "telegram"):
        boards = [source.board or "" for source in live if source.family == family]
        assert boards == sorted(boards, key=str.lower)
