"""What the Python models of windows share: names as numbers, pay at the rates of a week, order statistics of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import csr_array

# More threads wait for the interpreter's lock: six took a seventh more processor time than two.
PARTS_AT_ONCE = 2
_Of = TypeVar("_Of")
_Made = TypeVar("_Made")
QUANTILES = {"p25": 0.25, "median": 0.5, "p75": 0.75}


def numbers(names: pa.ChunkedArray | pa.Array) -> tuple[np.ndarray, list[str]]:
    """The number of each name, and the names; null has the number after the last."""
    encoded = names.dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    known = encoded.dictionary.to_pylist()
    return encoded.indices.fill_null(len(known)).to_numpy(), known


def numbers_of_all(ads: pa.Table, columns: Sequence[str]) -> tuple[list[np.ndarray], list[str]]:
    """The number of each value among those of all columns, and these; null has the number after the last."""
    found = [numbers(ads[column]) for column in columns]
    ends = np.cumsum([len(names) for _, names in found])
    missing = ends[-1]
    numbered = [
        np.where(number == len(names), missing, number + end - len(names))
        for (number, names), end in zip(found, ends, strict=True)
    ]
    return numbered, [name for _, names in found for name in names]


def named(numbers: np.ndarray, names: Sequence[str]) -> pa.DictionaryArray:
    """The names of the numbers; null for the number after the last."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers == len(names)), pa.array(names, pa.string()))


def smallest(numbers: np.ndarray, count: int) -> np.ndarray:
    """Numbers below `count` in a type that a stable sort counts instead of comparing, if they fit into sixteen bits."""
    return numbers.astype("uint16" if count <= 2**16 else "uint32")


@dataclass(frozen=True)
class Cohorts:
    """The cohort of each ad, and which run of cohorts each window is."""

    of_ad: np.ndarray
    count: int
    first: np.ndarray  # of each window
    after: np.ndarray  # of each window: the cohort after its last

    @classmethod
    def of(cls, starts: pa.ChunkedArray, windows: pd.DataFrame) -> Cohorts:
        """starts: cohort_start of each ad. windows: window_start, as_of."""
        cohorts, of_ad = np.unique(starts.to_numpy(), return_inverse=True)
        first = np.searchsorted(cohorts, windows["window_start"].to_numpy("datetime64[D]"))
        after = np.searchsorted(cohorts, windows["as_of"].to_numpy("datetime64[D]"), side="right")
        return cls(of_ad, len(cohorts), first, after)


@dataclass(frozen=True)
class Places:
    """The segments, and which specializations each holds."""

    levels: list[str]
    segments: list[str]
    holds: np.ndarray  # by place and number of the specialization

    @classmethod
    def of(cls, segments: pd.DataFrame, specializations: Sequence[str]) -> Places:
        """segments: segment_level, segment, specialization."""
        held = segments.groupby(["segment_level", "segment"])["specialization"].agg(set)
        holds = np.array([[name in names for name in specializations] for names in held], bool)
        levels, names = (held.index.get_level_values(level).tolist() for level in ("segment_level", "segment"))
        return cls(levels, names, holds.reshape(len(held), len(specializations)))


def window_sums(
    places: Places,
    cohorts: Cohorts,
    specialization: np.ndarray,
    value: np.ndarray,
    weights: Sequence[np.ndarray | None],
) -> tuple[np.ndarray, ...]:
    """Number of the window, of the place and of the value, and the sum of each weight: where the first one is not 0.

    specialization, value, weights: of each ad; no weight counts ads. A window is a run of cohorts, so its sum is the
    difference of two running sums.
    """
    windows, width = len(cohorts.first), value.max(initial=0) + 1
    number, groups = pd.factorize(specialization.astype("int64") * width + value)
    cell = number * cohorts.count + cohorts.of_ad
    until = np.zeros((len(weights), len(groups), cohorts.count + 1), "int32")
    for sums, weight in zip(until, weights, strict=True):
        in_cohort = np.bincount(cell, weight, len(groups) * cohorts.count).reshape(len(groups), cohorts.count)
        np.cumsum(in_cohort, axis=1, out=sums[:, 1:], dtype="int32")
    within = (until[:, :, cohorts.after] - until[:, :, cohorts.first]).swapaxes(0, 1)
    within = within.reshape(len(groups), len(weights) * windows)
    found = [(np.empty(0, "int64"),) * (3 + len(weights))]
    for level in sorted(set(places.levels)):
        # A specialization lies in one segment of each level, or in none.
        of_level = np.flatnonzero([name == level for name in places.levels])
        held = places.holds[of_level][:, groups // width]
        inside = np.flatnonzero(held.any(axis=0))
        rolled, pairs = pd.factorize(of_level[held[:, inside].argmax(axis=0)] * width + groups[inside] % width)
        rows = csr_array((np.ones(len(inside), "int32"), (rolled, inside)), shape=(len(pairs), len(groups)))
        n = (rows @ within).reshape(len(pairs), len(weights), windows)
        pair, window = np.nonzero(n[:, 0])
        found.append((window, pairs[pair] // width, pairs[pair] % width, *n[pair, :, window].T))
    return tuple(map(np.concatenate, zip(*found, strict=True)))


def in_threads(work: Callable[[_Of], _Made], parts: Sequence[_Of]) -> list[_Made]:
    """What `work` makes of each part, in their order. numpy sorts and gathers without the interpreter's lock, and
    windows share nothing: two cores take the premiums of 52 windows in 1.9 s instead of 3.5."""
    with ThreadPoolExecutor(PARTS_AT_ONCE) as pool:
        return list(pool.map(work, parts))


@dataclass(frozen=True)
class PaidWindow:
    """The ads of a window, a slice of all, and what their pay counts as."""

    week: object
    ads: slice
    usd: np.ndarray
    unconverted: np.ndarray
    outlier: np.ndarray

    def usable(self) -> np.ndarray:
        """Places in the window of the ads whose pay counts, from the lowest up."""
        found = np.flatnonzero(~self.unconverted & ~self.outlier)
        return found[np.argsort(self.usd[found])]


def paid_windows(ads: pd.DataFrame, rates: pd.DataFrame, bounds: tuple[float, float]) -> Iterator[PaidWindow]:
    """Each week's window with its pay in USD a month, at that week's rates.

    ads, sorted by cohort_start: cohort_start, salary_currency, salary_month, is_outlier; each states pay. rates:
    week_start, cohort_start, currency, usd_per_unit (missing: no rate), the cohorts of a week without a gap. Pay
    outside the bounds is an outlier: the rate of the week decides too. The macro salary_status holds the same rule in
    SQL (dbt_project/tests/assert_windows_and_weeks_count_the_same_pay.sql).
    """
    currency, currencies = pd.factorize(ads["salary_currency"])
    amount = ads["salary_month"].to_numpy("float64", na_value=np.nan)
    flagged = ads["is_outlier"].to_numpy(bool)
    for week, window in rates.groupby("week_start"):
        first = ads["cohort_start"].searchsorted(window["cohort_start"].min())
        until = ads["cohort_start"].searchsorted(window["cohort_start"].max(), side="right")
        of_currency = window.drop_duplicates("currency").set_index("currency")["usd_per_unit"].reindex(currencies)
        usd = amount[first:until] * of_currency.to_numpy("float64", na_value=np.nan)[currency[first:until]]
        unconverted = np.isnan(usd)
        outlier = ~unconverted & (flagged[first:until] | (usd < bounds[0]) | (usd > bounds[1]))
        yield PaidWindow(week, slice(first, until), usd, unconverted, outlier)


def order_statistics(amounts: np.ndarray, n: np.ndarray, z_score: float) -> dict[str, np.ndarray]:
    """Quartiles and the 95 % interval of the median (`low`, `high`) of each group; missing for an empty one.

    The groups lie one after the other in `amounts`, each sorted; `n` is their size.
    """
    start = np.cumsum(n) - n
    filled = n > 0

    def at(rank: np.ndarray) -> np.ndarray:
        found = np.full(len(n), np.nan)
        found[filled] = amounts[(start + rank)[filled]]
        return found

    # As the macro median_rank: the interval runs from rank r to rank n + 1 - r.
    rank = np.ceil(n / 2 - z_score / 2 * np.sqrt(n) - 0.5).astype("int64").clip(1)
    statistics = {"low": at(rank - 1), "high": at(n - rank)}
    for name, quantile in QUANTILES.items():
        place = (n - 1) * quantile
        below = np.floor(place).astype("int64").clip(0)
        share = place - below
        statistics[name] = at(below) * (1 - share) + at((below + 1).clip(max=np.maximum(n - 1, 0))) * share
    return statistics
