"""Work formats that posts tell without any word for them: "all of us live in different towns", weighed word by word.

The weights (lookups/work_format_wording.csv) are fitted on invented sentences: python -m benchmarks.format_weights.
"""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.work_format_patterns import STOP

FORMATS = ("remote", "hybrid", "office")
_LONGEST_POST = 4_000
_STEM = 5  # letters of a word in which its cases agree
_WORD = re.compile(r"[^\W\d_]+")

Odds = tuple[float, float, float]  # of FORMATS against a sentence that tells none, as logarithms


def likely_formats(found: Scan, family: str) -> set[str]:
    """Formats that sentences of a post tell."""
    least = _least(family)
    if least == math.inf:
        return set()
    told = {name for sentence in sentences(found) if (name := _told(sentence, least)) is not None}
    return {"hybrid"} if "hybrid" in told else told  # its days at home and in the office are told apart


def sentences(found: Scan) -> list[str]:
    return STOP.split(found.folded[found.title_end : found.title_end + _LONGEST_POST])


def word_groups(sentence: str) -> set[str]:
    """Beginnings of the words of a folded sentence, and of any two in a row."""
    stems = [word[:_STEM] for word in _WORD.findall(sentence)]
    return {*stems, *map(" ".join, pairwise(stems))}


def odds_of(sentence: str) -> Odds:
    weights = _weights()
    groups = word_groups(sentence)
    known = [weights[""], *(weights[group] for group in groups & weights.keys())]
    remote, hybrid, office = map(math.fsum, zip(*known, strict=True))
    return remote, hybrid, office


def _told(sentence: str, least: float) -> str | None:
    odds = odds_of(sentence)
    best = max(odds)
    if math.log(sum(math.exp(one - best) for one in odds)) + best < least:
        return None
    return FORMATS[odds.index(best)]


@cache
def _least(family: str) -> float:
    chances = load_yaml("thresholds")["told_format"]
    chance = chances.get(family, chances["other"])
    return math.log(chance / (1 - chance)) if chance < 1 else math.inf


@cache
def _weights() -> dict[str, Odds]:
    """Per group of words; without words those of any sentence."""
    return {
        row["words"]: (float(row["remote"]), float(row["hybrid"]), float(row["office"]))
        for row in load_csv("work_format_wording")
    }
