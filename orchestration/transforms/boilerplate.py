"""Boilerplate by document frequency, at decision time.

Fingerprints may depend on their own day only, so the text cannot be cut before it is hashed. A MinHash slot holds the
smallest shingle hash of the text; a slot whose smallest value is shared with the employer's ads of several other
titles is such a boilerplate shingle, and the pair is compared on the remaining slots. That estimates the similarity
of what the two texts say beyond the boilerplate, from sketches alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orchestration.transforms.linking_candidates import I64, Likeness, PostingTable, likeness
from orchestration.transforms.linking_thresholds import (
    BOILERPLATE_MAX_ROWS,
    BOILERPLATE_MIN_SHARE,
    BOILERPLATE_MIN_TITLES,
    CONTENT_MIN_SLOTS,
)


class EmployerTexts:
    """Sketches of each employer's ads, one per title, as far as the rows up to a pair are concerned."""

    def __init__(self, table: PostingTable) -> None:
        self._table = table
        self._companies = table.codes("company_key")
        self._titles = table.codes("title_key")
        rows = np.flatnonzero((self._companies >= 0) & (table.sketch_of >= 0))
        self._rows = rows[np.argsort(self._companies[rows], kind="stable")]
        self._sorted = self._companies[self._rows]
        self._cache: dict[int, tuple[I64, npt.NDArray[np.uint32]]] = {}

    def likeness(self, one: int, other: int) -> Likeness:
        """Of two rows."""
        found = likeness(self._table, np.array([one]), np.array([other]))
        return Likeness(*(float(numbers[0]) for numbers in found))

    def content_similarity(self, one: int, other: int) -> float | None:
        """Jaccard estimate of two rows beyond their employer's boilerplate; None when the employer shows none, NaN
        when hardly anything else is there."""
        company = self._companies[one]
        if company < 0 or company != self._companies[other]:
            return None
        titles, sketches = self._of(int(company))
        others = sketches[(titles != self._titles[one]) & (titles != self._titles[other])]
        if len(others) < BOILERPLATE_MIN_TITLES:
            return None
        first, second = (self._table.sketches[self._table.sketch_of[row]] for row in (one, other))
        frequency = (others == np.minimum(first, second)).sum(axis=0)
        content = frequency < max(BOILERPLATE_MIN_TITLES, BOILERPLATE_MIN_SHARE * len(others))
        if content.all():
            return None
        if content.sum() < CONTENT_MIN_SLOTS:
            return float("nan")
        return float((first == second)[content].mean())

    def _of(self, company: int) -> tuple[I64, npt.NDArray[np.uint32]]:
        if company not in self._cache:
            first, last = np.searchsorted(self._sorted, [company, company + 1])
            rows = self._rows[first:last]
            titles, index = np.unique(self._titles[rows], return_index=True)
            index, titles = index[-BOILERPLATE_MAX_ROWS:], titles[-BOILERPLATE_MAX_ROWS:]
            self._cache[company] = titles, self._table.sketches[self._table.sketch_of[rows[index]]]
        return self._cache[company]
