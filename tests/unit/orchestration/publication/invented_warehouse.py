"""A small warehouse with the published tables, filled with invented values that obey the arithmetic of the marts."""

from __future__ import annotations

import itertools
import math
import random
from datetime import date, timedelta
from typing import Any

from orchestration.publication.metrics import MART_KEYS
from tests.unit.orchestration.publication.invented_market import (
    BAND_WEIGHTS,
    BANDS,
    BASE_COLUMNS,
    COUNTRIES,
    EMPLOYERS,
    FACTS,
    FIRST_WEEK,
    FORMATS,
    GRADES,
    LADDER_FIGURES,
    LEDGER,
    SOURCES,
    TECHNOLOGIES,
    WEEKS,
    Row,
    share_columns,
    shown,
    specializations,
    split,
    weights,
    wilson,
)


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
        self._sources()
        self.answer()

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
            self._terms(base, size)

    def _week(self, base: Row, number: int, size: int, is_open: bool) -> None:
        new = max(1, int(size / 13 * (0.8 + 0.03 * number + 0.15 * math.sin(number))))
        active = shown(self.active[base["segment_level"], base["segment"]])
        days = {"days_covered": 3 if is_open else 7, "sources_missing": ["nofluffjobs"] if is_open else []}
        flags = {"is_complete": not is_open, "is_ramp_up": number < 2}
        closed = shown(int(new * 0.8))
        counts = {"new_vacancies": shown(new), "active": active, "closed": closed, "aged_out": shown(0)}
        self._add("mart_weekly_demand", base, **counts, **days, **flags)
        self._index(base, number, new)
        stated = int(new * 0.8)
        whole = {"stated_n": stated, "total_n": shown(new), "coverage": stated / new}
        self._weekly_pay(base, number, new, flags)
        drift = tuple(weight * (1 + 0.02 * number * (1 if name == "Senior" else -0.3)) for name, weight, _ in GRADES)
        for (grade, _, _), n in zip(GRADES, split(stated, drift), strict=True):
            self._add("mart_weekly_grades", base, grade=grade, **whole, **share_columns(n, stated))
        for (name, _), n in zip(FORMATS, split(stated, weights(FORMATS)), strict=True):
            self._add("mart_weekly_work_formats", base, work_format=name, **whole, **share_columns(n, stated))

    def _index(self, base: Row, number: int, new: int) -> None:
        """Growth at two sources, and of pay in twenty-four cells; known from the fourth and ninth week on."""
        thin: Row = dict.fromkeys(("growth_pct", "growth_pct_low", "growth_pct_high", "index_level", "base_week"))
        growth = {"growth_pct": 3.0, "growth_pct_low": -8.0, "growth_pct_high": 15.4, "base_week": self.weeks[2]}
        known = number >= 3 and new >= 30
        level = {**growth, "index_level": round(100 * 1.03 ** (number - 2), 1)} if known else thin
        panel = {"panel_sources": ["hh_ru"], "panel_sources_n": 1, "coverage": 1 / 3, "n": shown(new)}
        self._add("mart_demand_index", base, **level, **panel, n_before=shown(new), is_suppressed=not known)
        known = number >= 8 and new >= 30
        level = {**growth, "index_level": round(100 * 1.01 ** (number - 7), 1)} if known else thin
        counts = {"n": shown(new * 2), "n_before": shown(new * 2), "cells_n": 24}
        self._add("mart_salary_index", base, **level, **counts, is_suppressed=not known)

    def _weekly_pay(self, base: Row, number: int, new: int, flags: Row) -> None:
        paid, is_thin = new // 2, new // 2 < 20
        middle = 4500.0 + 20 * number
        figures = {
            f"{name}_usd_month{end}": None if is_thin else round(middle * factor * (1 + slack))
            for name, factor in (("median", 1.0), ("p25", 0.7), ("p75", 1.4))
            for end, slack in (("", 0.0), ("_low", -0.1), ("_high", 0.1))
        }
        whole = {"total_n": shown(new), "coverage": paid / new, **flags}
        self._add("mart_weekly_salaries", base, n=shown(paid), **figures, **whole, is_suppressed=is_thin)
        for order, (band, n) in enumerate(zip(BANDS, split(paid, BAND_WEIGHTS), strict=True), 1):
            part = {"salary_band": band, "band_order": order, "is_stated": True, "stated_n": shown(paid)}
            self._add("mart_weekly_salary_bands", base, **part, **whole, **share_columns(n, max(paid, 1)))

    def _window(self, base: Row, size: int) -> None:
        paid, stated = size // 2, int(size * 0.8)
        self._summary(base, size, paid, stated)
        self._ladder(base, paid)
        counted = {name: int(size * 0.85 / rank**0.6) for rank, name in enumerate(TECHNOLOGIES, 1)}
        self._pairs(base, size, counted)
        self._employers(base, size)
        self._days_open(base, size)
        self._transparency(base, size, stated)
        self._latest(base, size)
        for rank, (name, n) in enumerate(counted.items(), 1):
            own = base["specialization"] == f"{name.lower()}-backend"
            figures = {"rank": rank if n >= 5 else None, "lift": 1 + (rank % 4) / 3 if n >= 5 else None}
            whole = {"stated_n": size, "total_n": size, "coverage": 1.0, "is_defining": own}
            self._add("mart_technologies", base, technology=name, **figures, **whole, **share_columns(n, size))
        whole = {"stated_n": stated, "total_n": size, "coverage": stated / size}
        for (country, _), n in zip(COUNTRIES, split(stated, weights(COUNTRIES)), strict=True):
            pay = {"n_salary": shown(n // 2), "is_median_suppressed": n // 2 < 20}
            for end, slack in (("", 1.0), ("_low", 0.9), ("_high", 1.1)):
                pay[f"median_usd_month{end}"] = None if n // 2 < 20 else round(4200 * slack)
            self._add(
                "mart_geography", base, country=country, is_stated=True, **whole, **pay, **share_columns(n, stated)
            )
        unknown = {**share_columns(0, 1), "n": shown(size - stated), "is_suppressed": size - stated < 5}
        pay = dict.fromkeys(("median_usd_month", "median_usd_month_low", "median_usd_month_high", "n_salary"))
        pay["is_median_suppressed"] = True
        self._add("mart_geography", base, country=None, is_stated=False, **whole, **pay, **unknown)
        for source, weight in SOURCES:
            n = int(size * weight)
            columns = {
                "source_family": source.split(":")[0],
                "source": source,
                "source_type": "channel" if ":" in source else "board",
                "total_n": shown(size),
                "overlap_share": 0.25 if n >= 5 else None,
            }
            counts = {"postings": n + n // 10, "vacancies": n, "exclusive_vacancies": n * 3 // 4, "preferred_n": n}
            counts |= {"own_format_n": n // 2, "own_remote_n": n // 4, "own_hybrid_n": n // 8, "own_office_n": n // 8}
            shares = {key: value for key, value in share_columns(n, size).items() if key != "n"}
            self._add("mart_sources", base, **columns, **{key: shown(n) for key, n in counts.items()}, **shares)

    def _pairs(self, base: Row, size: int, counted: dict[str, int]) -> None:
        own = f"{base['specialization']}"
        names = [name for name in counted if own != f"{name.lower()}-backend"][:4]
        for rank, (one, other) in enumerate(itertools.combinations(sorted(names), 2), 1):
            n = min(counted[one], counted[other]) // 2
            if n < 5:
                continue
            support = {key.replace("share", "support"): value for key, value in share_columns(n, size).items()}
            lift = (n / size) / (counted[one] / size * counted[other] / size)
            key = {"technology_a": one, "technology_b": other, "rank": rank}
            whole = {"n_a": counted[one], "n_b": counted[other], "stated_n": size, "total_n": size, "coverage": 1.0}
            self._add("mart_technology_pairs", base, **key, **whole, **support, lift=lift)
        for name in names:
            n = counted[name] // 3
            high = {"premium_pct": 6.0, "premium_pct_low": 1.5 if name == "Docker" else -2.0, "premium_pct_high": 11.0}
            figures = high if n >= 30 else dict.fromkeys(high)
            counts = {"n": shown(n), "cells_n": 4, "coverage": 1 / 3, "is_suppressed": n < 30}
            self._add("mart_technology_pay", base, technology=name, **figures, **counts)

    def _employers(self, base: Row, size: int) -> None:
        for rank, (name, weight) in enumerate(EMPLOYERS, 1):
            n = int(size * weight)
            if n < 5:
                continue
            key = {"employer_key": name.lower(), "company": name, "rank": rank, "active": shown(n // 2)}
            whole = {"employers_n": 40, "stated_n": size, "total_n": size, "coverage": 1.0}
            pay: Row = {f"median_usd_month{end}": None for end in ("", "_low", "_high")}
            pay |= {"n_salary": shown(n // 4), "salary_coverage": 0.25, "is_median_suppressed": True}
            self._add("mart_employers", base, **key, **whole, **pay, **share_columns(n, size))

    def _days_open(self, base: Row, size: int) -> None:
        n, is_thin = size * 8 // 10, size * 8 // 10 < 20
        days = {"p25_days": (12, 11, 13), "median_days": (26, 24, 29), "p75_days": (47, 43, None)}
        figures = {
            f"{name}{end}": None if is_thin else value
            for name, values in days.items()
            for end, value in zip(("", "_low", "_high"), values, strict=True)
        }
        counts = {"n": shown(n), "closed_n": shown(n * 6 // 10), "open_n": shown(n - n * 6 // 10)}
        whole = {"total_n": shown(size), "coverage": 0.8, "follow_up_days": 89, "is_suppressed": is_thin}
        self._add("mart_days_open", base, **figures, **counts, **whole, is_median_reached=not is_thin)

    def _transparency(self, base: Row, size: int, stated: int) -> None:
        grades = zip((grade for grade, _, _ in GRADES), split(stated, tuple(w for _, w, _ in GRADES)), strict=True)
        parts = [("all", "all", size), *(("grade", grade, n) for grade, n in grades)]
        for breakdown, value, total in [*parts, ("grade", "not stated", size - stated)]:
            n = total // 2
            low, high = wilson(n, total) if total else (0.0, 1.0)
            figures: Row = {"share": n / total if total else None, "share_low": low, "share_high": high}
            rest = {"range": n * 8 // 10, "tax": n * 6 // 10}
            for name, count in rest.items():
                shares = share_columns(count, max(n, 1))
                figures |= {f"{name}_share{end}": shares[f"share{end}"] for end in ("", "_low", "_high")}
                figures[f"{name}_n"] = shown(count)
            if n < 5:
                figures = dict.fromkeys(figures)
            key = {"breakdown": breakdown, "value": value, "n": shown(n), "total_n": shown(total)}
            self._add("mart_pay_transparency", base, **key, **figures, is_suppressed=n < 5)

    def _latest(self, base: Row, size: int) -> None:
        for position in range(1, min(size, 10) + 1):
            columns: Row = dict.fromkeys(("salary_min", "salary_max", "salary_currency", "salary_period", "salary_tax"))
            columns |= {
                "position": position,
                "vacancy_id": f"{base['segment']}-{position}",
                "title": f"Invented opening {position}",
                "company": "Invented Works" if position % 3 else None,
                "url": f"https://jobs.example/{base['segment']}/{position}",
                "source": "hh_ru",
                "vacancy_specialization": base["specialization"],
                "grade": "Senior" if position % 2 else None,
                "country": "PL" if position % 4 else None,
                "city": "Kraków" if position % 4 else None,
                "work_format": "remote",
                "technologies": ["Python", "Docker"],
                "salary_usd_month": 4200.0 if position % 2 else None,
                "published_on": base["as_of"],
            }
            self._add("mart_latest_vacancies", base, **columns)

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
            "salary_outliers": shown(size // 50),
            "salary_unconverted": shown(size // 90),
            "top_technologies": [],
        }
        clear = share_columns(size * 9 // 10, size)
        columns |= {f"clear_{name}": clear[name] for name in ("n", "share", "share_low", "share_high")}
        self._add("mart_market_summary", base, **columns)
        if base["segment_level"] != "market":
            self._beside(base, size, columns)

    def _beside(self, base: Row, size: int, summary: Row) -> None:
        """The wider segment holds four times as many; ranks follow the names."""
        copied = ("active", "n_salary", "salary_coverage", "is_median_suppressed")
        pay = ("median_usd_month", "median_usd_month_low", "median_usd_month_high")
        columns = {name: summary[name] for name in (*copied, *pay)}
        gap = {"median_gap_pct": 4.2 if summary["median_usd_month"] else None, "is_gap_beyond_interval": False}
        order = len(self.rows.get("mart_specializations", []))
        ranks = {
            "rank_by_new": 1 if size >= 5 else None,
            "rank_by_median": None,
            "neighbours_n": 4,
            "sort_order": order,
        }
        self._add("mart_specializations", base, **columns, **gap, **ranks, **share_columns(size, size * 4))

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
            part = {f"grade_{key}": value for key, value in share_columns(n * 2, paid * 2).items() if "share" in key}
            part |= {"total_n": shown(n * 2), "grade_coverage": 0.8, "is_grade_share_suppressed": n * 2 < 5}
            key = {"grade": grade, "grade_order": order, "n": shown(n), "coverage": 0.5}
            self._add("mart_salary_ladder", base, **key, **row, **part)

    def _terms(self, base: Row, size: int) -> None:
        """Pay by work format, what Seniors are asked for, and a specialization with similar technologies."""
        for rank, (name, n) in enumerate(zip(("remote", "hybrid", "office"), split(size // 2, weights(FORMATS))), 1):  # noqa: B905
            pay: Row = {f"{figure}_usd_month": None if n < 20 else 4000.0 for figure in ("median", "p25", "p75")}
            pay |= {f"median_usd_month_{end}": None if n < 20 else 4000.0 for end in ("low", "high")}
            key = {"breakdown": "work_format", "value": name, "rank": rank, "n": shown(n), "total_n": shown(n * 2)}
            self._add("mart_salary_breakdowns", base, **key, **pay, coverage=0.5, is_suppressed=n < 20)
        for rank, name in enumerate(TECHNOLOGIES[1:4], 1):
            n = size // (rank + 3)
            if n >= 5:
                key = {"grade": "Senior", "technology": name, "rank": rank, "lift": 1.1, "coverage": 1.0}
                self._add("mart_grade_technologies", base, **key, **share_columns(n, size))
        key = {"other_segment": "go-backend", "coverage": 1.0, "is_suppressed": size < 30}
        self._add("mart_similar_specializations", base, **key, n=shown(size), overlap=None if size < 30 else 0.42)
        shares = {f"other_{name}": None for name in ("n", "share", "share_low", "share_high")}
        key = {"other_segment": "go-backend", "technology": "Redis", "coverage": 1.0, "is_other_suppressed": True}
        if size >= 20:
            self._add("mart_technology_contrasts", base, **key, **shares, **share_columns(size // 4, size))

    def answer(self) -> None:
        """Facts copied from the other marts as they stand, as the mart does it; once more after rows were edited."""
        self.rows["mart_faq"] = []
        for order, (question, slot, mart, column, n, name, most) in enumerate(FACTS, 1):
            found: dict[tuple[str, str, date], list[Row]] = {}
            for row in self.rows[mart]:
                if name is None or row[name] is not None:
                    found.setdefault((row["segment_level"], row["segment"], row["week_start"]), []).append(row)
            for position, row in [pair for rows in found.values() for pair in enumerate(rows[:most], 1)]:
                keys = ("segment_level", "segment", "week_start", *MART_KEYS[mart])
                self._add(
                    "mart_faq", {key: row[key] for key in BASE_COLUMNS}, question_id=question, question_order=order,
                    slot=slot, slot_order=position, value_text=row[name] if name else None, value=row[column],
                    n=row[n], coverage=row.get("coverage"), low=row.get(f"{column}_low"),
                    high=row.get(f"{column}_high"), source_mart=mart, source_column=column,
                    comparison="not apart" if position > 1 and mart == "mart_geography" else None,
                    source_key="/".join(str(row[key]) for key in keys),
                    is_suppressed=row[column] is None and column != "median_days",
                )  # fmt: skip

    def _sources(self) -> None:
        """Bookkeeping about sources: fates and fields of their postings by week, the health of each by day."""
        for week in self.weeks:
            base = {"week_start": week, "week_iso": "", "as_of": week + timedelta(days=6)}
            for source, weight in SOURCES:
                family, n = source.split(":")[0], int(1000 * weight)
                items = [("in", "all", n), ("kept", "vacancy", n * 7 // 10), ("merged", "url", n // 10)]
                items += [("rejected", "spam", 3), ("quarantined", "no title", 2)]
                items += [("kept", "not_it", n - sum(count for _, _, count in items[1:]))]
                items += [("field", field, n // 2) for field in ("company", "salary", "country")]
                items += [("refused", "link", 4)]
                for measure, item, count in items:
                    key = {"source_family": family, "source": source, "measure": measure, "item": item}
                    shares = share_columns(count, n) if measure != "in" else dict.fromkeys(share_columns(1, 1))
                    self._add("mart_data_quality", base, **{**key, **shares, "n": count, "total_n": n})
                is_well = weight != 0.4
                health: Row = {"verdict": "good" if is_well else "degraded", "cause": None if is_well else "layout"}
                health |= {"day": base["as_of"], "source": source, "source_family": family, "is_crawled": True}
                health |= {"last_good_on": base["as_of"], "days_silent": 0}
                health |= {"listed": n, "postings": n, "quarantined": 1}
                self._add("mart_source_health", base, **health)
