"""Simulated exchange rates: a slow wave with daily noise around realistic levels, a function of the day alone."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import lru_cache
from random import Random

# USD per unit, the order of magnitude of 2025-2026; AED is pegged.
LEVELS = {
    "USD": 1.0,
    "EUR": 1.16,
    "GBP": 1.34,
    "CHF": 1.24,
    "PLN": 0.272,
    "CZK": 0.0475,
    "RUB": 0.0125,
    "UAH": 0.0240,
    "KZT": 0.0019,
    "BYN": 0.335,
    "GEL": 0.368,
    "AED": 0.27229,
    "SEK": 0.105,
    "HUF": 0.0029,
    "JPY": 0.0067,
}
PEGGED = {"USD", "AED"}
SWING = 0.025  # of the slow wave, each way


class Rates:
    """Rates of one market. Weekends keep Friday's value, as no authority quotes on them."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"{seed}:rates")
        self._waves = {
            currency: [
                (rng.uniform(0.3, 1) * SWING, rng.uniform(40, 160), rng.uniform(0, 2 * math.pi)) for _ in range(2)
            ]
            for currency in LEVELS
        }
        self._seed = seed
        self.usd_per_unit = lru_cache(maxsize=None)(self._usd_per_unit)

    def _usd_per_unit(self, currency: str, day: date) -> float:
        if currency in PEGGED:
            return LEVELS[currency]
        number = trading_day(day).toordinal()
        wave = sum(
            size * math.sin(2 * math.pi * number / period + phase) for size, period, phase in self._waves[currency]
        )
        noise = Random(f"{self._seed}:{currency}:{number}").gauss(0, 0.0015)
        return LEVELS[currency] * math.exp(wave + noise)

    def price(self, currency: str, base: str, day: date) -> float:
        """Price of one unit of `currency` in `base`."""
        return self.usd_per_unit(currency, day) / self.usd_per_unit(base, day)


def trading_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def cbr_day(day: date) -> date:
    """Day of the table that the Bank of Russia has in force: none is set for Sunday and Monday."""
    return day - timedelta(days={6: 1, 0: 2}.get(day.weekday(), 0))
