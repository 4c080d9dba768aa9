"""How a post is worded, in all its small letter groups: what no list of signs foresees.

Signs name what we thought of. The groups of three and four letters at the start of a post hold the rest (endings of the
first person, words of talk, of courses, of notices) in every language and form at once. Their weights
(lookups/post_wording.csv) are fitted together with those of the signs: python -m benchmarks.post_weights.
"""

from __future__ import annotations

import math
import re
from functools import cache

from orchestration.transforms.lookups import load_csv

OPENING = 800  # characters: 500 and 1,500 tell posts no better
SIZES = (3, 4)
_FEW = 400  # groups of some hundred letters; fewer would say more the fewer they are, as of a name and an address alone
# Log odds that wording may say: where signs outweigh them, no look at the letters is needed. 4 of 7,465 posts are told
# otherwise than without a limit, and a long ad costs 0.22 ms instead of 0.54.
MOST = 4.5
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"\S*(?:://|@|\bwww\.)\S*")  # whose letters are names


@cache
def _weights() -> dict[str, float]:
    return {row["letters"]: float(row["weight"]) for row in load_csv("post_wording")}


def letter_groups(folded: str) -> set[str]:
    """The different groups of letters of a folded text's opening without addresses; any digit is 0, white space one
    space."""
    opening = _ADDRESS.sub(" ", folded[:OPENING])
    text = _DIGIT.sub("0", f" {' '.join(opening.split())} ")
    return {text[start : start + size] for size in SIZES for start in range(len(text) - size + 1)}


def share_of_group(groups: set[str]) -> float:
    """What the weight of each group of a text counts: all texts have the same length as vectors, but for short ones."""
    return 1 / math.sqrt(max(len(groups), _FEW))


def wording_against_ad(folded: str) -> float:
    """Log odds that a post worded like this is no ad, beside what its signs say; below zero for an ad; at most MOST."""
    groups, weights = letter_groups(folded), _weights()
    return min(MOST, sum(weights[one] for one in groups & weights.keys()) * share_of_group(groups))
