"""The frames the rules look at: columns as stored plus the few that have to be derived. Values in, frames out.

Each function takes the tables of a layer and the partition's day (marts: the running week) and returns one small
pandas frame per table, with the key that names a row in a report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from expectations.tables import COLUMNS

# What names a row in a sample of broken rows; never its text.
KEYS = {
    "source_crawls": "source",
    "raw_observations": "posting",
    "raw_payloads": "posting",
    "exchange_rates": "currency",
    "parsed_postings": "posting_key",
    "payload_outcomes": "payload_hash",
    "source_health": "source",
    "duplicate_links": "posting_key",
    "normalized_postings": "posting_key",
    "mart_market_summary": "segment",
    "mart_weekly_demand": "segment",
    "mart_weekly_grades": "segment",
    "mart_salary_ladder": "segment",
}
# Fewer new items of a board than this say nothing about a share.
MIN_ITEMS_FOR_SHARE = 10
Frames = dict[str, pd.DataFrame]


def frames_of(layer: str, tables: Mapping[str, pa.Table], day: date) -> Frames:
    """Frames of one layer. Raises KeyError for an unknown layer or a missing table."""
    return _FRAMES[layer](tables, day)


def _raw(tables: Mapping[str, pa.Table], day: date) -> Frames:
    seen, payloads = tables["raw_observations"], tables["raw_payloads"]
    observed = pd.to_datetime(pd.Series(seen["observed_on"].to_pylist(), dtype="object"))
    return {
        "raw_observations": pd.DataFrame(
            {"posting": _posting(seen), "days_off": (observed - pd.Timestamp(day)).dt.days}
        ),
        "raw_payloads": pd.DataFrame(
            {
                "posting": _posting(payloads),
                "payload_hash": payloads["payload_hash"].to_pandas(),
                "payload_bytes": payloads["payload_bytes"].to_pandas(),
            }
        ),
        "source_crawls": tables["source_crawls"].select(COLUMNS["source_crawls"]).to_pandas(),
    }


def _rates(tables: Mapping[str, pa.Table], day: date) -> Frames:
    frame = tables["exchange_rates"].select(COLUMNS["exchange_rates"]).to_pandas()
    age = pd.to_datetime(frame["day"]) - pd.to_datetime(frame["rate_on"])
    return {
        "exchange_rates": frame.assign(
            age_days=age.dt.days, usd_of_usd=frame["usd_per_unit"].where(frame["currency"] == "USD")
        )[["currency", "usd_per_unit", "age_days", "usd_of_usd"]]
    }


def _parsed(tables: Mapping[str, pa.Table], day: date) -> Frames:
    parsed = tables["parsed_postings"]
    ahead = pc.days_between(pc.cast(parsed["fetched_at"], pa.date32()), pc.cast(parsed["published_at"], pa.date32()))
    title = pc.utf8_length(pc.utf8_trim_whitespace(pc.fill_null(parsed["title"], "")))
    payloads = tables["raw_payloads"]["payload_hash"]
    read = parsed["payload_hash"].combine_chunks()
    return {
        "parsed_postings": pd.DataFrame(
            {
                "posting_key": parsed["posting_key"].to_pandas(),
                "title_length": title.to_pandas(),
                "published_days_ahead": ahead.to_pandas(),
                "leftover_count": pc.fill_null(pc.list_value_length(parsed["leftover_fields"]), 0).to_pandas(),
            }
        ),
        "payload_outcomes": pd.DataFrame(
            {
                "payload_hash": payloads.to_pandas(),
                "is_quarantined": pc.cast(pc.invert(pc.is_in(payloads, value_set=read)), pa.int8()).to_pandas(),
            }
        ),
    }


def _health(tables: Mapping[str, pa.Table], day: date) -> Frames:
    frame = tables["source_health"].select(COLUMNS["source_health"]).to_pandas()
    items = frame["parsed_payloads"] + frame["quarantined"]
    is_judged = (frame["kind"] == "census") & (items >= MIN_ITEMS_FOR_SHARE)
    return {
        "source_health": pd.DataFrame(
            {
                "source": frame["source"],
                "verdict": frame["verdict"],
                "is_failed": (frame["verdict"] == "failed").astype(float),
                "quarantined_share": (frame["quarantined"] / items).where(is_judged),
            }
        )
    }


def _links(tables: Mapping[str, pa.Table], day: date) -> Frames:
    links = tables["duplicate_links"].select(COLUMNS["duplicate_links"]).to_pandas()
    return {
        "duplicate_links": links.assign(
            is_self=links["posting_key"] == links["earlier_posting_key"],
            links_of_posting=links.groupby("posting_key")["earlier_posting_key"].transform("nunique"),
        )
    }


def _normalized(tables: Mapping[str, pa.Table], day: date) -> Frames:
    frame = tables["normalized_postings"].select(COLUMNS["normalized_postings"]).to_pandas()
    stated = frame[["salary_text", "salary_min", "salary_max"]].notna().any(axis="columns")
    explained = frame["salary_usd_month"].notna() | frame["salary_reason"].notna()
    is_outlier = frame["is_outlier"].astype("boolean").fillna(False)
    is_ad = frame["rejected_reason"].isna()
    return {
        "normalized_postings": pd.DataFrame(
            {
                "posting_key": frame["posting_key"],
                "grade": frame["grade"],
                "description": frame["description"],
                "counted_salary_usd_month": frame["salary_usd_month"].where(~is_outlier),
                "is_salary_unexplained": stated & ~explained,
                "is_it": frame["specialization"].notna().astype(float).where(is_ad),
            }
        )
    }


def _marts(tables: Mapping[str, pa.Table], day: date) -> Frames:
    frames = {name: table.to_pandas() for name, table in tables.items()}
    demand, ladder = frames["mart_weekly_demand"], frames["mart_salary_ladder"]
    starts = pd.to_datetime(demand["week_start"])
    is_past = starts + timedelta(days=7) <= pd.Timestamp(day)
    frames["mart_weekly_demand"] = demand.assign(
        weekday=starts.dt.weekday, is_past_week_incomplete=is_past & ~demand["is_complete"].astype(bool)
    )
    frames["mart_salary_ladder"] = ladder.assign(
        n_behind_shown_median=ladder["n"].where(ladder["median_usd_month"].notna())
    )
    return frames


def _posting(table: pa.Table) -> pd.Series:
    names: pd.Series = pc.binary_join_element_wise(table["source"], table["source_posting_id"], "/").to_pandas()
    return names


_FRAMES: dict[str, Callable[[Mapping[str, pa.Table], date], Frames]] = {
    "raw": _raw,
    "rates": _rates,
    "parsed": _parsed,
    "health": _health,
    "links": _links,
    "normalized": _normalized,
    "marts": _marts,
}
