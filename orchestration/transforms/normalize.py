"""parsed_postings to normalized_postings: every field of every ad, each with its basis or the reason it is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.schemas import NORMALIZED_POSTINGS
from orchestration.transforms.collector import no_collector
from orchestration.transforms.exchange import Rate
from orchestration.transforms.reading import READ, read_ads
from orchestration.transforms.salaries import Rates

# Changes with every rule or lookup that can change a value; a partition of another version is outdated.
RULE_VERSION = "53"

# Field after field over so many rows: a dictionary stays in the processor's cache while it is used (a fifth of the time
# against row after row), and rows as Python objects, which weigh ten times their columns, stay few.
_ROWS_AT_ONCE = 2_000

_INSTANT = pa.timestamp("us", "UTC")

_OF_SOURCE = (
    "payload_hash",
    "source",
    "source_posting_id",
    "raw_posting_id",
    "posting_key",
    "landed_on",
    "url",
    "company",
    "is_simulated",
)
_KEPT = (*_OF_SOURCE, "published_on")
_READ_OR_SHARED = (*READ, "source", "company", "published_on")


def normalize_postings(parsed: pa.Table, rates: pa.Table) -> pa.Table:
    """Read every ad. One row out for each row in, in the same order.

    `parsed`: PARSED_POSTINGS. `rates`: EXCHANGE_RATES that cover the publication days. Returns NORMALIZED_POSTINGS.
    """
    days = published_on(parsed.column("published_at"), parsed.column("landed_on"))
    by_day = rates_by_day(rates, pc.unique(days).to_pylist())
    rows = parsed.select([*_OF_SOURCE, *READ]).append_column("published_on", days)
    with no_collector():
        parts = [_normalize(part, by_day) for part in rows.to_batches(max_chunksize=_ROWS_AT_ONCE)]
    return pa.concat_tables(parts) if parts else NORMALIZED_POSTINGS.empty_table()


def _normalize(part: pa.RecordBatch, rates: Rates) -> pa.Table:
    columns = {name: part.column(name).to_pylist() for name in _READ_OR_SHARED}
    values = read_ads(columns, rates)
    values["rule_version"] = [RULE_VERSION] * len(part)
    values["description"] = _changed(part.column("description"), columns["description"], values["description"])
    arrays = [
        part.column(field.name).cast(field.type)
        if field.name in _KEPT
        else pa.array(values.pop(field.name), field.type)
        for field in NORMALIZED_POSTINGS
    ]
    return pa.Table.from_arrays(arrays, schema=NORMALIZED_POSTINGS)


def _changed(column: pa.Array, texts: Sequence[str | None], changed: Sequence[str]) -> pa.Array:
    """`column`, which holds `texts`, with those that were changed: the others need not be encoded again."""
    is_other = [new is not old for new, old in zip(changed, texts, strict=True)]
    others = pa.array(compress(changed, is_other), column.type)
    return pc.replace_with_mask(column, pa.array(is_other, pa.bool_()), others)


def rates_by_day(rates: pa.Table, days: Collection[date | None]) -> dict[tuple[date, str], Rate]:
    """EXCHANGE_RATES of the given days as a mapping from (day, currency)."""
    wanted = pa.array([day for day in days if day is not None], pa.date32())
    rates = rates.filter(pc.is_in(rates.column("day"), value_set=wanted))
    columns = [rates.column(name).to_pylist() for name in ("day", "currency", "usd_per_unit", "rate_source", "rate_on")]
    return {
        (day, currency): Rate(price, source, rate_on, False)
        for day, currency, price, source, rate_on in zip(*columns, strict=True)
    }


def published_on(published_at: pa.ChunkedArray, landed_on: pa.ChunkedArray) -> pa.ChunkedArray:
    """The source's UTC day, never later than the landing day; the landing day when the source gives none."""
    return pc.min_element_wise(published_at.cast(pa.date32()), landed_on, skip_nulls=True)


def normalize_posting(parsed: Mapping[str, Any], rates: Rates) -> dict[str, Any]:
    """One row of NORMALIZED_POSTINGS from one row of PARSED_POSTINGS. Never raises on any text or amount."""
    at, landed = ([[parsed.get(name)]] for name in ("published_at", "landed_on"))
    days = published_on(pa.chunked_array(at, _INSTANT), pa.chunked_array(landed, pa.date32())).to_pylist()
    values = read_ads({name: [parsed.get(name)] for name in _READ_OR_SHARED} | {"published_on": days}, rates)
    kept = {name: parsed.get(name) for name in _OF_SOURCE} | {"published_on": days[0], "rule_version": RULE_VERSION}
    return kept | {name: column[0] for name, column in values.items()}
