"""Whether a post offers a job that is done once, for a price: told by its wording.

"Budget 15k, portfolio please" is a price, "15k, portfolio please" may be a wage: what tells them apart is what is to be
made and by when, in endless words. The letter groups of post_wording.py weigh them all; their weights
(lookups/one_off_wording.csv) are fitted on the posts of tests/gold: python -m benchmarks.one_off_weights.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.post_wording import GroupWeights, group_weights, sums_of_groups

# Characters of a post: the shortest and longest of 98 invented ones of jobs done once have 81 and 682.
SHORTEST, LONGEST = 70, 900


@lru_cache(maxsize=16)  # a post without a mark of pay is asked about twice
def is_one_off(folded: str) -> bool:
    """Whether a folded post offers a job that is done once."""
    return SHORTEST <= len(folded) <= LONGEST and one_off_odds(folded) >= _least()


@cache
def _least() -> float:
    chance = load_yaml("thresholds")["one_off"]
    return math.log(chance / (1 - chance))


def one_off_odds(folded: str) -> float:
    """Log odds that a folded post offers a job that is done once."""
    of_any_post, weights = _weights()
    return of_any_post + sums_of_groups([folded], weights)[0]


@cache
def _weights() -> tuple[float, GroupWeights]:
    """Log odds of any post, and what letter groups add to them."""
    weights = {row["letters"]: float(row["weight"]) for row in load_csv("one_off_wording")}
    return weights.pop(""), group_weights(weights)
