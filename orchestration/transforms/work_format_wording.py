"""Work formats that posts tell without any word for them: "all of us live in different towns", weighed word by word.

The weights (lookups/work_format_wording.csv) are fitted on invented sentences: python -m benchmarks.format_weights.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from itertools import chain, pairwise

from orchestration.transforms.lookups import load_csv, load_yaml
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.words import Memo
from orchestration.transforms.work_format_patterns import STOP

FORMATS = ("remote", "hybrid", "office")
_LONGEST_POST = 4_000
_STEM = 5  # letters of a word in which its cases agree
_WORD = re.compile(r"[^\W\d_]+")
_SLACK = 1e-6  # of sums that are rounded
_MOST_WORDS = 100_000  # that are remembered; a vocabulary of posts has fewer

# Of each piece of text without spaces: a fourth of the time of looking for the words of whole sentences.
_STEMS = Memo(lambda piece: [word[:_STEM] for word in _WORD.findall(piece)], _MOST_WORDS)

Odds = tuple[float, float, float]  # of FORMATS against a sentence that tells none, as logarithms


def likely_formats(found: Scan, family: str) -> set[str]:
    """Formats that sentences of a post tell."""
    least = _least(family)
    if least == math.inf:
        return set()
    # Few sentences come near telling one, which their words tell before they are put in groups.
    near = least - math.log(len(FORMATS)) - _SLACK
    likely = (sentence for sentence in sentences(found) if _at_most(sentence) >= near)
    told = {name for sentence in likely if (name := _told(sentence, least)) is not None}
    return {"hybrid"} if "hybrid" in told else told  # its days at home and in the office are told apart


def sentences(found: Scan) -> list[str]:
    return STOP.split(found.folded[found.title_end : found.title_end + _LONGEST_POST])


def word_groups(sentence: str) -> set[str]:
    """Beginnings of the words of a folded sentence, and of any two in a row."""
    stems = list(chain.from_iterable(map(_STEMS.__getitem__, sentence.split())))
    return {*stems, *map(" ".join, pairwise(stems))}


def odds_of(sentence: str) -> Odds:
    weights = _weights()
    groups = word_groups(sentence)
    known = [weights[""], *(weights[group] for group in groups & weights.keys())]
    remote, hybrid, office = map(math.fsum, zip(*known, strict=True))
    return remote, hybrid, office


@lru_cache(maxsize=16384)  # channels repeat their lines
def _told(sentence: str, least: float) -> str | None:
    odds = odds_of(sentence)
    best = max(odds)
    if math.log(sum(math.exp(one - best) for one in odds)) + best < least:
        return None
    return FORMATS[odds.index(best)]


def _at_most(sentence: str) -> float:
    """What the odds of no format exceed: each word with all that it and any pair it begins may add."""
    return max(_weights()[""]) + sum(map(_most_of_words().__getitem__, sentence.split()))


@cache
def _most_of_words() -> Memo[float]:
    """Per piece of text without spaces what its words may add to the odds of a format at most."""
    alone: dict[str, float] = {}
    begins: dict[str, float] = {}
    for group, odds in _weights().items():
        first, is_pair, _ = group.partition(" ")
        of = begins if is_pair else alone
        of[first] = max(of.get(first, 0.0), *odds)

    def most_of(piece: str) -> float:
        return sum(alone.get(stem, 0.0) + begins.get(stem, 0.0) for stem in _STEMS[piece])

    return Memo(most_of, _MOST_WORDS)


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
