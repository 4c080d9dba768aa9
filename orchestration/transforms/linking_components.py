"""Components of links, with a guard against chains: one wrong link joins everything on both its sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestration.transforms import linking_thresholds as limits
from orchestration.transforms.linking_companies import company_key, same_company
from orchestration.transforms.linking_titles import read_title

# Links are followed in this order: what names the opening, then what quotes it, then what resembles it.
STRENGTH = {"url": 0, "requisition": 1, "exact_text": 2, "near_text": 3, "translation": 4}


class Link(NamedTuple):
    one: str
    other: str
    method: str
    score: float

    @property
    def rank(self) -> tuple[int, float, str, str]:
        return STRENGTH[self.method], -self.score, min(self.one, self.other), max(self.one, self.other)


class Member(NamedTuple):
    key: str
    title: str | None
    company: str | None


@dataclass
class _Part:
    members: list[str]
    titles: frozenset[str]
    companies: frozenset[str]


def split_component(members: Sequence[Member], links: Iterable[Link]) -> tuple[dict[str, str], list[Link]]:
    """Posting -> smallest key of its part, and the links that were not followed because of what they would join.

    A plausible component comes back whole. Another is put together again from its strongest links on, and a link that
    would join two employers or more than MAX_TITLES titles is refused: so it falls apart at its weakest links. The
    result does not depend on the order of members and links.
    """
    parts = {member.key: _part(member) for member in members}
    refused = []
    for link in sorted(set(links), key=lambda link: link.rank):
        one, other = parts[link.one], parts[link.other]
        if one is other:
            continue
        joined = _Part(one.members + other.members, one.titles | other.titles, one.companies | other.companies)
        if not _is_plausible(joined):
            refused.append(link)
            continue
        for key in joined.members:
            parts[key] = joined
    # A stronger link that was refused early may lie inside a part by now.
    refused = [link for link in refused if parts[link.one] is not parts[link.other]]
    return {key: min(part.members) for key, part in parts.items()}, refused


def is_plausible(members: Iterable[Member]) -> bool:
    """Whether all members can advertise one opening: no two named employers, not more titles than one opening has."""
    parts = [_part(member) for member in members]
    titles = frozenset[str]().union(*(part.titles for part in parts))
    return _is_plausible(_Part([], titles, frozenset[str]().union(*(part.companies for part in parts))))


def _part(member: Member) -> _Part:
    company = company_key(member.company)
    title = read_title(member.title).key
    return _Part([member.key], frozenset({title} - {""}), frozenset({company} if company else ()))


def _is_plausible(part: _Part) -> bool:
    if len(part.titles) > limits.COMPONENT_MAX_TITLES:
        return False
    names = sorted(part.companies)
    return all(same_company(one, other) for number, one in enumerate(names) for other in names[:number])
