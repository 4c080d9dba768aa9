"""How a post is worded, in all its small letter groups: what no list of signs foresees.

Signs name what we thought of. The groups of three and four letters at the start of a post hold the rest (endings of the
first person, words of talk, of courses, of notices) in every language and form at once. Their weights
(lookups/post_wording.csv) are fitted together with those of the signs: python -m benchmarks.post_weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from orchestration.transforms.lookups import load_csv
from orchestration.transforms.text_codes import Codes, rows_of_codes

OPENING = 800  # characters: 500 and 1,500 tell posts no better
SIZES = (3, 4)
_FEW = 400  # groups of some hundred letters; fewer would say more the fewer they are, as of a name and an address alone
# Log odds that wording may say: where signs outweigh them, no look at the letters is needed. 4 of 7,465 posts are told
# otherwise than without a limit, and a long ad costs a third.
MOST = 4.5
_DIGIT = re.compile(r"\d")
_SITE = re.compile(r"\bwww\.")
_AT_ONCE = 128  # posts whose groups stay in the processor's cache
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, and of no pattern
_NO_GROUP = np.uint64(2**64 - 1)
_SIEVE = np.uint64(64 - 20)  # a million places for ten thousand groups let one of a hundred others through

Numbers = npt.NDArray[np.uint64]


def letter_groups(folded: str) -> set[str]:
    """The different groups of letters of a folded text's opening without addresses; any digit is 0, white space one
    space."""
    text = _DIGIT.sub("0", _opening(folded))
    return {text[start : start + size] for size in SIZES for start in range(len(text) - size + 1)}


def _opening(folded: str) -> str:
    opening = folded[:OPENING]
    words = opening.split()
    if "@" in opening or "://" in opening or "www." in opening:
        words = [word for word in words if not _is_address(word)]
    return f" {' '.join(words)} "


def _is_address(word: str) -> bool:
    """Whether the letters of a word are those of a name."""
    return "@" in word or "://" in word or ("www." in word and _SITE.search(word) is not None)


def share_of_group(count: int) -> float:
    """What the weight of each of so many groups counts: all texts have the same length as vectors, but for short
    ones."""
    return 1 / math.sqrt(max(count, _FEW))


def wordings_against_ads(texts: Sequence[str]) -> list[float]:
    """Per folded text the log odds that a post worded like this is no ad, beside what its signs say; below zero for an
    ad; at most MOST."""
    odds: list[float] = []
    for first in range(0, len(texts), _AT_ONCE):
        odds += sums_of_groups(texts[first : first + _AT_ONCE], _against_ads())
    return [min(MOST, one) for one in odds]


class GroupWeights(NamedTuple):
    """Weighted groups as numbers in the order of their first bits, and by these bits whether a number may be one of
    them and the first that it may be: a search among all would take a quarter of all the time."""

    groups: Numbers
    weights: npt.NDArray[np.float64]
    sieve: npt.NDArray[np.bool_]
    first: npt.NDArray[np.int32]
    most: int  # groups of the same first bits

    def of(self, numbers: Numbers, bits: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        """Weights of groups as numbers with these first bits; of no weighted one 0."""
        entry = self.first[bits]
        weights = np.where(self.groups[entry] == numbers, self.weights[entry], 0.0)
        for _ in range(1, self.most):
            entry = np.minimum(entry + 1, len(self.groups) - 1)
            further = np.flatnonzero(self.groups[entry] == numbers)
            weights[further] = self.weights[entry[further]]
        return weights


def sums_of_groups(texts: Sequence[str], known: GroupWeights) -> list[float]:
    """Per folded text the sum of the weights of its letter_groups(), each by share_of_group()."""
    groups = _numbered_groups(list(map(_opening, texts)))
    groups.sort(axis=1)
    is_first = groups != _NO_GROUP
    is_first[:, 1:] &= groups[:, 1:] != groups[:, :-1]
    bits = _sieved(groups)
    at = np.flatnonzero(is_first & known.sieve[bits])
    weights = known.of(groups.ravel()[at], bits.ravel()[at])
    sums = np.bincount(at // groups.shape[1], weights, len(texts)).tolist()
    counts = is_first.sum(axis=1).tolist()
    return [one * share_of_group(count) for one, count in zip(sums, counts, strict=True)]


def group_weights(weights: Mapping[str, float]) -> GroupWeights:
    """Weights by group of letters, each as long as one of SIZES, as sums_of_groups() needs them."""
    letters = list(weights)
    numbers = _numbered_groups(letters)
    # The longest group of each is the last in its row that is one.
    numbers = numbers[np.arange(len(letters)), np.array([0 if len(one) == SIZES[0] else 2 for one in letters])]
    bits = _sieved(numbers)
    order = np.argsort(bits)
    count = np.bincount(bits, minlength=1 << (64 - int(_SIEVE)))
    first = (np.cumsum(count) - count).astype(np.int32)
    return GroupWeights(numbers[order], np.array(list(weights.values()))[order], count > 0, first, int(count.max()))


@cache
def _against_ads() -> GroupWeights:
    return group_weights({row["letters"]: float(row["weight"]) for row in load_csv("post_wording")})


def _numbered_groups(texts: list[str]) -> Numbers:
    """A row per text of all its groups, each as a number of 64 bits by which no two of a text are the same but by a
    chance of 1 in 10^13; _NO_GROUP beyond its end."""
    codes = _any_digit()[rows_of_codes(texts, SIZES[-1])].astype(np.uint64)
    size = codes.shape[1]
    groups = np.empty((len(texts), 2 * size - 5), np.uint64)
    triples, fours = groups[:, : size - 2], groups[:, size - 2 :]
    np.add(codes[:, :-2], _FACTOR, out=triples)
    for following in (codes[:, 1:-1], codes[:, 2:]):
        triples *= _FACTOR
        triples += following
    np.multiply(triples[:, :-1], _FACTOR, out=fours)
    fours += codes[:, 3:]
    length, at = np.array([len(text) for text in texts])[:, None], np.arange(size)
    triples[at[2:] >= length] = _NO_GROUP
    fours[at[3:] >= length] = _NO_GROUP
    return groups


def _sieved(groups: Numbers) -> npt.NDArray[np.intp]:
    """First bits of the numbers, mixed once more: the last letter of a group hardly changes those of its number."""
    return (groups * _FACTOR >> _SIEVE).astype(np.intp)


@cache
def _any_digit() -> Codes:
    """Per code point itself, and of digits that of 0."""
    codes = np.arange(0x110000, dtype=np.uint32)
    codes[np.strings.isdecimal(codes.view("U1"))] = ord("0")
    return codes
