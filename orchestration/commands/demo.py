"""`jobmarts demo`: the whole chain on a simulated market, what `make run` calls."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Annotated

import typer

from orchestration.commands.market import Scale, Seed, default_first_day, land_history
from orchestration.commands.output import Failed, console, progress_bar, show_outcome
from orchestration.days import today


def demo(
    seed: Seed = 7,
    scale: Scale = 1.0,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Days run at the same time.")] = 2,
) -> None:
    """13 weeks of simulated history, today's crawl over HTTP, all gates, marts and pages."""
    from orchestration.processes import warm_up
    from orchestration.resources.lake import Lake
    from orchestration.runner import run_days
    from orchestration.settings import read_settings
    from orchestration.versions import outdated_days
    from scrapers.landing import landed_days
    from scrapers.market import generate_market, serve

    started = time.monotonic()
    settings = read_settings()
    warm_up()
    home, day = settings.home, today()
    first, yesterday = default_first_day(day), day - timedelta(days=1)
    market = generate_market(seed, first, day, scale)
    land_history(home, market, yesterday)
    with serve(market, day) as server:
        # Workers are other processes: they learn of the market from the environment.
        os.environ["JOBMARTS_MARKET_URL"] = server.url
        landed = [each for each in landed_days(home) if first <= each <= yesterday]
        days = list(outdated_days(home, Lake(home / "lake"), landed))
        with progress_bar() as bar:
            task = bar.add_task("days, marts, release", total=len(days) + 3)
            done = run_days(home, days, workers, lambda outcome: bar.advance(task), crawl=True)
    show_outcome(done)
    if done.failed:
        raise Failed(
            f"{len(done.failed)} runs were stopped, so the last good release stays; `jobmarts ui` shows each run"
        )
    current = (home / "current").resolve()
    console.print(f"Done in {time.monotonic() - started:.0f} s. All of it is simulated.")
    console.print(f"Page:    {current / 'pages' / 'index.html'}", soft_wrap=True)
    console.print("Dagster: make ui  (http://127.0.0.1:3000)")
