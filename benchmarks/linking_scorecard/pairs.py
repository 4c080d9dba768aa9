"""The labelled pairs of tests/gold: one opening or two. Labels are explained in tests/gold/pairs/README.md.

Rules are developed on those of tests/gold/pairs; those of tests/gold/aside/pairs are by another author and only judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import yaml

from scrapers.schemas import PARSED_POSTINGS

GOLD = Path(__file__).resolve().parents[2] / "tests" / "gold"
PAIRS = GOLD / "pairs"
ASIDE_PAIRS = GOLD / "aside" / "pairs"
LANGUAGES = ("ru", "uk", "pl", "en", "de")
# Kinds of pairs -> whether they are hard.
SAME = {
    "copy": False,
    "layout": False,
    "company": False,
    "tracking": False,
    "mirror": False,
    "ats_link": True,
    "requisition": True,
    "city": True,
    "teaser": True,
    "translation": True,
    "repost": True,
    "title_format": True,
    "wording": True,
    "salary": True,
}
DIFFERENT = {
    "other": False,
    "level": True,
    "rank": True,
    "role": True,
    "technology": True,
    "boilerplate": True,
    "employer": True,
    "template": True,
    "short": True,
    "requisition": True,
    "late": True,
}
_FIRST_DAY = date(2031, 3, 3)
_FIELDS = {
    *("source", "title", "company", "places", "pay", "text", "edit", "keep", "upper", "day"),
    *("url", "apply_url", "links", "requisition", "raw_id"),
}


class GoldPair(NamedTuple):
    id: str  # "ru-07b": language, case, pair; the ads of one case share an employer or a text
    kind: str
    is_same: bool
    is_hard: bool
    ads: tuple[dict[str, Any], dict[str, Any]]  # rows of PARSED_POSTINGS

    @property
    def language(self) -> str:
        return self.id.removeprefix("aside-").partition("-")[0]

    @property
    def sources(self) -> str:
        """Source families of the two ads, "telegram + ashby" and "ashby + telegram" being one."""
        return " + ".join(sorted({ad["source"].partition(":")[0] for ad in self.ads}))

    @property
    def is_exact_twin(self) -> bool:
        """One opening under one title and employer on two boards, word for word."""
        one, other = self.ads
        return (
            self.is_same
            and self.kind in {"copy", "layout"}
            and one["source"] != other["source"]
            and all(one[name] and one[name] == other[name] for name in ("title", "company"))
        )

    @property
    def is_same_employer_other_job(self) -> bool:
        one, other = self.ads
        return not self.is_same and one["company"] is not None and one["company"] == other["company"]

    @property
    def digest(self) -> str:
        """Changes with the ads and with the label: results of another digest cannot be compared."""
        return blake2b(orjson.dumps(self._asdict(), option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


@cache
def gold_pairs(folder: Path = PAIRS) -> tuple[GoldPair, ...]:
    """All labelled pairs of a folder, by language and case. ValueError when a file says what the README does not."""
    return tuple(pair for language in LANGUAGES for case in _cases(folder, language) for pair in _pairs(case))


def _cases(folder: Path, language: str) -> list[dict[str, Any]]:
    path = folder / f"{language}.yaml"
    if not path.is_file():
        return []
    return list(yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _pairs(case: dict[str, Any]) -> Iterator[GoldPair]:
    parts = case["parts"]
    base = {name: value for name, value in case.items() if name in _FIELDS}
    if unknown := set(case) - _FIELDS - {"id", "parts", "pairs"}:
        raise ValueError(f"{case['id']}: unknown {sorted(unknown)}")
    for letter, pair in zip("abcdefghijklmnop", case["pairs"], strict=False):
        identity = f"{case['id']}{letter}"
        is_same = "same" in pair
        kinds = SAME if is_same else DIFFERENT
        kind = pair["same" if is_same else "differ"]
        other = {name: value for name, value in pair.items() if name in _FIELDS}
        if kind not in kinds or set(pair) - _FIELDS - {"same", "differ", "first"}:
            raise ValueError(f"{identity}: {kind}, {sorted(pair)}")
        ads = (
            # The base is one ad, however many pairs it is in: in the crowd it stands once.
            _ad(f"{identity}1" if "first" in pair else case["id"], parts, base | pair.get("first", {})),
            _ad(f"{identity}2", parts, base | {"edit": [], "url": None, "day": 1} | other),
        )
        yield GoldPair(identity, kind, is_same, kinds[kind], ads)


def _ad(identity: str, parts: dict[str, str], side: dict[str, Any]) -> dict[str, Any]:
    text = "\n\n".join(parts[name].strip() for name in side.get("text", [*parts]))
    for old, new in side.get("edit", ()):
        if old not in text:
            raise ValueError(f"{identity}: nothing to replace: {old}")
        text = text.replace(old, new)
    if "keep" in side:  # a teaser: the first words
        words = text.split()
        text = " ".join(words[: round(len(words) * side["keep"])]) + "…"
    if side.get("upper"):
        text = text.upper().replace(". ", ".\n— ")
    landed = _FIRST_DAY + timedelta(days=side.get("day", 0))
    source = side["source"]
    pay = side.get("pay")
    return dict.fromkeys(PARSED_POSTINGS.names) | {
        "payload_hash": identity,
        "source": source,
        "source_posting_id": identity,
        "raw_posting_id": side.get("raw_id", identity),
        "posting_key": f"{source}/{identity}",
        "landed_on": landed,
        "published_at": datetime(landed.year, landed.month, landed.day, tzinfo=UTC),
        "url": side.get("url"),
        "apply_url": side.get("apply_url"),
        "links": side.get("links", []),
        "title": side["title"],
        "company": side.get("company"),
        "requisition_id": side.get("requisition"),
        "description": text,
        "location_words": side.get("places", []),
        "salaries": [dict.fromkeys(("text", "tax", "contract")) | pay] if pay else [],
        "is_simulated": True,
    }
