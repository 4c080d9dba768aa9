"""What the invented marts are made of: names with their weights, the facts of answers, and how parts make a whole."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path
from typing import Any

Row = dict[str, Any]

REPO = Path(__file__).resolve().parents[4]
FIRST_WEEK = date(2026, 3, 2)
WEEKS = 13
GRADES = (("Junior", 0.16, 2300), ("Middle", 0.38, 4400), ("Senior", 0.36, 6200), ("Lead", 0.10, 5900))
FORMATS = (("remote", 0.62), ("hybrid", 0.23), ("office", 0.15))
COUNTRIES = (("PL", 0.34), ("RU", 0.30), ("UA", 0.14), ("KZ", 0.09), ("GE", 0.07), ("DE", 0.06))
SOURCES = (("hh_ru", 0.5), ("nofluffjobs", 0.4), ("telegram:invented_channel", 0.2))
LEDGER = {
    "raw_postings": 2000, "merged": 300, "rejected": 40, "not_it": 100, "out_of_scope": 60, "pending": 0,
    "vacancies": 1500,
}  # fmt: skip
BANDS = ("<1K", "1-3K", "3-5K", "5-8K", "8-12K", "12K+")
BAND_WEIGHTS = (0.04, 0.2, 0.36, 0.27, 0.09, 0.04)
EMPLOYERS = (("Invented Works", 0.06), ("Imaginary/Systems", 0.04), ("Nowhere Labs", 0.02))
TECHNOLOGIES = ("Python", "PostgreSQL", "Docker", "Django", "FastAPI", "Kubernetes", "Redis", "Kafka", "AWS", "Git")


# question, slot, mart, column, n, the column that names the fact, rows at most.
FACTS = (
    ("pay", "median", "mart_market_summary", "median_usd_month", "n_salary", None, 1),
    ("pay_by_grade", "median", "mart_salary_ladder", "median_usd_month", "n", "grade", 4),
    ("pay_by_grade", "jump", "mart_salary_ladder", "jump_pct", "n", "grade", 4),
    ("pay_by_place", "country_median", "mart_geography", "median_usd_month", "n_salary", "country", 3),
    ("pay_by_terms", "format_median", "mart_salary_breakdowns", "median_usd_month", "n", "value", 3),
    ("pay_transparency", "stated_share", "mart_pay_transparency", "share", "n", None, 1),
    ("pay_transparency", "range_share", "mart_pay_transparency", "range_share", "range_n", None, 1),
    ("pay_transparency", "tax_share", "mart_pay_transparency", "tax_share", "tax_n", None, 1),
    ("stack", "share", "mart_technologies", "share", "n", "technology", 5),
    ("technology_pay", "premium", "mart_technology_pay", "premium_pct", "n", "technology", 3),
    ("neighbours", "share", "mart_specializations", "share", "n", "segment", 1),
    ("similar", "overlap", "mart_similar_specializations", "overlap", "n", "other_segment", 2),
    ("remote", "remote_share", "mart_market_summary", "remote_share", "format_n", None, 1),
    ("remote", "hybrid_share", "mart_market_summary", "hybrid_share", "format_n", None, 1),
    ("remote", "office_share", "mart_market_summary", "office_share", "format_n", None, 1),
    ("employers", "ads", "mart_employers", "n", "n", "company", 3),
    ("start", "junior_share", "mart_salary_ladder", "grade_share", "total_n", None, 1),
    ("senior", "senior_technology_share", "mart_grade_technologies", "share", "n", "technology", 3),
    ("open_ads", "active", "mart_market_summary", "active", "active", None, 1),
    ("open_ads", "new_90d", "mart_market_summary", "new_90d", "new_90d", None, 1),
    ("open_ads", "closed_90d", "mart_market_summary", "closed_90d", "closed_90d", None, 1),
    ("days_open", "median_days", "mart_days_open", "median_days", "n", None, 1),
    ("demand_trend", "growth", "mart_demand_index", "growth_pct", "n", None, 1),
    ("demand_trend", "index", "mart_demand_index", "index_level", "n", None, 1),
)
BASE_COLUMNS = ("week_start", "week_iso", "as_of", "segment_level", "segment", "direction", "specialization")
LADDER_FIGURES = (
    "median_usd_month", "median_usd_month_low", "median_usd_month_high", "p25_usd_month", "p75_usd_month", "jump_pct",
)  # fmt: skip


def wilson(n: int, total: int) -> tuple[float, float]:
    z, p = 1.959964, n / total
    centre, half = p + z * z / (2 * total), z * math.sqrt((p * (1 - p) + z * z / (4 * total)) / total)
    return (max(0.0, (centre - half) / (1 + z * z / total)), min(1.0, (centre + half) / (1 + z * z / total)))


def specializations() -> list[dict[str, str]]:
    with (REPO / "dbt_project/seeds/specializations.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def split(total: int, weights: tuple[float, ...]) -> list[int]:
    """Whole parts of `total` in about these proportions."""
    counts = [int(total * weight / sum(weights)) for weight in weights]
    counts[0] += total - sum(counts)
    return counts


def weights(parts: tuple[tuple[str, float], ...]) -> tuple[float, ...]:
    return tuple(weight for _, weight in parts)


def shown(n: int) -> int | None:
    return n if n >= 5 else None


def share_columns(n: int, total: int) -> Row:
    if n < 5:
        return {"n": None, "share": None, "share_low": None, "share_high": None, "is_suppressed": True}
    low, high = wilson(n, total)
    return {"n": n, "share": n / total, "share_low": low, "share_high": high, "is_suppressed": False}
