"""The text catalogue: all words of the pages, one file per language (catalogue/), all with the same keys."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from markupsafe import Markup


class MissingText(LookupError):
    """The catalogue has no text under this key, or the text wants an argument that was not given."""


_FOLDER = Path(__file__).with_name("catalogue")


@cache
def languages() -> tuple[str, ...]:
    """Languages of the catalogue, English first."""
    names = sorted(path.stem for path in _FOLDER.glob("*.yaml"))
    return tuple(sorted(names, key=lambda name: name != "en"))


@cache
def _catalogue(language: str) -> dict[str, str]:
    raw = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return dict(_flat(raw))


def _flat(block: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in block.items():
        name = f"{prefix}{key}"
        entries.extend(_flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value).strip())])
    return entries


class Texts:
    """Texts of one language. Catalogue entries are ours and may hold HTML; arguments are escaped unless Markup."""

    def __init__(self, language: str = "en") -> None:
        if language not in languages():
            raise MissingText(f"no texts in language {language!r}")
        self.language = language
        self._texts = _catalogue(language)

    def __getitem__(self, key: str) -> str:
        try:
            return self._texts[key]
        except KeyError:
            raise MissingText(key) from None

    def keys(self) -> set[str]:
        return set(self._texts)

    def arguments(self, key: str) -> set[str]:
        """Names of what the text wants filled in."""
        return {name for _, name, _, _ in Formatter().parse(self[key]) if name}

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def get(self, key: str, fallback: str) -> str:
        return self._texts.get(key, fallback)

    def plain(self, key: str, **arguments: object) -> str:
        """The text as plain characters (it is escaped where it is printed)."""
        self._require(key, arguments)
        return self[key].format(**arguments)

    def markup(self, key: str, **arguments: object) -> Markup:
        """The text as HTML with its arguments escaped."""
        self._require(key, arguments)
        return Markup(self[key]).format(**arguments)  # noqa: S704 - the catalogue is ours

    def _require(self, key: str, arguments: dict[str, object]) -> None:
        if missing := self.arguments(key) - set(arguments):
            raise MissingText(f"{key} wants {', '.join(sorted(missing))}")
