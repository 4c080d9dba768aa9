"""Prices of currencies in USD from official quotes, one authority per currency (lookups/exchange_authorities.yaml)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.schemas import EXCHANGE_RATES
from orchestration.transforms.lookups import load_yaml


class Rate(NamedTuple):
    """USD for one unit of a currency, who said so and for which day."""

    usd_per_unit: float
    source: str
    rate_on: date
    is_simulated: bool


class _Series(NamedTuple):
    days: list[date]
    rates: list[Rate]


def usd_rates(quotes: pa.Table, days: Iterable[date]) -> pa.Table:
    """Rates of every quoted currency for the given days.

    `quotes`: RATE_QUOTES. A rate is a cross through the authority's own USD quote of the same day, the newest one at
    most `max_age_days` old; where there is none there is no row. Returns EXCHANGE_RATES sorted by day and currency.
    """
    lookup = load_yaml("exchange_authorities")
    wanted = sorted(set(days))
    rows: list[tuple[date, str, Rate]] = []
    if wanted:
        oldest = timedelta(days=lookup["max_age_days"])
        series = _series(quotes, wanted[0] - oldest, wanted[-1])
        currencies = sorted({currency for _, currency in series} | {"USD"})
        for day in wanted:
            for currency in currencies:
                authorities = lookup["currencies"].get(currency, lookup["default"])
                rate = _pick(series, currency, authorities, day, oldest)
                if rate is not None:
                    rows.append((day, currency, rate))
    return pa.table(
        {
            "day": [day for day, _, _ in rows],
            "currency": [currency for _, currency, _ in rows],
            "usd_per_unit": [rate.usd_per_unit for _, _, rate in rows],
            "rate_source": [rate.source for _, _, rate in rows],
            "rate_on": [rate.rate_on for _, _, rate in rows],
            "is_simulated": [rate.is_simulated for _, _, rate in rows],
        },
        schema=EXCHANGE_RATES,
    )


def _pick(
    series: dict[tuple[str, str], _Series], currency: str, authorities: list[str], day: date, oldest: timedelta
) -> Rate | None:
    if currency == "USD":
        return Rate(1.0, "par", day, False)
    known = sorted(authority for authority, quoted in series if quoted == currency and authority not in authorities)
    for authority in (*authorities, *known):
        found = series.get((authority, currency))
        if found is None:
            continue
        at = bisect_right(found.days, day) - 1
        if at >= 0 and day - found.days[at] <= oldest:
            return found.rates[at]
    return None


def _series(quotes: pa.Table, first: date, last: date) -> dict[tuple[str, str], _Series]:
    """Per authority and currency the USD crosses by day. Quotes that are no price are left out."""
    on = quotes.column("rate_on")
    near = quotes.filter(pc.and_(pc.greater_equal(on, pa.scalar(first)), pc.less_equal(on, pa.scalar(last))))
    prices: dict[tuple[str, date], dict[str, tuple[float, bool]]] = {}
    columns = [near.column(name).to_pylist() for name in ("authority", "rate_on", "currency", "base", "base_per_unit")]
    simulated = near.column("is_simulated").to_pylist()
    for authority, day, currency, base, price, is_simulated in zip(*columns, simulated, strict=True):
        if price is None or not math.isfinite(price) or price <= 0:
            continue
        quoted = prices.setdefault((authority, day), {})
        quoted[currency] = (price, bool(is_simulated))
        quoted.setdefault(base, (1.0, bool(is_simulated)))
    series: dict[tuple[str, str], _Series] = {}
    for (authority, day), quoted in sorted(prices.items()):
        if "USD" not in quoted:
            continue
        usd, usd_simulated = quoted["USD"]
        for currency, (price, is_simulated) in quoted.items():
            one = series.setdefault((authority, currency), _Series([], []))
            one.days.append(day)
            one.rates.append(Rate(price / usd, authority, day, is_simulated or usd_simulated))
    return series
