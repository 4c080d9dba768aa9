"""Rates to USD: which authority, which day, and when there is none."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.schemas import EXCHANGE_RATES
from orchestration.transforms.exchange import usd_rates
from scrapers.schemas import RATE_QUOTES

DAY = date(2022, 2, 1)


def quotes(*rows: tuple[str, date, str, str, float]) -> pa.Table:
    names = ("authority", "rate_on", "currency", "base", "base_per_unit")
    return pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) | {"is_simulated": False} for row in rows], schema=RATE_QUOTES
    )


def ecb(day: date = DAY) -> tuple[tuple[str, date, str, str, float], ...]:
    return (("ecb", day, "USD", "EUR", 0.8), ("ecb", day, "PLN", "EUR", 0.2), ("ecb", day, "RUB", "EUR", 0.01))


def rate(table: pa.Table, currency: str, day: date = DAY) -> tuple[float, str, date] | None:
    found = [row for row in table.to_pylist() if row["currency"] == currency and row["day"] == day]
    return (found[0]["usd_per_unit"], found[0]["rate_source"], found[0]["rate_on"]) if found else None


def test_the_cross_goes_through_the_authoritys_own_usd_quote() -> None:
    table = usd_rates(quotes(*ecb()), [DAY])
    assert table.schema.equals(EXCHANGE_RATES)
    assert rate(table, "EUR") == (pytest.approx(1.25), "ecb", DAY)
    assert rate(table, "PLN") == (pytest.approx(0.25), "ecb", DAY)
    assert rate(table, "USD") == (1.0, "par", DAY)


def test_the_ecb_gives_old_roubles_when_the_cbr_is_absent_and_the_cbr_wins_when_it_is_there() -> None:
    assert rate(usd_rates(quotes(*ecb()), [DAY]), "RUB") == (pytest.approx(0.0125), "ecb", DAY)
    both = quotes(*ecb(), ("cbr", DAY, "USD", "RUB", 75.0), ("cbr", DAY, "KZT", "RUB", 0.15))
    assert rate(usd_rates(both, [DAY]), "RUB") == (pytest.approx(1 / 75), "cbr", DAY)
    assert rate(usd_rates(both, [DAY]), "KZT") == (pytest.approx(0.002), "cbr", DAY)


def test_a_cbr_file_with_only_usd_gives_the_rouble() -> None:
    table = usd_rates(quotes(("cbr", DAY, "USD", "RUB", 80.0)), [DAY])
    assert rate(table, "RUB") == (pytest.approx(0.0125), "cbr", DAY)


def test_the_nbu_is_asked_first_for_the_hryvnia_and_the_cbr_second() -> None:
    cbr = (("cbr", DAY, "USD", "RUB", 80.0), ("cbr", DAY, "UAH", "RUB", 2.0))
    assert rate(usd_rates(quotes(*cbr), [DAY]), "UAH") == (pytest.approx(0.025), "cbr", DAY)
    both = quotes(*cbr, ("nbu", DAY, "USD", "UAH", 28.0))
    assert rate(usd_rates(both, [DAY]), "UAH") == (pytest.approx(1 / 28), "nbu", DAY)


def test_a_quote_serves_for_ten_days_and_not_for_eleven() -> None:
    table = usd_rates(quotes(*ecb()), [DAY + timedelta(10), DAY + timedelta(11)])
    assert rate(table, "EUR", DAY + timedelta(10)) == (pytest.approx(1.25), "ecb", DAY)
    assert rate(table, "EUR", DAY + timedelta(11)) is None


def test_no_quote_of_the_future_is_used() -> None:
    assert rate(usd_rates(quotes(*ecb(DAY + timedelta(1))), [DAY]), "EUR") is None


def test_an_authority_without_its_own_usd_quote_gives_no_cross() -> None:
    assert rate(usd_rates(quotes(("ecb", DAY, "PLN", "EUR", 0.2)), [DAY]), "PLN") is None


@pytest.mark.parametrize("price", [0.0, -1.0, float("inf"), float("nan")])
def test_a_price_that_is_none_is_left_out(price: float) -> None:
    table = usd_rates(quotes(("ecb", DAY, "USD", "EUR", 0.8), ("ecb", DAY, "PLN", "EUR", price)), [DAY])
    assert rate(table, "PLN") is None


@given(st.lists(st.integers(0, 30), max_size=8), st.lists(st.integers(0, 40), max_size=5))
def test_the_rate_of_a_day_does_not_depend_on_which_other_days_are_asked_for(
    quoted: list[int], asked: list[int]
) -> None:
    table = quotes(*(row for offset in quoted for row in ecb(DAY + timedelta(offset))))
    days = [DAY + timedelta(offset) for offset in asked]
    together = usd_rates(table, days)
    for day in days:
        assert rate(usd_rates(table, [day]), "PLN", day) == rate(together, "PLN", day)
