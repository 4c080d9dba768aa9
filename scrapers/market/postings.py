"""Turns openings into what the sources list: originals, city copies, cross-posts, reposts, edits and noise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from anyascii import anyascii

from scrapers.market.faces import face_of
from scrapers.market.lookup import board_rules, cities, lookup, roles, weighted
from scrapers.market.model import Edit, Listed, Opening
from scrapers.market.openings import FEED_DAYS

REPOST_GAP = (1, 30)
CHANNEL_EPOCH = date(2024, 1, 1)
POSTING_EPOCH = date(2020, 1, 1)  # ids of boards that count up start here


def published_at(rng: Random, day: date) -> datetime:
    """A moment of the working day, UTC, with whole seconds."""
    return datetime.combine(day, time(rng.randint(5, 17), rng.randrange(60), rng.randrange(60)), tzinfo=UTC)


def board_postings(seed: int, opening: Opening) -> list[Listed]:
    """The postings of an opening of a census board: the original, its city copies and a later repost of all of them."""
    rng = Random(f"{seed}:posting:{opening.opening_id}")
    reposted = opening.slug is not None and rng.random() < board_rules(opening.home)["repost"]
    days_open = min(opening.days_open, 40) if reposted else opening.days_open
    first = opening.published_on
    made = _publication(rng, opening, first, first + timedelta(days=days_open - 1), 0)
    if reposted:
        again = first + timedelta(days=days_open + rng.randint(*REPOST_GAP))
        is_feed = face_of(opening.home).kind == "feed"
        again_open = FEED_DAYS if is_feed else rng.randint(5, 40) + 1
        made += _publication(rng, opening, again, again + timedelta(days=again_open - 1), 1)
    return made


def _publication(rng: Random, opening: Opening, first: date, last: date, repeats: int) -> list[Listed]:
    face, rules = face_of(opening.home), board_rules(opening.home)
    moment = published_at(rng, first)
    kind = "repost" if repeats else "original"
    if opening.slug is None:
        return [Listed(opening.home, face.posting_id(rng, opening, first), "not_it", (opening,), moment, first, last)]
    edits = _edits(rng, opening, first, last, rules["edits"])
    common = {"openings": (opening,), "published_at": moment, "first_listed_on": first, "last_listed_on": last}
    reference = face.posting_id(rng, opening, first)
    if not rules["city_copies"]:
        return [Listed(opening.home, reference, kind, edits=edits, repeats=repeats, **common)]  # type: ignore[arg-type]
    places = [
        *range(len(opening.city_index)),
        *([-1] if "remote" in opening.work_formats and len(opening.city_index) > 1 else []),
    ]
    return [
        Listed(
            opening.home,
            nofluffjobs_id(opening, place, reference),
            kind if number == 0 else "city_copy",
            edits=edits,
            repeats=repeats,
            city=place,
            reference=reference,
            **common,  # type: ignore[arg-type]
        )
        for number, place in enumerate(places)
    ]


def _edits(rng: Random, opening: Opening, first: date, last: date, shown: Sequence[str]) -> tuple[Edit, ...]:
    length = (last - first).days
    if length < 4 or rng.random() >= lookup("sources")["edit"]:
        return ()
    kind = "pay" if opening.pay is not None and ("words" not in shown or rng.random() < 0.5) else "words"
    if kind not in shown:  # nobody could see such an edit
        return ()
    return (Edit(first + timedelta(days=rng.randint(2, length - 1)), kind),)


def nofluffjobs_id(opening: Opening, place: int, reference: str) -> str:
    """The board's id keeps the city's capital letter; its address is the same in small letters."""
    city = "Remote" if place < 0 else cities()[opening.country][opening.city_index[place]]["en"]
    name = f"{slugify(opening.title)}-{slugify(opening.company.name)}"
    return f"{name}-{'-'.join(anyascii(city).split())}-{reference[:4]}"


def slugify(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text.replace("+", "p").replace("#", "sharp")).lower()).strip("-")


class Channels:
    """Gathers the posts of all channels, then numbers them in the order of time."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._posts: dict[tuple[str, date], list[tuple[datetime, str, Listed]]] = {}

    def add_openings(self, channel: str, day: date, openings: list[Opening]) -> None:
        """Originals of a channel's own openings on one day; some go into one post, some are posted again."""
        rules, own = lookup("sources"), board_rules(f"telegram:{channel}")
        rng = Random(f"{self.seed}:posts:{channel}:{day}")
        waiting = list(openings)
        while waiting:
            opening = waiting.pop(0)
            together: tuple[Opening, ...] = (opening,)
            alike = [other for other in waiting if other.negative_of is None and other.language == opening.language]
            if alike and opening.negative_of is None and rng.random() < own["several_jobs"] * 2:
                waiting.remove(alike[0])
                together = (opening, alike[0])
            self._post(channel, day, "original", together, rng, opening.opening_id)
            if len(together) > 1:
                continue
            again = Random(f"{self.seed}:again:{opening.opening_id}")
            if again.random() < own["repost"]:
                self._post(
                    channel, day + timedelta(days=again.randint(5, 24)), "repost", together, again, opening.opening_id
                )
            if again.random() < own["cross_post"]:
                others = [name for name in rules["cross_post_channel"][opening.language] if name != channel]
                if others:
                    other_day = day + timedelta(days=again.randint(0, 3))
                    self._post(again.choice(others), other_day, "cross_post", together, again, opening.opening_id)

    def add_cross_post(self, posting: Listed, link: str) -> None:
        """Maybe a channel publishes the ad of a board a little later, with or without its address."""
        rules = lookup("sources")
        opening = posting.opening
        rng = Random(f"{self.seed}:cross:{posting.key}")
        if (
            opening.slug is None
            or posting.repeats
            or rng.random() >= board_rules(opening.home)["cross_post"]
            or opening.language not in rules["cross_post_channel"]
        ):
            return
        channel = rng.choice(rules["cross_post_channel"][opening.language])
        day = posting.first_listed_on + timedelta(days=rng.randint(0, 3))
        is_linked = rng.random() < rules["cross_post_link"]
        is_cut = is_linked and rng.random() < 0.5
        self._post(channel, day, "cross_post", (opening,), rng, opening.opening_id, link if is_linked else None, is_cut)

    def add_noise(self, channel: str, day: date, count: int, language: str) -> None:
        """CVs, course adverts, schemes and promotion."""
        texts = lookup("telegram")["noise"]
        for number in range(count):
            rng = Random(f"{self.seed}:noise:{channel}:{day}:{number}")
            kind = weighted(rng, {"cv": 4, "course": 3, "scheme": 2, "promo": 2})
            role = roles()[
                rng.choice(["python-backend", "java-backend", "qa-manual", "data-analyst", "react-frontend"])
            ]
            known = [*role["main"], *role["pool"]]
            tech, tech2 = rng.sample(known, 2)
            text = rng.choice(texts[kind][language]).format(
                title=rng.choice(role["titles"][language]),
                tech=tech,
                tech2=tech2,
                years=rng.randint(2, 4),
                handle=f"{rng.choice(['vydumka', 'nikto', 'primer', 'demo'])}{rng.randrange(10000)}",
                code=rng.randrange(100, 1000),
            )
            moment = published_at(rng, day)
            post = Listed(f"telegram:{channel}", "", "spam", (), moment, day, day, noise=text, noise_kind=kind)
            self._keep(post, f"noise{number}")

    def _post(
        self,
        channel: str,
        day: date,
        kind: str,
        openings: tuple[Opening, ...],
        rng: Random,
        tie: str,
        link: str | None = None,
        is_cut: bool = False,
    ) -> None:
        moment = published_at(rng, day)
        if openings[0].home.partition(":")[0] != "telegram":
            moment = moment.replace(hour=moment.hour + 4)  # after the board
        last = day + timedelta(days=FEED_DAYS - 1)
        repeats = int(kind == "repost")
        edits = self._post_edits(channel, day, kind, openings, tie)
        post = Listed(
            f"telegram:{channel}",
            "",
            kind,
            openings,
            moment,
            day,
            last,
            edits=edits,
            link=link,
            is_cut=is_cut,
            repeats=repeats,
        )
        self._keep(post, tie)

    def _post_edits(
        self, channel: str, day: date, kind: str, openings: tuple[Opening, ...], tie: str
    ) -> tuple[Edit, ...]:
        """Some posts are mended on the next day, while they still stand on the newest page; forwards never change."""
        if kind != "original" or len(openings) > 1:
            return ()
        chance = Random(f"{self.seed}:edit:{channel}:{tie}").random()
        return (
            (Edit(day + timedelta(days=1), "words"),) if chance < board_rules(f"telegram:{channel}")["edited"] else ()
        )

    def _keep(self, post: Listed, tie: str) -> None:
        self._posts.setdefault((post.source, post.first_listed_on), []).append((post.published_at, tie, post))

    def numbered(self, first_day: date, last_day: date) -> list[Listed]:
        """Posts of the days with their numbers. A day has its own range of numbers, as if some posts were deleted."""
        found: list[Listed] = []
        for (_, day), posts in sorted(self._posts.items()):
            if first_day <= day <= last_day:
                start = (day - CHANNEL_EPOCH).days * 1000
                for number, (_, _, post) in enumerate(sorted(posts, key=lambda item: item[:2])):
                    found.append(replace(post, posting_id=str(start + number)))
        return found
