"""What the lake knows of sources in the days before: read once per process, since a backfill asks for nearly the same
days each time. Only for looking: a day that has not been materialized is missing here, and no output depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import pyarrow as pa

from orchestration.days import days_between
from orchestration.resources.lake import Lake
from orchestration.transforms.health_news import CRAWL_COLUMNS, FIELD_COLUMNS, FamilyFields, fields_of_day, summed
from orchestration.transforms.lookups import load_yaml

LAYER = "source_health"
# Days held in memory: those of a year, each a few kB for a family and 100 bytes for a source.
_KEPT = 366


def recent_fields(lake: Lake, day: date) -> Mapping[str, FamilyFields]:
    """Family -> fields of its payloads in the recent days before `day`."""
    first = day - timedelta(days=load_yaml(LAYER)["recent_days"])
    return summed(_fields(lake, each, _stamp(lake, each)) for each in days_between(first, day - timedelta(days=1)))


def crawls_until(lake: Lake, day: date) -> pa.Table:
    """CRAWL_COLUMNS of the days in which the last good crawl of a source is looked for, `day` included."""
    days = days_between(day - timedelta(days=load_yaml(LAYER)["last_good_days"]), day)
    return pa.concat_tables([_crawls(lake, each, _stamp(lake, each)) for each in days])


def _stamp(lake: Lake, day: date) -> int:
    """Changes when the partition is replaced; 0 without one."""
    path = lake.path(LAYER, day)
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(_KEPT)
def _fields(lake: Lake, day: date, stamp: int) -> Mapping[str, FamilyFields]:
    return fields_of_day(lake.read(LAYER, day, columns=FIELD_COLUMNS))


@lru_cache(_KEPT)
def _crawls(lake: Lake, day: date, stamp: int) -> pa.Table:
    return lake.read(LAYER, day, columns=CRAWL_COLUMNS)
