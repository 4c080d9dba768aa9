"""Invented postings for the tests of linking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from orchestration.transforms.fingerprints import fingerprint_postings
from orchestration.transforms.linking import link_postings
from scrapers.schemas import PARSED_POSTINGS

FIRST_DAY = date(2031, 3, 3)
PAIRS = yaml.safe_load((Path(__file__).parent / "linking_pairs.yaml").read_text(encoding="utf-8"))


def posting(number: int, **stated: Any) -> dict[str, Any]:
    """A parsed posting; `stated` as in linking_pairs.yaml."""
    side = PAIRS["defaults"] | stated
    text = " ".join(PAIRS["texts"][part] for part in side["text"])
    for old, replacement in side.get("edit", ()):
        assert old in text
        text = text.replace(old, replacement)
    if side.get("upper"):
        text = text.upper().replace(". ", ".\n\n")
    landed = FIRST_DAY + timedelta(days=side.get("day", 0))
    identity = f"p{number}"
    return dict.fromkeys(PARSED_POSTINGS.names) | {
        "payload_hash": f"{side['source']}{number}{landed}",
        "source": side["source"],
        "source_posting_id": identity,
        "raw_posting_id": side.get("raw_posting_id", identity),
        "posting_key": side.get("posting_key", f"{side['source']}/{identity}"),
        "landed_on": landed,
        "published_at": datetime(landed.year, landed.month, landed.day, tzinfo=UTC),
        "url": side.get("url"),
        "links": side.get("links", []),
        "title": side["title"],
        "company": side["company"],
        "requisition_id": side.get("requisition"),
        "description": text,
        "location_words": side.get("places", []),
    }


def fingerprints(postings: list[dict[str, Any]]) -> pa.Table:
    return fingerprint_postings(pa.Table.from_pylist(postings, schema=PARSED_POSTINGS))


def link_days(prints: pa.Table) -> list[dict[str, Any]]:
    """Links of every day that has postings, as the daily asset would make them."""
    links = []
    for day in sorted(set(prints.column("landed_on").to_pylist())):
        landed = prints.column("landed_on")
        links += link_postings(
            prints.filter(pc.equal(landed, day)), prints.filter(pc.not_equal(landed, day)), day
        ).to_pylist()
    return links
