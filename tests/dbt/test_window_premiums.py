"""Pay premiums of the windows: every figure is that of a plain reading, cell by cell."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .python_models import python_model

model = python_model("int_window_premiums")
Z_SCORE = 1.959963984540054
COHORTS = [date(2026, 2, 2), date(2026, 2, 9)]
# The second week has both cohorts and a złoty of half the worth.
RATES = pd.DataFrame(
    [
        (date(2026, 2, 2), COHORTS[0], "USD", 1.0),
        (date(2026, 2, 2), COHORTS[0], "PLN", 0.25),
        *[(date(2026, 2, 9), cohort, "USD", 1.0) for cohort in COHORTS],
        *[(date(2026, 2, 9), cohort, "PLN", 0.125) for cohort in COHORTS],
    ],
    columns=["week_start", "cohort_start", "currency", "usd_per_unit"],
).astype({"week_start": "datetime64[us]", "cohort_start": "datetime64[us]"})
SEGMENTS = pd.DataFrame(
    [
        (level, segment, specialization)
        for specialization in ("go-backend", "java-backend")
        for level, segment in (("market", "market"), ("direction", "backend"), ("specialization", specialization))
    ],
    columns=["segment_level", "segment", "specialization"],
)
# Kafka is compared among Go developers only; what is a candidate of a direction says nothing about its specializations.
CANDIDATES = pd.DataFrame(
    [
        (week, level, segment, technology)
        for week in (date(2026, 2, 2), date(2026, 2, 9))
        for level, segment, technology in (
            ("specialization", "go-backend", "Kafka"),
            ("specialization", "go-backend", "SQL"),
            ("specialization", "java-backend", "SQL"),
            ("direction", "backend", "Kafka"),
        )
    ],
    columns=["week_start", "segment_level", "segment", "technology"],
).astype({"week_start": "datetime64[us]"})
SCHEMA = pa.schema(
    {
        "cohort_start": pa.date32(), "specialization": pa.string(), "grade": pa.string(), "country": pa.string(),
        "technologies": pa.list_(pa.string()), "salary_currency": pa.string(), "salary_month": pa.float64(),
        "is_outlier": pa.bool_(),
    }
)  # fmt: skip
ADS = st.fixed_dictionaries(
    {
        "cohort_start": st.sampled_from(COHORTS),
        "specialization": st.sampled_from(["go-backend", "go-backend", "java-backend"]),
        "grade": st.sampled_from(["Senior", "Senior", "Junior"]),
        "country": st.just("PL"),
        "technologies": st.lists(st.sampled_from(["Kafka", "SQL", "Helm"]), min_size=1, unique=True),
        "salary_currency": st.sampled_from(["USD", "PLN", "none"]),
        "salary_month": st.sampled_from([100.0, 1000.0, 4000.0, 4100.0, 7000.0, 8000.0]),
        "is_outlier": st.sampled_from([False, False, False, True]),
    }
)


def premiums(ads: list[dict[str, Any]], rates: pd.DataFrame = RATES) -> dict[tuple[object, ...], dict[str, Any]]:
    table = model.window_premiums(
        pa.Table.from_pylist(ads, SCHEMA), rates, CANDIDATES, SEGMENTS, (500.0, 50_000.0), Z_SCORE
    )
    assert table.column_names[-3:] == ["ratio", "ratio_low", "ratio_high"]
    rows = table.to_pylist()
    found = {tuple(row[name] for name in ("week_start", "segment_level", "segment", "technology")): row for row in rows}
    assert len(found) == len(rows)
    return found


@settings(max_examples=60, deadline=None)
@given(ads=st.lists(ADS, min_size=6, max_size=60))
def test_each_ad_is_set_against_the_middle_of_its_cell_without_the_technology(ads: list[dict[str, Any]]) -> None:
    expected: dict[tuple[object, ...], list[list[float]]] = {}
    for week, window in RATES.groupby("week_start"):
        rate = window.drop_duplicates("currency").set_index("currency")["usd_per_unit"].to_dict()
        cohorts = set(window["cohort_start"].dt.date)
        cells: dict[tuple[str, str], list[tuple[list[str], float]]] = {}
        for ad in ads:
            usd = ad["salary_month"] * rate.get(ad["salary_currency"], 0)
            if ad["cohort_start"] in cohorts and not ad["is_outlier"] and 500 <= usd <= 50_000:
                cells.setdefault((ad["specialization"], ad["grade"]), []).append((ad["technologies"], usd))
        for (specialization, _), cell in cells.items():
            for technology in ("Kafka", "SQL") if specialization == "go-backend" else ("SQL",):
                others = [usd for names, usd in cell if technology not in names]
                ratios = [usd / median(others) for names, usd in cell if technology in names] if others else []
                if len(others) >= 5 and ratios:
                    for place in (("market", "market"), ("direction", "backend"), ("specialization", specialization)):
                        expected.setdefault((week.date(), *place, technology), []).append(ratios)
    found = premiums(ads)
    assert set(found) == set(expected)
    for key, cells_of_key in expected.items():
        ratios = sorted(ratio for cell in cells_of_key for ratio in cell)
        assert (found[key]["n"], found[key]["cells_n"]) == (len(ratios), len(cells_of_key))
        assert found[key]["ratio"] == pytest.approx(median(ratios))
        assert ratios[0] <= found[key]["ratio_low"] <= found[key]["ratio"] <= found[key]["ratio_high"] <= ratios[-1]


def ads_of(grade: str, technology: str, usd: float, n: int) -> list[dict[str, Any]]:
    ad = {"cohort_start": COHORTS[0], "specialization": "go-backend", "grade": grade, "country": "PL"}
    return [
        {**ad, "technologies": [technology], "salary_currency": "USD", "salary_month": usd, "is_outlier": False}
    ] * n


def test_a_technology_of_well_paid_cells_has_no_premium_by_that_alone() -> None:
    """Seniors earn the same with Kafka and without; juniors earn less, and 10 percent more with SQL. Four leads without
    Kafka are too few to compare nine with."""
    found = premiums(
        ads_of("Senior", "Kafka", 4000.0, 30)
        + ads_of("Senior", "Helm", 4000.0, 5)
        + ads_of("Junior", "SQL", 1100.0, 30)
        + ads_of("Junior", "Helm", 1000.0, 5)
        + ads_of("Lead", "Kafka", 9000.0, 9)
        + ads_of("Lead", "Helm", 1000.0, 4)
    )
    market = {key[3]: row for key, row in found.items() if key[:2] == (date(2026, 2, 2), "market")}
    assert set(market) == {"Kafka", "SQL"}
    assert [market["Kafka"][name] for name in ("n", "cells_n", "ratio", "ratio_low", "ratio_high")] == [30, 1, 1, 1, 1]
    assert [market["SQL"][name] for name in ("n", "cells_n")] == [30, 1]
    assert [market["SQL"][name] for name in ("ratio", "ratio_low", "ratio_high")] == pytest.approx([1.1] * 3)


def test_nothing_paid_or_no_week_gives_no_rows() -> None:
    assert premiums([]) == premiums(ads_of("Senior", "Kafka", 4000.0, 30), RATES.iloc[:0]) == {}
    assert premiums(ads_of("Senior", "Kafka", 4000.0, 30)) == {}
