"""Guards on the cells of the marts alone, before anything is rendered."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import pycountry

from orchestration.publication.contradictions import Contradiction
from orchestration.publication.figures import shown_value
from orchestration.publication.metrics import FAQ, MART_KEYS, Metric, MetricLayer, Row, Segment, measures
from orchestration.publication.rules import rules

_ROUNDING = 1e-6
# Half of the last printed digit of a step, in percent points.
_STEP_TOLERANCE = 0.06
_PARTS = ("mart_weekly_grades", "mart_weekly_work_formats", "mart_weekly_salary_bands", "mart_geography")
_LEAST = {"usd": "min_median", "usd_plain": "min_median", "days": "min_median", "share": "min_count"}


def check_marts(layer: MetricLayer) -> None:
    """Everything that can be judged on the cells alone. Raises Contradiction naming mart, row and rule."""
    for mart in MART_KEYS:
        for row in layer.all_rows(mart):
            _check_row(mart, row)
    for mart in _PARTS:
        _check_parts(mart, (row for row in layer.all_rows(mart) if row.get("is_stated", True)), "share")
    _check_countries(layer)
    _check_ladders(layer.all_rows("mart_salary_ladder"))
    _check_stock(layer)
    _check_directions(layer)
    _check_ledger(layer)
    _check_agreement(layer)
    _check_defining(layer)
    _check_pairs(layer)
    _check_days_open(layer)
    _check_transparency(layer)
    _check_answers(layer)
    _check_source_ledger(layer)


def _where(mart: str, row: Row) -> str:
    keys = "".join(f" {row[key]}" for key in MART_KEYS[mart])
    return f"{mart}: {row['segment_level']} {row['segment']} {row['week_start']}{keys}"


@cache
def _measures_of(mart: str) -> tuple[str, ...]:
    return tuple(name for name, measure in measures().items() if measure.mart == mart)


def _check_row(mart: str, row: Row) -> None:
    for column, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise Contradiction(f"{_where(mart, row)}: {column} is {value}, not a number")
    for name in _measures_of(mart):
        measure = measures()[name]
        raw = row[measure.column]
        if raw is not None and measure.kind != "change" and raw < 0:
            raise Contradiction(f"{_where(mart, row)}: {measure.column} is negative")
        metric = MetricLayer.metric(name, row)
        if metric.value is None:
            continue
        for share in (metric.value if measure.kind == "share" else None, metric.coverage):
            if share is not None and not -_ROUNDING <= share <= 1 + _ROUNDING:
                raise Contradiction(f"{_where(mart, row)}: {measure.column} has a share of {share}")
        slack = _ROUNDING * max(1.0, abs(metric.value))
        if (metric.low is not None and metric.value < metric.low - slack) or (
            metric.high is not None and metric.value > metric.high + slack
        ):
            raise Contradiction(f"{_where(mart, row)}: {measure.column} lies outside its own interval")
        if not measure.is_exact:
            _check_suppressed(mart, row, metric, measure.least or _LEAST.get(metric.kind))


def _check_suppressed(mart: str, row: Row, metric: Metric, least: str | None) -> None:
    if metric.n is None or least is None or metric.column.endswith("coverage"):
        return
    limit: int = getattr(rules(), least)
    if mart != "mart_sources" and metric.n < limit:
        raise Contradiction(f"{_where(mart, row)}: {metric.column} is shown on n={metric.n}, fewer than {limit}")


def _groups(rows: Iterable[Row]) -> Iterable[tuple[Any, list[Row]]]:
    def key(row: Row) -> tuple[Any, ...]:
        return row["segment_level"], row["segment"], row["week_start"]

    for name, group in groupby(sorted(rows, key=key), key):
        yield name, list(group)


def _check_parts(mart: str, rows: Iterable[Row], column: str) -> None:
    for _, group in _groups(rows):
        shares = [row[column] for row in group if row[column] is not None]
        total = math.fsum(shares)
        if total > 1 + 1e-4 or (len(shares) == len(group) and shares and total < 1 - 1e-4):
            raise Contradiction(f"{_where(mart, group[0])}: shares of the whole add up to {total:.4f}")
        counts = [row["n"] for row in group]
        if None not in counts and group[0]["stated_n"] is not None and sum(counts) != group[0]["stated_n"]:
            raise Contradiction(
                f"{_where(mart, group[0])}: parts count {sum(counts)}, the whole {group[0]['stated_n']}"
            )


@cache
def _is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None


def _check_countries(layer: MetricLayer) -> None:
    for mart in ("mart_geography", "mart_latest_vacancies"):
        for row in layer.all_rows(mart):
            if row["country"] is not None and not _is_country(row["country"]):
                raise Contradiction(f"{_where(mart, row)}: {row['country']} is not a country of ISO 3166-1")
    for row in layer.all_rows("mart_pay_transparency"):
        if row["breakdown"] == "country" and row["value"] != "not stated" and not _is_country(row["value"]):
            raise Contradiction(f"{_where('mart_pay_transparency', row)}: not a country of ISO 3166-1")


def _check_ladders(rows: Iterable[Row]) -> None:
    for _, group in _groups(rows):
        ordered = sorted(group, key=lambda row: row["grade_order"])
        shown = [row for row in ordered if MetricLayer.metric("ladder_median", row).is_shown]
        for before, row in pairwise(shown):
            lower, upper = MetricLayer.metric("ladder_median", before), MetricLayer.metric("ladder_median", row)
            jump = MetricLayer.metric("ladder_jump", row)
            given = 100 * (shown_value(upper) / shown_value(lower) - 1)
            if jump.is_shown and abs((jump.value or 0) - given) > _STEP_TOLERANCE:
                raise Contradiction(
                    f"{_where('mart_salary_ladder', row)}: a step of {jump.value:+.1f} % where the shown medians "
                    f"{shown_value(lower):,.0f} and {shown_value(upper):,.0f} give {given:+.1f} %"
                )
            is_clear = (upper.value or 0) < (lower.value or 0) and not upper.overlaps(lower)
            if is_clear and not row["is_inversion_beyond_interval"]:
                raise Contradiction(
                    f"{_where('mart_salary_ladder', row)}: an inversion beyond its interval, not flagged"
                )


def _check_stock(layer: MetricLayer) -> None:
    for row in layer.all_rows("mart_market_summary"):
        active, new = row["active"], row["new_90d"]
        if active is not None and new is not None and active > new:
            raise Contradiction(
                f"{_where('mart_market_summary', row)}: {active} active of {new} published in the window"
            )
        for column in ("n_salary", "grade_n", "format_n"):
            if row[column] is not None and new is not None and row[column] > new:
                raise Contradiction(f"{_where('mart_market_summary', row)}: {column} {row[column]} of {new} vacancies")


def _check_ledger(layer: MetricLayer) -> None:
    for row in layer.all_rows("mart_market_summary"):
        if row["raw_postings"] is None:
            continue
        parts = sum(row[name] for name in ("merged", "rejected", "not_it", "out_of_scope", "pending", "vacancies"))
        if parts != row["raw_postings"]:
            raise Contradiction(
                f"{_where('mart_market_summary', row)}: {row['raw_postings']} postings, their outcomes count {parts}"
            )


def _check_directions(layer: MetricLayer) -> None:
    rows = list(layer.all_rows("mart_market_summary"))
    for direction in (row for row in rows if row["segment_level"] == "direction"):
        members = [
            row["active"]
            for row in rows
            if row["segment_level"] == "specialization" and row["direction"] == direction["segment"]
        ]
        if members and None not in (*members, direction["active"]) and sum(members) != direction["active"]:
            raise Contradiction(
                f"{_where('mart_market_summary', direction)}: {direction['active']} active, "
                f"its specializations {sum(members)}"
            )


# mart, column, the mart it must agree with, its column. Both rows are of one segment and week.
_SAME: tuple[tuple[str, str, str, str], ...] = (
    ("mart_weekly_demand", "active", "mart_market_summary", "active"),
    ("mart_specializations", "active", "mart_market_summary", "active"),
    ("mart_specializations", "n", "mart_market_summary", "new_90d"),
    ("mart_specializations", "n_salary", "mart_market_summary", "n_salary"),
    ("mart_specializations", "median_usd_month", "mart_market_summary", "median_usd_month"),
    ("mart_days_open", "total_n", "mart_market_summary", "new_90d"),
    ("mart_geography", "total_n", "mart_market_summary", "new_90d"),
    ("mart_technologies", "total_n", "mart_market_summary", "new_90d"),
    ("mart_sources", "total_n", "mart_market_summary", "new_90d"),
    ("mart_employers", "total_n", "mart_market_summary", "new_90d"),
    ("mart_weekly_salaries", "n", "mart_weekly_salary_bands", "stated_n"),
    ("mart_weekly_salaries", "total_n", "mart_weekly_salary_bands", "total_n"),
    ("mart_weekly_grades", "total_n", "mart_weekly_work_formats", "total_n"),
)


def _check_agreement(layer: MetricLayer) -> None:
    """One fact in two marts is one number."""
    for mart, column, other, other_column in _SAME:
        known = {
            (row["segment_level"], row["segment"], row["week_start"]): row[other_column]
            for row in layer.all_rows(other)
        }
        for row in layer.all_rows(mart):
            expected = known.get((row["segment_level"], row["segment"], row["week_start"]))
            if None not in (expected, row[column]) and expected != row[column]:
                raise Contradiction(f"{_where(mart, row)}: {column} is {row[column]}, {other} says {expected}")


def _check_defining(layer: MetricLayer) -> None:
    """What defines a specialization heads no list of its wants and has no premium of its own."""
    defining: dict[Segment, set[str]] = {}
    for row in layer.all_rows("mart_technologies"):
        if row["is_defining"]:
            defining.setdefault(Segment(row["segment_level"], row["segment"]), set()).add(row["technology"])
    named: tuple[tuple[str, Callable[[Row], Iterable[str]]], ...] = (
        ("mart_market_summary", lambda row: row["top_technologies"] or ()),
        ("mart_technology_pairs", lambda row: (row["technology_a"], row["technology_b"])),
        ("mart_technology_pay", lambda row: (row["technology"],)),
    )
    for mart, names in named:
        for row in layer.all_rows(mart):
            own = defining.get(Segment(row["segment_level"], row["segment"]), set())
            if found := own.intersection(names(row)):
                raise Contradiction(f"{_where(mart, row)}: {', '.join(found)} defines the specialization")


def _check_pairs(layer: MetricLayer) -> None:
    counts = {
        (row["segment_level"], row["segment"], row["week_start"], row["technology"]): row["n"]
        for row in layer.all_rows("mart_technologies")
    }
    for row in layer.all_rows("mart_technology_pairs"):
        where = _where("mart_technology_pairs", row)
        members = row["technology_a"], row["technology_b"]
        if members[0] == members[1] or any(" + " in member for member in members):
            raise Contradiction(f"{where}: a pair has two members")
        if row["n"] > min(row["n_a"], row["n_b"]):
            raise Contradiction(f"{where}: {row['n']} ads name both, but {row['n_a']} and {row['n_b']} name one")
        for member, count in zip(members, (row["n_a"], row["n_b"]), strict=True):
            known = counts.get((row["segment_level"], row["segment"], row["week_start"], member))
            if known is not None and known != count:
                raise Contradiction(f"{where}: {member} counts {count}, mart_technologies says {known}")


def _check_days_open(layer: MetricLayer) -> None:
    for row in layer.all_rows("mart_days_open"):
        where = _where("mart_days_open", row)
        if None not in (row["n"], row["closed_n"], row["open_n"]) and row["closed_n"] + row["open_n"] != row["n"]:
            raise Contradiction(f"{where}: {row['closed_n']} closed and {row['open_n']} open of {row['n']}")
        days = [row[name] for name in ("p25_days", "median_days", "p75_days") if row[name] is not None]
        if days != sorted(days):
            raise Contradiction(f"{where}: its quartiles are out of order")
        if row["median_days"] is not None and not row["closed_n"]:
            raise Contradiction(f"{where}: a time to closing without a closing")


def _check_transparency(layer: MetricLayer) -> None:
    rows = list(layer.all_rows("mart_pay_transparency"))
    whole = {(row["segment_level"], row["segment"]): row["total_n"] for row in rows if row["breakdown"] == "all"}
    parts: dict[tuple[str, str, str], list[int | None]] = {}
    for row in rows:
        parts.setdefault((row["segment_level"], row["segment"], row["breakdown"]), []).append(row["total_n"])
    for (level, segment, breakdown), counts in parts.items():
        total = whole.get((level, segment))
        known = [count for count in counts if count is not None]
        if total is None or len(known) < len(counts):
            continue
        if sum(known) != total:
            raise Contradiction(
                f"mart_pay_transparency: {level} {segment}: parts by {breakdown} count {sum(known)}, the whole {total}"
            )


def _check_answers(layer: MetricLayer) -> None:
    """A fact of an answer says what the cell says that it names."""
    for row in layer.all_rows(FAQ):
        source = layer.source_cell(row)
        if source is None:
            raise Contradiction(f"{_where(FAQ, row)}: no cell {row['source_mart']} {row['source_key']}")
        fact, told = layer.fact(row), source[row["source_column"]]
        if fact.value is not None and (told is None or not math.isclose(fact.value, told, rel_tol=1e-9)):
            raise Contradiction(f"{_where(FAQ, row)}: says {fact.value}, {row['source_mart']} says {told}")


def _check_source_ledger(layer: MetricLayer) -> None:
    """All that was read of a source has one fate."""
    read: dict[str, int] = {}
    fates: dict[str, int] = {}
    for row in layer.all_rows("mart_data_quality"):
        if row["measure"] == "in":
            read[row["source"]] = row["n"]
        elif row["measure"] in ("kept", "rejected", "merged", "quarantined"):
            fates[row["source"]] = fates.get(row["source"], 0) + row["n"]
    for source, n in read.items():
        if fates.get(source, 0) != n:
            raise Contradiction(f"mart_data_quality: {source}: {n} read, their fates count {fates.get(source, 0)}")
