"""Settings of one crawler never reach another, though they share what neither changes."""

from __future__ import annotations

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from scrapers.shared_settings import SharedSettings


def settings() -> SharedSettings:
    found = SharedSettings()
    found.setmodule("scrapers.settings", priority="project")
    return found


def test_what_one_copy_sets_no_other_sees():
    root = settings()
    one, other = root.copy(), root.copy()
    one.set("DOWNLOAD_TIMEOUT", 7, priority="cmdline")
    one.set("SPIDER_MIDDLEWARES", {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None}, priority="cmdline")
    one.freeze()
    assert one["DOWNLOAD_TIMEOUT"] == 7
    assert other["DOWNLOAD_TIMEOUT"] == root["DOWNLOAD_TIMEOUT"] == Settings()["DOWNLOAD_TIMEOUT"]
    error_filter = load_object("scrapy.spidermiddlewares.httperror.HttpErrorMiddleware")
    assert error_filter not in one.get_component_priority_dict_with_base("SPIDER_MIDDLEWARES")
    assert error_filter in other.get_component_priority_dict_with_base("SPIDER_MIDDLEWARES")


def test_components_are_those_scrapy_would_find():
    plain = Settings()
    plain.setmodule("scrapers.settings", priority="project")
    for name in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES"):
        expected = {load_object(path): order for path, order in _components(plain, name).items()}
        assert _components(settings().copy(), name) == expected


def _components(found: Settings, name: str) -> dict[object, object]:
    return dict(found.get_component_priority_dict_with_base(name))
