"""Days open agree with a survival library on every segment and week of a simulated lake."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom
from sksurv.nonparametric import kaplan_meier_estimator

from .simulated_lake import simulated_lake
from .warehouse import SEGMENT_VACANCIES, Warehouse

KEYS = ["week_start", "segment_level", "segment"]
QUANTILES = {"p25_days": 0.25, "median_days": 0.5, "p75_days": 0.75}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    home = tmp_path_factory.mktemp("days_open")
    simulated_lake(900, date(2026, 1, 5), date(2026, 2, 25), seed=11).write(home)
    built = Warehouse(home)
    built.build(["seed"], ["run", "--select", "+int_vacancy_weeks", "+mart_days_open", "+mart_weekly_salaries"])
    return built


def first_at_most(ages: np.ndarray, curve: np.ndarray, level: float) -> float | None:
    low_enough = ages[curve <= level + 1e-9]
    return float(low_enough[0]) if len(low_enough) else None


def test_quartiles_and_their_intervals_are_those_of_the_library(warehouse: Warehouse) -> None:
    spells = warehouse.query(
        f"""
        select
            week_start, segment_level, segment,
            coalesce(closed_on <= as_of, false) as closed,
            published_on, first_seen_on,
            least(coalesce(closed_on, as_of), as_of) as until
        from {SEGMENT_VACANCIES}
        inner join int_weeks using (week_start)
        where is_in_window
        and vacancy_id in (
            select vacancy_id from int_vacancy_ranks inner join int_posting_lifecycle using (posting_key)
            where kind = 'census'
        )
        """
    )
    spells["enter"] = (spells["first_seen_on"] - spells["published_on"]).dt.days
    spells["exit"] = (spells["until"] - spells["published_on"]).dt.days
    spells = spells[spells["enter"] < spells["exit"]]
    shown = warehouse.query("select * from mart_days_open where not is_suppressed").set_index(KEYS)
    checked = late = 0
    for key, group in spells.groupby(KEYS):
        assert (key in shown.index) == (len(group) >= 20)
        if len(group) < 20:
            continue
        row = shown.loc[key]
        assert (row["n"], row["follow_up_days"]) == (len(group), group["exit"].max())
        if not group["closed"].any():
            assert pd.isna(row["median_days"])
            continue
        late += int((group["enter"] > 0).any())
        ages, curve, interval = kaplan_meier_estimator(
            group["closed"].to_numpy(bool),
            group["exit"].to_numpy(float),
            time_enter=group["enter"].to_numpy(float),
            conf_type="log-log",
        )
        for column, quantile in QUANTILES.items():
            for name, values in ((column, curve), (f"{column}_low", interval[0]), (f"{column}_high", interval[1])):
                expected = first_at_most(ages, values, 1 - quantile)
                assert (None if pd.isna(row[name]) else row[name]) == expected, (key, name)
        checked += 1
    assert checked > 20
    assert late > 0


@pytest.mark.parametrize("quantile", [0.25, 0.75])
def test_the_ranks_of_quartile_intervals_hold_95_percent(quantile: float) -> None:
    # Exactly as the macro quantile_interval computes them.
    n = np.arange(20, 20_001)
    reach = binom.std(n, quantile) * 1.959963984540054
    low = np.maximum(1, np.floor(n * quantile - reach))
    high = np.minimum(n, np.ceil(n * quantile + reach) + 1)
    coverage = binom.cdf(high - 1, n, quantile) - binom.cdf(low - 1, n, quantile)
    assert coverage.min() >= 0.95


def test_quartile_intervals_of_a_week_stand_at_those_ranks(warehouse: Warehouse) -> None:
    salaries = warehouse.query(
        f"select week_start, segment_level, segment, salary_usd_month as usd from {SEGMENT_VACANCIES} "
        "where is_new and salary_usd_month is not null and not is_outlier order by usd"
    )
    shown = warehouse.query("select * from mart_weekly_salaries where not is_suppressed").set_index(KEYS)
    checked = 0
    for key, group in salaries.groupby(KEYS):
        n = len(group)
        assert (key in shown.index) == (n >= 20)
        if n < 20:
            continue
        ordered, row = group["usd"].to_numpy(), shown.loc[key]
        for column, quantile in (("p25_usd_month", 0.25), ("p75_usd_month", 0.75)):
            reach = 1.959963984540054 * binom.std(n, quantile)
            low = max(1, int(np.floor(n * quantile - reach)))
            high = min(n, int(np.ceil(n * quantile + reach)) + 1)
            assert row[f"{column}_low"] == pytest.approx(ordered[low - 1], abs=0.51)
            assert row[f"{column}_high"] == pytest.approx(ordered[high - 1], abs=0.51)
            assert row[f"{column}_low"] <= row[column] <= row[f"{column}_high"]
        checked += 1
    assert checked > 5
