"""The scorecard of linking as one object, as JSON, and compared with the committed baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from benchmarks.linking_scorecard import market, real
from benchmarks.linking_scorecard.counts import PairTally
from benchmarks.linking_scorecard.linking import joined_in_crowd, methods_alone
from benchmarks.linking_scorecard.pairs import ASIDE_PAIRS, LANGUAGES, PAIRS, GoldPair, gold_pairs
from benchmarks.scorecard.counts import is_below, is_fall

BASELINE = PAIRS / "baseline.json"
# What the pairs of development must reach, and so must those of the other author.
BARS = {"precision": 0.98, "recall": 0.95}
MAX_FALSE_MERGES = 0.01  # among pairs of different jobs of one employer


class PairCounts(NamedTuple):
    """Counts of one set of pairs, by group."""

    alone: dict[str, PairTally]  # each pair alone in the world
    crowd: dict[str, PairTally]  # all ads in one market, joined by components; without pairs that only time divides
    strangers: int  # pairs of ads of different cases that the crowd joined
    missed_twins: int  # exact twins that were missed alone or in the crowd


class LinkingCard(NamedTuple):
    pairs: tuple[GoldPair, ...]
    alone: dict[str, PairTally]  # as in PairCounts
    crowd: dict[str, PairTally]
    strangers: int
    aside: PairCounts  # of the other author's pairs, of which only counts are ever shown
    methods: dict[str, PairTally]  # method -> counts of the pairs it links; recall is its share of the openings
    missed_twins: list[str]
    market: dict[str, PairTally] | None
    real: dict[str, PairTally] | None

    def as_json(self) -> dict[str, Any]:
        wrong = {mode: set(getattr(self, mode)["all"].wrong) for mode in ("alone", "crowd")}
        return {
            **{
                name: {group: tally.as_json() for group, tally in getattr(self, name).items()}
                for name in ("alone", "crowd", "methods")
            },
            "strangers": self.strangers,
            "aside": {
                "alone": _as_json(self.aside.alone),
                "crowd": _as_json(self.aside.crowd),
                "strangers": self.aside.strangers,
                "missed_twins": self.aside.missed_twins,
            },
            "missed_twins": self.missed_twins,
            "market": _as_json(self.market),
            "real": _as_json(self.real),
            "pairs": {
                pair.id: {"digest": pair.digest, "wrong": [mode for mode in wrong if pair.id in wrong[mode]]}
                for pair in self.pairs
            },
        }


def _as_json(tallies: dict[str, PairTally] | None) -> dict[str, Any] | None:
    return None if tallies is None else {name: tally.as_json() for name, tally in tallies.items()}


def groups_of_pair(pair: GoldPair) -> list[str]:
    """Groups that a pair counts in."""
    groups = ["all", pair.language, "hard" if pair.is_hard else "easy", f"kind {pair.kind}", f"between {pair.sources}"]
    groups += ["same employer, other job"] * pair.is_same_employer_other_job
    return groups


def _aside_groups_of_pair(pair: GoldPair) -> list[str]:
    """Coarse ones: kinds and sources would tell which pairs were judged wrong."""
    groups = ["all", pair.language, "hard" if pair.is_hard else "easy"]
    return groups + ["same employer, other job"] * pair.is_same_employer_other_job


def measure_aside(folder: Path = ASIDE_PAIRS) -> PairCounts:
    """Judge the other author's pairs, in a market of their own."""
    pairs = gold_pairs(folder)
    found = methods_alone(pairs)
    in_crowd, strangers = joined_in_crowd(pairs)
    alone: dict[str, PairTally] = {}
    crowd: dict[str, PairTally] = {}
    for pair in pairs:
        for group in _aside_groups_of_pair(pair):
            alone.setdefault(group, PairTally()).add(pair.id, pair.is_same, bool(found[pair.id]))
            if pair.kind != "late":
                crowd.setdefault(group, PairTally()).add(pair.id, pair.is_same, in_crowd[pair.id])
    return PairCounts(alone, crowd, strangers, len(_missed_twins(pairs, found, in_crowd)))


def _missed_twins(pairs: Sequence[GoldPair], found: Mapping[str, list[str]], in_crowd: Mapping[str, bool]) -> list[str]:
    return [pair.id for pair in pairs if pair.is_exact_twin and not (found[pair.id] and in_crowd[pair.id])]


def measure(gold_only: bool) -> LinkingCard:
    """Judge every gold pair; the simulated market and the real groups too, if wanted and at hand."""
    pairs = gold_pairs()
    found = methods_alone(pairs)
    in_crowd, strangers = joined_in_crowd(pairs)
    alone: dict[str, PairTally] = {}
    crowd: dict[str, PairTally] = {}
    methods: dict[str, PairTally] = {}
    for pair in pairs:
        for group in groups_of_pair(pair):
            alone.setdefault(group, PairTally()).add(pair.id, pair.is_same, bool(found[pair.id]))
            if pair.kind != "late":
                crowd.setdefault(group, PairTally()).add(pair.id, pair.is_same, in_crowd[pair.id])
    for method in sorted({method for of_pair in found.values() for method in of_pair}):
        methods[method] = PairTally()
        for pair in pairs:
            methods[method].add(pair.id, pair.is_same, method in found[pair.id])
    return LinkingCard(
        pairs,
        alone,
        crowd,
        strangers,
        measure_aside(),
        methods,
        _missed_twins(pairs, found, in_crowd),
        None if gold_only else market.measure(),
        real.measure() if real.is_at_hand() and not gold_only else None,
    )


def read_baseline() -> dict[str, Any]:
    return dict(orjson.loads(BASELINE.read_bytes()))


def write_baseline(card: LinkingCard) -> None:
    """What was not measured this time is kept from the old baseline."""
    content = card.as_json()
    if BASELINE.is_file():
        old = read_baseline()
        content |= {name: old.get(name) for name in ("market", "real") if content[name] is None}
    BASELINE.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


def falls(card: LinkingCard, baseline: dict[str, Any]) -> list[str]:
    """What links worse than the baseline by more than noise, one line each.

    Gold: McNemar's exact test on the pairs whose ads and label are those of the baseline, over all and by language.
    Pairs kept aside, market and real groups: precision or recall under the baseline's 95 % interval.
    """
    known = baseline["pairs"]
    same = {pair.id for pair in card.pairs if known.get(pair.id, {}).get("digest") == pair.digest}
    lines = []
    for mode in ("alone", "crowd"):
        before = {pair_id for pair_id in same if mode in known[pair_id]["wrong"]}
        now = set(getattr(card, mode)["all"].wrong) & same
        for group in ("all", *LANGUAGES):
            of_group = {one for one in now ^ before if group in ("all", one.partition("-")[0])}
            worse, better = sorted(of_group & now), len(of_group - now)
            if is_fall(len(worse), better):
                lines.append(f"{mode} ({group}): {len(worse)} newly wrong, {better} newly right: {', '.join(worse)}")
    measured = (card.market or {}) | (card.real or {})
    earlier = (baseline.get("market") or {}) | (baseline.get("real") or {})
    for mode in ("alone", "crowd"):
        measured[f"aside, {mode}"] = getattr(card.aside, mode)["all"]
        earlier[f"aside, {mode}"] = (baseline.get("aside") or {}).get(mode, {}).get("all", {})
    for name, tally in measured.items():
        for share_name in [one for one in BARS if one in earlier.get(name, {})]:
            value = getattr(tally, share_name).value
            if is_below(earlier[name][share_name], value):
                lines.append(f"{name}: {share_name} {value}, baseline {earlier[name][share_name]}")
    return lines


def below_bars(card: LinkingCard) -> list[str]:
    """Bars that are not met, by the pairs of development and by those kept aside, alone and in the crowd."""
    lines = []
    for name, counts in (("development", card), ("aside", card.aside)):
        for mode in ("alone", "crowd"):
            tallies: dict[str, PairTally] = getattr(counts, mode)
            for share_name, bar in BARS.items():
                share = getattr(tallies["all"], share_name)
                if (share.value or 0) < bar:
                    lines.append(f"{name}, {mode}: {share_name} {share}, bar {bar}")
            merges = tallies["same employer, other job"].false_merges
            if (merges.value or 0) > MAX_FALSE_MERGES:
                lines.append(f"{name}, {mode}: false merges of one employer's jobs {merges}, bar {MAX_FALSE_MERGES}")
        if counts.strangers:
            lines.append(f"{name}, crowd: {counts.strangers} pairs of different cases joined")
    if card.aside.missed_twins:
        lines.append(f"aside: {card.aside.missed_twins} exact twins missed")
    if card.missed_twins:
        lines.append(f"exact twins missed: {', '.join(card.missed_twins)}")
    return lines
