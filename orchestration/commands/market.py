"""`jobmarts market`: the local market of simulated boards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands.output import console, parse_day, progress_bar
from orchestration.days import days_between, today, week_of

if TYPE_CHECKING:
    from scrapers.market import Market

app = typer.Typer(
    no_args_is_help=True, help="The local market: simulated boards with known truth, in the real formats."
)
WEEKS = 13

Seed = Annotated[int, typer.Option(help="Another seed is another market.")]
Scale = Annotated[float, typer.Option(min=0.01, help="Size of the market; 1 is the demo's.")]


@app.command()
def serve(
    day: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="DAY", help="The market's today; default: today.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port on loopback.")] = 8899,
    host: Annotated[str, typer.Option(help="Loopback address.")] = "127.0.0.1",
    seed: Seed = 7,
    scale: Scale = 1.0,
) -> None:
    """Serve the simulated boards; crawl them with JOBMARTS_MARKET_URL set to the printed address."""
    from scrapers.market import generate_market
    from scrapers.market import serve as serve_market
    from scrapers.market.server import wait_until_interrupted

    last = day or today()
    market = generate_market(seed, default_first_day(last), last, scale)
    with serve_market(market, last, host, port) as server:
        console.print(f"Simulated market of {last} on {server.url} (Ctrl-C ends it)")
        console.print(f"export JOBMARTS_MARKET_URL={server.url}")
        wait_until_interrupted()


@app.command()
def history(
    first: Annotated[
        date | None, typer.Option("--from", parser=parse_day, metavar="DAY", help="Default: 13 weeks up to --to.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=parse_day, metavar="DAY", help="Default: yesterday.")
    ] = None,
    seed: Seed = 7,
    scale: Scale = 1.0,
) -> None:
    """Land past days of the simulated market as daily crawls would have done."""
    from orchestration.settings import read_settings
    from scrapers.market import generate_market

    end = last or today() - timedelta(days=1)
    start = first or default_first_day(end)
    land_history(read_settings().home, generate_market(seed, start, end, scale), end)


def default_first_day(last: date) -> date:
    """The Monday with which 13 weeks end on the day's week."""
    return week_of(last) - timedelta(weeks=WEEKS - 1)


def land_history(home: Path, market: Market, last: date) -> None:
    """Land the market's days up to `last` with a progress bar. Raises MixedHome when real data has landed here."""
    from orchestration.mixing import refuse_to_mix
    from scrapers.market import write_history

    refuse_to_mix(home, is_simulated=True)
    first = market.first_day
    with progress_bar() as bar:
        task = bar.add_task("simulated crawls", total=len(market.sources()) * len(days_between(first, last)))
        done = write_history(market, home, first, last, lambda source, day: bar.advance(task))
    console.print(
        f"Simulated market {first} to {last}: {done.crawls} crawls, {done.payloads} payloads in {home}", soft_wrap=True
    )
