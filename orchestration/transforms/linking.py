"""Duplicate links of one day: which new postings advertise an opening that an earlier posting already advertises.

Methods, in order of trust: `url` (one ad-like address), `requisition` (one requisition id of one employer at one kind
of source), `exact_text` (equal bare text), `near_text` (estimated Jaccard of word 3-shingles), `translation` (one
employer, title marks, technologies and numbers in two languages). Vetoes apply to all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.schemas import DUPLICATE_LINKS
from orchestration.transforms import fingerprints
from orchestration.transforms import linking_thresholds as limits
from orchestration.transforms.boilerplate import EmployerTexts
from orchestration.transforms.collector import no_collector
from orchestration.transforms.linking_candidates import CandidatePairs, PostingTable, candidate_pairs, has_evidence
from orchestration.transforms.linking_decisions import (
    DIMENSIONS,
    Agreement,
    Comparison,
    Posting,
    TitleMatch,
    accepts_text,
    accepts_translation,
    anchor_similarity,
    compare,
    compare_marks,
    match_titles,
)

RULE_VERSION = f"3.{fingerprints.RULE_VERSION}"
BATCH_PAIRS = 100_000
METHODS = ("url", "requisition", "exact_text", "near_text", "translation")


class _Candidate(NamedTuple):
    row: int
    earlier: Posting
    methods: int
    similarity: float
    comparison: Comparison


def link_postings(new: pa.Table, window: pa.Table, day: date) -> pa.Table:
    """Links (schema DUPLICATE_LINKS) of the postings that are new on `day`.

    `new` are the day's fingerprints, `window` those of the 90 days before; other days in `window` are ignored. A link
    points to a posting of an earlier day or, on one day, to the smaller (published_on, posting_key). The result does
    not depend on the order of rows. `vetoes_checked` are the vetoes for which both sides had something to compare.
    """
    if not new.num_rows:
        return DUPLICATE_LINKS.empty_table()
    with no_collector():
        return _link(new, window, day)


def _link(new: pa.Table, window: pa.Table, day: date) -> pa.Table:
    table = PostingTable(_within(window, day), new)
    texts = EmployerTexts(table)
    links: dict[tuple[str, str, str], tuple[float, tuple[str, ...]]] = {}
    for found in _batches(candidate_pairs(table)):
        rows = np.unique(np.concatenate([found.sources, found.targets]))
        posting_of = dict(zip(rows.tolist(), Posting.from_table(table.rows(rows)), strict=True))
        pairs = zip(*(part.tolist() for part in found), strict=True)
        for source, group in groupby(pairs, key=lambda pair: pair[0]):
            posting = posting_of[source]
            candidates = [
                _Candidate(row, posting_of[row], bits, score, compare(posting, posting_of[row]))
                for _, row, bits, score in group
            ]
            for candidate, method in _choose(source, posting, candidates, texts):
                key = (posting.key, candidate.earlier.key, method)
                score = candidate.similarity if method == "near_text" else 1.0
                if method == "translation":
                    score = anchor_similarity(posting, candidate.earlier)
                if key not in links or score > links[key][0]:
                    links[key] = score, tuple(sorted(candidate.comparison.checked))
    keys = sorted(links)
    columns: dict[str, Any] = {
        name: [key[place] for key in keys]
        for place, name in enumerate(("posting_key", "earlier_posting_key", "method"))
    }
    columns |= {"score": [links[key][0] for key in keys], "vetoes_checked": [links[key][1] for key in keys]}
    columns |= {"linked_on": [day] * len(keys), "rule_version": [RULE_VERSION] * len(keys)}
    return pa.Table.from_pydict(columns, schema=DUPLICATE_LINKS)


def _batches(found: CandidatePairs) -> Iterator[CandidatePairs]:
    """The pairs in parts, all pairs of one new posting in one part: bounds the memory of postings as objects."""
    begin = 0
    while begin < len(found.sources):
        last = found.sources[min(begin + BATCH_PAIRS, len(found.sources)) - 1]
        end = int(np.searchsorted(found.sources, last, side="right"))
        yield found.between(begin, end)
        begin = end


def _within(window: pa.Table, day: date) -> pa.Table:
    landed = window.column("landed_on")
    first = pa.scalar(day - timedelta(days=limits.WINDOW_DAYS), pa.date32())
    return window.filter(pc.and_(pc.greater_equal(landed, first), pc.less(landed, pa.scalar(day, pa.date32()))))


def _choose(
    row: int, posting: Posting, candidates: list[_Candidate], texts: EmployerTexts
) -> Iterator[tuple[_Candidate, str]]:
    """The candidates that `posting` is linked to, with the methods.

    A posting must never join two openings that differ from each other: so candidates that are merely compatible give
    way where another look-alike contradicts them, and a chosen candidate must not contradict those chosen before.
    """
    if len(candidates) == 1:
        if not candidates[0].comparison.vetoes:
            yield from ((candidates[0], method) for method in _methods(row, posting, candidates[0], texts))
        return
    alike = [(candidate, methods) for candidate in candidates if (methods := _methods(row, posting, candidate, texts))]
    free = [(candidate, methods) for candidate, methods in alike if not candidate.comparison.vetoes]
    # Look-alikes say nothing about an address or a requisition: only what shares it can contradict it.
    linkable = {candidate.row for candidate, _ in alike}
    identified = [candidate for candidate, methods in alike if methods[0] in _IDENTITY]
    of_identity = _contradicted(identified, posting)
    of_all = _contradicted([one for one in candidates if _looks_alike(one) or one.row in linkable], posting)
    free = [
        (candidate, methods)
        for candidate, methods in free
        if not candidate.comparison.compatible & (of_identity if methods[0] in _IDENTITY else of_all)
    ]
    free.sort(key=lambda found: _rank(posting, *found))
    chosen: list[_Candidate] = []
    used: dict[str, int] = dict.fromkeys(METHODS, 0)
    for candidate, methods in free:
        wanted = [method for method in methods if used[method] < _MAX_LINKS[method]]
        if not wanted or any(_contradict(candidate.earlier, other.earlier) for other in chosen):
            continue
        chosen.append(candidate)
        for method in wanted:
            used[method] += 1
            yield candidate, method


_IDENTITY = {"url", "requisition"}
_MAX_LINKS = {"url": 1, "requisition": 1, "exact_text": 1, "near_text": limits.NEAR_MAX_LINKS, "translation": 1}


def _methods(row: int, posting: Posting, candidate: _Candidate, texts: EmployerTexts) -> list[str]:
    """Methods that hold for the pair, vetoes aside."""
    earlier = candidate.earlier
    found = [method for method in ("url", "requisition") if has_evidence(candidate.methods, method)]
    if has_evidence(candidate.methods, "exact_text"):
        if accepts_text(posting, earlier, 1.0):
            found.append("exact_text")
    elif accepts_text(posting, earlier, candidate.similarity, lambda: texts.content_similarity(row, candidate.row)):
        found.append("near_text")
    if has_evidence(candidate.methods, "translation") and accepts_translation(posting, earlier):
        found.append("translation")
    return found


def _looks_alike(candidate: _Candidate) -> bool:
    """Whether the texts are one, whatever the titles say: one text under two titles is two jobs, so a third title that
    is silent on the difference could be either."""
    return has_evidence(candidate.methods, "exact_text") or candidate.similarity >= limits.NEAR_OVERLAPPING_TITLE


def _contradicted(alike: list[_Candidate], posting: Posting) -> frozenset[str]:
    """Dimensions in which the look-alikes contradict the posting or one another, so that silence decides nothing."""
    contradicted: set[str] = set()
    for candidate in alike:
        contradicted |= candidate.comparison.vetoes & set(DIMENSIONS)
    for dimension in DIMENSIONS:
        marks = {candidate.earlier.marks[dimension] for candidate in alike if not candidate.comparison.vetoes}
        marks |= {posting.marks[dimension]}
        if any(compare_marks(dimension, one, other) is Agreement.DIFFERENT for one in marks for other in marks):
            contradicted.add(dimension)
    return frozenset(contradicted)


def _contradict(one: Posting, other: Posting) -> bool:
    return one.key != other.key and (bool(compare(one, other).vetoes) or match_titles(one, other) is TitleMatch.NONE)


def _rank(posting: Posting, candidate: _Candidate, methods: list[str]) -> tuple[float, ...]:
    full = len(DIMENSIONS) - len(candidate.comparison.compatible)
    title = match_titles(posting, candidate.earlier)
    return METHODS.index(methods[0]), -title, -full, -candidate.similarity, candidate.row
