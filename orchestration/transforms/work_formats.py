"""Work formats offered: the board's field, else the place words, else the title, else the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.text_scan import Scan, scan
from orchestration.transforms.words import fold

ORDER = ("remote", "hybrid", "office")
_NOT_LETTER = re.compile(r"[\W_]+")


class WorkFormats(NamedTuple):
    """`main` is remote if offered, else hybrid, else office; None when not stated."""

    main: str | None
    offered: tuple[str, ...]
    basis: str | None  # field | text | source


_NONE = WorkFormats(None, (), None)


@cache
def _field_values() -> dict[str, tuple[str, ...]]:
    lookup = load_yaml("work_formats")
    values = {squeeze(word): (name,) for name, words in lookup["field"].items() for word in words}
    return values | {squeeze(word): tuple(names) for word, names in lookup["field_several"].items()}


def squeeze(text: str) -> str:
    """Letters and digits only, folded: "praca zdalna", "PRACA_ZDALNA" and "praca-zdalna" are one word."""
    return _NOT_LETTER.sub("", fold(text))


@lru_cache(maxsize=16384)
def _read_words(words: str) -> tuple[str, ...]:
    known = _field_values().get(squeeze(words[:200]))
    if known is not None:
        return known
    parts = [part for part in re.split(r"[,;/|]", words[:200]) if part.strip()]
    if len(parts) > 1:
        return tuple(dict.fromkeys(name for part in parts for name in _read_words(part)))
    return formats_in(scan("", words[:200]))


def formats_in(found: Scan, last: int | None = None) -> tuple[str, ...]:
    """Formats that phrases of a scanned text state, up to position `last`."""
    hits = found.of("work_format")
    return tuple(dict.fromkeys(hit.value for hit in hits if hit.value in ORDER and (last is None or hit.start < last)))


def read_work_formats(
    format_words: Sequence[str], location_words: Sequence[str], found: Scan, family: str = ""
) -> WorkFormats:
    """Formats by order of trust. A place alone says nothing, but on boards that mark every format but the office."""
    for words in (format_words, location_words):
        stated = {name for word in words if word for name in _read_words(word)}
        if stated:
            return _ordered(stated, "field")
    for last in (found.title_end, None):
        stated = set(formats_in(found, last))
        if stated:
            return _ordered(stated, "text")
    unstated = load_yaml("source_defaults")["families"].get(family, {}).get("unstated_format")
    return WorkFormats(unstated, (unstated,), "source") if unstated and any(location_words) else _NONE


def _ordered(stated: set[str], basis: str) -> WorkFormats:
    offered = tuple(name for name in ORDER if name in stated)
    return WorkFormats(offered[0], offered, basis)
