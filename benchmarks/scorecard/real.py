"""Real ads of ../shared/real labelled by hand in tests/gold/real: the ads are read in place, only counts are shown.

Labellers who had seen neither rules nor readings labelled five samples drawn by hash. Of the first (labels.yaml) rules
are developed on one half, and the half that another hash keeps aside judges; of the others (more.yaml), labelled
without technologies, all misses were looked at, as of posts labelled for their pay alone (pay.yaml).
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

LABELS, MORE, PAY = (GOLD / "real" / f"{name}.yaml" for name in ("labels", "more", "pay"))
SETS = ("real", "real aside")
_NOT_LABELLED = ("language", "rejected_reason")


class Label(NamedTuple):
    expect: dict[str, Any]
    belongs_to: str  # one of SETS
    has_technologies: bool
    has_pay_alone: bool

    def tells(self, field: str) -> bool:
        """Whether this field of the ad was labelled."""
        if self.has_pay_alone:
            return field.startswith("salary")
        return field not in _NOT_LABELLED and (self.has_technologies or not field.startswith("technologies"))


def _set_of(source: str, posting_id: str) -> str:
    return SETS[sha256(f"{source}/{posting_id}".encode()).digest()[0] % 2]


def labels() -> dict[str, dict[tuple[str, str], Label]]:
    """File of ../shared/real -> (source, id) -> labels."""
    found: dict[str, dict[tuple[str, str], Label]] = {}
    for path in (LABELS, MORE, PAY):
        listed = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for file, ads in listed.items():
            for one in ads:
                key = one["source"], one["id"]
                belongs_to = _set_of(*key) if path == LABELS else SETS[0]
                expect = {"specialization": None} | one["expect"]
                found.setdefault(file, {})[key] = Label(expect, belongs_to, path == LABELS, path == PAY)
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
