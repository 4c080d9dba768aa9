"""The PostgreSQL that gets the marts, as a Dagster resource; its address stays out of the configuration."""

from __future__ import annotations

import dagster as dg

from orchestration.settings import MARTS_PG_URL


class MartsDatabase(dg.ConfigurableResource):  # type: ignore[type-arg]
    """An address like postgresql://user:password@host:5432/database."""

    url: str


def marts_database() -> MartsDatabase:
    """The database of JOBMARTS_MARTS_PG_URL, read when a step starts: the UI shows the variable, not the password."""
    return MartsDatabase(url=dg.EnvVar(MARTS_PG_URL))
