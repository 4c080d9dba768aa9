"""Simulated and real data never meet in one home by accident."""

from __future__ import annotations

from pathlib import Path

from scrapers.landing import landed_crawls, landed_days


class MixedHome(ValueError):
    """Simulated and real data would meet in one home; the message names the remedy."""


def kinds_of_data(home: Path) -> set[str]:
    """Which of `simulated` and `real` have landed here."""
    return {
        "simulated" if crawl.report.is_simulated else "real"
        for day in landed_days(home)
        for crawl in landed_crawls(home, day)
    }


def refuse_to_mix(home: Path, is_simulated: bool) -> None:
    """Raise MixedHome when the other kind of data has landed in this home."""
    coming, there = ("simulated", "real") if is_simulated else ("real", "simulated")
    if there in kinds_of_data(home):
        raise MixedHome(
            f"{home} holds {there} data, and {coming} data would be mixed with it; "
            "set JOBMARTS_HOME to another folder for it"
        )
