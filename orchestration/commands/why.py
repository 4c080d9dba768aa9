"""`jobmarts why`: what stands behind a published figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from orchestration.commands.output import Failed, Misused, console

if TYPE_CHECKING:
    from orchestration.publication.why import Explanation

HEAD = ("posting_key", "title", "company", "source")


def why(
    metric: Annotated[
        list[str],
        typer.Argument(
            help="A reference as the pages print it (data-m), or a measure, a segment and if need be a key and a week: "
            "`median python-backend`, `ladder_median python-backend Senior 2026-11-16`.",
        ),
    ],
    limit: Annotated[int, typer.Option(min=0, help="Ads to show.")] = 10,
    csv: Annotated[
        Path | None, typer.Option(help="Write all ads that the figure is about here, those left out as well.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    release: Annotated[
        Path | None, typer.Option(help="Folder of a release; default: the current one of JOBMARTS_HOME.")
    ] = None,
) -> None:
    """Explain a published figure: meaning, period, the ads behind it, what was left out and why, rates, rules."""
    from orchestration.publication.populations import NoFacts
    from orchestration.publication.why import Release
    from orchestration.publication.why_names import UnknownFigure
    from orchestration.settings import read_settings

    folder = release or read_settings().home / "current"
    if not (folder / "marts.duckdb").exists():
        raise Failed(f"no release in {folder}; `jobmarts run` publishes one, --release names another")
    try:
        with Release(folder.resolve()) as opened:
            found = opened.explain(metric, limit)
            rows = opened.write_rows(csv) if csv else 0
    except UnknownFigure as error:
        raise Misused(str(error)) from None
    except NoFacts as error:
        raise Failed(str(error)) from None
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
        return
    _show(found)
    if csv:
        console.print(f"{rows} ads in {csv}; is_counted says which count, reason why the others do not", soft_wrap=True)


def _show(found: Explanation) -> None:
    if found.is_simulated != "none":
        console.print(f"[yellow]{'Simulated' if found.is_simulated == 'all' else 'Partly simulated'} data[/]")
    facts = Table(show_header=False, box=None, pad_edge=False)
    facts.add_column(style="bold", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in _facts(found):
        facts.add_row(name, escape(value))
    console.print(facts)
    if found.drift:
        console.print(f"[yellow]{escape(found.drift)}[/]", soft_wrap=True)
    _show_counts("Left out", found.exclusions)
    _show_counts("Postings of the segment published in the period, by what became of them", found.earlier)
    _show_rates(found)
    _show_sample(found)


def _facts(found: Explanation) -> list[tuple[str, str]]:
    has_interval = found.low is not None and found.high is not None
    interval = f", 95 % interval {found.low:,.6g} to {found.high:,.6g}" if has_interval else ""
    coverage = "" if found.coverage is None else f", coverage {found.coverage:.1%}"
    return [
        ("figure", found.reference),
        ("value", f"{found.value_text}{interval}{coverage}"),
        ("means", found.definition or "this release carries no dictionary"),
        ("its mart", found.mart_definition or "-"),
        ("period", f"{found.first_day} to {found.last_day}: {found.period}"),
        ("ads behind it", f"{found.counted:,} counted of {found.about:,} that it is about"),
        ("rules", "; ".join(f"{layer} {', '.join(versions)}" for layer, versions in found.rules.items()) or "-"),
        ("release", f"{found.release} of {found.created_at[:16]}, {found.code_version}"),
    ]


def _show_counts(title: str, counts: dict[str, int]) -> None:
    if not counts:
        return
    console.print(f"[bold]{title}[/]")
    for reason, count in counts.items():
        console.print(f"  {count:>9,}  {escape(reason)}", highlight=False, soft_wrap=True)


def _show_rates(found: Explanation) -> None:
    if not found.rates:
        return
    console.print("[bold]Official rates used[/]")
    table = Table("currency", "ads", "USD per unit", "quoted on", "by")
    for rate in found.rates:
        value = f"{rate.lowest:.6g}" if rate.lowest == rate.highest else f"{rate.lowest:.6g} to {rate.highest:.6g}"
        days = f"{rate.first_day}" if rate.first_day == rate.last_day else f"{rate.first_day} to {rate.last_day}"
        table.add_row(rate.currency, f"{rate.vacancies:,}", value, days, escape(rate.source or "-"))
    console.print(table)


def _show_sample(found: Explanation) -> None:
    if found.sample:
        console.print(f"[bold]{len(found.sample)} of the {found.counted:,} ads behind it, newest first[/]")
    for row in found.sample:
        fields = {name: value for name, value in row.items() if value not in (None, [])}
        head = " · ".join(_cell(fields.pop(name)) for name in HEAD if name in fields)
        url = fields.pop("url", "")
        words = "; ".join(f"{name} {_cell(value)}" for name, value in fields.items())
        for indent, line in (("  ", head), ("    ", words), ("    ", url)):
            if line:
                console.print(f"{indent}{escape(line)}", highlight=False, soft_wrap=True)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
