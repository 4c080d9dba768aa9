"""The thresholds of the figures, as the pages state and the build checks them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Rules:
    """rules.yaml. Counts are ads, `window_days` days."""

    window_days: int
    min_count: int
    min_median: int
    min_change: int
    min_charted_weeks: int
    max_technologies: int
    max_countries: int
    max_pairs: int
    max_sources: int
    max_health: int
    max_revisions: int
    momentum_weeks: int
    min_one_format: float
    max_one_format_coverage: float
    min_one_format_part: float


@cache
def rules() -> Rules:
    return Rules(**yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8")))
