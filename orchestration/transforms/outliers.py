"""Salaries that no salary figure may use: kept, flagged with the bound they break."""

from __future__ import annotations

from orchestration.transforms.lookups import load_yaml


def outlier_bound(usd_month: float | None) -> str | None:
    """`below_500` or `above_50000` (USD a month, bounds of definitions and lookups/thresholds.yaml), else None."""
    if usd_month is None:
        return None
    bounds = load_yaml("thresholds")["outlier_usd_month"]
    if usd_month < bounds["low"]:
        return f"below_{bounds['low']}"
    if usd_month > bounds["high"]:
        return f"above_{bounds['high']}"
    return None
