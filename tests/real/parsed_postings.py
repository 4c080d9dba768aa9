"""Real payloads through the parsers, each posting beside the record that it was read from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from scrapers.parsers import PayloadContext, parse_payload

REAL = Path(__file__).parents[3] / "shared" / "real"
Pair = tuple[dict[str, Any], dict[str, Any]]


def posting_of(
    source: str, key: str, payload: bytes, fetched_at: datetime, payload_format: str
) -> list[dict[str, Any]]:
    context = PayloadContext(
        source, key, None, payload, payload_format, None, fetched_at, "0" * 32, fetched_at.date(), False
    )
    result = parse_payload(context)
    assert result.rejects == [], f"{source} {key}: {result.rejects}"
    return result.postings


@cache
def pairs(name: str) -> list[Pair]:
    """(record, posting) of every line; each line must give exactly one posting and no reject."""
    return list(_pairs(name))


def _pairs(name: str) -> Iterator[Pair]:
    with gzip.open(REAL / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            moment = datetime.fromisoformat(record["fetched_at"])
            fetched_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            payload = json.dumps(record["payload"]).encode()
            found = posting_of(
                record["source"], record["source_posting_id"], payload, fetched_at, record["payload_format"]
            )
            assert len(found) == 1
            yield record, found[0]


def share(name: str, column: str) -> float:
    rows = pairs(name)
    return sum(posting[column] not in (None, []) for _, posting in rows) / len(rows)
