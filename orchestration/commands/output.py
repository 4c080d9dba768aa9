"""What commands print: one console, progress bars, tables of outcomes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from orchestration.runner import RangeOutcome, RunOutcome

console = Console(emoji=False)  # sources are named `table:a:`, and rich has an emoji of that name
if not console.is_terminal and "COLUMNS" not in os.environ:
    console.width = 200  # a file or a pipe has no edge, and the 80 of an unknown terminal would cut tables
SHOWN = 12


class CommandError(Exception):
    """Ends a command with one line that says what is wrong and what to do."""

    exit_code = 1


class Failed(CommandError):
    """The command could not do what it was asked to."""


class Misused(CommandError):
    """The command was not meant like that."""

    exit_code = 2


@contextmanager
def progress_bar() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        yield progress


def parse_day(text: str) -> date:
    """A day of a command line. Raises BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as YYYY-MM-DD") from None


def live_release(home: Path) -> str | None:
    """Id of the current release, or None before the first."""
    from orchestration.publication.releases import current_release

    release = current_release(home)
    return release.id if release else None


def what_readers_see(home: Path, before: str | None) -> str:
    """What a stopped run left: a step after the release may fail, and then the new release is out."""
    after = live_release(home)
    return "the last good release stays" if after == before else f"release {after} is out in files"


def show_outcome(outcome: RangeOutcome) -> None:
    """How many runs passed, and the first of those that did not with their reasons."""
    good = [run for run in outcome.days.values() if run.succeeded]
    console.print(f"{len(good)} of {len(outcome.days)} days passed all gates")
    for run in outcome.failed[:SHOWN]:
        reason = escape(run.reason or "no reason given")
        console.print(f"  [red]{run.what}[/] stopped: {reason}", soft_wrap=True)
    if len(outcome.failed) > SHOWN:
        console.print(f"  and {len(outcome.failed) - SHOWN} more")
    _show_warnings([*outcome.days.values(), *([outcome.weeks] if outcome.weeks else [])])


def _show_warnings(runs: list[RunOutcome]) -> None:
    rules: dict[str, int] = {}
    for run in runs:
        for warning in run.warnings:
            rule = warning.split(" (")[0]
            rules[rule] = rules.get(rule, 0) + 1
    for rule, count in sorted(rules.items(), key=lambda entry: -entry[1])[:SHOWN]:
        console.print(f"  [yellow]warning[/] {escape(rule)}: {count} runs", soft_wrap=True)
