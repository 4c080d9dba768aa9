"""Experience bands in fields that look like level fields: those that span grades are no grade."""

from __future__ import annotations

import re
from functools import cache

from scrapers.parsers.lookups import lookup
from scrapers.parsers.text import clean_line

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def level_and_band(value: object) -> tuple[str | None, str | None]:
    """(word for the grade, band of experience): one of them is the value, the other None."""
    word = clean_line(value)
    if word is None:
        return None, None
    is_band = _BETWEEN_WORDS.sub(" ", word).strip().casefold() in _spanning()
    return (None, word) if is_band else (word, None)


@cache
def _spanning() -> frozenset[str]:
    return frozenset(lookup("experience_bands")["spanning"])
