"""Pairs through the rules: each pair alone in the world, and all ads of all pairs in one crowd."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.linking_scorecard.pairs import GoldPair
from orchestration.transforms.fingerprints import fingerprint_postings
from orchestration.transforms.linking import link_postings
from orchestration.transforms.linking_components import Link, Member, join_members
from orchestration.transforms.linking_decisions import Posting
from scrapers.schemas import PARSED_POSTINGS

Pair = tuple[str, str]


def fingerprint_rows(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return fingerprint_postings(pa.Table.from_pylist(list(rows), schema=PARSED_POSTINGS))


def link_days(prints: pa.Table) -> list[dict[str, Any]]:
    """Links of every day that has postings, as the daily asset makes them."""
    landed = prints.column("landed_on")
    links: list[dict[str, Any]] = []
    for day in sorted(set(landed.to_pylist())):
        new, earlier = prints.filter(pc.equal(landed, day)), prints.filter(pc.less(landed, day))
        links += link_postings(new, earlier, day).to_pylist()
    return links


def groups_of(prints: pa.Table, links: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Posting -> its vacancy, as the warehouse joins links day by day."""
    versions = prints.sort_by([("landed_on", "ascending"), ("payload_hash", "ascending")])
    members: dict[str, Member] = {}
    for posting, landed in zip(Posting.from_table(versions), versions.column("landed_on").to_pylist(), strict=True):
        members.setdefault(posting.key, Member(posting, landed.toordinal()))
    found = [
        Link(
            link["posting_key"],
            link["earlier_posting_key"],
            link["method"],
            link["score"],
            link["linked_on"].toordinal(),
        )
        for link in links
    ]
    return join_members(list(members.values()), found)[0]


def pairs_of(groups: Mapping[str, object]) -> set[Pair]:
    """All pairs of keys that are in one group."""
    members: dict[object, list[str]] = defaultdict(list)
    for key in sorted(groups):
        members[groups[key]].append(key)
    return {pair for group in members.values() for pair in combinations(group, 2)}


def methods_alone(pairs: Sequence[GoldPair]) -> dict[str, list[str]]:
    """Pair -> methods that link its two ads when nothing else is known; empty when nothing does."""
    prints = fingerprint_rows([ad for pair in pairs for ad in pair.ads])
    return {
        pair.id: sorted({link["method"] for link in link_days(prints.slice(2 * number, 2))})
        for number, pair in enumerate(pairs)
    }


def joined_in_crowd(pairs: Sequence[GoldPair]) -> tuple[dict[str, bool], int]:
    """Pair -> whether its ads end up in one vacancy when all ads stand in one market; and pairs of ads of different
    cases that did, which is never right."""
    rows = {ad["posting_key"]: ad for pair in pairs for ad in pair.ads}
    prints = fingerprint_rows(list(rows.values()))
    groups = groups_of(prints, link_days(prints))
    joined = {pair.id: groups[pair.ads[0]["posting_key"]] == groups[pair.ads[1]["posting_key"]] for pair in pairs}
    case_of = {ad["posting_key"]: pair.id[:-1] for pair in pairs for ad in pair.ads}
    return joined, sum(case_of[one] != case_of[other] for one, other in pairs_of(groups))
