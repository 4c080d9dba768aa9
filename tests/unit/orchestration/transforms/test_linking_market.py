"""Linking against the planted truth of a simulated market that no rule was tuned on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from orchestration.transforms.fingerprints import fingerprint_postings
from scrapers.landing import landed_crawls, landed_days, read_payloads
from scrapers.market import generate_market, write_history
from scrapers.parsers import parse_payloads

from .linking_cases import link_days


@pytest.mark.slow
def test_planted_copies_are_joined_and_planted_look_alikes_are_not(tmp_path: Path) -> None:
    market = generate_market(seed=23, first_day=date(2026, 6, 1), last_day=date(2026, 6, 28), scale=0.4)
    write_history(market, tmp_path, market.first_day, market.last_day)
    days = (parse_payloads(read_payloads(landed_crawls(tmp_path, day)))[0] for day in landed_days(tmp_path))
    prints = fingerprint_postings(pa.concat_tables(days))
    truth = market.truth()
    opening = dict(zip(truth.postings["posting_key"], truth.postings["opening_id"], strict=True))

    links = link_days(prints)
    keys = sorted(set(prints["posting_key"].to_pylist()))
    row = {key: index for index, key in enumerate(keys)}
    ends = [[row[link[name]] for link in links] for name in ("posting_key", "earlier_posting_key")]
    _, found = connected_components(coo_array(([1] * len(links), ends), shape=(len(keys), len(keys))))
    ads = [key for key in keys if isinstance(opening.get(key), str)]
    estimated = _pairs({key: found[row[key]] for key in ads})
    planted = _pairs({key: opening[key] for key in ads})
    assert len(planted) > 100
    assert len(estimated & planted) / len(estimated) >= 0.98  # measured: 1.0
    assert len(estimated & planted) / len(planted) >= 0.95  # measured: 1.0

    look_alikes = truth.pairs[truth.pairs["relation"] == "hard_negative"]
    pairs = [
        pair for pair in zip(look_alikes["posting_key"], look_alikes["other_key"], strict=True) if set(pair) <= set(ads)
    ]
    assert len(pairs) > 10
    assert not [pair for pair in pairs if tuple(sorted(pair)) in estimated]


def _pairs(groups: dict[str, object]) -> set[tuple[str, str]]:
    members: dict[object, list[str]] = defaultdict(list)
    for key in sorted(groups):
        members[groups[key]].append(key)
    return {pair for group in members.values() for pair in combinations(group, 2)}
