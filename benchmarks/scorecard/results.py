"""The whole scorecard as one object, as JSON, and compared with the committed baseline."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from benchmarks.scorecard import real, silver
from benchmarks.scorecard.counts import Outcome, Tally, is_below, is_fall
from benchmarks.scorecard.fields import CONFUSIONS, confusion_pair, outcomes_of
from benchmarks.scorecard.gold import ADS, ASIDE, LANGUAGES, GoldAd, read_ads

BASELINE = Path(__file__).resolve().parents[2] / "tests" / "gold" / "baseline.json"
# Groups of gold ads that are counted apart.
GROUPS = ("all", *LANGUAGES)


class Miss(NamedTuple):
    ad_id: str
    outcome: Outcome
    ad: GoldAd | None  # None for a real ad, whose text is not shown


class Scorecard(NamedTuple):
    gold: dict[str, dict[str, Tally]]  # field -> group -> counts
    aside: dict[str, dict[str, dict[str, Tally]]]  # the same of each set kept aside; only counts are ever shown
    digests: dict[str, str]  # gold ad -> digest of text and labels
    confusion: dict[str, Counter[tuple[str, str]]]
    silver: dict[str, Tally] | None
    real: dict[str, dict[str, Tally]] | None  # set of real ads labelled by hand -> field -> counts
    misses: dict[str, list[Miss]]

    def as_json(self) -> dict[str, Any]:
        """What is committed: of gold ads which are wrong, of real ads counts only."""
        wrong: dict[str, list[str]] = {ad_id: [] for ad_id in self.digests}
        for name, groups in self.gold.items():
            for ad_id in groups["all"].wrong:
                wrong[ad_id].append(name)
        return {
            "fields": _fields_json(self.gold),
            "aside": {name: _fields_json(fields) for name, fields in self.aside.items()},
            "confusion": {
                name: [[*pair, count] for pair, count in sorted(pairs.items())]
                for name, pairs in self.confusion.items()
            },
            "silver": None if self.silver is None else {name: tally.as_json() for name, tally in self.silver.items()},
            "real": None if self.real is None else _sets_json(self.real),
            "ads": {ad_id: {"digest": self.digests[ad_id], "wrong": sorted(wrong[ad_id])} for ad_id in self.digests},
        }


def _sets_json(sets: dict[str, dict[str, Tally]]) -> dict[str, Any]:
    return {one: {name: tally.as_json() for name, tally in fields.items()} for one, fields in sets.items()}


def _fields_json(fields: dict[str, dict[str, Tally]]) -> dict[str, Any]:
    return {
        name: {group: tally.as_json() for group, tally in groups.items() if tally.ads}
        for name, groups in fields.items()
    }


def _add(fields: dict[str, dict[str, Tally]], ad: GoldAd, outcomes: dict[str, Outcome]) -> None:
    for name, outcome in outcomes.items():
        groups = fields.setdefault(name, {group: Tally() for group in GROUPS})
        for group in ("all", ad.language):
            groups[group].add(ad.id, outcome)


def measure(with_silver: bool) -> Scorecard:
    """Read every gold ad, and every labelled real ad when they are at hand and asked for."""
    gold: dict[str, dict[str, Tally]] = {}
    aside: dict[str, dict[str, dict[str, Tally]]] = {name: {} for name in ASIDE}
    confusion: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in CONFUSIONS}
    misses: dict[str, list[Miss]] = {}
    for name, folder in ASIDE.items():
        for ad, normalized in read_ads(folder):
            _add(aside[name], ad, outcomes_of(ad, normalized))
    for ad, normalized in read_ads(ADS):
        outcomes = outcomes_of(ad, normalized)
        _add(gold, ad, outcomes)
        for name, outcome in outcomes.items():
            if not outcome.is_right:
                misses.setdefault(name, []).append(Miss(ad.id, outcome, ad))
        for name in CONFUSIONS:
            if pair := confusion_pair(name, ad, normalized):
                confusion[name][pair] += 1
    tallies: dict[str, Tally] | None = None
    by_set: dict[str, dict[str, Tally]] | None = None
    if with_silver and silver.is_at_hand():
        tallies = {}
        for name, ad_id, outcome in silver.outcomes():
            tallies.setdefault(name, Tally()).add(ad_id, outcome)
            if not outcome.is_right:
                misses.setdefault(name, []).append(Miss(ad_id, outcome, None))
        by_set = {one: {} for one in real.SETS}
        for one, name, ad_id, outcome in real.outcomes():
            by_set[one].setdefault(name, Tally()).add(ad_id, outcome)
    digests = {ad.id: ad.digest for ad, _ in read_ads(ADS)}
    return Scorecard(gold, aside, digests, confusion, tallies, by_set, misses)


def read_baseline() -> dict[str, Any]:
    return dict(orjson.loads(BASELINE.read_bytes()))


def write_baseline(card: Scorecard) -> None:
    """Without real ads at hand their part of the old baseline is kept."""
    content = card.as_json()
    if content["silver"] is None and BASELINE.is_file():
        content |= {part: read_baseline()[part] for part in ("silver", "real")}
    BASELINE.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


def falls(card: Scorecard, baseline: dict[str, Any]) -> list[str]:
    """What reads worse than the baseline by more than noise, one line each; empty when nothing does.

    Gold: on the ads whose text and labels are those of the baseline, the newly wrong are tested against the newly
    right (McNemar's exact test, p < 0.05), for each field over all ads and in each language. Ads kept aside and real
    ads, whose misses are not recorded: precision or recall under the baseline's 95 % interval.
    """
    found = []
    same = {ad_id for ad_id, digest in card.digests.items() if baseline["ads"].get(ad_id, {}).get("digest") == digest}
    for name, groups in card.gold.items():
        before = {ad_id for ad_id in same if name in baseline["ads"][ad_id]["wrong"]}
        now = set(groups["all"].wrong) & same
        for group in ("all", *LANGUAGES):
            of_group = {ad_id for ad_id in now ^ before if group in ("all", ad_id.partition("-")[0])}
            worse, better = sorted(of_group & now), len(of_group - now)
            if is_fall(len(worse), better):
                found.append(f"{name} ({group}): {len(worse)} newly wrong, {better} newly right: {', '.join(worse)}")
    before_aside = baseline.get("aside") or {}
    counted = {
        f"aside {aside} {name}": (groups["all"], before_aside.get(aside, {}).get(name, {}).get("all"))
        for aside, fields in card.aside.items()
        for name, groups in fields.items()
    }
    before_silver = baseline["silver"] or {}
    counted |= {name: (tally, before_silver.get(name)) for name, tally in (card.silver or {}).items()}
    before_real = baseline.get("real") or {}
    counted |= {
        f"{one} {name}": (tally, before_real.get(one, {}).get(name))
        for one, fields in (card.real or {}).items()
        for name, tally in fields.items()
    }
    for name, (tally, known) in counted.items():
        for measure_name in [one for one in ("precision", "recall") if known and one in known]:
            value = getattr(tally, measure_name).value
            if is_below(known[measure_name], value):
                shown = "nothing" if value is None else f"{value:.3f}"
                found.append(f"{name}: {measure_name} {shown}, baseline {known[measure_name]}")
    return found
