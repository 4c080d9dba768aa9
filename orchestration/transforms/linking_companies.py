"""Company names as keys: without legal forms, in Latin letters, with known spellings joined."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from orchestration.transforms.folding import fold, fold_words
from orchestration.transforms.linking_lookups import load_lookup
from orchestration.transforms.linking_thresholds import COMPANY_MIN_SIMILARITY, COMPANY_OWN_WORD


class _Lookup(NamedTuple):
    legal_forms: frozenset[tuple[str, ...]]
    same: dict[str, str]
    unnamed: frozenset[str]
    generic: frozenset[str]
    agency_words: tuple[str, ...]


@cache
def _lookup() -> _Lookup:
    raw = load_lookup("linking_companies.yaml")
    forms = {fold_words(form) for line in raw["legal_forms"] for form in line}
    same = {fold(name): fold(names[0]) for names in raw["same"] for name in names}
    unnamed = {fold(name) for kind in ("unnamed", "agencies") for line in raw[kind] for name in line}
    generic = {word for line in raw["generic"] for name in line for word in fold_words(name)}
    agency_words = tuple(fold(word) for line in raw["agency_words"] for word in line)
    return _Lookup(frozenset(forms), same, frozenset(unnamed), frozenset(generic), agency_words)


@lru_cache(maxsize=65536)
def company_key(name: str | None) -> str | None:
    """Key of the named employer; None when no employer is named (placeholder, agency, aggregator)."""
    if not name:
        return None
    lookup = _lookup()
    whole = fold(name)
    if whole in lookup.unnamed:
        return None
    words = list(fold_words(name.split("::")[0]))
    bare = _strip_forms(words, lookup.legal_forms) or words
    key = " ".join(bare)
    key = lookup.same.get(whole) or lookup.same.get(key, key)
    return None if not key or key in lookup.unnamed else key


def _strip_forms(words: list[str], forms: frozenset[tuple[str, ...]]) -> list[str]:
    longest = max(map(len, forms))
    size = min(longest, len(words) - 1)
    while size > 0:
        if tuple(words[-size:]) in forms:
            words = words[:-size]
        elif tuple(words[:size]) in forms:
            words = words[size:]
        else:
            size -= 1
            continue
        size = min(longest, len(words) - 1)
    return words


@lru_cache(maxsize=65536)
def is_agency(name: str | None) -> bool:
    """Whether a company's name says that it hires for others."""
    return any(word.startswith(_lookup().agency_words) for word in fold_words(name or ""))


@lru_cache(maxsize=65536)
def own_words(key: str) -> frozenset[str]:
    """Words of a company key that belong to this employer rather than to its trade; all words if there are none."""
    words = frozenset(key.split())
    own = {word for word in words if len(word) >= COMPANY_OWN_WORD and word not in _lookup().generic}
    return frozenset(own) or words


@lru_cache(maxsize=65536)
def same_company(one: str, other: str) -> bool:
    """Whether two company keys can name one employer: a word of its own in common, or spelled alike.

    Boards name an employer by a handle or a brand, channels by a legal name, so the bar is low: this only decides
    whether names contradict each other.
    """
    if one == other or own_words(one) & own_words(other):
        return True
    words, others = set(one.split()), set(other.split())
    if words <= others or others <= words:
        return True
    shorter, longer = sorted((sound(one), sound(other)), key=len)
    if len(shorter) >= COMPANY_OWN_WORD and longer.startswith(shorter):
        return True
    return JaroWinkler.similarity(shorter, longer) >= COMPANY_MIN_SIMILARITY


@lru_cache(maxsize=65536)
def sound(key: str) -> str:
    """Letters that transliterations confuse made equal: yandeks / yandex, kvant / quant, dzhinni / jinni."""
    for spelled, sound in (
        ("x", "ks"),
        ("ph", "f"),
        ("qu", "kv"),
        ("q", "k"),
        ("ck", "k"),
        ("dzh", "j"),
        ("kh", "h"),
        ("w", "v"),
    ):
        key = key.replace(spelled, sound)
    key = key.replace("c", "k").replace("y", "i").replace("j", "i").replace(" ", "")
    return "".join(letter for index, letter in enumerate(key) if index == 0 or key[index - 1] != letter)
