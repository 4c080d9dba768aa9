"""Scrapy settings for many crawlers of one process: what none of them changes is made once for all.

Scrapy copies the settings for every crawler, value by value to the bottom, and looks up all components by name anew:
1.3 of the 12 ms that a board of one page took.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from scrapy.settings import BaseSettings, Settings, SettingsAttribute
from scrapy.utils.misc import load_object


class SharedSettings(Settings):
    """Copies hold the same values until one is set anew; values themselves are never changed."""

    _components: dict[str, tuple[Any, Any, BaseSettings]]

    def __init__(self) -> None:
        super().__init__()
        self._components = {}

    def copy(self) -> SharedSettings:
        copied = object.__new__(SharedSettings)
        copied.frozen = False
        copied.attributes = dict(self.attributes)
        copied._components = self._components
        return copied

    def set(self, name: str, value: Any, priority: int | str = "project") -> None:
        if (shared := self.attributes.get(name)) is not None:
            self.attributes[name] = SettingsAttribute(shared.value, shared.priority)
        super().set(name, value, priority)

    def get_component_priority_dict_with_base(self, name: str) -> BaseSettings:
        base, own = self[f"{name}_BASE"], self[name]
        found = self._components.get(name)
        if found is None or found[0] is not base or found[1] is not own:
            by_path = super().get_component_priority_dict_with_base(name)
            found = base, own, BaseSettings({load_object(path): order for path, order in by_path.items()})
            self._components[name] = found
        return found[2]


@cache
def project_settings() -> Settings:
    settings = SharedSettings()
    settings.setmodule("scrapers.settings", priority="project")
    return settings
