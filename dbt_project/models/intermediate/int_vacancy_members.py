"""Vacancies over all history: components of the duplicate links, joined day by day.

Recursive SQL needs 43 s for 400,000 links over a million postings where scipy needs 0.07 s. Within components, links
that would join what cannot be one opening, or two vacancies of earlier days, are not followed
(orchestration/transforms/linking_components.py). Keys and marks stay in DuckDB, and numbers go to scipy: only those of
doubtful components become Python objects. A week's news touch one component in thirty: the others stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from orchestration.transforms import linking_components
from orchestration.transforms.linking_components import Link, Member, join_members
from orchestration.transforms.linking_decisions import Posting, title_marks
from orchestration.transforms.linking_thresholds import COMPONENT_MIN_MEMBERS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

# The last three joined by commas.
MARKS = ("title_key", "company_key", "requisition_key", "language", "levels", "roles", "technologies")

# Postings with a link, in order of first sighting: the first of a component is its earliest member. Most postings have
# no link and never leave it.
_LINKED = """
    with keys as (
        select posting_key from known
        union
        select earlier_posting_key from known
    )

    select
        row_number() over (order by first_seen_on, posting_key) - 1 as position,
        posting_key,
        source,
        split_part(source, ':', 1) as family,
        first_seen_on::date - date '1970-01-01' as day,
        title_key,
        company_key,
        requisition_key,
        language,
        levels,
        roles,
        technologies
    from postings
    semi join keys using (posting_key)
    left join marks using (posting_key)
    order by position
"""
_NUMBERED = """
    select
        one.position as one,
        other.position as other,
        known.linked_on::date - date '1970-01-01' as day,
        known.method,
        coalesce(known.score, 1) as score
    from known
    inner join linked as one on known.posting_key = one.posting_key
    inner join linked as other on known.earlier_posting_key = other.posting_key
"""
# Components of one title and employer hold together, unless they have two ads at one of several boards.
_DIFFERING = """
    select component
    from numbers
    inner join linked using (position)
    group by component
    having
        count(*) >= $min_members
        and (
            min(title_key) <> max(title_key)
            or min(company_key) <> max(company_key)
            or min(levels) <> max(levels)
            or min(roles) <> max(roles)
            or min(technologies) <> max(technologies)
            or (min(family) <> max(family) and count(distinct family) < count(*))
        )
"""
# The same md5 names the vacancies of one posting.
_MEMBERS = """
    select
        linked.posting_key,
        md5(earliest.posting_key) as vacancy_id,
        numbers.refused::bigint as refused_links,
        date '1970-01-01' + linked.day::integer as first_seen_on,
        eldest.posting_key as linked_group
    from numbers
    inner join linked on numbers.position = linked.position
    inner join linked as earliest on numbers.earliest = earliest.position
    inner join linked as eldest on numbers.eldest = eldest.position

    union all

    select posting_key, md5(posting_key), 0, first_seen_on::date, null
    from postings
    anti join linked on postings.posting_key = linked.posting_key
"""


def vacancy_members(
    session: DuckDBPyConnection, postings: DuckDBPyRelation, marks: DuckDBPyRelation, links: DuckDBPyRelation
) -> DuckDBPyRelation:
    """One row per posting with its vacancy.

    postings: posting_key, first_seen_on, source. marks: posting_key and the columns of MARKS. links: posting_key,
    earlier_posting_key, method, score, linked_on; links to postings that are not among `postings` (rejected, pending,
    never landed) join nothing.
    vacancy_id hashes the member seen first, so later days do not change it. refused_links counts the posting's links
    that were not followed. linked_group is the posting seen first of all that links join, followed or not; null without
    a link.
    """
    # DuckDB finds what these variables hold by their names.
    known = session.sql(  # noqa: F841
        "select links.posting_key, earlier_posting_key, method, score, linked_on from links "
        "semi join postings on links.posting_key = postings.posting_key "
        "semi join postings as earlier on links.earlier_posting_key = earlier.posting_key"
    ).to_arrow_table()
    linked = session.sql(_LINKED).to_arrow_table()
    numbered = session.sql(_NUMBERED).to_arrow_table()
    day = linked["day"].to_numpy()
    one, other, linked_on = (numbered[name].to_numpy() for name in ("one", "other", "day"))
    size = len(day)
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    component = component.astype(np.int64)
    _, first, inverse = np.unique(component, return_index=True, return_inverse=True)
    eldest = first[inverse]
    numbers = {"position": np.arange(size), "component": component}
    doubtful = np.zeros(size, bool)  # by number of the component
    differing = session.sql(_DIFFERING, params={"min_members": COMPONENT_MIN_MEMBERS})
    doubtful[differing.fetchnumpy()["component"]] = True
    doubtful[component[_not_pointing_to_one_earlier_day(one, other, linked_on, day)]] = True
    refused = np.zeros(size, np.int64)
    if doubtful.any():
        rows = np.flatnonzero(doubtful[component])
        of = np.flatnonzero(doubtful[component[one]])
        _join_by_days(linked.take(rows), numbered.take(of), component, refused)
    _, first, inverse = np.unique(component, return_index=True, return_inverse=True)
    numbers = {"position": np.arange(size), "earliest": first[inverse], "eldest": eldest, "refused": refused}  # noqa: F841
    return session.sql(_MEMBERS)


def _not_pointing_to_one_earlier_day(
    one: np.ndarray, other: np.ndarray, linked_on: np.ndarray, day: np.ndarray
) -> np.ndarray:
    """Postings with links of which one cannot say without a look at their order that they are followed."""
    size = max(len(day), 1)
    older, newer = np.divmod(np.unique(np.minimum(one, other) * size + np.maximum(one, other)), size)
    return np.concatenate(
        [
            np.flatnonzero(np.bincount(newer, minlength=size) > 1),
            newer[day[older] == day[newer]],
            one[linked_on > np.maximum(day[one], day[other])],
        ]
    )


def _join_by_days(postings: pa.Table, links: pa.Table, component: np.ndarray, refused: np.ndarray) -> None:
    """Give the parts of the components of `postings` that do not hold together numbers of their own in `component`, and
    count in `refused` the links that are not followed. Both arrays by position."""
    positions, days = postings["position"].to_pylist(), postings["day"].to_pylist()
    compared = _as_compared(postings)
    key_of = {position: posting.key for position, posting in zip(positions, compared, strict=True)}
    position_of = {key: position for position, key in key_of.items()}
    number_of = component.tolist()
    members, found = defaultdict(list), defaultdict(list)
    for position, posting, day in zip(positions, compared, days, strict=True):
        members[number_of[position]].append(Member(posting, day))
    of_links = (links[name].to_pylist() for name in ("one", "other", "method", "score", "day"))
    for one, other, method, score, day in zip(*of_links, strict=True):
        found[number_of[one]].append(Link(key_of[one], key_of[other], method, score, day))
    number_of_part: dict[str, int] = {}  # a part is named after one of its postings
    moved, numbers = [], []
    for number, of_component in members.items():
        part_of, not_followed = join_members(of_component, found[number])
        for key, part in part_of.items():
            moved.append(position_of[key])
            numbers.append(number_of_part.setdefault(part, len(component) + len(number_of_part)))
        for link in not_followed:
            refused[position_of[link.one]] += 1
            refused[position_of[link.other]] += 1
    component[moved] = numbers


def _as_compared(postings: pa.Table) -> list[Posting]:
    """The postings as the vetoes read them."""
    columns = (postings[name].to_pylist() for name in ("posting_key", "source", *MARKS))
    return [
        Posting(
            key,
            source,
            title or "",
            company,
            requisition,
            title_marks(*(tuple(words.split(",")) if words else () for words in marks)),
            language=language,
        )
        for key, source, title, company, requisition, language, *marks in zip(*columns, strict=True)
    ]


# What links may join otherwise than in the last run: postings that came, went or were seen earlier than known, those
# of links and marks that are new, and the whole groups of all of them and of what they are linked with.
_TOUCHED = """
    with moved as (
        select lifecycle.posting_key
        from lifecycle
        left join made on lifecycle.posting_key = made.posting_key
        where
            lifecycle.made_in > $since
            and (if(lifecycle.is_countable, lifecycle.first_seen_on, null) is distinct from made.first_seen_on)
        union
        select unnest([posting_key, earlier_posting_key]) from links
        where list_contains($linked_on::date[], linked_on)
        union
        select posting_key from marks
        where list_contains($marked_on::date[], landed_on)
    ),

    near as (
        select posting_key from moved
        union
        select earlier_posting_key from links
        where posting_key in (select posting_key from moved)
        union
        select posting_key from links
        where earlier_posting_key in (select posting_key from moved)
    ),

    groups as (
        select distinct linked_group from made
        where posting_key in (select posting_key from near)
    )

    select posting_key from moved
    union
    select posting_key from near
    union
    select posting_key from made
    where linked_group in (select linked_group from groups)
"""


def _rules_hash() -> str:
    """Hash of the code and the lookups of linking."""
    folder = Path(linking_components.__file__).parent
    files = sorted(file for file in folder.rglob("linking*") if file.suffix in {".py", ".yaml"})
    return blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()


def _news(
    session: DuckDBPyConnection, this: Any, rules: str, lifecycle: DuckDBPyRelation
) -> tuple[int | None, dict[str, list[date]]]:
    """The newest run of this table and the days that came since by layer; no run when all is to be joined anew."""
    days: dict[str, list[date]] = {"fingerprints": [], "duplicate_links": []}
    changed_days = session.table(f"{this.schema}.{this.identifier}__changed_days")
    for layer, day, is_news in changed_days.project("layer, day, is_news").fetchall():
        if not is_news:
            return None, days
        days[layer].append(day)
    made = session.table(f"{this.schema}.{this.identifier}")  # noqa: F841
    found = session.sql(
        "select max(made_in) as made_in, min(rules_hash) as oldest, max(rules_hash) as newest "
        "from made having (select min(made_in) from lifecycle) <= max(made_in)"
    ).fetchone()
    since, *made_by = found or (None,)
    return (since if set(made_by) == {rules} else None), days


def _touched(
    session: DuckDBPyConnection,
    this: Any,
    since: int,
    days: dict[str, list[date]],
    lifecycle: DuckDBPyRelation,
    marks: DuckDBPyRelation,
    links: DuckDBPyRelation,
) -> pa.Table:
    """Keys of the postings to join anew, among them those that are to be joined no more."""
    made = session.table(f"{this.schema}.{this.identifier}")  # noqa: F841
    new = {"linked_on": days["duplicate_links"], "marked_on": days["fingerprints"]}
    return session.sql(_TOUCHED, params={"since": since, **new}).to_arrow_table()


def model(dbt, session):
    lifecycle, marks = dbt.ref("int_posting_lifecycle"), dbt.ref("stg_title_marks")
    links = dbt.ref("stg_duplicate_links")
    postings = lifecycle.filter("is_countable").project("posting_key, first_seen_on, source")
    rules = _rules_hash()
    (number,) = session.sql("select nextval('model_runs')").fetchone()
    columns = f"*, '{rules}' as rules_hash, {number}::bigint as made_in"
    since, days = _news(session, dbt.this, rules, lifecycle) if dbt.is_incremental else (None, {})
    if since is None:
        return vacancy_members(session, postings, marks, links).project(columns)
    touched = _touched(session, dbt.this, since, days, lifecycle, marks, links)  # noqa: F841
    anew = session.sql("select * from postings semi join touched using (posting_key)").to_arrow_table()
    members = vacancy_members(session, session.from_arrow(anew), marks, links).project(columns).to_arrow_table()  # noqa: F841
    # Without a number: touched, and no longer among the members.
    return session.sql(
        "select * from members union all by name select posting_key from touched anti join members using (posting_key)"
    )
