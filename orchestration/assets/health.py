"""How well each source was on a day, with the warnings about silent sources and changed payloads."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import pyarrow as pa

from expectations.rules import rules_by_layer
from orchestration.assets.crawl_tables import UNWELL_FIRST
from orchestration.assets.crawls import RATES_ASSET
from orchestration.assets.describe import OWNERS, capped_table, column_schema, counts
from orchestration.checks.bridge import check_spec, evaluate
from orchestration.checks.source_news import news_checks, news_specs
from orchestration.daily_steps import judge_sources
from orchestration.partitions import Calendars
from orchestration.resources.crawler import cadences
from orchestration.resources.home import Home
from orchestration.schemas import LAYERS
from orchestration.versions import code_versions

LAYER = "source_health"
SUMMED = ("listed", "new_payloads", "changed", "not_modified", "postings", "quarantined", "errors", "bytes_fetched")


def build_health_asset(calendars: Calendars) -> dg.AssetsDefinition:
    # The rules run in the asset's own step: another one would add a tenth to the time of a small day.
    specs = [*news_specs(calendars.days), *(check_spec(rule, calendars.days) for rule in rules_by_layer()["health"])]

    @dg.asset(
        name=LAYER,
        # It reads parsed_postings too, which the step of `quarantine` writes. Named as a dependency, a red gate there
        # would skip this asset on the very day on which somebody wants to know which source it was.
        deps=[RATES_ASSET, "source_crawls", "quarantine"],
        partitions_def=calendars.days,
        group_name="health",
        kinds={"python", "parquet"},
        owners=OWNERS,
        code_version=code_versions()[LAYER],
        description=(
            "One row per source that was crawled or landed on the day: verdict and cause, what it listed, what was "
            "new, parsed and quarantined, how often each field was stated, fields nobody reads, requests and cost."
        ),
        metadata={"dagster/column_schema": column_schema(LAYERS[LAYER])},
        check_specs=specs,
    )
    def source_health(context: dg.AssetExecutionContext, home: Home) -> Iterator[Any]:
        day = date.fromisoformat(context.partition_key)
        written = judge_sources(home.root, home.lake, day)
        health = written.tables[LAYER]
        known = cadences(any(health["is_simulated"].to_pylist()))
        yield dg.MaterializeResult(metadata={**health_facts(health), **counts(health.num_rows, written.ledger)})
        yield from news_checks(home.lake, health, known, day)
        yield from evaluate("health", {LAYER: health}, day)

    assets: dg.AssetsDefinition = source_health
    return assets


def health_facts(health: pa.Table) -> dict[str, Any]:
    """Metadata of a day: verdicts, families, unwell sources and fields nobody reads, the worst first."""
    rows = health.to_pylist()
    verdicts = Counter(row["verdict"] for row in rows)
    unwell = sorted(
        (row for row in rows if row["verdict"] != "good"),
        key=lambda row: (UNWELL_FIRST.get(row["verdict"], 0), row["source"]),
    )
    leftovers = [
        (row["source"], entry["name"], entry["count"]) for row in rows for entry in row["leftover_fields"] or []
    ]
    facts: dict[str, Any] = {}
    facts |= capped_table(
        ["source", "verdict", "cause", "listed", "new", "quarantined", "reason"],
        [
            (
                row["source"],
                row["verdict"],
                row["cause"] or "",
                row["listed"],
                row["new_payloads"],
                row["quarantined"],
                "; ".join(row["reasons"] or [])[:200],
            )
            for row in unwell
        ],
        "unwell sources",
    )
    facts |= capped_table(
        [
            "family",
            "sources",
            "good",
            "degraded",
            "failed",
            "listed",
            "new",
            "postings",
            "quarantined",
            "leftover fields",
        ],
        _families(rows),
        "families",
    )
    facts |= capped_table(
        ["source", "field", "payloads"],
        sorted(leftovers, key=lambda entry: (-entry[2], entry[0], entry[1])),
        "fields nobody reads",
    )
    facts |= {verdict: verdicts[verdict] for verdict in UNWELL_FIRST}
    return facts | {name: sum(row[name] or 0 for row in rows) for name in SUMMED}


def _families(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["family"]].append(row)
    return [
        (
            family,
            len(members),
            *(sum(row["verdict"] == verdict for row in members) for verdict in ("good", "degraded", "failed")),
            *(sum(row[name] or 0 for row in members) for name in ("listed", "new_payloads", "postings", "quarantined")),
            len({entry["name"] for row in members for entry in row["leftover_fields"] or []}),
        )
        for family, members in sorted(found.items())
    ]
