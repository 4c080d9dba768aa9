"""The scorecard on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.scorecard.counts import Share, Tally
from benchmarks.scorecard.fields import BARS, outcomes_of
from benchmarks.scorecard.gold import LANGUAGES, read_ads
from benchmarks.scorecard.results import Miss, Scorecard

_ASIDE = {"ads": "aside ads: another author", "posts": "aside posts: three other authors"}
_REAL = "real: ads of ../shared/real labelled by hand"
_COLUMNS = ("ads", "stated", "coverage", "precision", "recall")


def _cells(tally: Tally) -> list[str]:
    coverage = tally.coverage.value
    return [
        str(tally.ads),
        str(tally.stated),
        "—" if coverage is None else f"{coverage:.2f}",
        str(tally.precision),
        str(tally.recall),
    ]


def _table(title: str, first: Iterable[str], last: Iterable[str] = ()) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in first:
        table.add_column(name)
    for name in (*_COLUMNS, *last):
        table.add_column(name, justify="right")
    return table


def _verdict(tally: Tally, bar: tuple[float, float]) -> str:
    def meets(share: Share, least: float) -> bool:
        return share.value is not None and round(share.value, 4) >= least

    return "[green]pass[/]" if meets(tally.precision, bar[0]) and meets(tally.recall, bar[1]) else "[red]FAIL[/]"


def show(card: Scorecard, console: Console) -> None:
    """Bars, every field over all gold ads, every field and language, confusions, and the boards' own labels. The ads
    kept aside stand beside the others, as counts only."""
    bars = _table(f"Bars ({'; '.join([*_ASIDE.values(), _REAL])})", ("field", "set"), ("bar P / R", "verdict"))
    for name, bar in BARS.items():
        for group, tallies in (
            ("development", card.gold),
            *((f"aside {aside}", fields) for aside, fields in card.aside.items()),
        ):
            if name in tallies:  # posts have no structured pay
                tally = tallies[name]["all"]
                bars.add_row(name, group, *_cells(tally), f"{bar[0]:.2f} / {bar[1]:.2f}", _verdict(tally, bar))
        for group, read in (card.real or {}).items():
            verdict = _verdict(read[name], bar)
            bars.add_row(name, group, *_cells(read[name]), f"{bar[0]:.2f} / {bar[1]:.2f}", verdict)
    console.print(bars)
    aside = [(_ASIDE[name], tallies) for name, tallies in card.aside.items()]
    for title, tallies in (("gold ads of development", card.gold), *aside):
        fields = _table(f"\nEvery field, {title}", ("field",))
        for name, groups in tallies.items():
            fields.add_row(name, *_cells(groups["all"]))
        console.print(fields)
        languages = _table(f"\nBy language, {title}", ("field", "language"))
        for name, groups in tallies.items():
            for language in LANGUAGES:
                if groups[language].ads:
                    languages.add_row(name, language, *_cells(groups[language]))
        console.print(languages)
    for name, pairs in card.confusion.items():
        _show_confusion(name, pairs, console)
    if card.silver is None:
        console.print("\nReal ads are not at hand (../shared/real): boards' own labels not compared.")
        return
    table = _table("\nBoards' own labels (real ads)", ("comparison",))
    for name, tally in card.silver.items():
        table.add_row(name, *_cells(tally))
    console.print(table)


def _show_confusion(name: str, pairs: Counter[tuple[str, str]], console: Console) -> None:
    right = sum(count for (truth, read), count in pairs.items() if truth == read)
    console.print(f"\nConfusion of {name}: {right} of {pairs.total()} as labelled; the others, labelled → read:")
    wrong = [(pair, count) for pair, count in pairs.most_common() if pair[0] != pair[1]]
    console.print("  " + ("; ".join(f"{truth} → {read} ×{count}" for (truth, read), count in wrong) or "none"))


def show_misses(misses: Iterable[Miss], console: Console, texts: bool) -> None:
    """One line per ad: id, values missed, values wrong. Texts only of gold ads, and only when asked for."""
    for miss in misses:
        wanted = [value for value in miss.outcome.expected if not set(value.split("|")) & set(miss.outcome.got)]
        accepted = {value for one in miss.outcome.expected for value in one.split("|")}
        wrong = [value for value in miss.outcome.got if value not in accepted]
        missed, read = escape(", ".join(wanted) or "—"), escape(", ".join(wrong) or "—")
        all_of_it = escape(f"expected {list(miss.outcome.expected)}, got {list(miss.outcome.got)}")
        line = f"[bold]{miss.ad_id}[/]  missed: {missed}  wrong: {read}  [dim]({all_of_it})[/]"
        console.print(line, soft_wrap=True)
        if texts and miss.ad:
            console.print(
                f"[dim]{escape(miss.ad.title)}\n{escape(str(miss.ad.fields))}\n{escape(miss.ad.description)}[/]\n"
            )


def show_ad(ad_id: str, console: Console) -> None:
    """A gold ad as it stands, and the outcome of each field: wrong ones first."""
    for ad, normalized in read_ads():
        if ad.id == ad_id:
            console.print(f"{ad.title}\n{ad.fields}\n{ad.description}\n\n{ad.expect}\n", markup=False)
            outcomes = sorted(outcomes_of(ad, normalized).items(), key=lambda item: item[1].is_right)
            for name, outcome in outcomes:
                mark = "right" if outcome.is_right else "WRONG"
                console.print(
                    f"{mark} {name}: expected {list(outcome.expected)}, got {list(outcome.got)}", markup=False
                )
            return
    console.print(f"no gold ad {ad_id}")
