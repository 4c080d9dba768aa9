"""Vacancies over all history: components of the duplicate links, joined day by day.

Recursive SQL needs 43 s for 400,000 links over a million postings where scipy needs 0.07 s. Within components, links
that would join what cannot be one opening, or two vacancies of earlier days, are not followed
(orchestration/transforms/linking_components.py).
"""

import hashlib

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from orchestration.transforms.linking_components import Link, Member, join_members
from orchestration.transforms.linking_decisions import Posting, title_marks
from orchestration.transforms.linking_thresholds import COMPONENT_MIN_MEMBERS

# The last three joined by commas.
MARKS = ("title_key", "company_key", "requisition_key", "language", "levels", "roles", "technologies")


def vacancy_members(postings: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """One row per posting with its vacancy.

    postings: posting_key, first_seen_on, source and the columns of MARKS. links: posting_key, earlier_posting_key,
    method, score, linked_on; links to postings that are not among `postings` (rejected, pending, never landed) join
    nothing.
    vacancy_id hashes the member seen first, so later days do not change it. refused_links counts the posting's links
    that were not followed.
    """
    ordered = postings.sort_values(["first_seen_on", "posting_key"], kind="stable", ignore_index=True)
    position = pd.Index(ordered["posting_key"])
    left = position.get_indexer(links["posting_key"])
    right = position.get_indexer(links["earlier_posting_key"])
    known = (left >= 0) & (right >= 0)
    links, left, right = links[known], left[known], right[known]
    ones = np.ones(len(left), dtype=np.int8)
    graph = coo_array((ones, (left, right)), shape=(len(ordered), len(ordered)))
    _, component = connected_components(graph, directed=False)
    refused = _join_by_days(ordered, links, left, right, component)
    # Rows stand in order of first sighting, so the first row of a component is its earliest member.
    first = ordered["posting_key"].groupby(component).transform("first")
    ids = {key: _vacancy_id(key) for key in first.unique()}
    return pd.DataFrame(
        {
            "posting_key": ordered["posting_key"].astype("object"),
            "vacancy_id": first.map(ids).astype("object"),
            "first_posting_key": first.astype("object"),
            "refused_links": ordered["posting_key"].map(refused).fillna(0).astype("int64"),
        }
    )


def _vacancy_id(first_posting_key: str) -> str:
    """The same as DuckDB's md5(), which names the vacancies of one posting."""
    return hashlib.md5(first_posting_key.encode(), usedforsecurity=False).hexdigest()


def _join_by_days(
    postings: pd.DataFrame, links: pd.DataFrame, left: np.ndarray, right: np.ndarray, component: np.ndarray
) -> dict[str, int]:
    """Give the parts of components that do not hold together numbers of their own in `component`; refused links by
    posting. Components of one title and employer where each posting points to one of an earlier day hold together."""
    seen = _days(postings["first_seen_on"])
    linked = _days(links["linked_on"])
    older, newer = np.divmod(
        np.unique(np.minimum(left, right) * len(postings) + np.maximum(left, right)), max(len(postings), 1)
    )
    differs = np.zeros(len(postings), bool)
    for name in ("title_key", "company_key", "levels", "roles", "technologies"):
        differs |= _differs(postings[name], component)
    family = postings["source"].astype("object").map(lambda source: source.split(":")[0])
    at_one_board = pd.DataFrame({"component": component, "family": family}).duplicated(keep=False).to_numpy()
    differs |= at_one_board & _spans_boards(family, component)
    doubtful = np.zeros(len(postings), bool)  # by number of the component
    for rows in (
        np.flatnonzero(np.bincount(newer, minlength=len(postings)) > 1),
        newer[seen[older] == seen[newer]],
        left[linked > np.maximum(seen[left], seen[right])],
        np.flatnonzero(differs & (np.bincount(component)[component] >= COMPONENT_MIN_MEMBERS)),
    ):
        doubtful[component[rows]] = True

    refused: dict[str, int] = {}
    links_of = _grouped(component[left], doubtful)
    next_number = len(postings)
    posting_of = _postings(postings[doubtful[component]])
    names = ("posting_key", "earlier_posting_key", "method", "score")
    found = list(map(Link, *(links[name].tolist() for name in names), linked.tolist()))
    for number, rows in _grouped(component, doubtful).items():
        members = [Member(posting_of[row], int(seen[row])) for row in rows.tolist()]
        part_of, not_followed = join_members(members, [found[row] for row in links_of[number]])
        numbers: dict[str, int] = {}
        component[rows] = [
            numbers.setdefault(part_of[member.posting.key], next_number + len(numbers)) for member in members
        ]
        next_number += len(numbers)
        for link in not_followed:
            for key in (link.one, link.other):
                refused[key] = refused.get(key, 0) + 1
    return refused


def _grouped(component: np.ndarray, wanted: np.ndarray) -> dict[int, np.ndarray]:
    """Row numbers of each wanted component, ascending."""
    rows = np.flatnonzero(wanted[component])
    rows = rows[np.argsort(component[rows], kind="stable")]
    numbers, starts = np.unique(component[rows], return_index=True)
    return dict(zip(numbers.tolist(), np.split(rows, starts[1:]), strict=True)) if len(rows) else {}


def _differs(values: pd.Series, component: np.ndarray) -> np.ndarray:
    """Whether a row's value is another than that of the first row of its component that has one."""
    return (values.notna() & (values != values.groupby(component).transform("first"))).to_numpy()


def _spans_boards(family: pd.Series, component: np.ndarray) -> np.ndarray:
    """Whether the row's component has postings of several boards."""
    other = _differs(family, component)
    return np.bincount(component, weights=other)[component] > 0


def _days(values: pd.Series) -> np.ndarray:
    return pd.to_datetime(values).to_numpy().astype("datetime64[D]").astype("int64")


def _postings(rows: pd.DataFrame) -> dict[int, Posting]:
    """Row number -> posting as the vetoes read it."""
    values = rows[["posting_key", "source", *MARKS]].astype("object")
    found = {}
    for row, key, source, title, company, requisition, language, *marks in values.where(
        values.notna(), None
    ).itertuples():
        of_title = title_marks(*(tuple(words.split(",")) if words else () for words in marks))
        found[row] = Posting(key, source, title or "", company, requisition, of_title, language=language)
    return found


def model(dbt, session):
    dbt.config(materialized="table")
    # DuckDB finds relations and frames by their names. Most postings have no link and never leave it: a million of
    # their keys in pandas took most of this model's time.
    countable = dbt.ref("int_posting_lifecycle").filter("is_countable").project("posting_key, first_seen_on, source")  # noqa: F841
    marks = dbt.ref("stg_title_marks")  # noqa: F841
    every = dbt.ref("stg_duplicate_links")
    links = every.project("posting_key, earlier_posting_key, method, score, linked_on")  # noqa: F841
    known = session.sql(
        "from links semi join countable on links.posting_key = countable.posting_key "
        "semi join countable as earlier on links.earlier_posting_key = earlier.posting_key"
    ).df()
    linked = session.sql(
        "from countable left join marks using (posting_key) "
        "where posting_key in (select posting_key from known union select earlier_posting_key from known)"
    ).df()
    members = vacancy_members(linked, known)  # noqa: F841
    return session.sql(
        "select posting_key::varchar as posting_key, vacancy_id::varchar as vacancy_id, "
        "first_posting_key::varchar as first_posting_key, refused_links::bigint as refused_links from members "
        "union all "
        "select posting_key, md5(posting_key), posting_key, 0 from countable "
        "anti join members on countable.posting_key = members.posting_key"
    )
