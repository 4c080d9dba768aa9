"""The simulated market: everything its sources list on any day, and what is true about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

import pandas as pd

from scrapers.market.faces import face_of, faces
from scrapers.market.lookup import board_rules, family_rules
from scrapers.market.model import Listed, Opening, Source
from scrapers.market.openings import LONGEST_DAYS, OpeningMaker
from scrapers.market.postings import REPOST_GAP, Channels, board_postings
from scrapers.market.rates import Rates
from scrapers.market.render_common import Ad, ad_of
from scrapers.market.truth import openings_frame, pairs_frame, postings_frame

# An ad, its pause and its repost can reach this far; so what a day lists does not depend on where the range begins.
MEMORY_DAYS = 2 * LONGEST_DAYS + REPOST_GAP[1]
CHANNEL_MEMORY_DAYS = 30
DEFAULT_DAYS = 91
DEFAULT_LAST_DAY = date(2026, 9, 27)
WEEKEND_SHARE = 0.3


@dataclass(frozen=True)
class MarketTruth:
    """What is true of everything listed in the market's days. Columns: see `scrapers.market.truth`."""

    openings: pd.DataFrame
    postings: pd.DataFrame
    pairs: pd.DataFrame


class Market:
    """All postings of the sources between `first_day` and `last_day`. Make one with `generate_market`."""

    def __init__(self, seed: int, first_day: date, last_day: date, scale: float, listed: list[Listed]) -> None:
        self.seed, self.first_day, self.last_day, self.scale = seed, first_day, last_day, scale
        self.rates = Rates(seed)
        self._by_source: dict[str, list[Listed]] = defaultdict(list)
        for posting in listed:
            self._by_source[posting.source].append(posting)

    def sources(self) -> list[Source]:
        """The sources in a fixed order, as `GET /_market/sources.json` lists them."""
        return [Source(name, face.family, face.kind) for face in faces().values() for name in source_names(face.family)]

    def listed_on(self, day: date, source: str) -> list[Listed]:
        """What the source shows late on `day`: open ads of a board, all posts of a channel so far; oldest first."""
        postings = self._by_source.get(source, [])
        if face_of(source).is_archive:
            return [posting for posting in postings if posting.first_listed_on <= day]
        return [posting for posting in postings if posting.first_listed_on <= day <= posting.last_listed_on]

    def all_listed(self) -> list[Listed]:
        return [posting for source in self.sources() for posting in self._by_source.get(source.source, [])]

    def find(self, source: str, posting_id: str) -> Listed | None:
        return self._index.get((source, posting_id))

    @cached_property
    def _index(self) -> dict[tuple[str, str], Listed]:
        found = {(posting.source, posting.posting_id): posting for posting in self.all_listed()}
        # The detail address of NoFluffJobs is the id in small letters.
        return found | {(source, key.lower()): posting for (source, key), posting in found.items()}

    def ad(self, posting: Listed, day: date, opening: Opening | None = None) -> Ad:
        """The posting's ad as it is shown on `day`."""
        return ad_of(self.seed, posting, opening or posting.opening, day)

    def ads(self, posting: Listed, day: date) -> list[Ad]:
        return [self.ad(posting, day, opening) for opening in posting.openings]

    def truth(self) -> MarketTruth:
        """Frames `openings`, `postings` and `pairs` of everything listed between first_day and last_day."""
        listed = self.all_listed()
        postings = postings_frame(listed)
        return MarketTruth(openings_frame(listed, self.rates, self.last_day), postings, pairs_frame(listed))


def generate_market(
    seed: int = 7, first_day: date | None = None, last_day: date | None = None, scale: float = 1.0
) -> Market:
    """A market whose every byte is a function of seed and scale; the days only choose what is looked at.

    Without days it covers 91 days that end on 2026-09-27. Raises ValueError when the last day is before the first.
    """
    last_day = last_day or (first_day + timedelta(days=DEFAULT_DAYS - 1) if first_day else DEFAULT_LAST_DAY)
    first_day = first_day or last_day - timedelta(days=DEFAULT_DAYS - 1)
    if last_day < first_day:
        raise ValueError(f"the last day {last_day} is before the first day {first_day}")
    return Market(seed, first_day, last_day, scale, _listed(seed, first_day, last_day, scale, MEMORY_DAYS))


def published_between(seed: int, first_day: date, last_day: date, scale: float) -> Market:
    """A market of only what is first published in the range and of its reposts; quicker to make, for benchmarks."""
    return Market(seed, first_day, last_day, scale, _listed(seed, first_day, last_day, scale, 0))


def _listed(seed: int, first_day: date, last_day: date, scale: float, memory_days: int) -> list[Listed]:
    maker, channels = OpeningMaker(seed, Rates(seed)), Channels(seed)
    boards: list[Listed] = []
    places = [(name, board_rules(name)) for family in faces() if family != "telegram" for name in source_names(family)]
    for day in _days(first_day - timedelta(days=memory_days), last_day):
        for source, place in places:
            for opening in maker.of_day(day, source, _count(seed, day, source, place["per_day"] * scale), place):
                for posting in board_postings(seed, opening):
                    if posting.last_listed_on >= first_day and posting.first_listed_on <= last_day:
                        boards.append(posting)
                    if posting.kind == "original":
                        channels.add_cross_post(posting, ad_address(posting))
    for day in _days(first_day - timedelta(days=min(memory_days, CHANNEL_MEMORY_DAYS)), last_day):
        for source in source_names("telegram"):
            channel, name = board_rules(source), source.partition(":")[2]
            share = channel["per_day"] * scale
            count = _count(seed, day, name, share)
            channels.add_openings(name, day, maker.of_day(day, source, count, channel))
            noise = _count(seed, day, f"{name}:noise", share * channel["noise"])
            channels.add_noise(name, day, noise, next(iter(channel["languages"])))
    listed = sorted(boards, key=lambda item: (item.published_at, item.source, item.posting_id))
    return listed + channels.numbered(first_day, last_day)


def ad_address(posting: Listed) -> str:
    """Public address of a posting."""
    return face_of(posting.source).address(posting)


def source_names(family: str) -> list[str]:
    """The simulated sources of a family: one per board or channel, or the family itself."""
    rules = family_rules(family)
    boards = rules.get("boards") or rules.get("channels") or []
    return [f"{family}:{board['name']}" for board in boards] or [family]


def _count(seed: int, day: date, name: str, mean: float) -> int:
    """Openings of one day: fewer on weekends, a little different every day, right on average."""
    rng = Random(f"{seed}:count:{name}:{day}")
    wanted = mean * (WEEKEND_SHARE if day.weekday() > 4 else 1.28) * rng.uniform(0.8, 1.2)
    return int(wanted + rng.random())


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
