"""Fingerprints of the 90 days a day is linked against, whatever has been materialized so far."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from pathlib import Path

import pyarrow as pa

from orchestration.days import link_window
from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS
from orchestration.transforms.fingerprints import fingerprint_postings
from orchestration.versions import Inputs
from scrapers import landing
from scrapers.parsers import parse_payloads

_LAYER = LAYERS["fingerprints"]
# A process that runs day after day reads nearly the same window each time: 0.2 s a day of the demo. The limit keeps
# a large market from holding 90 days of minhashes in every worker.
CACHE_BYTES = 256 * 1024**2
_Key = tuple[Path, int, int, str]
_cache: OrderedDict[_Key, pa.Table] = OrderedDict()


def read_window(inputs: Inputs, lake: Lake, day: date) -> pa.Table:
    """Rows of FINGERPRINTS landed in the link window of the day."""
    return pa.concat_tables([_fingerprints_of(inputs, lake, earlier) for earlier in link_window(day)])


def _fingerprints_of(inputs: Inputs, lake: Lake, day: date) -> pa.Table:
    """The day's fingerprints; computed from what landed when its partition is missing or made of other code or input.

    So links do not depend on the order in which days are materialized.
    """
    if not inputs.crawls(day):
        return _LAYER.schema.empty_table()
    version = inputs.version("fingerprints", day)
    kept = _kept(lake, day, version)
    if kept is not None:
        return kept
    parsed, _ = parse_payloads(landing.read_payloads(landing.landed_crawls(inputs.home, day)))
    prints = fingerprint_postings(parsed).select(_LAYER.schema.names).cast(_LAYER.schema)
    return prints.sort_by([(column, "ascending") for column in _LAYER.key])


def _kept(lake: Lake, day: date, version: str) -> pa.Table | None:
    """The partition when it has this version, from memory when its file is the one read before."""
    path = lake.path("fingerprints", day)
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    key = (path, state.st_mtime_ns, state.st_ino, version)
    if key not in _cache:
        if lake.code_version("fingerprints", day) != version:
            return None
        _cache[key] = lake.read("fingerprints", day)
    _cache.move_to_end(key)
    table = _cache[key]
    while sum(each.nbytes for each in _cache.values()) > CACHE_BYTES:
        _cache.popitem(last=False)
    return table
