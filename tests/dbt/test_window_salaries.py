"""Pay of the windows: every figure is the order statistic that a plain reading of the group gives."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from .python_models import python_model

model = python_model("int_window_salaries")
Z_SCORE = 1.959963984540054
COHORTS = [date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16)]
# The second week's rate halves the złoty and has no euro; its window begins a cohort later.
RATES = pd.DataFrame(
    [(date(2026, 2, 9), cohort, currency, rate) for cohort in COHORTS[:2] for currency, rate in
     (("USD", 1.0), ("PLN", 0.25), ("EUR", 1.1), ("none", None))]
    + [(date(2026, 2, 16), cohort, currency, rate) for cohort in COHORTS[1:] for currency, rate in
       (("USD", 1.0), ("PLN", 0.125), ("EUR", None), ("none", None))],
    columns=["week_start", "cohort_start", "currency", "usd_per_unit"],
)  # fmt: skip
SCHEMA = pa.schema(
    {
        "cohort_start": pa.date32(), "salary_currency": pa.string(), "salary_month": pa.float64(),
        "is_outlier": pa.bool_(), "direction": pa.string(), "specialization": pa.string(),
        **dict.fromkeys(model.BREAKDOWNS, pa.string()),
    }
)  # fmt: skip


def salaries(ads: pd.DataFrame, rates: pd.DataFrame = RATES) -> pa.Table:
    rates = rates.astype({"week_start": "datetime64[us]", "cohort_start": "datetime64[us]"})
    ads = pa.Table.from_pandas(ads, SCHEMA, preserve_index=False)
    return model.window_salaries(ads, rates, (500.0, 50_000.0), Z_SCORE)


def computed(ads: pd.DataFrame) -> pd.DataFrame:
    return salaries(ads).to_pandas()


def ads_of(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """rows: cohort, currency, amount, outlier, specialization, grade; the other fields are silent."""
    ads = pd.DataFrame(rows, columns=["cohort_start", "salary_currency", "salary_month", "is_outlier", "spec", "grade"])
    return ads.assign(
        direction=[spec.split("-")[1] for spec in ads["spec"]],
        specialization=ads["spec"],
        **{name: None for name in model.BREAKDOWNS if name != "grade"},
    ).astype({"grade": "object"})


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(COHORTS),
            st.sampled_from(["USD", "PLN", "EUR", "none"]),
            st.sampled_from([100.0, 900.0, 2000.0, 4000.0, 4001.5, 7000.0, 90_000.0]),
            st.booleans(),
            st.sampled_from(["go-backend", "java-backend", "qa-qa"]),
            st.sampled_from(["Senior", "Junior", None]),
        ),
        min_size=1,
        max_size=60,
    )
)
def test_every_group_has_the_statistics_of_its_own_ads(rows: list[tuple[object, ...]]) -> None:
    ads = ads_of(rows)
    table = salaries(ads).to_pylist()
    found = {
        tuple(row[name] for name in ("week_start", "segment_level", "segment", "breakdown", "value")): row
        for row in table
    }
    assert len(found) == len(table)
    seen = 0
    for week, window in RATES.groupby("week_start"):
        rates = window.drop_duplicates("currency").set_index("currency")["usd_per_unit"]
        in_window = ads[ads["cohort_start"].isin(window["cohort_start"])].copy()
        in_window["usd"] = in_window["salary_month"] * in_window["salary_currency"].map(rates).astype("float64")
        in_window["market"] = "market"
        for level, name in (("market", "market"), ("direction", "direction"), ("specialization", "specialization")):
            for breakdown in ("all", "grade", "city"):
                by = in_window["grade"] if breakdown == "grade" else pd.Series([None] * len(in_window), in_window.index)
                for (segment, value), group in in_window.groupby([in_window[name], by.fillna("")]):
                    row = found[week, level, segment, breakdown, value or None]
                    usd, marked = group["usd"].to_numpy(), group["is_outlier"].to_numpy(dtype=bool)
                    outlier = ~np.isnan(usd) & (marked | ~((usd >= 500) & (usd <= 50_000)))
                    usable = np.sort(usd[~np.isnan(usd) & ~outlier])
                    assert (row["n"], row["outliers"], row["unconverted"]) == (
                        len(usable),
                        outlier.sum(),
                        np.isnan(usd).sum(),
                    )
                    seen += 1
                    if len(usable) == 0:
                        assert row["median_usd_month"] is None
                        continue
                    quartiles = [row[f"{name}_usd_month"] for name in ("p25", "median", "p75")]
                    assert quartiles == pytest.approx(np.quantile(usable, [0.25, 0.5, 0.75]).tolist())
                    rank = max(int(binom.ppf(0.025, len(usable), 0.5)), 1)
                    if len(usable) >= 20:
                        ends = usable[rank - 1], usable[len(usable) - rank]
                        assert (row["median_usd_month_low"], row["median_usd_month_high"]) == ends
    other = {"country", "work_format", "contract", "salary_tax"}
    assert seen == sum(row["breakdown"] not in other for row in table)


def test_more_groups_than_sixteen_bits_number_stay_apart() -> None:
    ads = ads_of([(COHORTS[0], "USD", 1000 + number / 2, False, "go-backend", None) for number in range(70_000)])
    ads["city"] = [f"City {number}" for number in range(70_000)]
    found = computed(ads)
    cities = found[(found["breakdown"] == "city") & (found["segment_level"] == "market")]
    assert (cities["n"] == 1).all()
    assert len(cities) == 70_000
    amounts = cities["value"].astype(str).str.removeprefix("City ").astype(int) / 2 + 1000
    assert (cities["median_usd_month"] == amounts).all()


def test_nothing_paid_or_no_week_gives_no_rows_with_all_columns() -> None:
    somebody = ads_of([(COHORTS[0], "USD", 1000.0, False, "go-backend", None)])
    columns = salaries(somebody).schema
    for found in (
        salaries(somebody.iloc[:0]),
        salaries(somebody.iloc[:0], RATES.iloc[:0]),
        salaries(somebody, RATES.iloc[:0]),
    ):
        assert len(found) == 0
        assert found.schema == columns
