"""Words of work formats: values of boards' fields, and what is said around the words of a sentence."""

from __future__ import annotations

import re
from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import Phrases, fold

_NOT_LETTER = re.compile(r"[\W_]+")


@cache
def field_values() -> dict[str, tuple[str, ...]]:
    lookup = load_yaml("work_formats")
    values = {squeeze(word): (name,) for name, words in lookup["field"].items() for word in words}
    return values | {squeeze(word): tuple(names) for word, names in lookup["field_several"].items()}


def squeeze(text: str) -> str:
    """Letters and digits only, folded: "praca zdalna", "PRACA_ZDALNA" and "praca-zdalna" are one word."""
    return _NOT_LETTER.sub("", fold(text))


@cache
def cues() -> Phrases[str]:
    lookup = load_yaml("work_formats")
    named = {
        "weekday": "weekdays",
        "short weekday": "short_weekdays",
        "sometimes": "now_and_then",
        "amenity": "amenities",
        "exception": "exceptions",
    }
    named |= {"interview": "interviews", "tended": "tended"}
    named |= {name: name for name in ("rarely", "choice", "anywhere", "optional")}
    return Phrases((word, label) for label, section in named.items() for word in lookup[section])
