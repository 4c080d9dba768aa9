"""Folding of short texts: one spelling for words that people write in several scripts and cases."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# ".net", "node.js", "c++", "c#" are words of titles, so the signs that make them stay.
_TOKEN = re.compile(r"\.net\b|[a-z0-9]+(?:\.(?:js|net|io|ai)\b)?[+#]*")
# People write ё as е, and anyascii would keep them apart.
_SAME_LETTER = str.maketrans({"ё": "е", "Ё": "Е", "ґ": "г", "Ґ": "Г"})


@lru_cache(maxsize=65536)
def fold_words(text: str) -> tuple[str, ...]:
    """Words of a title, company or place: lower case, Latin letters, no accents, no punctuation."""
    return tuple(word for token in text.split() for word in _fold_token(token))


@lru_cache(maxsize=65536)
def _fold_token(token: str) -> tuple[str, ...]:
    """Titles are made of few different words: each is folded once."""
    plain = unicodedata.normalize("NFKC", token).translate(_SAME_LETTER)
    return tuple(_TOKEN.findall(anyascii(plain).replace("'", "").lower()))


def fold(text: str) -> str:
    """The words of fold_words with one space between them."""
    return " ".join(fold_words(text))
