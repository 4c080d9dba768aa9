"""The two calendars of the project, days and Monday weeks, both UTC, and how one reads the other.

Belongs here: partition definitions and mappings. Not here: what runs on them, and plain day arithmetic (`days.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import dagster as dg

# A week reads the days it has: the running week ends today, and a missing day is stated by the marts (days_covered),
# not an error at load time.
DAYS_OF_WEEK = dg.TimeWindowPartitionMapping(allow_nonexistent_upstream_partitions=True)


@dataclass(frozen=True)
class Calendars:
    """Daily and weekly partitions from one first Monday up to and including today and the running week."""

    days: dg.DailyPartitionsDefinition
    weeks: dg.WeeklyPartitionsDefinition

    @classmethod
    def starting(cls, monday: date) -> Calendars:
        if monday.weekday():
            raise ValueError(f"{monday} is not a Monday: days and weeks must start together")
        return cls(
            # end_offset=1: a crawl sees today, so today is a partition before it is over.
            days=dg.DailyPartitionsDefinition(monday.isoformat(), timezone="UTC", end_offset=1),
            # Dagster's weeks start on Sunday unless told; DuckDB's and ours on Monday.
            weeks=dg.WeeklyPartitionsDefinition(monday.isoformat(), timezone="UTC", day_offset=1, end_offset=1),
        )
