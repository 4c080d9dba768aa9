"""What the environment decides, read in one place and only when asked, plus telemetry switched off.

Import this module before Dagster, dbt or Great Expectations: they read their switches once, while being imported.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.days import week_of
from scrapers.landing import landed_days

DEFAULT_FIRST_DAY = date(2025, 1, 6)
PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
MARTS_PG_URL = "JOBMARTS_MARTS_PG_URL"

_QUIET = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable and the remedy."""


def switch_off_telemetry() -> None:
    """Set the switches every tool of the chain respects, unless the user has set them."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)


switch_off_telemetry()

# Dagster stores one event per week, model and moment: 98,000 for a run over the 690 weeks of thirteen years, and one by
# one they take longer than the marts themselves.
EVENT_BATCH_SIZE = "1000"


@dataclass(frozen=True)
class Settings:
    """One resolved set of settings; `home` and `dagster_home` are absolute."""

    home: Path
    dagster_home: Path
    market_url: str | None = None
    first_day: date | None = None
    postgres_url: str | None = None
    marts_postgres_url: str | None = None

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse" / "warehouse.duckdb"

    def start_day(self) -> date:
        """First day of the partitions, a Monday: as set, else the oldest landed day's, else the default.

        Days before the first landing could only ever be missing: 595 of 686 in the demo, before this rule.
        """
        return week_of(self.first_day or next(iter(landed_days(self.home)), DEFAULT_FIRST_DAY))

    def export(self) -> None:
        """Put absolute paths into the environment, so that subprocesses started elsewhere find the same home."""
        os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", EVENT_BATCH_SIZE)
        os.environ["JOBMARTS_HOME"] = str(self.home)
        os.environ["DAGSTER_HOME"] = str(self.dagster_home)
        if self.postgres_url:
            os.environ["JOBMARTS_PG_URL"] = self.postgres_url
        if self.marts_postgres_url:
            os.environ[MARTS_PG_URL] = self.marts_postgres_url


def read_settings() -> Settings:
    """Settings from the environment: JOBMARTS_HOME, _MARKET_URL, _FIRST_DAY, _PG_URL and _MARTS_PG_URL.

    DAGSTER_HOME always follows JOBMARTS_HOME: two data homes must never share one run history.
    Raises SettingsError when a value cannot be read.
    """
    home = Path(os.environ.get("JOBMARTS_HOME") or "data").expanduser().resolve()
    return Settings(
        home=home,
        dagster_home=home / "dagster",
        market_url=(os.environ.get("JOBMARTS_MARKET_URL") or "").rstrip("/") or None,
        first_day=_day("JOBMARTS_FIRST_DAY"),
        # With the driver Dagster's storage is written for: SQLAlchemy 2.1 takes another one by default.
        postgres_url=_postgres_url("JOBMARTS_PG_URL", "postgresql+psycopg2"),
        marts_postgres_url=_postgres_url(MARTS_PG_URL, "postgresql"),
    )


def _postgres_url(variable: str, scheme: str) -> str | None:
    """The address of a variable under another scheme, or None when it is not set."""
    url = os.environ.get(variable)
    if not url:
        return None
    given, separator, rest = url.partition("://")
    if given not in ("postgres", "postgresql", "postgresql+psycopg2") or not separator:
        raise SettingsError(f"{variable} must be an address like postgresql://user:password@host:5432/database")
    return f"{scheme}://{rest}"


def _day(variable: str) -> date | None:
    text = os.environ.get(variable)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"{variable}={text!r} is not a day; write it as YYYY-MM-DD") from None
