"""Precision, recall and coverage of every field on labelled ads; exit 1 when one fell beyond noise.

python -m benchmarks.scorecard                        tables, compared with tests/gold/baseline.json
python -m benchmarks.scorecard --misses grade         gold ads read wrong: id, missed, wrong (--texts shows the ads)
python -m benchmarks.scorecard --misses ashby_pay_in_text   real ads: ids and values only
python -m benchmarks.scorecard --update               accept the present figures as the baseline
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks.scorecard import silver
from benchmarks.scorecard.gold import LANGUAGES
from benchmarks.scorecard.report import show, show_ad, show_misses
from benchmarks.scorecard.results import BASELINE, falls, measure, read_baseline, write_baseline


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scorecard", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--gold-only", action="store_true", help="leave the real ads out (a second instead of a minute)"
    )
    parser.add_argument("--update", action="store_true", help=f"write {BASELINE.name}")
    parser.add_argument(
        "--misses", metavar="FIELD", help="list what is wrong or missed in a field or silver comparison"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="misses of one language")
    parser.add_argument("--texts", action="store_true", help="misses with the gold ad's text")
    parser.add_argument("--ad", metavar="ID", help="one gold ad: its text, labels and everything read of it")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    if options.ad:
        show_ad(options.ad, console)
        return 0
    is_silver = options.misses in {one.name for one in silver.COMPARISONS}
    card = measure(with_silver=is_silver if options.misses else not options.gold_only)
    if options.misses:
        known = [*card.gold, *(one.name for one in silver.COMPARISONS)]
        if options.misses not in known:
            parser.error(f"no field {options.misses}; there are: {', '.join(known)}")
        chosen = [
            miss
            for miss in card.misses.get(options.misses, [])
            if miss.ad is None or options.language in (None, miss.ad.language)
        ]
        show_misses(chosen, console, options.texts)
        console.print(f"{len(chosen)} ads")
        return 0
    show(card, console)
    if options.update:
        write_baseline(card)
        console.print(f"\nWritten: {BASELINE}")
        return 0
    if not BASELINE.is_file():
        console.print("\nNo baseline yet: --update writes one.")
        return 0
    fallen = falls(card, read_baseline())
    console.print("\nAgainst the baseline: " + ("no fall beyond noise." if not fallen else "FALLEN"))
    for line in fallen:
        console.print(f"  {line}", markup=False)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
