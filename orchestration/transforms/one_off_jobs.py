"""Whether a post offers a job that is done once, for a price: told by its wording.

"Budget 15k, portfolio please" is a price, "15k, portfolio please" may be a wage: what tells them apart is what is to be
made and by when, in endless words. The letter groups of post_wording.py weigh them all; their weights
(lookups/one_off_wording.csv) are fitted on the posts of tests/gold: python -m benchmarks.one_off_weights.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.post_wording import letter_groups, share_of_group

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
    groups = letter_groups(folded)
    weights = _weights()
    said = math.fsum(map(weights.__getitem__, groups & weights.keys()))
    return weights[""] + said * share_of_group(len(groups))


@cache
def _weights() -> dict[str, float]:
    """Per letter group; without letters that of any post."""
    return {row["letters"]: float(row["weight"]) for row in load_csv("one_off_wording")}
