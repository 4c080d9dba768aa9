"""Stated pay as one line of English text, in the ways people write it."""

from __future__ import annotations

from scrapers.market.model import Pay

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def pay_line(pay: Pay) -> str:
    """`$60,000 - $80,000 per year`, `from 5,000 PLN per month`."""
    low, high = pay.minimum, pay.maximum
    if low is not None and high is not None:
        amounts = _amount(low, pay) if low == high else f"{_amount(low, pay)} - {_amount(high, pay)}"
    else:
        amounts = f"{'from' if high is None else 'up to'} {_amount(pay.point, pay)}"
    tax = "" if pay.tax == "unknown" else f", {pay.tax}"
    return f"{amounts} per {pay.period}{tax}"


def _amount(value: float, pay: Pay) -> str:
    sign = SIGNS.get(pay.currency)
    return f"{sign}{value:,.0f}" if sign else f"{value:,.0f} {pay.currency}"
