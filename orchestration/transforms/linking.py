"""Duplicate links of one day: which new postings advertise an opening that an earlier posting already advertises.

Methods, in order of trust: `url` (one ad-like address), `requisition` (one requisition id of one employer at one kind
of source), `exact_text` (equal bare text), `near_text` (estimated Jaccard of word 3-shingles), `translation` and
`retelling` (one employer and role, in two languages or in other words: log-odds of titles, technologies, numbers and
words in common). Vetoes apply to all.
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
from orchestration.transforms.boilerplate import NOTHING_CUT, EmployerTexts
from orchestration.transforms.collector import no_collector
from orchestration.transforms.linking_candidates import (
    F64,
    SAME_TEXT,
    CandidatePairs,
    Likeness,
    PostingTable,
    candidate_pairs,
    has_evidence,
    is_by_fields_only,
)
from orchestration.transforms.linking_decisions import (
    DIMENSIONS,
    Agreement,
    Comparison,
    Posting,
    TitleMatch,
    accepts_text,
    compare,
    compare_marks,
    have_one_text,
    match_titles,
)
from orchestration.transforms.linking_fields import NEVER, field_odds, in_two_languages, probability

RULE_VERSION = f"7.{fingerprints.RULE_VERSION}"
BATCH_PAIRS = 100_000
METHODS = ("url", "requisition", "exact_text", "near_text", "translation", "retelling")


class _Candidate(NamedTuple):
    row: int
    earlier: Posting
    methods: int
    likeness: Likeness
    content: float  # likeness of the texts beyond the employer's boilerplate
    odds: float  # of titles and fields, above those that are enough
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
        pairs = zip(*(part.tolist() for part in (*found, _content(found, texts))), strict=True)
        for source, group in groupby(pairs, key=lambda pair: pair[0]):
            posting = posting_of[source]
            candidates = [
                candidate
                for _, row, bits, *alike, content in group
                if (candidate := _candidate(posting, row, posting_of[row], bits, Likeness(*alike), content))
            ]
            for candidate, method in _choose(posting, candidates, texts):
                key = (posting.key, candidate.earlier.key, method)
                score = candidate.likeness.shingles if method == "near_text" else 1.0
                if method in _BY_FIELDS:
                    score = probability(candidate.odds)
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


def _content(found: CandidatePairs, texts: EmployerTexts) -> F64:
    """Likeness beyond boilerplate of the pairs whose texts are alike enough to be judged by it."""
    content = np.full(len(found.sources), NOTHING_CUT)
    asked = np.flatnonzero(found.shingles >= min(limits.NEAR_REARRANGED, limits.NEAR_SAME_TITLE))
    content[asked] = texts.content_similarity(found.sources[asked], found.targets[asked])
    return content


def _candidate(
    posting: Posting, row: int, earlier: Posting, methods: int, alike: Likeness, content: float
) -> _Candidate | None:
    """None where only fields speak, and too softly even to be a rival."""
    odds = field_odds(posting, earlier, alike) if has_evidence(methods, "fields") else NEVER
    if is_by_fields_only(methods) and odds < -limits.FIELDS_MARGIN and alike.shingles < limits.MIN_SIMILARITY:
        return None
    return _Candidate(row, earlier, methods, alike, content, odds, compare(posting, earlier))


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


def _choose(posting: Posting, candidates: list[_Candidate], texts: EmployerTexts) -> Iterator[tuple[_Candidate, str]]:
    """The candidates that `posting` is linked to, with the methods.

    A posting must never join two openings that differ from each other: so candidates that are merely compatible give
    way where another look-alike contradicts them, and a chosen candidate must not contradict those chosen before.
    """
    if len(candidates) == 1:
        if not candidates[0].comparison.vetoes:
            yield from ((candidates[0], method) for method in _methods(posting, candidates[0]))
        return
    by_fields = _clearly_best(posting, candidates, texts)
    alike = [(candidate, methods) for candidate in candidates if (methods := _methods(posting, candidate))]
    free = [
        (candidate, methods)
        for candidate, methods in alike
        if not candidate.comparison.vetoes and (methods[0] not in _BY_FIELDS or candidate is by_fields)
    ]
    # Look-alikes say nothing about an address or a requisition: only what shares it can contradict it.
    linkable = {candidate.row for candidate, methods in alike if methods[0] not in _BY_FIELDS}
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
        # One link within the board beyond the others': of two ads of one title there, only their own link makes one.
        more = candidate.earlier.board == posting.board and all(one.earlier.board != posting.board for one in chosen)
        wanted = [method for method in methods if used[method] < _MAX_LINKS[method] + more]
        if not wanted or any(_contradict(candidate, other, texts) for other in chosen):
            continue
        chosen.append(candidate)
        for method in wanted:
            used[method] += 1
            yield candidate, method


def _clearly_best(posting: Posting, candidates: list[_Candidate], texts: EmployerTexts) -> _Candidate | None:
    """The candidate that fields speak for most, unless they speak for another opening nearly as much."""
    likely = [candidate for candidate in candidates if candidate.odds > NEVER and not candidate.comparison.vetoes]
    if not likely:
        return None
    best = max(likely, key=lambda one: (one.odds, match_titles(posting, one.earlier), -one.row))
    rivals = [one for one in likely if one is not best and one.odds > best.odds - limits.FIELDS_MARGIN]
    is_clear = all(have_one_text(texts.likeness(best.row, one.row)) for one in rivals)
    return best if is_clear else None


_IDENTITY = {"url", "requisition"}
_BY_FIELDS = {"translation", "retelling"}
_MAX_LINKS = {
    "url": 1,
    "requisition": 1,
    "exact_text": 1,
    "near_text": limits.NEAR_MAX_LINKS,
    "translation": 1,
    "retelling": 1,
}


def _methods(posting: Posting, candidate: _Candidate) -> list[str]:
    """Methods that hold for the pair, vetoes aside."""
    earlier = candidate.earlier
    found = [method for method in ("url", "requisition") if has_evidence(candidate.methods, method)]
    if has_evidence(candidate.methods, "exact_text"):
        if accepts_text(posting, earlier, SAME_TEXT):
            found.append("exact_text")
    elif accepts_text(posting, earlier, candidate.likeness, candidate.content):
        found.append("near_text")
    if candidate.odds >= 0:
        found.append("translation" if in_two_languages(posting, earlier) else "retelling")
    return found


def _looks_alike(candidate: _Candidate) -> bool:
    """Whether the texts are one, whatever the titles say: one text under two titles is two jobs, so a third title that
    is silent on the difference could be either."""
    return has_evidence(candidate.methods, "exact_text") or candidate.likeness.shingles >= limits.NEAR_OVERLAPPING_TITLE


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


def _contradict(one: _Candidate, other: _Candidate, texts: EmployerTexts) -> bool:
    if one.earlier.key == other.earlier.key:
        return False
    if compare(one.earlier, other.earlier).vetoes or match_titles(one.earlier, other.earlier) is TitleMatch.NONE:
        return True
    if one.earlier.board != other.earlier.board or one.earlier.is_post:
        return False
    return not have_one_text(texts.likeness(one.row, other.row))


def _rank(posting: Posting, candidate: _Candidate, methods: list[str]) -> tuple[float, ...]:
    full = len(DIMENSIONS) - len(candidate.comparison.compatible)
    title = match_titles(posting, candidate.earlier)
    return METHODS.index(methods[0]), -title, -full, -candidate.likeness.shingles, candidate.row
