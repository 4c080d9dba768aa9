"""Connected components of the duplicate links over all history.

Recursive SQL needs 43 s for 400,000 links over a million postings where scipy needs 0.07 s. Components that one
opening cannot explain are taken apart at their weakest links (orchestration/transforms/linking_components.py).
"""

import hashlib

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from orchestration.transforms.linking_components import Link, Member, is_plausible, split_component
from orchestration.transforms.linking_thresholds import COMPONENT_MIN_MEMBERS


def vacancy_members(postings: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """One row per posting with its vacancy.

    postings: posting_key, first_seen_on, title, company. links: posting_key, earlier_posting_key, method, score; links
    to postings that are not among `postings` (rejected, pending, never landed) join nothing. vacancy_id hashes the
    member seen first, so later members do not change it. refused_links counts the posting's links that were not
    followed because they would have joined two employers or too many titles.
    """
    ordered = postings.sort_values(["first_seen_on", "posting_key"], kind="stable", ignore_index=True)
    position = pd.Index(ordered["posting_key"])
    left = position.get_indexer(links["posting_key"])
    right = position.get_indexer(links["earlier_posting_key"])
    known = (left >= 0) & (right >= 0)
    ones = np.ones(int(known.sum()), dtype=np.int8)
    graph = coo_array((ones, (left[known], right[known])), shape=(len(ordered), len(ordered)))
    _, component = connected_components(graph, directed=False)
    refused = _split_implausible(ordered, links[known], left[known], component)
    # Rows stand in order of first sighting, so the first row of a component is its earliest member.
    first = ordered["posting_key"].groupby(component).transform("first")
    ids = {key: hashlib.blake2b(key.encode(), digest_size=16).hexdigest() for key in first.unique()}
    return pd.DataFrame(
        {
            "posting_key": ordered["posting_key"].astype("object"),
            "vacancy_id": first.map(ids).astype("object"),
            "first_posting_key": first.astype("object"),
            "refused_links": ordered["posting_key"].map(refused).fillna(0).astype("int64"),
        }
    )


def _split_implausible(
    postings: pd.DataFrame, links: pd.DataFrame, left: np.ndarray, component: np.ndarray
) -> dict[str, int]:
    """Give the parts of implausible components numbers of their own in `component`; refused links by posting."""
    refused: dict[str, int] = {}
    sizes = np.bincount(component)
    rows = np.flatnonzero(sizes[component] >= COMPONENT_MIN_MEMBERS)
    suspects = postings.iloc[rows].groupby(component[rows])
    several = suspects[["title", "company"]].nunique().max(axis=1) > 1
    next_number = len(sizes)
    for number in several.index[several]:
        part = suspects.get_group(number)
        members = [Member(*map(_text, values)) for values in part[["posting_key", "title", "company"]].to_numpy()]
        if is_plausible(members):
            continue
        inside = links[component[left] == number]
        names = ["posting_key", "earlier_posting_key", "method", "score"]
        part_of, not_followed = split_component(members, [Link(*values) for values in inside[names].to_numpy()])
        codes, _ = pd.factorize(part["posting_key"].map(part_of))
        component[part.index] = next_number + codes
        next_number += int(codes.max()) + 1
        for link in not_followed:
            for key in (link.one, link.other):
                refused[key] = refused.get(key, 0) + 1
    return refused


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def model(dbt, session):
    dbt.config(materialized="table")
    postings = dbt.ref("int_postings").filter("is_countable").project("posting_key, first_seen_on, title, company").df()
    links = dbt.ref("stg_duplicate_links").project("posting_key, earlier_posting_key, method, score").df()
    members = vacancy_members(postings, links)  # noqa: F841 - DuckDB finds it by name
    return session.sql(
        "select posting_key::varchar as posting_key, vacancy_id::varchar as vacancy_id, "
        "first_posting_key::varchar as first_posting_key, refused_links::bigint as refused_links from members"
    )
