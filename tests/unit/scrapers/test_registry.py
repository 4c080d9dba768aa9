"""The packaged registry is whole, and a mistake in it is an error with the file's name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from scrapers.parsers import PARSERS
from scrapers.registry import RegistryError, UnknownSourceError, load_registry
from scrapers.schemas import PARSED_POSTINGS

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
    source = REGISTRY.source("nofluffjobs")
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


def test_the_address_follows_the_market_and_nothing_else_does() -> None:
    address = REGISTRY.source("hh_ru").faces["api"]
    assert address.under(None) == "https://api.hh.ru"
    assert address.under("http://127.0.0.1:8899/") == "http://127.0.0.1:8899/hh-api"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"flors": {}}, "flors"),
        ({"kind": "sensus"}, "kind"),
        ({"address": {"base_url": "http://hh.ru", "market_path": "/hh"}}, "https"),
        ({"floors": {"max_error_share": 2}}, "max_error_share"),
        ({"family": "hh"}, "hh.yaml"),
        ({"sources": [{}, {}]}, "listed twice"),
        ({"address": {"base_url": "https://{board}.hh.ru"}, "sources": [{"board": "a b"}]}, "hh_ru:a b"),
    ],
)
def test_a_mistake_is_an_error_that_names_it(tmp_path: Path, change: dict[str, object], message: str) -> None:
    packaged = Path(__file__).parents[3] / "scrapers" / "registry" / "hh_ru.yaml"
    values = yaml.safe_load(packaged.read_text(encoding="utf-8"))
    (tmp_path / "hh_ru.yaml").write_text(yaml.safe_dump({**values, **change}), encoding="utf-8")
    with pytest.raises(RegistryError, match=message):
        load_registry(tmp_path)
