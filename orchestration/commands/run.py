"""`jobmarts run`: the days that need it, the weeks they touch, the release."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from orchestration.commands.output import (
    Failed,
    Misused,
    console,
    live_release,
    parse_day,
    progress_bar,
    show_outcome,
    what_readers_see,
)
from orchestration.days import today

DayOption = Annotated[date | None, typer.Option(parser=parse_day, metavar="YYYY-MM-DD")]


def run(
    first: Annotated[
        date | None,
        typer.Option("--from", parser=parse_day, metavar="DAY", help="Re-run landed days from this one on."),
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=parse_day, metavar="DAY", help="Re-run landed days up to this one.")
    ] = None,
    crawl: Annotated[
        bool | None,
        typer.Option(
            "--crawl/--no-crawl",
            help="Crawl today first. By default only when JOBMARTS_MARKET_URL names a local market; "
            "--crawl without one crawls the live boards.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Days run at the same time.")] = 2,
    publish: Annotated[bool, typer.Option(help="Build marts and publish after the days.")] = True,
) -> None:
    """Take landed days through all gates, build the marts and publish a release.

    Without --from and --to: the days that are new, or were made by other code or from other input.
    """
    from orchestration.resources.lake import Lake
    from orchestration.runner import run_days, run_weeks
    from orchestration.settings import read_settings
    from orchestration.versions import outdated_days
    from scrapers.landing import landed_days

    if first and last and first > last:
        raise Misused(f"--from {first} is after --to {last}")
    settings = read_settings()
    with_crawl = crawl if crawl is not None else settings.market_url is not None
    landed = [day for day in landed_days(settings.home) if (first or day) <= day <= (last or day)]
    if first is None and last is None:
        days = list(outdated_days(settings.home, Lake(settings.home / "lake"), landed))
    else:
        days = landed
        with_crawl = with_crawl and (first or today()) <= today() <= (last or today())
    if not days and not with_crawl:
        if not landed:
            raise Failed(
                f"nothing has landed in {settings.home} for these days; land a file with `jobmarts land SOURCE FILE`, "
                "or crawl with `jobmarts run --crawl`"
            )
        if (settings.home / "current").exists() or not publish:
            console.print(f"All {len(landed)} landed days are up to date; --from and --to re-run days anyway")
            return
        outcome = run_weeks(settings.home, landed)
        if not outcome.succeeded:
            raise Failed(f"the marts were stopped: {outcome.reason}")
        console.print(f"Published: {settings.home / 'current'}")
        return
    steps = len({*days, today()} if with_crawl else days) + with_crawl + publish
    before = live_release(settings.home)
    with progress_bar() as bar:
        task = bar.add_task("days", total=steps)
        done = run_days(
            settings.home, days, workers, lambda outcome: bar.advance(task), crawl=with_crawl, with_marts=publish
        )
    show_outcome(done)
    if done.failed:
        raise Failed(
            f"{len(done.failed)} runs were stopped, {what_readers_see(settings.home, before)}; mend the cause and run "
            "again (`jobmarts ui` shows each run)"
        )
    if publish:
        console.print(f"Published: {(settings.home / 'current').resolve()}")
