"""What is news about sources: fields that appeared or vanished, and sources that have been silent for days.

Tables of SOURCE_HEALTH in, findings out; the numbers are in lookups/source_health.yaml.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.transforms.lookups import load_yaml

FIELD_COLUMNS = ["source", "family", "crawled_on", "postings", "parsed_payloads", "field_fill", "leftover_fields"]
CRAWL_COLUMNS = ["source", "family", "crawled_on", "verdict", "cause", "crawls", "failed_crawls", "new_payloads"]
NEVER = "never"


@dataclass
class FamilyFields:
    """Fields of one family's payloads, summed over sources and days."""

    days: int = 0
    postings: int = 0
    stated: Counter[str] = field(default_factory=Counter)  # parsed field -> postings that state it
    leftover: Counter[str] = field(default_factory=Counter)  # field nobody reads -> payloads that hold it

    def add(self, other: FamilyFields) -> None:
        self.days += other.days
        self.postings += other.postings
        self.stated.update(other.stated)
        self.leftover.update(other.leftover)


@dataclass(frozen=True)
class FieldNews:
    """A field of a family's payloads that appeared (`seen` payloads hold it) or vanished (`seen` postings state it)."""

    family: str
    field: str
    seen: int
    of: int  # postings of the day
    recent_share: float
    recent_days: int


@dataclass(frozen=True)
class SilentSource:
    """A source without a usable crawl for `days_silent` days; `last_good_on` None: none in the days looked at."""

    source: str
    family: str
    cadence: str
    days_silent: int
    last_good_on: date | None
    last_new_on: date | None
    verdict: str | None  # of its newest crawl
    cause: str | None

    @property
    def last_good(self) -> str:
        return str(self.last_good_on or NEVER)


def fields_of_day(health: pa.Table) -> dict[str, FamilyFields]:
    """Family -> fields, of FIELD_COLUMNS of one day of SOURCE_HEALTH. Families that parsed nothing are left out."""
    found: dict[str, FamilyFields] = defaultdict(FamilyFields)
    for row in health.select(FIELD_COLUMNS).to_pylist():
        if row["postings"]:
            of_family = found[row["family"]]
            of_family.days = 1
            of_family.postings += row["postings"]
            of_family.stated.update({entry["field"]: entry["stated"] for entry in row["field_fill"] or []})
            of_family.leftover.update({entry["name"]: entry["count"] for entry in row["leftover_fields"] or []})
    return dict(found)


def summed(days: Iterable[Mapping[str, FamilyFields]]) -> dict[str, FamilyFields]:
    """Fields of several days together."""
    total: dict[str, FamilyFields] = defaultdict(FamilyFields)
    for day in days:
        for family, fields in day.items():
            total[family].add(fields)
    return dict(total)


def new_fields(today: Mapping[str, FamilyFields], recent: Mapping[str, FamilyFields]) -> list[FieldNews]:
    """Fields nobody reads that no recent payload of the family held, by family and name.

    A family with too few recent days has no history to compare with, and no news.
    """
    return [
        FieldNews(family, name, seen, fields.postings, 0.0, recent[family].days)
        for family, fields in sorted(today.items())
        if _has_history(recent, family)
        for name, seen in sorted(fields.leftover.items())
        if not recent[family].leftover[name]
    ]


def vanished_fields(today: Mapping[str, FamilyFields], recent: Mapping[str, FamilyFields]) -> list[FieldNews]:
    """Parsed fields that recent postings of the family often stated and today's hardly do, by family and name.

    Only when chance cannot explain it: three ads in a row without pay say nothing about a board's pages.
    """
    rules = load_yaml("source_health")
    found = []
    for family, fields in sorted(today.items()):
        if not _has_history(recent, family):
            continue
        before = recent[family]
        for name in sorted(before.stated):
            share, stated = before.stated[name] / before.postings, fields.stated[name]
            if share < rules["vanished_from_share"] or stated / fields.postings >= rules["vanished_to_share"]:
                continue
            # Laplace: "always so far" is no certainty. Some of the many still stating it leave chance no room: under
            # 0.05 with at least one needs more than 20 postings.
            likely = (before.stated[name] + 1) / (before.postings + 2)
            if stated or (1 - likely) ** fields.postings <= rules["vanished_max_chance"]:
                found.append(FieldNews(family, name, stated, fields.postings, share, before.days))
    return found


def silent_sources(crawls: pa.Table, cadences: Mapping[str, str], day: date) -> list[SilentSource]:
    """Sources of `cadences` (source -> hourly, daily, weekly) that have been silent for too long on `day`.

    `crawls`: CRAWL_COLUMNS of SOURCE_HEALTH for the days up to `day`. A source that was never crawled here is not
    judged; one that never had a usable crawl is silent since its first. Longest silent first.
    """
    limits = load_yaml("source_health")["silent_after_days"]
    known = crawls.filter(pc.less_equal(crawls["crawled_on"], pa.scalar(day)))
    last_good = _days(known.filter(pc.less(known["failed_crawls"], known["crawls"])), "max")
    last_new = _days(known.filter(pc.greater(known["new_payloads"], 0)), "max")
    silent = {}
    for source, first in _days(known, "min").items():
        # Never usable: the day of its first crawl was silent too.
        days = (day - last_good[source]).days if source in last_good else (day - first).days + 1
        if source in cadences and days >= limits[cadences[source]]:
            silent[source] = days
    crawled = known.filter(pc.is_in(known["source"], pa.array(list(silent), pa.string())))
    newest = {row["source"]: row for row in crawled.sort_by("crawled_on").to_pylist()}
    found = [
        SilentSource(
            source=source,
            family=newest[source]["family"],
            cadence=cadences[source],
            days_silent=days,
            last_good_on=last_good.get(source),
            last_new_on=last_new.get(source),
            verdict=newest[source]["verdict"],
            cause=newest[source]["cause"],
        )
        for source, days in silent.items()
    ]
    return sorted(found, key=lambda each: (-each.days_silent, each.source))


def _days(crawls: pa.Table, which: str) -> dict[str, date]:
    """Source -> its first or last day."""
    days = crawls.group_by("source", use_threads=False).aggregate([("crawled_on", which)])
    return dict(zip(days["source"].to_pylist(), days[f"crawled_on_{which}"].to_pylist(), strict=True))


def _has_history(recent: Mapping[str, FamilyFields], family: str) -> bool:
    return family in recent and recent[family].days >= load_yaml("source_health")["min_recent_days"]
