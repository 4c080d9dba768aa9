"""Language of an ad: ru, uk, pl, en, de, be or kk.

Function words decide nearly all texts for a fraction of the detector's time; lingua reads a sample of the rest.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from orchestration.transforms.lookups import load_yaml

_WORD = re.compile(r"\w+")
_ISO = {
    Language.RUSSIAN: "ru",
    Language.UKRAINIAN: "uk",
    Language.POLISH: "pl",
    Language.ENGLISH: "en",
    Language.GERMAN: "de",
    Language.BELARUSIAN: "be",
    Language.KAZAKH: "kk",
}
_FIRST_CYRILLIC, _LAST_CYRILLIC = "\u0400", "\u052f"
# Letters that tell the Cyrillic alphabets apart.
_OWN_LETTERS = {"ru": "ыэъё", "uk": "іїєґ", "be": "ў", "kk": "әғқңөұүһ"}
_NEVER_BELARUSIAN = "ищїєґъ"
_KAZAKH_LETTERS = 3  # a Kazakh company name in a Russian ad has one or two


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


def read_language(folded: str, start: int = 0) -> str | None:
    """ISO 639-1 code, or None when there are no words to judge by. `folded`: lower-case text, read from `start` on."""
    limits = load_yaml("thresholds")["languages"]
    words = _WORD.findall(folded, start, start + limits["vote_characters"])
    votes = list(filter(None, map(_votes().get, words)))
    count = {language: votes.count(language) for language in set(votes)}
    ranked = sorted(count.items(), key=lambda item: -item[1])
    if ranked and ranked[0][1] >= limits["vote_minimum"]:
        second = ranked[1][1] if len(ranked) > 1 else 0
        if ranked[0][1] >= limits["vote_margin"] * second:
            return ranked[0][0]
    words = [word for word in words if word[0].isalpha()]
    cyrillic = [word for word in words if _FIRST_CYRILLIC <= word[0] <= _LAST_CYRILLIC]
    if len(cyrillic) >= max(1, limits["cyrillic_share"] * len(words)):
        return _of_cyrillic(cyrillic, count)
    return _detect(folded[start : start + limits["vote_characters"]].strip()[: limits["sample_characters"]])


def _of_cyrillic(words: list[str], count: dict[str, int]) -> str | None:
    """Short posts name most of their stack in English, so the detector takes them for English; letters do not err."""
    joined = " ".join(words)
    scores = {
        language: sum(map(joined.count, letters)) + count.get(language, 0) for language, letters in _OWN_LETTERS.items()
    }
    if scores["be"] and not any(map(joined.count, _NEVER_BELARUSIAN)):
        return "be"
    if scores["kk"] >= _KAZAKH_LETTERS:
        return "kk"
    if scores["ru"] != scores["uk"]:
        return "ru" if scores["ru"] > scores["uk"] else "uk"
    return _detect(joined)


@lru_cache(maxsize=16384)
def _detect(sample: str) -> str | None:
    if sum(char.isalpha() for char in sample) < 4:
        return None
    language = _detector().detect_language_of(sample)
    return _ISO.get(language) if language else None
