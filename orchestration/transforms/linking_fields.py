"""Log-odds that two ads of one employer, alike in no sentence, are one opening: told anew, or in another language.

Fellegi and Sunter's way: each field that agrees or differs adds its weight. Text is one witness of several: the stems
that both texts have, the technologies and numbers they name, their titles. Vetoes are looked at elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from orchestration.transforms import linking_thresholds as limits
from orchestration.transforms.linking_anchors import FIRST_NAME
from orchestration.transforms.linking_candidates import Likeness
from orchestration.transforms.linking_companies import sound
from orchestration.transforms.linking_decisions import Posting, TitleMatch, are_done_in_different, match_titles

NEVER = float("-inf")


def in_two_languages(one: Posting, other: Posting) -> bool:
    return bool(one.language and other.language and one.language != other.language)


def field_odds(one: Posting, other: Posting, likeness: Likeness) -> float:
    """Log-odds above those that are enough: from 0 on the two are one opening. NEVER where fields cannot tell."""
    if not one.company or not other.company or one.levels != other.levels or are_done_in_different(one, other):
        return NEVER
    # Other places and other firms of a group were most of the 20 false links of the simulated market (seed 31).
    if _are_apart(one.countries, other.countries) or _are_apart(one.cities, other.cities):
        return NEVER
    if _are_named_apart(one.company, other.company):
        return NEVER
    if in_two_languages(one, other):
        return _translated(one, other) - limits.TRANSLATED_MIN_ODDS
    if one.board == other.board or likeness.shingles > limits.FIELDS_MAX_SHINGLES:
        return NEVER
    return _retold(one, other, likeness) - limits.RETOLD_MIN_ODDS


def probability(odds: float) -> float:
    """Of odds above those that are enough."""
    return 1 / (1 + exp(-odds))


def _retold(one: Posting, other: Posting, likeness: Likeness) -> float:
    weight, stems = limits.RETOLD_WEIGHTS["stems"], _stems_told_anew(likeness)
    if one.is_for_client or other.is_for_client:
        return weight * (stems - limits.RETOLD_STEMS_CLIENT) + limits.RETOLD_MIN_ODDS
    return weight * stems + _agreement(one, other, limits.RETOLD_WEIGHTS)


def _stems_told_anew(likeness: Likeness) -> float:
    """Jaccard of the stems of what was not copied: one employer's ads of two jobs have a paragraph in common."""
    copied = max(likeness.shingles - limits.FIELDS_STOCK_SHINGLES, 0.0)
    return (likeness.stems - copied) / (1 - copied)


def _translated(one: Posting, other: Posting) -> float:
    shorter, longer = sorted((one.text_length, other.text_length))
    if one.is_for_client or other.is_for_client or shorter < limits.TRANSLATION_MIN_LENGTHS * longer:
        return NEVER
    weights = limits.TRANSLATED_WEIGHTS
    numbers, others = _numbers(one), _numbers(other)
    nothing = bool(numbers and others and not numbers & others)
    level = weights["level stated"] * bool(one.levels)
    return _agreement(one, other, weights) + weights["no number in common"] * nothing + level


def _agreement(one: Posting, other: Posting, weights: Mapping[str, float]) -> float:
    """What technologies, numbers and titles say together."""
    names, others = ({anchor for anchor in ad.anchors if anchor >= FIRST_NAME} for ad in (one, other))
    numbers, other_numbers = _numbers(one), _numbers(other)
    return (
        weights["technology"] * min(len(names & others), limits.MOST_TECHNOLOGIES)
        + weights["technology differs"] * len(names ^ others)
        + weights["number"] * len(numbers & other_numbers)
        + weights["number differs"] * len(numbers ^ other_numbers)
        + weights["same title"] * (match_titles(one, other) is TitleMatch.EQUAL)
    )


def _are_apart(places: Sequence[str], others: Sequence[str]) -> bool:
    """Both say where, and nothing of it is the same."""
    return bool(places and others) and not set(places) & set(others)


def _are_named_apart(one: str, other: str) -> bool:
    """Each has a word that the other has not, as two firms of one group have: "Acme Soft" and "Acme Labs"."""
    words, others = ({sound(word) for word in name.split()} for name in (one, other))
    return bool(words & others and words - others and others - words)


def _numbers(posting: Posting) -> frozenset[int]:
    return frozenset(anchor for anchor in posting.anchors if anchor < FIRST_NAME)
