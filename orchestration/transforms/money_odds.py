"""How likely an amount is pay by all that stands around it together: what no list of words foresees.

Rules name the words we thought of. The letter groups of the words beside an amount hold the rest, in any form and
language, and the form of the amount and of its line is weighed with them. Weights are fitted on the gold ads:
python -m benchmarks.pay_weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.money_candidates import Candidate, Line
from orchestration.transforms.money_context import CARD, is_below_month, is_plausible, usual_currency
from orchestration.transforms.money_terms import contract_of, period_of
from orchestration.transforms.words import tokens

# Longer groups, and more words on each side, tell amounts of authors of whom nothing was fitted no better.
SIZES = (3, 4)
_BEFORE, _AFTER = 6, 4  # words beside an amount
_NEAR = 2  # of them that are weighed once more
_TERMS = 25  # characters beside an amount that its period and contract stand in
_YEARS = range(1990, 2100)
_LETTER_OR_DIGIT = re.compile(r"\w")
_LABEL = re.compile(r"[:—–-]\s*(?:\w+\s)?$")
_MONEY_SIGN = re.compile("[💰💵💸💲🤑]")


def is_likely_pay(line: Line, one: Candidate) -> bool:
    """Whether an amount in which no rule saw pay is so by its surroundings."""
    return pay_odds(line, one) >= _least()


@cache
def _least() -> float:
    chance = load_yaml("thresholds")["likely_pay"]
    return math.log(chance / (1 - chance))


def pay_odds(line: Line, one: Candidate) -> float:
    """Log odds that an amount is pay."""
    weights, wording = load_yaml("pay_weights"), _wording()
    signs = sum(weights["signs"].get(sign, 0.0) for sign in pay_signs(line, one))
    groups = sum(wording.get(group, 0.0) for group in groups_beside(line, one))
    return float(weights["bias"] + signs + groups)


@cache
def _wording() -> dict[str, float]:
    return {f"{row['place']}:{row['letters']}": float(row["weight"]) for row in load_csv("pay_wording")}


def pay_signs(line: Line, one: Candidate) -> set[str]:
    """What the form of an amount and of its line is."""
    period = period_of(one.before[-_TERMS:], one.after[:_TERMS], one.currency)
    currency = one.currency or usual_currency(line.country)
    digits = len(f"{one.highest:.0f}")
    is_opening = not _LETTER_OR_DIGIT.search(line.text, 0, one.start)
    is_usual = currency is not None and is_plausible(one.highest, currency, period)
    is_range = one.high is not None
    signs = {
        "currency": one.currency is not None,
        "currency and range": bool(one.currency and is_range),
        "currency and period": bool(one.currency and period),
        "usual": is_usual,
        "usual in its currency": is_usual and one.currency is not None,
        "below a month": is_below_month(one.low, currency),
        "range": is_range,
        "range in thousands": is_range and one.has_times,
        "thousands": one.has_times,
        "too great": one.is_huge,
        "hundreds": one.low % 100 == 0,
        "year": one.low in _YEARS,
        "tax": one.tax is not None,
        "contract": contract_of(one.before[-_TERMS:], one.after[:_TERMS]) is not None,
        "title": line.is_title,
        "heading": bool(line.heading),
        "opens the line": is_opening,
        "opens a short line": is_opening and len(line.text) <= CARD,
        "ends the line": not _LETTER_OR_DIGIT.search(line.text, one.end),
        "short line": len(line.text) <= CARD,
        "money sign": _MONEY_SIGN.search(line.text) is not None,
        "label": _LABEL.search(one.before) is not None,
    }
    named = {f"bound {one.bound}", f"period {period}", f"{digits} digits", f"{digits} digits in {currency}"}
    return named.union(sign for sign, holds in signs.items() if holds)


def groups_beside(line: Line, one: Candidate) -> set[str]:
    """Letter groups of the words before and after an amount and of the heading, each with its place."""
    groups: set[str] = set()
    before, after = tokens(one.before)[-_BEFORE:], tokens(one.after)[:_AFTER]
    for place, words in (
        ("before", before),
        ("right before", before[-_NEAR:]),
        ("after", after),
        ("right after", after[:_NEAR]),
        ("heading", tokens(line.heading)),
    ):
        groups.update(f"{place}:{letters}" for word in words for letters in _groups(word))
    return groups


@lru_cache(maxsize=16384)
def _groups(word: str) -> tuple[str, ...]:
    return tuple(_groups_of(f" {word} "))


def _groups_of(word: str) -> Iterator[str]:
    for size in SIZES:
        for start in range(max(1, len(word) - size + 1)):
            yield word[start : start + size]
