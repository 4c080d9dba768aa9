"""The gold pairs are labelled soundly, and are told apart no worse than the committed baseline says."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest

from benchmarks.linking_scorecard.counts import PairTally
from benchmarks.linking_scorecard.linking import fingerprint_rows
from benchmarks.linking_scorecard.pairs import ASIDE_PAIRS, DIFFERENT, LANGUAGES, SAME, gold_pairs
from benchmarks.linking_scorecard.results import (
    BARS,
    MAX_FALSE_MERGES,
    LinkingCard,
    below_bars,
    falls,
    measure,
    read_baseline,
)
from orchestration.transforms.linking_thresholds import MIN_TEXT_LENGTH


@pytest.fixture(scope="module")
def card() -> LinkingCard:
    return measure(gold_only=True)


def test_there_are_enough_pairs_and_half_of_them_are_hard() -> None:
    pairs = gold_pairs()
    counted = Counter(pair.language for pair in pairs)
    assert len(pairs) >= 300
    assert all(counted[language] >= 50 for language in LANGUAGES)
    assert sum(pair.is_hard for pair in pairs) >= len(pairs) / 2
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert {pair.kind for pair in pairs} == {*SAME, *DIFFERENT}
    assert sum(pair.is_exact_twin for pair in pairs) >= 20


def test_there_are_enough_pairs_of_another_author() -> None:
    pairs = gold_pairs(ASIDE_PAIRS)
    counted = Counter(pair.language for pair in pairs)
    assert len(pairs) >= 150
    assert all(counted[language] >= 30 for language in LANGUAGES)
    assert sum(pair.is_hard for pair in pairs) >= len(pairs) / 2
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert {pair.kind for pair in pairs} == {*SAME, *DIFFERENT}
    assert all(pair.id.startswith("aside-") for pair in pairs)


def test_no_two_ads_of_a_pair_are_one_posting() -> None:
    for pair in [*gold_pairs(), *gold_pairs(ASIDE_PAIRS)]:
        one, other = pair.ads
        assert one["posting_key"] != other["posting_key"]
        assert (one["title"], one["description"], one["source"], one["location_words"], one["landed_on"]) != (
            other["title"],
            other["description"],
            other["source"],
            other["location_words"],
            other["landed_on"],
        )


def test_openings_that_only_texts_can_show_have_texts_long_enough() -> None:
    pairs = [*gold_pairs(), *gold_pairs(ASIDE_PAIRS)]
    by_text = [pair for pair in pairs if pair.is_same and pair.kind not in {"ats_link", "tracking", "mirror"}]
    prints = fingerprint_rows([ad for pair in by_text for ad in pair.ads])
    lengths = zip(prints["posting_key"].to_pylist(), prints["text_length"].to_pylist(), strict=True)
    assert [key for key, length in lengths if length < MIN_TEXT_LENGTH] == []


def test_pairs_are_told_apart_no_worse_than_in_the_baseline(card: LinkingCard) -> None:
    assert falls(card, read_baseline()) == []


@pytest.mark.parametrize("mode", ["alone", "crowd"])
def test_the_bars_are_met_by_the_pairs_kept_aside(card: LinkingCard, mode: str) -> None:
    tallies: dict[str, PairTally] = getattr(card.aside, mode)
    values = {name: getattr(tallies["all"], name).value for name in BARS}
    assert {name: value for name, value in values.items() if value is None or value < BARS[name]} == {}
    merges = tallies["same employer, other job"].false_merges.value
    assert merges is not None
    assert merges <= MAX_FALSE_MERGES
    assert card.aside.strangers == 0
    assert card.aside.missed_twins == 0


def test_the_pairs_of_development_meet_all_bars_but_that_of_recall(card: LinkingCard) -> None:
    """Ads told anew keep recall below: the baseline keeps it from falling further."""
    lines = [line for line in below_bars(card) if line.startswith("development") and ": recall " not in line]
    assert lines == []
    assert card.missed_twins == []


def test_the_baseline_knows_every_pair(card: LinkingCard) -> None:
    """`python -m benchmarks.linking_scorecard --update` was run after the last change of a pair."""
    known = {pair_id: one["digest"] for pair_id, one in read_baseline()["pairs"].items()}
    assert known == {pair.id: pair.digest for pair in card.pairs}


def test_the_market_and_the_real_groups_are_in_the_baseline() -> None:
    baseline = read_baseline()
    assert {"market all", "market look-alikes"} <= set(baseline["market"])
    assert {"real dou", "real german_boards", "real hackernews", "real hh"} == set(baseline["real"])


def test_pairs_of_the_other_author_are_counts_only(card: LinkingCard) -> None:
    assert card.aside.alone["all"].same
    assert b"aside-" not in orjson.dumps(card.as_json())


def test_five_newly_wrong_pairs_are_a_fall_and_four_are_not(card: LinkingCard) -> None:
    baseline = card.as_json()
    right = [pair_id for pair_id, one in baseline["pairs"].items() if pair_id[:2] == "de" and not one["wrong"]]

    def fallen(count: int) -> list[str]:
        alone = PairTally(wrong=[*card.alone["all"].wrong, *right[:count]])
        return [line.split(":")[0] for line in falls(card._replace(alone={"all": alone}), baseline)]

    assert fallen(4) == []
    assert fallen(5) == ["alone (all)", "alone (de)"]


def test_shares_of_pairs() -> None:
    tally = PairTally()
    for pair_id, is_same, is_joined in (("a", True, True), ("b", True, False), ("c", False, True), ("d", False, False)):
        tally.add(pair_id, is_same, is_joined)
    assert (tally.precision.value, tally.recall.value, tally.f1, tally.false_merges.value) == (0.5, 0.5, 0.5, 0.5)
    assert tally.wrong == ["b", "c"]
