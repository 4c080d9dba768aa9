"""A small warehouse with the published tables, filled with invented values that obey the arithmetic of the marts."""

from __future__ import annotations

import csv
import math
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

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
TECHNOLOGIES = ("Python", "PostgreSQL", "Docker", "Django", "FastAPI", "Kubernetes", "Redis", "Kafka", "AWS", "Git")


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


class InventedMarts:
    """Rows of every mart; `size(slug)` sets how many vacancies of 90 days a specialization has."""

    def __init__(self, sizes: dict[str, int], seed: int = 1, weeks: int = WEEKS, open_week: bool = False) -> None:
        self.random = random.Random(seed)
        self.weeks = [FIRST_WEEK + timedelta(days=7 * number) for number in range(weeks)]
        self.open_week = open_week
        self.rows: dict[str, list[Row]] = {}
        total: dict[str, int] = {}
        self.active: dict[tuple[str, str], int] = {}
        for entry in specializations():
            size = sizes.get(entry["slug"], sizes.get("*", 0))
            active = size * 7 // 10
            total[entry["direction_slug"]] = total.get(entry["direction_slug"], 0) + size
            direction = ("direction", entry["direction_slug"])
            for key in (("specialization", entry["slug"]), direction, ("market", "market")):
                self.active[key] = self.active.get(key, 0) + active
            if size:
                self._segment("specialization", entry["slug"], entry["direction_slug"], entry["slug"], size)
        for direction, size in total.items():
            if size:
                self._segment("direction", direction, direction, None, size)
        self._segment("market", "market", None, None, sum(total.values()))

    def _add(self, mart: str, base: Row, **columns: Any) -> None:
        self.rows.setdefault(mart, []).append({**base, **columns})

    def _segment(self, level: str, key: str, direction: str | None, slug: str | None, size: int) -> None:
        for number, week in enumerate(self.weeks):
            is_open = self.open_week and week == self.weeks[-1]
            base = {
                "week_start": week,
                "week_iso": f"{week.isocalendar().year}-W{week.isocalendar().week:02d}",
                "as_of": week + timedelta(days=2 if is_open else 6),
                "segment_level": level,
                "segment": key,
                "direction": direction,
                "specialization": slug,
            }
            self._week(base, number, size, is_open)
            self._window(base, size)

    def _week(self, base: Row, number: int, size: int, is_open: bool) -> None:
        new = max(1, int(size / 13 * (0.8 + 0.03 * number + 0.15 * math.sin(number))))
        active = shown(self.active[base["segment_level"], base["segment"]])
        days = {"days_covered": 3 if is_open else 7, "sources_missing": ["nofluffjobs"] if is_open else []}
        flags = {"is_complete": not is_open, "is_ramp_up": number < 2}
        closed = shown(int(new * 0.8))
        counts = {"new_vacancies": shown(new), "active": active, "closed": closed, "aged_out": shown(0)}
        self._add("mart_weekly_demand", base, **counts, **days, **flags)
        stated = int(new * 0.8)
        whole = {"stated_n": stated, "coverage": stated / new}
        drift = tuple(weight * (1 + 0.02 * number * (1 if name == "Senior" else -0.3)) for name, weight, _ in GRADES)
        for (grade, _, _), n in zip(GRADES, split(stated, drift), strict=True):
            self._add("mart_weekly_grades", base, grade=grade, **whole, **share_columns(n, stated))
        for (name, _), n in zip(FORMATS, split(stated, weights(FORMATS)), strict=True):
            self._add("mart_weekly_work_formats", base, work_format=name, **whole, **share_columns(n, stated))

    def _window(self, base: Row, size: int) -> None:
        paid, stated = size // 2, int(size * 0.8)
        self._summary(base, size, paid, stated)
        self._ladder(base, paid)
        for rank, name in enumerate(TECHNOLOGIES, 1):
            n = int(size * 0.85 / rank**0.6)
            own = base["specialization"] == f"{name.lower()}-backend"
            figures = {"rank": rank if n >= 5 else None, "lift": 1 + (rank % 4) / 3 if n >= 5 else None}
            whole = {"stated_n": size, "total_n": size, "coverage": 1.0, "is_defining": own}
            self._add("mart_technologies", base, technology=name, **figures, **whole, **share_columns(n, size))
        whole = {"stated_n": stated, "total_n": size, "coverage": stated / size}
        for (country, _), n in zip(COUNTRIES, split(stated, weights(COUNTRIES)), strict=True):
            self._add("mart_geography", base, country=country, **whole, **share_columns(n, stated))
        unknown = {**share_columns(0, 1), "n": shown(size - stated), "is_suppressed": size - stated < 5}
        self._add("mart_geography", base, country=None, **whole, **unknown)
        for source, weight in SOURCES:
            n = int(size * weight)
            columns = {
                "source_family": source.split(":")[0],
                "source": source,
                "overlap_share": 0.25 if n >= 5 else None,
            }
            counts = {"postings": n + n // 10, "vacancies": n, "exclusive_vacancies": n * 3 // 4, "preferred_n": n}
            shares = {key: value for key, value in share_columns(n, size).items() if key != "n"}
            self._add("mart_sources", base, **columns, **{key: shown(n) for key, n in counts.items()}, **shares)

    def _summary(self, base: Row, size: int, paid: int, stated: int) -> None:
        columns: Row = dict.fromkeys(LEDGER) if base["segment_level"] != "market" else dict(LEDGER)
        for name, n in zip(("remote", "hybrid", "office"), split(stated, weights(FORMATS)), strict=True):
            shares = share_columns(n, stated)
            columns |= {f"{name}_share{end}": shares[f"share{end}"] for end in ("", "_low", "_high")}
        middle, is_thin = float(self.random.randint(3800, 5600)), paid < 20
        spread = 4500 / math.sqrt(max(paid, 1))
        columns |= {
            "active": shown(self.active[base["segment_level"], base["segment"]]),
            "new_90d": shown(size),
            "closed_90d": shown(size * 3 // 10),
            "n_salary": shown(paid),
            "salary_coverage": paid / size,
            "median_usd_month": None if is_thin else middle,
            "median_usd_month_low": None if is_thin else round(middle - spread),
            "median_usd_month_high": None if is_thin else round(middle + spread),
            "is_median_suppressed": is_thin,
            "format_n": stated,
            "format_coverage": stated / size,
            "grade_n": stated,
            "grade_coverage": stated / size,
        }
        self._add("mart_market_summary", base, **columns)

    def _ladder(self, base: Row, paid: int) -> None:
        before: tuple[float, float] | None = None
        counts = split(paid, tuple(weight for _, weight, _ in GRADES))
        for order, ((grade, _, pay), n) in enumerate(zip(GRADES, counts, strict=True), 1):
            row: Row = dict.fromkeys(LADDER_FIGURES)
            row |= {"is_inversion": False, "is_inversion_beyond_interval": False, "is_suppressed": n < 20}
            if n >= 20:
                low, high = round(pay - 9000 / math.sqrt(n)), round(pay + 9000 / math.sqrt(n))
                figures = (float(pay), low, high, round(pay * 0.75), round(pay * 1.3), None)
                row |= dict(zip(LADDER_FIGURES, figures, strict=True))
                if before is not None:
                    row["jump_pct"] = round(100 * (pay / before[0] - 1), 1)
                    row["is_inversion"] = pay < before[0]
                    row["is_inversion_beyond_interval"] = high < before[1]
                before = (pay, low)
            self._add("mart_salary_ladder", base, grade=grade, grade_order=order, n=shown(n), coverage=0.5, **row)

    def write(self, path: Path) -> Path:
        """Write all marts and the seeds that the pages need into a new DuckDB file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        seed = REPO / "dbt_project/seeds/specializations.csv"
        with duckdb.connect(str(path)) as connection:
            for mart, rows in self.rows.items():
                connection.register("invented", pa.Table.from_pylist(rows))
                connection.execute(f"create table {mart} as from invented")
            connection.execute(f"create table specializations as from read_csv('{seed}')")
        return path
