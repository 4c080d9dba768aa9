"""Vacancies out of links, day by day: what was one vacancy or two yesterday is so tomorrow.

One wrong link joins everything on both its sides, so links are followed from the strongest on, and one that would put
two postings that contradict each other into one vacancy, or too many titles, is refused. Two ads of one title at one
board whose texts were not found to be one contradict each other: a copy elsewhere does not make them one. A link that
would make one vacancy of two that were published before its day is refused too: the identity of a vacancy does not
change when later days arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import NamedTuple

from networkx.utils import UnionFind

from orchestration.transforms import linking_thresholds as limits
from orchestration.transforms.linking_decisions import Posting, compare

# Links of one day are followed in this order: what names the opening, then what quotes it, then what resembles it.
STRENGTH = {"url": 0, "requisition": 1, "exact_text": 2, "near_text": 3, "translation": 4, "retelling": 5}


class Link(NamedTuple):
    one: str
    other: str
    method: str
    score: float
    day: int  # any count of days: the day on which the link was found

    @property
    def rank(self) -> tuple[int, int, float, str, str]:
        return self.day, STRENGTH[self.method], -self.score, min(self.one, self.other), max(self.one, self.other)


class Member(NamedTuple):
    posting: Posting
    day: int  # on which it was first seen


@dataclass
class _Part:
    members: list[str]
    profiles: dict[object, Posting]  # one posting for all that are alike in everything that is compared
    titles: frozenset[str]
    at_boards: dict[tuple[str | None, ...], list[str]]  # board, title and language -> members
    day: int  # of the member seen first


def join_members(members: Sequence[Member], links: Iterable[Link]) -> tuple[dict[str, str], list[Link]]:
    """Posting -> smallest key of its part, and the links that were not followed because of what they would join.

    The result does not depend on the order of members and links, and parts of members seen up to a day do not depend
    on members and links of later days.
    """
    parts = {member.posting.key: _part(member) for member in members}
    board_of = {member.posting.key: member.posting.board for member in members}
    at_one_board = UnionFind(parts)
    refused = []
    for _, of_day in groupby(sorted(set(links), key=lambda link: link.rank), key=lambda link: link.day):
        links_of_day = list(of_day)
        for link in links_of_day:
            if board_of[link.one] == board_of[link.other]:
                at_one_board.union(link.one, link.other)
        for link in links_of_day:
            one, other = parts[link.one], parts[link.other]
            if one is other:
                continue
            if max(one.day, other.day) < link.day or not _is_plausible(one, other, at_one_board):
                refused.append(link)
                continue
            joined = _joined(one, other)
            for key in joined.members:
                parts[key] = joined
    # A link that was refused may lie inside a part by now.
    refused = [link for link in refused if parts[link.one] is not parts[link.other]]
    return {key: min(part.members) for key, part in parts.items()}, refused


def _part(member: Member) -> _Part:
    posting = member.posting
    place = (posting.board, posting.title, posting.language)
    at_boards: dict[tuple[str | None, ...], list[str]] = (
        {} if posting.is_post or not posting.title else {place: [posting.key]}
    )
    titles = frozenset({posting.title} - {""})
    return _Part([posting.key], {posting.profile: posting}, titles, at_boards, member.day)


def _joined(one: _Part, other: _Part) -> _Part:
    return _Part(
        one.members + other.members,
        one.profiles | other.profiles,
        one.titles | other.titles,
        {key: one.at_boards.get(key, []) + other.at_boards.get(key, []) for key in one.at_boards | other.at_boards},
        min(one.day, other.day),
    )


def _is_plausible(one: _Part, other: _Part, at_one_board: UnionFind) -> bool:
    """Whether all members of two parts can advertise one opening."""
    if len(one.members) + len(other.members) < limits.COMPONENT_MIN_MEMBERS:
        return True
    if len(one.titles | other.titles) > limits.COMPONENT_MAX_TITLES:
        return False
    for place in one.at_boards.keys() & other.at_boards.keys():
        roots, others = ({at_one_board[key] for key in part.at_boards[place]} for part in (one, other))
        if not roots & others:
            return False
    return not any(compare(*pair).vetoes for pair in product(one.profiles.values(), other.profiles.values()))
