"""`jobmarts sources`: what the registry knows."""

from __future__ import annotations

import typer
from rich.table import Table

from orchestration.commands.output import console

app = typer.Typer(no_args_is_help=True, help="The registry of sources.")


@app.command("list")
def list_sources() -> None:
    """All sources with kind, country, and whether they are crawled live and by the local market."""
    from scrapers.registry import load_registry

    table = Table("source", "kind", "country", "live", "local market", "note")
    for source in load_registry():
        crawled = "on" if source.enabled and source.spider else "off"
        simulated = "yes" if source.market and source.spider else "no"
        table.add_row(source.name, source.kind, source.country or "", crawled, simulated, source.reason or "")
    console.print(table)


@app.callback()
def group() -> None:
    """Keep `list` a subcommand although it is the only one."""
