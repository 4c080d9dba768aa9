"""Whether a place that a post names is where the work is: its surroundings, weighed.

The weights (lookups/place_weights.yaml) are fitted on invented posts: python -m benchmarks.place_weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.place_mentions import Mention, mentions, surroundings
from orchestration.transforms.places import Places, merge
from orchestration.transforms.scanned_text import Scan

# "Mexico, Colombia or Argentina": one word of theirs speaks for all of a list.
_JOINT = re.compile(
    r"\s?(?:[,/&+]|(?<=\s)(?:and|or|и|или|либо|та|або|чи|i|lub|albo|oraz|und|oder)(?=\s))\s?(?:(?:in|на|в|из|з|у|na|w|z|aus)\s)?"
)

_SEVERAL = (
    2  # countries read of a list that make the rest of it read: with one, "offices in Kyiv and Boston" are read too
)
_NEVER = -math.inf  # "anywhere but Russia and Belarus"


def weighed(read: Places, found: Scan, prefer: tuple[str, ...], offered: Sequence[str]) -> Places:
    """Without countries all whose mentions are likely somebody else's; what is likely where none is left."""
    limits = load_yaml("thresholds")["place_of_post"]
    every = mentions(found, prefer)
    if read.countries:
        read = _with_listed(read, found, every, offered, limits["listed"])
    doubted = {country for one in every for country in one.countries}.intersection(read.countries)
    if read.countries and not doubted:
        return read
    judged: list[tuple[Mention, float]] = []
    for one, chance in chances(found, every, offered):
        judged.append((one, chance))
        if chance >= limits["doubted"]:
            doubted.difference_update(one.countries)
            if read.countries and not doubted:  # mostly by the first mention
                return read
    if doubted:
        others = {city for one, _ in judged if doubted.intersection(one.countries) for city in one.cities}
        countries = tuple(country for country in read.countries if country not in doubted)
        cities = tuple(city for city in read.cities if city not in others) if countries else ()
        read = read._replace(countries=countries, cities=cities)
    if read.countries:
        return read
    likely = [Places(one.countries, one.cities, (), None) for one, chance in judged if chance >= limits["chance"]]
    return merge([read, *likely], "text")


def _with_listed(read: Places, found: Scan, every: Sequence[Mention], offered: Sequence[str], listed: float) -> Places:
    """With the countries of a list of which rules read the first: "удалённо из Сербии, Кипра, Грузии или Армении"."""
    known = set(read.countries)
    named = {country for one in every for country in one.countries}
    if named <= known or known.isdisjoint(named):
        return read
    more: list[Places] = []
    group: list[tuple[Mention, float]] = []
    for one, chance in chances(found, every, offered):
        if group and not _JOINT.fullmatch(found.text, group[-1][0].end, one.start):
            group = []
        group.append((one, chance))
        listed_known = {country for other, _ in group[:-1] for country in known.intersection(other.countries)}
        if len(listed_known) >= _SEVERAL and chance >= listed and known.isdisjoint(one.countries):
            more.append(Places(one.countries, one.cities, (), None))
    return merge([read, *more], "text")._replace(basis=read.basis) if more else read


def chances(found: Scan, every: Sequence[Mention], offered: Sequence[str]) -> Iterator[tuple[Mention, float]]:
    """Each of all mentions of places with the chance that the work is there. `offered`: formats of the ad."""
    listed: list[Mention] = []
    odds: list[float] = []
    around = surroundings(found, every, offered)
    for one, following, holds in zip(every, [*every[1:], None], around, strict=False):
        listed.append(one)
        odds.append(_odds(holds))
        if following is None or not _JOINT.fullmatch(found.text, one.end, following.start):
            yield from _together(listed, odds)
            listed, odds = [], []


def _together(listed: list[Mention], odds: list[float]) -> list[tuple[Mention, float]]:
    chance = 1 / (1 + math.exp(-max(odds))) if _NEVER not in odds else 0.0
    return [(one, chance) for one in listed]


def _odds(holds: set[str]) -> float:
    if "excluded" in holds:
        return _NEVER
    bias, weights = _weights()
    return bias + sum(map(weights.__getitem__, weights.keys() & holds))


@cache
def _weights() -> tuple[float, dict[str, float]]:
    lookup = load_yaml("place_weights")
    return lookup["bias"], lookup["weights"]
