"""Warnings about sources: silent for too long, a field that appeared in a family's payloads, one that vanished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import dagster as dg
import pyarrow as pa

from orchestration.assets.describe import SAMPLE_SIZE, capped_table
from orchestration.health_window import crawls_until, recent_fields
from orchestration.resources.lake import Lake
from orchestration.transforms.health_news import (
    FieldNews,
    SilentSource,
    fields_of_day,
    new_fields,
    silent_sources,
    vanished_fields,
)

ASSET = "source_health"
SILENT, NEW, VANISHED = "no_source_is_silent", "no_new_payload_fields", "no_field_vanished"
_SAYS = {
    SILENT: "Every source that is switched on and was crawled before had a usable crawl within its cadence's days.",
    NEW: "No payload holds a field that its parser does not know and that the family's recent payloads did not have.",
    VANISHED: "No field that a family's recent postings stated is suddenly missing.",
}


def news_specs(days: dg.DailyPartitionsDefinition) -> list[dg.AssetCheckSpec]:
    """All warn and stop nothing: figures have their own gates, these ask somebody to look at a source."""
    return [dg.AssetCheckSpec(name, asset=ASSET, partitions_def=days, description=says) for name, says in _SAYS.items()]


def news_checks(lake: Lake, health: pa.Table, cadences: Mapping[str, str], day: date) -> Iterator[dg.AssetCheckResult]:
    """Results for one day's SOURCE_HEALTH, compared with the days before that the lake holds."""
    silent = silent_sources(crawls_until(lake, day), cadences, day)
    yield _result(SILENT, [each.source for each in silent], silent_table(silent))
    today, recent = fields_of_day(health), recent_fields(lake, day)
    history = {"families compared": sum(family in recent for family in today)}
    for name, found in ((NEW, new_fields(today, recent)), (VANISHED, vanished_fields(today, recent))):
        yield _result(name, [f"{news.family}: {news.field}" for news in found], {**history, **_fields_table(found)})


def silent_table(silent: Sequence[SilentSource]) -> dict[str, Any]:
    """Metadata: the silent sources with their last good day, longest silent first."""
    columns = ["source", "cadence", "days silent", "last good day", "last new ad", "verdict", "cause"]
    rows = [
        (
            each.source,
            each.cadence,
            each.days_silent,
            each.last_good,
            str(each.last_new_on or "never"),
            each.verdict or "",
            each.cause or "",
        )
        for each in silent
    ]
    return capped_table(columns, rows, "silent sources")


def _fields_table(found: Sequence[FieldNews]) -> dict[str, Any]:
    rows = [
        (news.family, news.field, news.seen, news.of, f"{news.recent_share:.0%}", news.recent_days) for news in found
    ]
    return capped_table(["family", "field", "seen", "of postings", "share before", "days before"], rows, "fields")


def _result(name: str, found: Sequence[str], facts: Mapping[str, Any]) -> dg.AssetCheckResult:
    more = f" and {len(found) - SAMPLE_SIZE} more" if len(found) > SAMPLE_SIZE else ""
    named = ", ".join(found[:SAMPLE_SIZE]) + more
    return dg.AssetCheckResult(
        passed=not found,
        asset_key=ASSET,
        check_name=name,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"Does not hold: {named}" if found else None,
        metadata={"found": len(found), **({"sample": named} if found else {}), **facts},
    )
