"""What a page can be about: the market, a direction, a specialization; and the file that each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.publication.metrics import MARKET, Segment


@dataclass(frozen=True)
class Subject:
    """A segment with the names people use. `direction` is null for the market, the own key for a direction."""

    level: str  # market | direction | specialization
    key: str
    name: str
    file_name: str
    direction: str | None = None
    direction_name: str = ""

    @property
    def segment(self) -> Segment:
        return Segment(self.level, self.key)


MARKET_FILE = "index.html"


def read_specializations(connection: duckdb.DuckDBPyConnection) -> list[Subject]:
    """The taxonomy as published, in its own order. Raises duckdb.Error when the seed was not copied."""
    rows = connection.execute(
        "select slug, name, direction_slug, direction_name from specializations order by sort_order, slug"
    ).fetchall()
    return [
        Subject("specialization", slug, name, f"{slug}.html", direction, direction_name)
        for slug, name, direction, direction_name in rows
    ]


def directions_of(specializations: Sequence[Subject]) -> list[Subject]:
    """Directions in the order of their specializations.

    The page of a direction with one specialization is that specialization's: the same ads would stand on both.
    """
    found = []
    taken = {other.file_name for other in specializations}
    for key, name in {other.direction: other.direction_name for other in specializations}.items():
        members = [other for other in specializations if other.direction == key]
        file_name = members[0].file_name if len(members) == 1 else f"{key}.html"
        if len(members) > 1 and file_name in taken:  # ERP/CRM is the name of a direction and of a specialization
            file_name = f"{key}-direction.html"
        found.append(Subject("direction", str(key), name, file_name, key, name))
    return found


def market(name: str) -> Subject:
    return Subject(MARKET.level, MARKET.key, name, MARKET_FILE)
