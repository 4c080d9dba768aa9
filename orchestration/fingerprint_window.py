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
# A version names code and input, so it names the content: whether read or computed makes no difference.
_cache: OrderedDict[tuple[Path, str], pa.Table] = OrderedDict()


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
    key = (lake.path("fingerprints", day), version)
    if key not in _cache:
        is_current = lake.code_version("fingerprints", day) == version
        _cache[key] = lake.read("fingerprints", day) if is_current else _computed(inputs.home, day)
        _forget_oldest()
    _cache.move_to_end(key)
    return _cache[key]


def _forget_oldest() -> None:
    held = sum(table.nbytes for table in _cache.values())
    while held > CACHE_BYTES and len(_cache) > 1:
        _, oldest = _cache.popitem(last=False)
        held -= oldest.nbytes


def _computed(home: Path, day: date) -> pa.Table:
    parsed, _ = parse_payloads(landing.read_payloads(landing.landed_crawls(home, day)))
    prints = fingerprint_postings(parsed).select(_LAYER.schema.names).cast(_LAYER.schema)
    return prints.sort_by([(column, "ascending") for column in _LAYER.key])
