"""The daily steps as plain functions: read, call a transform, write the partition, count. No Dagster.

Each function replaces its own partitions of one day and says what became of every row. A day's output depends on what
landed that day (links: and in the 90 days before), the official quotes and the code, on nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.crawl_reports import report_table, reports_of_day
from orchestration.fingerprint_window import read_window
from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS
from orchestration.transforms import exchange, fingerprints, linking, normalize, source_health
from orchestration.versions import Inputs
from scrapers import landing
from scrapers.parsers import parse_payloads


class Unbalanced(ValueError):
    """A step lost or invented rows."""


@dataclass(frozen=True)
class Ledger:
    """What became of the rows that went into a step. Raises Unbalanced unless rows_in = sum of the outcomes."""

    unit: str
    rows_in: int
    outcomes: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.rows_in != sum(self.outcomes.values()):
            raise Unbalanced(f"{self.rows_in} {self.unit} went in, the outcomes are {dict(self.outcomes)}")


@dataclass(frozen=True)
class Written:
    """What a step wrote: its tables by layer, and the ledger."""

    tables: Mapping[str, pa.Table]
    ledger: Ledger


def collect_raw(home: Path, lake: Lake, day: date) -> Written:
    """Landed crawls of the day -> raw_observations, raw_payloads, source_crawls.

    The same content landed by two crawls of a day is one payload; the ledger counts it as merged.
    """
    crawls = landing.landed_crawls(home, day)
    payloads = landing.read_payloads(crawls)
    landed = sum(pq.read_metadata(crawl.path / "payloads.parquet").num_rows for crawl in crawls)
    ledger = Ledger("landed payloads", landed, {"written": payloads.num_rows, "merged": landed - payloads.num_rows})
    tables = {
        "raw_observations": landing.read_observations(crawls),
        "raw_payloads": payloads,
        "source_crawls": landing.source_crawls(crawls),
    }
    return _write(home, lake, day, tables, ledger)


def quote_rates(home: Path, lake: Lake, day: date) -> Written:
    """Landed official quotes -> the USD price of every quoted currency on the day."""
    rates = exchange.usd_rates(landing.read_rate_quotes(home), [day])
    return _write(
        home, lake, day, {"exchange_rates": rates}, Ledger("rates", rates.num_rows, {"written": rates.num_rows})
    )


def parse(home: Path, lake: Lake, day: date) -> Written:
    """raw_payloads -> parsed_postings and quarantine (that of the landing included)."""
    raw = lake.read("raw_payloads", day)
    parsed, rejected = parse_payloads(raw)
    landing_rejects = landing.read_quarantine(landing.landed_crawls(home, day))
    read = set(parsed["payload_hash"].to_pylist())
    ledger = Ledger(
        "payloads",
        raw.num_rows,
        {
            "parsed": len(read),
            "quarantined": len(set(rejected["payload_hash"].to_pylist()) - read),
        },
    )
    quarantine = first_of_each(pa.concat_tables([landing_rejects, rejected]), LAYERS["quarantine"].key)
    return _write(home, lake, day, {"parsed_postings": parsed, "quarantine": quarantine}, ledger)


def judge_sources(home: Path, lake: Lake, day: date) -> Written:
    """Reports of the day's crawls, raw_payloads, parsed_postings and quarantine -> source_health, a row per source."""
    payloads = lake.read("raw_payloads", day, columns=["source", "payload_hash"])
    parsed, quarantine = lake.read("parsed_postings", day), lake.read("quarantine", day)
    reports = report_table(reports_of_day(home, day))
    health = source_health.measure_health(reports, payloads, parsed, quarantine, day)
    ledger = Ledger(
        "crawls",
        reports.num_rows,
        {"sources": health.num_rows, "further crawls of the same day": reports.num_rows - health.num_rows},
    )
    return _write(home, lake, day, {"source_health": health}, ledger)


def fingerprint(home: Path, lake: Lake, day: date) -> Written:
    """parsed_postings -> fingerprints, one for one."""
    parsed = lake.read("parsed_postings", day)
    prints = fingerprints.fingerprint_postings(parsed)
    return _write(
        home,
        lake,
        day,
        {"fingerprints": prints},
        Ledger("postings", parsed.num_rows, {"fingerprinted": prints.num_rows}),
    )


def link(home: Path, lake: Lake, day: date) -> Written:
    """fingerprints of the day and of the 90 days before -> duplicate_links of the day's postings."""
    new = lake.read("fingerprints", day)
    links = linking.link_postings(new, read_window(Inputs(home), lake, day), day)
    postings = pc.count_distinct(new["posting_key"]).as_py()
    linked = pc.count_distinct(links["posting_key"]).as_py()
    return _write(
        home,
        lake,
        day,
        {"duplicate_links": links},
        Ledger("postings", postings, {"linked": linked, "first of their kind": postings - linked}),
    )


def normalize_day(home: Path, lake: Lake, day: date) -> Written:
    """parsed_postings and the rates of their publication days -> normalized_postings, one for one."""
    parsed = lake.read("parsed_postings", day)
    days = {day, *(stamp.date() for stamp in parsed["published_at"].to_pylist() if stamp is not None)}
    rates = exchange.usd_rates(landing.read_rate_quotes(home), sorted(each for each in days if each <= day))
    postings = normalize.normalize_postings(parsed, rates)
    rejected = postings.num_rows - postings["rejected_reason"].null_count
    foreign = pc.sum(pc.and_(pc.is_null(postings["rejected_reason"]), pc.is_null(postings["specialization"]))).as_py()
    outcomes = {
        "accepted": postings.num_rows - rejected - (foreign or 0),
        "not IT": foreign or 0,
        "rejected": rejected,
    }
    return _write(home, lake, day, {"normalized_postings": postings}, Ledger("postings", parsed.num_rows, outcomes))


def first_of_each(table: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """The first row of each key, in order."""
    numbered = table.append_column("_row", pa.array(range(table.num_rows), pa.int64()))
    rows = numbered.group_by(list(key), use_threads=False).aggregate([("_row", "min")])["_row_min"]
    return table.take(pc.sort_indices(rows) if rows.null_count else rows.take(pc.sort_indices(rows)))


def _write(home: Path, lake: Lake, day: date, tables: Mapping[str, pa.Table], ledger: Ledger) -> Written:
    inputs = Inputs(home)
    for layer, table in tables.items():
        lake.write(layer, day, table, inputs.version(layer, day))
    return Written(tables, ledger)
