"""Real ads of ../shared/real labelled by hand in tests/gold/real: the ads are read in place, only counts are shown.

Labellers who had seen neither rules nor readings labelled samples drawn by hash. Rules are developed on the set `real`;
`real aside` judges: half of the first sample, told by a hash of the id, and whole samples whose misses are counted and
not looked at.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
import yaml

from benchmarks.scorecard.counts import Outcome
from benchmarks.scorecard.fields import outcomes_of
from benchmarks.scorecard.gold import GOLD, GoldAd, merged
from benchmarks.scorecard.silver import REAL, parse_record
from orchestration.transforms.normalize import normalize_posting

SETS = ("real", "real aside")
_LABELS = GOLD / "real"
_NOT_LABELLED = ("language", "rejected_reason")


class Sheet(NamedTuple):
    """What the labels of one file tell, and of which set its ads are (None: a hash of the id tells)."""

    tells: str  # all | all but technologies | pay | whether it is an ad
    belongs_to: str | None


SHEETS = {
    "labels": Sheet("all", None),
    "more": Sheet("all but technologies", "real"),
    "pay": Sheet("pay", "real"),
    "short": Sheet("whether it is an ad", "real"),
    "aside": Sheet("all but technologies", "real aside"),
    "aside_pay": Sheet("pay", "real aside"),
    "aside_short": Sheet("whether it is an ad", "real aside"),
}


class Label(NamedTuple):
    expect: dict[str, Any]
    belongs_to: str  # one of SETS
    sheet: Sheet

    def tells(self, field: str) -> bool:
        """Whether this field of the ad was labelled."""
        if self.sheet.tells == "pay":
            return field.startswith("salary")
        if self.sheet.tells == "whether it is an ad":
            return field == "rejected"
        return field not in _NOT_LABELLED and (self.sheet.tells == "all" or not field.startswith("technologies"))


def _set_of(source: str, posting_id: str) -> str:
    return SETS[sha256(f"{source}/{posting_id}".encode()).digest()[0] % 2]


def labels() -> dict[str, dict[tuple[str, str], Label]]:
    """File of ../shared/real -> (source, id) -> labels."""
    found: dict[str, dict[tuple[str, str], Label]] = {}
    for name, sheet in SHEETS.items():
        text = (_LABELS / f"{name}.yaml").read_text(encoding="utf-8")
        listed = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for file, ads in listed.items():
            for one in ads:
                key = one["source"], one["id"]
                expect = {"specialization": None} | one["expect"]
                found.setdefault(file, {})[key] = Label(expect, sheet.belongs_to or _set_of(*key), sheet)
    return found


def _records(file: str, wanted: dict[tuple[str, str], Label]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """The first record of each wanted ad: crawls of another day repeat it."""
    left = set(wanted)
    with gzip.open(REAL / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = orjson.loads(line)
            key = record["source"], record["source_posting_id"]
            if key in left:
                left.remove(key)
                yield key, record


def outcomes() -> Iterator[tuple[str, str, str, Outcome]]:
    """(set, field, id, outcome) of every labelled real ad."""
    for file, wanted in labels().items():
        for (source, posting_id), record in _records(file, wanted):
            label, parsed = wanted[source, posting_id], parse_record(record)
            fields = {"salaries": True} if any(posting.get("salaries") for posting in parsed) else {}
            ad = GoldAd(f"{source}/{posting_id}", "", file, "", None, fields, "", label.expect)
            read = merged([normalize_posting(posting, {}) for posting in parsed])
            for name, outcome in outcomes_of(ad, read).items():
                if label.tells(name):
                    yield label.belongs_to, name, ad.id, outcome
