"""The data home as a Dagster resource: a thin shell around a path and the lake below it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg

from orchestration.resources.lake import Lake
from scrapers.landing import landed_crawls, landed_days


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where everything of one installation lives."""

    path: str

    @property
    def root(self) -> Path:
        return Path(self.path)

    @property
    def lake(self) -> Lake:
        return Lake(self.root / "lake")


class MixedHome(ValueError):
    """Simulated and real data would meet in one home; the message names the remedy."""


def kinds_of_data(home: Path) -> set[str]:
    """Which of `simulated` and `real` have landed here."""
    days: list[date] = landed_days(home)
    return {"simulated" if crawl.report.is_simulated else "real" for day in days for crawl in landed_crawls(home, day)}


def refuse_to_mix(home: Path, is_simulated: bool) -> None:
    """Raise MixedHome when the other kind of data has landed in this home."""
    coming, there = ("simulated", "real") if is_simulated else ("real", "simulated")
    if there in kinds_of_data(home):
        raise MixedHome(
            f"{home} holds {there} data, and {coming} data would be mixed with it; "
            "set JOBMARTS_HOME to another folder for it"
        )
