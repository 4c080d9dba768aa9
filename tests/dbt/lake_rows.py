"""Rows for a hand-made lake: every builder fills what a test does not care about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS

Row = dict[str, Any]


def days(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


class LakeBuilder:
    """Collects rows per layer and day and writes them through the project's own Lake."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, date], list[Row]] = defaultdict(list)

    def add(self, layer: str, partition: date, /, **values: Any) -> None:
        self.rows[layer, partition].append({name: values.get(name) for name in LAYERS[layer].schema.names})

    def crawl(self, source: str, day: date, *, is_complete: bool = True, verdict: str = "good") -> str:
        """One crawl of the source on the day; returns its id."""
        crawl_id = f"{day:%Y%m%d}T060000Z-{source}"
        self.add(
            "source_crawls",
            day,
            source=source,
            crawl_id=crawl_id,
            family=source.split(":")[0],
            kind="feed" if source.startswith("telegram") else "census",
            crawled_on=day,
            is_complete=is_complete,
            verdict=verdict,
            is_simulated=True,
        )
        self.add(
            "source_health",
            day,
            source=source,
            family=source.split(":")[0],
            kind="feed" if source.startswith("telegram") else "census",
            crawled_on=day,
            verdict=verdict,
            is_complete=is_complete,
            crawls=1,
            failed_crawls=int(verdict == "failed"),
            is_simulated=True,
        )
        return crawl_id

    def observe(self, key: str, day: date, *, version: int = 1, is_complete: bool = True) -> None:
        """The posting stood in the day's listing, with that version of its text."""
        source, posting_id = key.split("/")
        self.add(
            "raw_observations",
            day,
            source=source,
            source_posting_id=posting_id.split("#")[0],
            crawl_id=f"{day:%Y%m%d}T060000Z-{source}",
            payload_hash=payload_hash(key, version),
            observed_at=datetime.combine(day, time(6), tzinfo=UTC),
            observed_on=day,
            is_complete_crawl=is_complete,
            is_simulated=True,
        )

    def version(self, key: str, landed_on: date, *, version: int = 1, **values: Any) -> None:
        """One version of the posting's text as normalization read it."""
        source, posting_id = key.split("/")
        usd = values.pop("usd", None)
        if usd is not None:
            values = {
                "salary_point": usd,
                "salary_month": usd,
                "salary_currency": "USD",
                "salary_period": "month",
                "salary_usd_month": usd,
                **values,
            }
        defaults: Row = {
            "payload_hash": payload_hash(key, version),
            "source": source,
            "source_posting_id": posting_id,
            "raw_posting_id": posting_id.split("#")[0],
            "posting_key": key,
            "landed_on": landed_on,
            "published_on": landed_on,
            "url": f"https://example.org/{key}",
            "title": "Python developer",
            "company": "Example",
            "country": "PL",
            "direction": "backend",
            "specialization": "python-backend",
            "is_outlier": False,
            "is_simulated": True,
            "description_quality": "adequate",
        }
        merged = defaults | values
        merged.setdefault("countries", [merged["country"]] if merged["country"] else [])
        self.add("normalized_postings", landed_on, **merged)

    def posting(self, key: str, seen: Iterable[date], **values: Any) -> None:
        """A posting that lands on the first of the days and is listed on all of them."""
        listed = list(seen)
        self.version(key, listed[0], **values)
        for day in listed:
            self.observe(key, day)

    def link(self, key: str, earlier: str, day: date) -> None:
        self.add("duplicate_links", day, posting_key=key, earlier_posting_key=earlier, method="url", linked_on=day)

    def rate(self, day: date, currency: str, usd_per_unit: float, *, rate_on: date | None = None) -> None:
        self.add(
            "exchange_rates",
            day,
            day=day,
            currency=currency,
            usd_per_unit=usd_per_unit,
            rate_source="test",
            rate_on=rate_on or day,
        )

    def write(self, home: Path) -> None:
        lake = Lake(home / "lake")
        lake.prepare()
        for (layer, day), rows in self.rows.items():
            lake.write(layer, day, pa.Table.from_pylist(rows, schema=LAYERS[layer].schema), "test")


def payload_hash(key: str, version: int = 1) -> str:
    """Identity of one version of a posting; items of one post (12#1, 12#2) share the payload."""
    return f"{key.split('#')[0]}@{version}"
