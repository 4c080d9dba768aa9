"""Official exchange rates as landed: one immutable folder per file below `landing/rates/<authority>/`."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pyarrow as pa
import zstandard

from scrapers.atomic import SUCCESS, publish_folder, read_table, write_bytes, write_table
from scrapers.schemas import RATE_QUOTES

_REJECTS_SHOWN = 50


class RateReject(Protocol):
    """A row of a rate file that gave no quote."""

    @property
    def reason(self) -> str: ...
    @property
    def detail(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LandedRates:
    """One landed file of quotes; `is_new` is False when the same bytes had been landed before."""

    path: Path
    authority: str
    quotes: int
    rejected: int
    is_new: bool


def land_rates(
    home: Path, authority: str, quotes: pa.Table, raw: bytes, rejects: Sequence[RateReject] = ()
) -> LandedRates:
    """Land the quotes read from one file (rows of RATE_QUOTES) together with its bytes and the rows not read.

    Raises ValueError when there are no quotes: an error page or an empty table is not a day without rates.
    """
    if quotes.num_rows == 0:
        raise ValueError(f"{authority}: no quotes in the file, so nothing to land")
    quotes = quotes.select(RATE_QUOTES.names).cast(RATE_QUOTES)
    simulated = b"simulated" if any(quotes["is_simulated"].to_pylist()) else b""
    target = _folder(home, authority) / hashlib.sha256(raw + simulated).hexdigest()[:16]
    if (target / SUCCESS).exists():
        return LandedRates(target, authority, quotes.num_rows, len(rejects), is_new=False)
    temporary = target.with_name(f".{target.name}.{uuid4().hex}.tmp")
    temporary.mkdir(parents=True)
    try:
        days = quotes["rate_on"].to_pylist()
        report = {
            "authority": authority,
            "quotes": quotes.num_rows,
            "currencies": sorted(set(quotes["currency"].to_pylist())),
            "first_day": min(days).isoformat(),
            "last_day": max(days).isoformat(),
            "bytes": len(raw),
            "rejected": dict(sorted(Counter(reject.reason for reject in rejects).items())),
            "rejects": [f"{reject.reason}: {reject.detail}" for reject in rejects[:_REJECTS_SHOWN]],
            "landed_at": datetime.now(UTC).isoformat(),
        }
        write_table(temporary / "quotes.parquet", quotes)
        write_bytes(temporary / "source.zst", zstandard.ZstdCompressor().compress(raw))
        write_bytes(temporary / "report.json", (json.dumps(report, indent=1) + "\n").encode())
        is_new = publish_folder(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return LandedRates(target, authority, quotes.num_rows, len(rejects), is_new)


def read_rate_quotes(home: Path) -> pa.Table:
    """All landed quotes, one row per (authority, rate_on, currency): an official one before a simulated one, then the
    one landed last (authorities correct themselves)."""
    landed = []
    for marker in (Path(home) / "landing" / "rates").glob(f"*/[!.]*/{SUCCESS}"):
        folder = marker.parent
        landed_at = json.loads((folder / "report.json").read_bytes())["landed_at"]
        landed.append((landed_at, folder.name, folder / "quotes.parquet"))
    newest_first = [read_table(path) for _, _, path in sorted(landed, reverse=True)]
    quotes = pa.concat_tables(
        [table.select(RATE_QUOTES.names).cast(RATE_QUOTES) for table in newest_first] or [RATE_QUOTES.empty_table()]
    )
    order = quotes.append_column("order", pa.array(range(quotes.num_rows), pa.int64()))
    keys = ["authority", "rate_on", "currency"]
    order = order.sort_by([("is_simulated", "ascending"), ("order", "ascending")])
    order = order.drop(["order"]).append_column("order", pa.array(range(order.num_rows), pa.int64()))
    first = order.group_by(keys, use_threads=False).aggregate([("order", "min")])["order_min"]
    return order.take(first).select(RATE_QUOTES.names).sort_by([(key, "ascending") for key in keys])


def _folder(home: Path, authority: str) -> Path:
    return Path(home) / "landing" / "rates" / authority
