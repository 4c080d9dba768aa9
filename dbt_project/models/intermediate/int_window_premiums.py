"""By how much the pay of ads that name a technology exceeds that of the ads beside them, in each window.

Lists of the pay of each cell and technology took DuckDB 30 s of processor time over a million vacancies and 52 weeks;
here the pay of a week is sorted once, and the ads without a technology are found by counting those with it: 4 s.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.transforms.cohort_windows import (
    PaidWindow,
    in_threads,
    named,
    numbers,
    order_statistics,
    paid_windows,
    smallest,
)

# Ads of a cell without the technology: fewer have no middle to compare with.
SMALLEST_SIDE = 5


def window_premiums(
    ads: pa.Table,
    rates: pd.DataFrame,
    candidates: pd.DataFrame,
    segments: pd.DataFrame,
    bounds: tuple[float, float],
    z_score: float,
) -> pa.Table:
    """One row per week, segment and technology with an ad that can be compared; see the model's description.

    ads: cohort_start, specialization, grade, country, technologies (all stated), salary_currency, salary_month,
    is_outlier. rates, bounds: as `paid_windows`. candidates: week_start, segment_level, segment, technology. segments:
    segment_level, segment, specialization. Directions and the market hold the same comparisons, never ads of two
    specializations.
    """
    ads = ads.take(pc.sort_indices(ads["cohort_start"]))
    specialization, specializations = numbers(ads["specialization"])
    # Within a specialization, grade and country pay differs least for other reasons.
    grade, grades = numbers(ads["grade"])
    country, countries = numbers(ads["country"])
    cells, cell = np.unique((specialization * len(grades) + grade) * len(countries) + country, return_inverse=True)
    cell = smallest(cell, len(cells))
    listed = ads["technologies"].combine_chunks()
    technology, technologies = numbers(listed.flatten())
    ends = np.concatenate([[0], np.cumsum(listed.value_lengths().to_numpy())])
    ad = np.repeat(np.arange(len(ads)), np.diff(ends))

    of_cell = cells // (len(grades) * len(countries))

    candidates = candidates[candidates["segment_level"] == "specialization"].assign(
        specialization=lambda rows: pd.Index(specializations).get_indexer(rows["segment"]),
        technology=lambda rows: pd.Index(technologies).get_indexer(rows["technology"]),
    )
    candidates = candidates[(candidates["specialization"] >= 0) & (candidates["technology"] >= 0)]
    segments = segments.assign(place=segments.groupby(["segment_level", "segment"]).ngroup())
    places = segments.drop_duplicates("place").sort_values("place")
    levels = [
        level.set_index("specialization")["place"].reindex(specializations).to_numpy()[of_cell]
        for _, level in segments.groupby("segment_level")
    ]

    def of_week(window: PaidWindow) -> list[tuple[np.ndarray, ...]]:
        of_week = candidates[candidates["week_start"] == window.week]
        is_candidate = np.zeros((len(specializations), len(technologies)), bool)
        is_candidate[of_week["specialization"], of_week["technology"]] = True
        naming = slice(ends[window.ads.start], ends[window.ads.stop])
        compared = _compared(
            window,
            cell[window.ads],
            ad[naming] - window.ads.start,
            np.where(is_candidate[specialization[ad[naming]], technology[naming]], technology[naming], -1),
        )
        rising = np.argsort(compared.ratios)
        found = []
        for place in levels:
            # A cell and technology, an ad of it: both by the number of their segment and technology.
            of_group = place[compared.cells] * len(technologies) + compared.technologies
            cells_n = np.bincount(of_group)
            kept = np.flatnonzero(cells_n)
            of_ad = (np.cumsum(cells_n > 0) - 1)[of_group][compared.groups]
            n = np.bincount(of_ad, minlength=len(kept))
            amounts = compared.ratios[rising][np.argsort(smallest(of_ad[rising], len(kept)), kind="stable")]
            ratio = order_statistics(amounts, n, z_score)
            names = kept // len(technologies), kept % len(technologies)
            found.append((*names, n, cells_n[kept], ratio["median"], ratio["low"], ratio["high"]))
        return found

    windows = list(paid_windows(ads.drop_columns("technologies").to_pandas(date_as_object=False), rates, bounds))
    found = [(np.empty(0, "int64"),) * 5 + (np.empty(0),) * 3]
    for number, of_levels in enumerate(in_threads(of_week, windows)):
        found += [(np.full(len(part[0]), number), *part) for part in of_levels]
    weeks = [window.week for window in windows]
    week, place, technology, n, cells_n, ratio, low, high = map(np.concatenate, zip(*found, strict=True))
    return pa.table(
        {
            "week_start": pa.array(weeks, pa.date32()).take(pa.array(week)),
            "segment_level": named(place, places["segment_level"].tolist()),
            "segment": named(place, places["segment"].tolist()),
            "technology": named(technology, technologies),
            "n": n,
            "cells_n": cells_n,
            "ratio": ratio,
            "ratio_low": low,
            "ratio_high": high,
        }
    )


@dataclass(frozen=True)
class Compared:
    """Ads that name a technology, in groups of one cell and technology."""

    ratios: np.ndarray  # of each ad: its pay to the middle of the ads beside it
    groups: np.ndarray  # of each ad
    cells: np.ndarray  # of each group
    technologies: np.ndarray  # of each group


def _compared(window: PaidWindow, cell: np.ndarray, ad: np.ndarray, technology: np.ndarray) -> Compared:
    """Each ad that names a technology, against the middle of the ads in its cell that do not.

    cell: of each ad of the window. ad, technology: what names what; -1 is not compared.
    """
    usable = window.usable()
    usable = usable[np.bincount(cell[usable])[cell[usable]] > SMALLEST_SIDE]
    # By cell, and in each from the lowest pay up.
    ordered = usable[np.argsort(cell[usable], kind="stable")]
    pay, cell = window.usd[ordered], cell[ordered].astype("int64")
    size = np.bincount(cell)
    start = np.cumsum(size) - size
    place = np.full(len(window.usd), -1)
    place[ordered] = np.arange(len(ordered))

    named_at = place[ad]
    counted = (named_at >= 0) & (technology >= 0)
    # One sort for technology, cell and pay: the place says the last two.
    technology, named_at = np.divmod(np.sort(technology[counted] * len(pay) + named_at[counted]), max(len(pay), 1))
    begins = np.flatnonzero(_changes(technology) | _changes(cell[named_at]))
    named_n = np.diff(begins, append=len(named_at))
    others_n = size[cell[named_at[begins]]] - named_n
    enough = others_n >= SMALLEST_SIDE
    kept = np.repeat(enough, named_n)
    # How many without the technology are paid less: those before it in the cell less those with it before it.
    with_it_before = np.arange(len(named_at)) - np.repeat(begins, named_n)
    others_below = (named_at - start[cell[named_at]] - with_it_before)[kept]
    named_at, groups = named_at[kept], np.repeat(np.arange(enough.sum()), named_n[enough])
    first, others_n = begins[enough], others_n[enough]

    def other(rank: np.ndarray) -> np.ndarray:
        """Pay of that rank (0 is the lowest) among the ads without the technology: as many places further up the cell
        as ads with it come before. So no list of the ads without it is made for each technology."""
        before = np.bincount(groups[others_below <= rank[groups]], minlength=len(rank))
        return pay[start[of_group] + rank + before]

    of_group = cell[named_at[np.searchsorted(groups, np.arange(len(first)))]]
    middle = (other((others_n - 1) // 2) + other(others_n // 2)) / 2
    return Compared(pay[named_at] / middle[groups], groups, of_group, technology[first])


def _changes(values: np.ndarray) -> np.ndarray:
    """Where a value differs from the one before it; the first one does."""
    return np.concatenate([[True], values[1:] != values[:-1]])[: len(values)]


def model(dbt, session):
    dbt.config(materialized="table")
    rates = dbt.ref("int_window_rates").df()
    first = min(rates["cohort_start"], default=date.max)
    stated = "has_salary and grade is not null and country is not null and len(technologies) > 0"
    ads = (
        dbt.ref("int_counted_vacancies")
        .filter(f"cohort_start >= date '{first:%Y-%m-%d}' and {stated}")
        .project(
            "cohort_start, specialization, grade, country, technologies, salary_currency, salary_month, is_outlier"
        )
    )
    return window_premiums(
        ads.to_arrow_table(),
        rates,
        dbt.ref("int_window_candidates").df(),
        dbt.ref("int_specialization_segments").df(),
        (float(dbt.config.get("outlier_below_usd")), float(dbt.config.get("outlier_above_usd"))),
        float(dbt.config.get("z_score")),
    )
