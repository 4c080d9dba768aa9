"""Language of an ad: ru, uk, pl, en, de, be or kk.

Function words decide nearly all texts for a fraction of the detector's time; lingua reads a sample of the rest.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from orchestration.transforms.lookups import load_yaml

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: dict[str, str] = {
    "ru": "и в во на с со по для от что как не или из при мы вы наш это будет опыт работы нам ты также если кто чем",
    "uk": "і й та в у на з до для від що як не або із при ми ви наш це буде досвід роботи нам ти також якщо щоб є твій",
    "pl": "i w we na z ze do dla od co jak nie lub oraz przy się jest my nasz to będzie praca pracy nam ci także jeśli oferujemy",
    "en": "the and of to in for with you we our is are on as at be will your or an this that from have by",
    "de": "und der die das in mit für von zu den ist wir sie du als auf im eine einen ein dein unser bei sind oder des",
    "be": "і у на з для ад што як не або мы вы наш гэта праца працы таксама калі",
    "kk": "және мен үшін бойынша болуы керек бар жұмыс тәжірибе біз сіз",
}
_ISO = {
    Language.RUSSIAN: "ru", Language.UKRAINIAN: "uk", Language.POLISH: "pl", Language.ENGLISH: "en",
    Language.GERMAN: "de", Language.BELARUSIAN: "be", Language.KAZAKH: "kk",
}  # fmt: skip


@cache
def _votes() -> dict[str, tuple[str, ...]]:
    """Function word -> the languages it belongs to."""
    votes: dict[str, tuple[str, ...]] = {}
    for language, words in _FUNCTION_WORDS.items():
        for word in words.split():
            votes[word] = (*votes.get(word, ()), language)
    return votes


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_ISO).build()


def read_language(folded: str) -> str | None:
    """ISO 639-1 code, or None when there are no words to judge by. `folded`: lower-case text."""
    limits = load_yaml("thresholds")["languages"]
    count: dict[str, int] = {}
    votes = _votes()
    for word in _WORD.findall(folded, 0, limits["vote_characters"]):
        for language in votes.get(word, ()):
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
