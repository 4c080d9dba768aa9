"""What the simulated sites of employers' systems share: boards, ids, places and words of an ad in their fields."""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID

from scrapers.market.faces.base import Request, listed
from scrapers.market.lookup import family_rules, lookup, roles
from scrapers.market.model import Listed, Opening
from scrapers.market.render_common import Ad

EPOCH = date(2015, 1, 1)
PER_DAY = 20_000  # numbers a day has for itself, so that none comes twice over the years
DEPARTMENTS = {
    "dev": "Engineering",
    "qa": "Quality",
    "ops": "Infrastructure",
    "data": "Data",
    "analysis": "Operations",
    "management": "Product",
    "design": "Design",
    "support": "Customer Support",
}


def board_names(family: str) -> list[str]:
    return [board["name"] for board in family_rules(family)["boards"]]


def board_of(posting: Listed) -> str:
    return posting.source.partition(":")[2]


def ads_of(request: Request, family: str, board: str) -> list[Ad]:
    """The open jobs of one board, oldest first."""
    return [request.market.ad(posting, request.day) for posting in listed(request, f"{family}:{board}")]


def uuid_id(rng: Random, opening: Opening, day: date) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def numbered_id(rng: Random, opening: Opening, day: date) -> str:
    """A number that grows with the days, as those of a system do."""
    return str((day - EPOCH).days * PER_DAY + rng.randrange(PER_DAY))


def department(ad: Ad) -> str:
    return DEPARTMENTS[roles()[ad.opening.slug or ""]["group"]]


def country_name(ad: Ad) -> str:
    return str(lookup("places")["countries"][ad.opening.country]["en"])


def place(ad: Ad) -> str:
    return f"{ad.city['en']}, {country_name(ad)}"


def main_format(ad: Ad) -> str | None:
    return next(iter(ad.opening.work_formats), None)
