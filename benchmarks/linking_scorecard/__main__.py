"""How well openings are told apart: precision, recall and F1 on labelled pairs; exit 1 when they fell beyond noise.

python -m benchmarks.linking_scorecard               tables, compared with tests/gold/pairs/baseline.json
python -m benchmarks.linking_scorecard --gold-only   without the simulated market and the real ads: seconds
python -m benchmarks.linking_scorecard --misses      gold pairs of development judged wrong
python -m benchmarks.linking_scorecard --update      accept the present figures as the baseline
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table

from benchmarks.linking_scorecard.counts import PairTally
from benchmarks.linking_scorecard.results import (
    BASELINE,
    LinkingCard,
    below_bars,
    falls,
    measure,
    read_baseline,
    write_baseline,
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="linking_scorecard", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--gold-only", action="store_true", help="labelled pairs only")
    parser.add_argument("--misses", action="store_true", help="list gold pairs judged wrong")
    parser.add_argument("--update", action="store_true", help=f"write {BASELINE.name}")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    card = measure(gold_only=options.gold_only or options.misses)
    if options.misses:
        _show_misses(card, console)
        return 0
    for title, tallies in (
        ("Each pair alone", card.alone),
        ("All ads in one market", card.crowd),
        ("aside: another author, each pair alone", card.aside.alone),
        ("aside: another author, all ads in one market", card.aside.crowd),
        ("By method, alone", card.methods),
        ("Simulated market", card.market or {}),
        ("Real groups", card.real or {}),
    ):
        _show(title, tallies, console)
    for line in below_bars(card):
        console.print(f"Below the bar: {line}", markup=False)
    if options.update:
        write_baseline(card)
        console.print(f"Written: {BASELINE}")
        return 0
    fallen = falls(card, read_baseline()) if BASELINE.is_file() else []
    console.print("Against the baseline: " + ("FALLEN" if fallen else "no fall beyond noise."))
    for line in fallen:
        console.print(f"  {line}", markup=False)
    return 1 if fallen else 0


def _show(title: str, tallies: dict[str, PairTally], console: Console) -> None:
    if not tallies:
        return
    table = Table(title=title, title_justify="left")
    for name in ("", "one opening", "joined", "two", "precision", "recall", "F1", "false merges"):
        table.add_column(name, justify="left" if not name else "right")
    for name, tally in tallies.items():
        f1 = "—" if tally.f1 is None else f"{tally.f1:.3f}"
        counts = map(str, (tally.same, tally.joined, tally.different))
        table.add_row(name, *counts, str(tally.precision), str(tally.recall), f1, str(tally.false_merges))
    console.print(table)


def _show_misses(card: LinkingCard, console: Console) -> None:
    for pair in card.pairs:
        modes = [mode for mode in ("alone", "crowd") if pair.id in getattr(card, mode)["all"].wrong]
        if modes:
            label = "one opening" if pair.is_same else "two openings"
            titles = " / ".join(ad["title"] for ad in pair.ads)
            console.print(f"{pair.id} {pair.kind}: {label} ({', '.join(modes)}): {titles}", markup=False)


if __name__ == "__main__":
    sys.exit(main())
