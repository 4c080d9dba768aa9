"""Language of an ad: ru, uk, pl, en, de, be or kk.

Function words decide nearly all texts for a fraction of the detector's time; lingua reads a sample of the rest.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from orchestration.transforms.lookups import load_yaml

_WORD = re.compile(r"[^\W\d_]+")
_ISO = {
    Language.RUSSIAN: "ru",
    Language.UKRAINIAN: "uk",
    Language.POLISH: "pl",
    Language.ENGLISH: "en",
    Language.GERMAN: "de",
    Language.BELARUSIAN: "be",
    Language.KAZAKH: "kk",
}


@cache
def _votes() -> dict[str, str]:
    """Function word -> its language. Words of two languages ("на", "do", "was") decide nothing and are left out."""
    votes: dict[str, list[str]] = {}
    for language, words in load_yaml("function_words").items():
        for word in words:
            votes.setdefault(word, []).append(language)
    return {word: of[0] for word, of in votes.items() if len(of) == 1}


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_ISO).build()


def read_language(folded: str) -> str | None:
    """ISO 639-1 code, or None when there are no words to judge by. `folded`: lower-case text."""
    limits = load_yaml("thresholds")["languages"]
    count: dict[str, int] = {}
    votes = _votes()
    for word in _WORD.findall(folded, 0, limits["vote_characters"]):
        if (language := votes.get(word)) is not None:
            count[language] = count.get(language, 0) + 1
    ranked = sorted(count.items(), key=lambda item: -item[1])
    if ranked and ranked[0][1] >= limits["vote_minimum"]:
        second = ranked[1][1] if len(ranked) > 1 else 0
        if ranked[0][1] >= limits["vote_margin"] * second:
            return ranked[0][0]
    return _detect(folded[: limits["vote_characters"]].strip()[: limits["sample_characters"]])


@lru_cache(maxsize=16384)
def _detect(sample: str) -> str | None:
    if sum(char.isalpha() for char in sample) < 4:
        return None
    language = _detector().detect_language_of(sample)
    return _ISO.get(language) if language else None
