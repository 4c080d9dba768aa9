"""`jobmarts land`: files of payloads or official rates into the raw layer, as a crawl would have landed them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.commands.output import SHOWN, Failed, console, parse_day, progress_bar
from scrapers.landed_rates import LandedRates
from scrapers.landing import LandedCrawl


def land(
    source: Annotated[
        str,
        typer.Argument(help="A source or family of `jobmarts sources list`; json_ld; table:NAME; ecb, cbr or nbu."),
    ],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON lines or a table, plain or .gz.")
    ],
    day: Annotated[
        date | None,
        typer.Option("--date", parser=parse_day, metavar="DAY", help="Landing day; default: each record's own."),
    ] = None,
    partial: Annotated[
        bool,
        typer.Option("--partial", help="Not all that was open is in the file: absence closes nothing."),
    ] = False,
    allow_mixed: Annotated[
        bool, typer.Option("--allow-mixed", help="Land real data beside simulated data on purpose.")
    ] = False,
) -> None:
    """Land a file. Landing the same file twice changes nothing; unreadable lines are quarantined with their number."""
    from orchestration.mixing import MixedHome, refuse_to_mix
    from orchestration.settings import read_settings
    from scrapers.dumps import land_file

    settings = read_settings()
    if not allow_mixed:
        try:
            refuse_to_mix(settings.home, is_simulated=False)
        except MixedHome as error:
            raise Failed(f"{error}, or pass --allow-mixed") from None
    settings.home.mkdir(parents=True, exist_ok=True)
    with progress_bar() as bar:
        task = bar.add_task(f"lines of {file.name}", total=None)
        landed = land_file(
            settings.home, source, file, day, progress=lambda lines: bar.advance(task, lines), complete=not partial
        )
    for each in landed[:SHOWN]:
        console.print(escape(_describe(each)) + ("" if each.is_new else " (landed before)"), soft_wrap=True)
    if len(landed) > SHOWN:
        console.print(f"and {len(landed) - SHOWN} more")
    console.print("Next: jobmarts run")


def _describe(landed: LandedCrawl | LandedRates) -> str:
    if isinstance(landed, LandedRates):
        return f"{landed.authority}: {landed.quotes} quotes"
    report = landed.report
    return (
        f"{landed.day} {landed.source}: {report.listed} records, {report.new_payloads} new payloads, "
        f"{report.quarantined} quarantined"
    )
