"""How well each source was on a day: counts of its crawls and of what became of the payloads they landed.

Tables in, a table out. What is news about it (silent sources, new and vanished fields) is in `health_news`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.schemas import COUNTS, SOURCE_HEALTH
from orchestration.transforms.lookups import load_yaml
from scrapers.schemas import PARSED_POSTINGS, STRINGS, TIMESTAMP

RULE_VERSION = "2"

# What a crawl says about itself, one row per crawl.
CRAWL_REPORTS = pa.schema(
    [
        ("source", pa.string()),
        ("family", pa.string()),
        ("kind", pa.string()),
        ("crawl_id", pa.string()),
        ("started_at", TIMESTAMP),
        ("finished_at", TIMESTAMP),
        ("listed", pa.int64()),
        ("new_payloads", pa.int64()),
        ("changed", pa.int64()),
        ("not_modified", pa.int64()),
        ("pages", pa.int64()),
        ("bytes_fetched", pa.int64()),
        ("latency_ms", pa.float64()),
        ("errors", COUNTS),
        ("http_status", COUNTS),
        ("notes", COUNTS),
        ("verdict", pa.string()),
        ("cause", pa.string()),
        ("reasons", STRINGS),
        ("is_complete", pa.bool_()),
        ("is_simulated", pa.bool_()),
    ]
)
# Columns that the landing or the parser's frame fills, not the source.
_NOT_STATED_BY_SOURCES = {
    "payload_hash",
    "source",
    "source_posting_id",
    "raw_posting_id",
    "posting_key",
    "landed_on",
    "fetched_at",
    "is_simulated",
    "leftover_fields",
    "parser_version",
}
FIELDS = tuple(name for name in PARSED_POSTINGS.names if name not in _NOT_STATED_BY_SOURCES)
_SUMMED = ("new_payloads", "changed", "not_modified", "pages", "bytes_fetched")
MAX_REASONS = 5


def measure_health(
    reports: pa.Table, payloads: pa.Table, parsed: pa.Table, quarantine: pa.Table, day: date
) -> pa.Table:
    """CRAWL_REPORTS, RAW_PAYLOADS, PARSED_POSTINGS and QUARANTINE of one day -> SOURCE_HEALTH, one row per source.

    Of `payloads` only source and payload_hash are read. Sources without a report have no row: nothing lands without.
    """
    landed = Counter(payloads["source"].to_pylist())
    read = _distinct_payloads(parsed)
    postings = Counter(parsed["source"].to_pylist())
    fills = field_fill(parsed)
    leftovers = _leftovers(parsed)
    rejects = _reasons(quarantine)
    crawls: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in reports.sort_by([("started_at", "ascending"), ("crawl_id", "ascending")]).to_pylist():
        crawls[row["source"]].append(row)
    rows = []
    for source, of_day in sorted(crawls.items()):
        reasons = rejects.get(source, Counter())
        fields = leftovers.get(source, Counter())
        rows.append(
            {
                **_of_crawls(of_day),
                "crawled_on": day,
                "parsed_payloads": read[source],
                "postings": postings[source],
                "posting_yield": postings[source] / landed[source] if landed[source] else None,
                "quarantined": sum(reasons.values()),
                "quarantine_reasons": as_counts(reasons),
                "field_fill": [
                    {"field": field, "stated": stated, "share": stated / postings[source]}
                    for field, stated in fills.get(source, {}).items()
                ],
                "leftover_field_count": len(fields),
                "leftover_fields": as_counts(fields)[: load_yaml("source_health")["leftover_names"]],
            }
        )
    return pa.Table.from_pylist(rows, schema=SOURCE_HEALTH)


def field_fill(parsed: pa.Table) -> dict[str, dict[str, int]]:
    """source -> parsed field -> postings that state it: neither null nor an empty text or list."""
    if parsed.num_rows == 0:
        return {}
    stated = pa.table({"source": parsed["source"], **{name: _is_stated(parsed[name]) for name in FIELDS}})
    sums = stated.group_by("source", use_threads=False).aggregate([(name, "sum") for name in FIELDS])
    return {row["source"]: {name: row[f"{name}_sum"] or 0 for name in FIELDS} for row in sums.to_pylist()}


def as_counts(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Values of a COUNTS column, the most frequent first."""
    return [
        {"name": name, "count": count}
        for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    ]


def _of_crawls(crawls: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the crawls of one source and day say together; they are in the order of their start."""
    last = crawls[-1]
    timed = [(crawl["latency_ms"], max(crawl["pages"] or 0, 1)) for crawl in crawls if crawl["latency_ms"] is not None]
    pages = sum(weight for _, weight in timed)
    errors = _added(crawls, "errors")
    return {
        **{name: last[name] for name in ("source", "family", "kind", "verdict", "cause", "is_simulated")},
        "reasons": (last["reasons"] or [])[:MAX_REASONS],
        "is_complete": any(crawl["is_complete"] and crawl["verdict"] != "failed" for crawl in crawls),
        "crawls": len(crawls),
        "failed_crawls": sum(crawl["verdict"] == "failed" for crawl in crawls),
        "listed": max(crawl["listed"] for crawl in crawls),
        **{name: sum(crawl[name] or 0 for crawl in crawls) for name in _SUMMED},
        "errors": sum(errors.values()),
        "error_kinds": as_counts(errors),
        "http_status": as_counts(_added(crawls, "http_status")),
        "notes": as_counts(_added(crawls, "notes")),
        "latency_ms": sum(latency * weight for latency, weight in timed) / pages if timed else None,
        "duration_seconds": sum(
            max((crawl["finished_at"] - crawl["started_at"]).total_seconds(), 0.0) for crawl in crawls
        ),
    }


def _added(crawls: Sequence[Mapping[str, Any]], column: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for crawl in crawls:
        total.update({entry["name"]: entry["count"] for entry in crawl[column] or []})
    return total


def _is_stated(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        stated = pc.greater(pc.list_value_length(column), 0)
    elif pa.types.is_string(column.type):
        stated = pc.not_equal(column, "")
    else:
        stated = pc.is_valid(column)
    return pc.fill_null(stated, False)


def _distinct_payloads(parsed: pa.Table) -> Counter[str]:
    pairs = parsed.select(["source", "payload_hash"]).group_by(["source", "payload_hash"]).aggregate([])
    return Counter(pairs["source"].to_pylist())


def _leftovers(parsed: pa.Table) -> dict[str, Counter[str]]:
    """source -> leftover field -> payloads that hold it; the postings of one payload share its fields."""
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    columns = parsed.select(["source", "payload_hash", "leftover_fields"]).to_pylist()
    for row in columns:
        seen[row["source"]].update((field, row["payload_hash"]) for field in row["leftover_fields"] or [])
    return {source: Counter(field for field, _ in pairs) for source, pairs in seen.items()}


def _reasons(quarantine: pa.Table) -> dict[str, Counter[str]]:
    """source -> reason -> items; an item with two reasons counts once, under the first."""
    first: dict[tuple[str, str | None, str | None], str] = {}
    columns = quarantine.select(["source", "payload_hash", "source_posting_id", "reason"])
    for row in columns.sort_by([(name, "ascending") for name in columns.column_names]).to_pylist():
        first.setdefault((row["source"], row["payload_hash"], row["source_posting_id"]), row["reason"])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (source, _, _), reason in first.items():
        found[source][reason] += 1
    return found
