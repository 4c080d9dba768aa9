"""Boilerplate by document frequency, at decision time.

Fingerprints may depend on their own day only, so the text cannot be cut before it is hashed. A MinHash slot holds the
smallest shingle hash of the text; a slot whose smallest value is shared with the employer's ads of several other
titles is such a boilerplate shingle, and the pair is compared on the remaining slots. That estimates the similarity
of what the two texts say beyond the boilerplate, from sketches alone.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from orchestration.transforms.linking_candidates import F64, I64, Likeness, PostingTable, likeness, ranges
from orchestration.transforms.linking_thresholds import (
    BOILERPLATE_MAX_ROWS,
    BOILERPLATE_MIN_SHARE,
    BOILERPLATE_MIN_TITLES,
    CONTENT_MIN_SLOTS,
)

NOTHING_CUT = 1.0  # speaks against no pair
_COMPARED_AT_ONCE = 4096  # sketches, two megabytes


class EmployerTexts:
    """Sketches of each employer's ads, one per title, as far as the rows up to a pair are concerned."""

    def __init__(self, table: PostingTable) -> None:
        self._table = table
        self._companies = table.codes("company_key")
        self._titles = table.codes("title_key")

    def likeness(self, one: int, other: int) -> Likeness:
        """Of two rows."""
        found = likeness(self._table, np.array([one]), np.array([other]))
        return Likeness(*(float(numbers[0]) for numbers in found))

    def content_similarity(self, ones: I64, others: I64) -> F64:
        """Per pair of rows, both with sketches: Jaccard estimate beyond their employer's boilerplate. NOTHING_CUT when
        they have no employer in common or it shows no boilerplate, NaN when hardly anything else is there."""
        similarity = np.full(len(ones), NOTHING_CUT)
        companies = self._companies[ones]
        pairs = np.flatnonzero((companies >= 0) & (companies == self._companies[others]))
        rows, starts, counts = self._one_per_title(companies[pairs])
        # Pairs in parts, so that the sketches that one part is compared with fit into the processor's cache.
        parts = np.flatnonzero(np.diff((np.cumsum(counts) - 1) // _COMPARED_AT_ONCE, prepend=-1))
        for first, last in pairwise([*parts.tolist(), len(pairs)]):
            part = slice(first, last)
            at = pairs[part]
            similarity[at] = self._beyond(ones[at], others[at], rows[ranges(starts[part], counts[part])], counts[part])
        return similarity

    def _one_per_title(self, companies: I64) -> tuple[I64, I64, I64]:
        """Rows of those companies, the first of each title; per company asked for where its rows start, and how many
        they are."""
        is_asked = np.zeros(self._companies.max(initial=-1) + 1, bool)
        is_asked[companies] = True
        rows = np.flatnonzero((self._companies >= 0) & (self._table.sketch_of >= 0))
        rows = rows[is_asked[self._companies[rows]]]
        rows = rows[np.lexsort((rows, self._titles[rows], self._companies[rows]))]
        of_rows, titles = self._companies[rows], self._titles[rows]
        is_first = (np.diff(of_rows, prepend=-1) != 0) | (np.diff(titles, prepend=-2) != 0)
        rows, of_rows = rows[is_first], of_rows[is_first]
        starts = np.searchsorted(of_rows, companies)
        ends = np.searchsorted(of_rows, companies, side="right")
        counts = np.minimum(ends - starts, BOILERPLATE_MAX_ROWS)
        return rows, ends - counts, counts

    def _beyond(self, ones: I64, others: I64, rows: I64, counts: I64) -> F64:
        """Of pairs, each with its `counts` of `rows` whose texts show what is boilerplate."""
        sketches, sketch_of = self._table.sketches, self._table.sketch_of
        pair = np.repeat(np.arange(len(ones)), counts)
        titles = self._titles[rows]
        is_other = (titles != self._titles[ones][pair]) & (titles != self._titles[others][pair])
        rows, pair = rows[is_other], pair[is_other]
        shown = np.bincount(pair, minlength=len(ones))
        first, second = sketches[sketch_of[ones]], sketches[sketch_of[others]]
        shared = sketches[sketch_of[rows]] == np.minimum(first, second)[pair]
        frequency = np.zeros((len(ones), sketches.shape[1]), np.int64)
        has_others = shown > 0
        if has_others.any():
            begins = (np.cumsum(shown) - shown)[has_others]
            frequency[has_others] = np.add.reduceat(shared, begins, axis=0, dtype=np.int64)
        content = frequency < np.maximum(BOILERPLATE_MIN_TITLES, BOILERPLATE_MIN_SHARE * shown)[:, None]
        slots = content.sum(axis=1)
        similarity: F64 = ((first == second) & content).sum(axis=1) / np.maximum(slots, 1)
        similarity[slots < CONTENT_MIN_SLOTS] = np.nan
        similarity[(slots == sketches.shape[1]) | (shown < BOILERPLATE_MIN_TITLES)] = NOTHING_CUT
        return similarity
