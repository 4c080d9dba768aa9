"""Which code and which landed input a partition was made of; equal versions mean a re-run would change nothing.

A partition's version is `<code> <input>`: the code is that of the rules, the input names the crawls (links: of the
whole window; normalized: and how many official quotes were known up to that day). `jobmarts run` compares the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.compute as pc

from orchestration.crawl_reports import rate_report_files
from orchestration.days import link_window
from orchestration.resources.lake import Lake
from orchestration.schemas import LAYERS
from orchestration.transforms import fingerprints, linking, normalize, source_health
from scrapers import parsers
from scrapers.crawl_folders import finished_of_day
from scrapers.landing import read_rate_quotes

# Raw layers copy what landed; this moves when the copying changes.
RAW_VERSION = "1"
# Moves when the choice or the crossing of official quotes changes (transforms/exchange.py).
RATES_VERSION = "1"


@cache
def code_versions() -> Mapping[str, str]:
    """Code version of each lake layer, from the versions of the parsers and rules that make it."""
    parse = f"parse-{_digest(f'{family}={version}' for family, version in sorted(parsers.PARSER_VERSION.items()))}"
    prints = f"{parse}+fingerprints-{fingerprints.RULE_VERSION}"
    return {
        "raw_observations": RAW_VERSION,
        "raw_payloads": RAW_VERSION,
        "source_crawls": RAW_VERSION,
        "exchange_rates": f"rates-{RATES_VERSION}",
        "parsed_postings": parse,
        "quarantine": parse,
        "source_health": f"{parse}+health-{source_health.RULE_VERSION}",
        "fingerprints": prints,
        "duplicate_links": f"{prints}+links-{linking.RULE_VERSION}",
        "normalized_postings": f"{parse}+rules-{normalize.RULE_VERSION}",
    }


@dataclass
class Inputs:
    """What has landed, read once: crawl ids by day and the days of the official quotes."""

    home: Path

    def __post_init__(self) -> None:
        self._crawls: dict[date, str] = {}
        self._quotes: int | None = None

    def crawls(self, day: date) -> str:
        """Digest of the day's landed crawls; empty when none landed."""
        if day not in self._crawls:
            names = sorted("/".join(folder.parts[-2:]) for folder in finished_of_day(self.home, day))
            self._crawls[day] = _digest(names) if names else ""
        return self._crawls[day]

    def quotes_until(self, day: date) -> int:
        """How many official quotes are for that day or earlier."""
        if self._quotes is None:
            self._quotes = read_rate_quotes(self.home)["rate_on"]
        return int(pc.sum(pc.less_equal(self._quotes, day)).as_py() or 0)

    def version(self, layer: str, day: date) -> str:
        """The version a partition of the layer has when it is written now."""
        return f"{code_versions()[layer]} {self._of(layer, day)}"

    def _of(self, layer: str, day: date) -> str:
        if layer == "exchange_rates":
            return str(self.quotes_until(day))
        if layer == "normalized_postings":
            return f"{self.crawls(day)}/{self.quotes_until(day)}"
        if layer == "source_health":
            return _digest([self.crawls(day), *(path.name for path in rate_report_files(self.home, day))])
        if layer == "duplicate_links":
            return _digest(self.crawls(each) for each in [*link_window(day), day])
        return self.crawls(day)


def outdated_days(home: Path, lake: Lake, days: Iterable[date]) -> dict[date, list[str]]:
    """Days with a layer that is missing or was made of other code or input, and those layers."""
    inputs = Inputs(home)
    found = {
        day: [layer for layer in LAYERS if lake.code_version(layer, day) != inputs.version(layer, day)]
        for day in sorted(days)
    }
    return {day: layers for day, layers in found.items() if layers}


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()
