"""Real ads of ../shared/real labelled by hand in tests/gold/real: the ads are read in place, only counts are shown.

Three labellers, who had seen neither rules nor readings, labelled a sample drawn by hash. Rules are developed on one
half; the half that another hash keeps aside judges.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import orjson
import yaml

from benchmarks.scorecard.counts import Outcome
from benchmarks.scorecard.fields import outcomes_of
from benchmarks.scorecard.gold import GOLD, GoldAd, merged
from benchmarks.scorecard.silver import REAL, parse_record
from orchestration.transforms.normalize import normalize_posting

LABELS = GOLD / "real" / "labels.yaml"
SETS = ("real", "real aside")
_NOT_LABELLED = ("language", "rejected_reason")


def set_of(source: str, posting_id: str) -> str:
    """Which of SETS an ad belongs to."""
    return SETS[sha256(f"{source}/{posting_id}".encode()).digest()[0] % 2]


def labels() -> dict[str, dict[tuple[str, str], dict[str, Any]]]:
    """File -> (source, id) -> labels."""
    listed = yaml.load(LABELS.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {file: {(one["source"], one["id"]): one["expect"] for one in ads} for file, ads in listed.items()}


def _records(file: str, wanted: dict[tuple[str, str], Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
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
            parsed = parse_record(record)
            is_structured = any(posting.get("salaries") for posting in parsed)
            fields = {"salaries": True} if is_structured else {}
            ad = GoldAd(f"{source}/{posting_id}", "", file, "", None, fields, "", wanted[source, posting_id])
            read = merged([normalize_posting(posting, {}) for posting in parsed])
            for name, outcome in outcomes_of(ad, read).items():
                if name not in _NOT_LABELLED:
                    yield set_of(source, posting_id), name, ad.id, outcome
