"""`jobmarts health`: which sources are not well, since when one is silent, what changed in their payloads."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from orchestration.commands.output import Failed, console, parse_day

if TYPE_CHECKING:
    import pyarrow as pa

    from orchestration.resources.lake import Lake
    from orchestration.transforms.health_news import SilentSource

LAYER = "source_health"


def health(
    day: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="DAY", help="Default: the newest day that was run.")
    ] = None,
    family: Annotated[str | None, typer.Option(help="Only this family of sources.")] = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows of each table.")] = 40,
) -> None:
    """Sources that are unwell or silent, with their last good day, and payload fields that appeared or vanished."""
    from orchestration.health_window import recent_fields
    from orchestration.resources.lake import Lake
    from orchestration.settings import read_settings
    from orchestration.transforms.health_news import fields_of_day, new_fields, vanished_fields

    settings = read_settings()
    lake = Lake(settings.home / "lake")
    days = lake.days(LAYER) if (lake.root / LAYER).exists() else []
    shown = day or (days[-1] if days else None)
    if shown is None or shown not in days:
        what = f"{shown} has not been run" if shown else "no day has been run"
        raise Failed(f"{what} in {settings.home}; `jobmarts run` takes landed days through their gates")
    table = lake.read(LAYER, shown)
    sources = [row for row in table.to_pylist() if family in (None, row["family"])]
    verdicts = Counter(row["verdict"] for row in sources)
    counted = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()) or "none"
    simulated = " Simulated." if any(row["is_simulated"] for row in sources) else ""
    console.print(f"{shown}: {len(sources)} sources, {counted}.{simulated}")
    _show_unwell([row for row in sources if row["verdict"] != "good"], rows)
    _show_silent([each for each in silent_now(lake, table, shown) if family in (None, each.family)], rows)
    today, recent = fields_of_day(table), recent_fields(lake, shown)
    for what, found in (("new", new_fields(today, recent)), ("vanished", vanished_fields(today, recent))):
        for news in [each for each in found if family in (None, each.family)][:rows]:
            console.print(
                f"[yellow]{what} field[/] {news.family}: {news.field}, in {news.seen} of {news.of} postings; "
                f"{news.recent_share:.0%} in the {news.recent_days} days before",
                soft_wrap=True,
            )


def silent_now(lake: Lake, health: pa.Table, day: date) -> list[SilentSource]:
    """Switched-on sources that are silent for too long on the day."""
    from orchestration.health_window import crawls_until
    from orchestration.transforms.health_news import silent_sources
    from scrapers.registry import load_registry

    is_simulated = any(health["is_simulated"].to_pylist())
    cadences = {source.name: source.cadence.value for source in load_registry().enabled(market=is_simulated)}
    return silent_sources(crawls_until(lake, day), cadences, day)


def _show_unwell(found: list[dict[str, Any]], cap: int) -> None:
    if not found:
        return
    table = Table("source", "verdict", "cause", "listed", "new", "quarantined", "why", title="Unwell")
    found.sort(key=lambda row: (row["verdict"] != "failed", row["source"]))
    for row in found[:cap]:
        numbers = (str(row[name]) for name in ("listed", "new_payloads", "quarantined"))
        table.add_row(row["source"], row["verdict"], row["cause"] or "", *numbers, "; ".join(row["reasons"][:2]))
    _show(table, len(found), cap)


def _show_silent(found: list[SilentSource], cap: int) -> None:
    if not found:
        console.print("No source is silent")
        return
    table = Table("source", "cadence", "days silent", "last good day", "last new ad", "cause", title="Silent")
    for each in found[:cap]:
        last_new = str(each.last_new_on or "never")
        table.add_row(
            each.source, each.cadence, str(each.days_silent), each.last_good, last_new, each.cause or each.verdict or ""
        )
    _show(table, len(found), cap)


def _show(table: Table, count: int, cap: int) -> None:
    console.print(table)
    if count > cap:
        console.print(f"and {count - cap} more; --rows shows them")
