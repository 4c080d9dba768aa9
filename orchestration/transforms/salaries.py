"""Stated pay in canonical words, and the main offer of an ad per month in its own currency and in USD."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from orchestration.transforms.exchange import Rate
from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.money_context import names_price
from orchestration.transforms.money_text import has_unmarked, read_line, read_money, read_unmarked
from orchestration.transforms.money_verdict import MoneyText
from orchestration.transforms.one_off_jobs import LONGEST, is_one_off
from orchestration.transforms.outliers import outlier_bound
from orchestration.transforms.salary_offers import (
    Offer,
    in_currency,
    in_local_dollars,
    is_open,
    is_pay_in,
    one_currency,
    per_month,
    under_one_contract,
    under_one_tax,
    without_span,
    without_strays,
)
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.words import Phrases, fold, tokens

_LONGEST_TEXT = 400  # of one stated pay; every offer read from it keeps it
Rates = Mapping[tuple[date, str], Rate]


class Salary(NamedTuple):
    """All offers and the main one in figures; `reason` is why there is no USD value, None when there is one."""

    offers: tuple[Offer, ...]
    main: Offer | None
    basis: str | None  # field | text
    bound: str | None  # range | from | to | exact
    point: float | None
    month: float | None
    usd_month: float | None
    rate: Rate | None
    reason: str | None
    outlier: str | None


@cache
def _currencies() -> dict[str, str]:
    words = load_yaml("salary_words")
    known = {
        fold(word).strip("."): code for code, names in words["currencies"].items() for word in names if "*" not in word
    }
    known |= {code.lower(): code for code in words["currencies"]}
    return known | {old.lower(): new for old, new in words["default_codes"].items()}


@cache
def _currency_prefixes() -> Phrases[str]:
    words = load_yaml("salary_words")["currencies"]
    return Phrases((word, code) for code, names in words.items() for word in names if word.endswith("*"))


@lru_cache(maxsize=4096)
def currency_code(word: str | None, family: str = "") -> str | None:
    """ISO 4217 of a source's currency word; hh's BYR is BYN. None when there is none or it is unknown."""
    if not word or not word.strip():
        return None
    override = load_yaml("salary_words")["currency_overrides"].get(family, {}).get(word.strip().upper())
    if override:
        return str(override)
    folded = fold(word[:40]).strip().strip(".")
    if known := _currencies().get(folded):
        return known
    found = _currency_prefixes().find(tokens(folded))
    if found:
        return found[0].label
    return folded.upper() if len(folded) == 3 and folded.isascii() and folded.isalpha() else None


@cache
def _field_words(section: str) -> dict[str, str]:
    return {
        _squeeze(word.rstrip("*")): value
        for value, words in load_yaml("salary_words")[section].items()
        for word in (value, *words)
    }


@cache
def _not_periods() -> frozenset[str]:
    return frozenset(_squeeze(word) for word in load_yaml("salary_words")["not_a_period"])


def _squeeze(word: str) -> str:
    return " ".join(fold(word).replace("_", " ").replace(".", " ").split())


@lru_cache(maxsize=4096)
def period_of(word: str | None) -> tuple[str | None, str | None]:
    """(period, None), (None, "not_a_period") for shifts and services, or (None, None) for nothing or unknown."""
    if not word or not word.strip():
        return None, None
    squeezed = _squeeze(word[:60])
    if period := _field_words("periods").get(squeezed):
        return period, None
    if squeezed in _not_periods():
        return None, "not_a_period"
    words = tokens(squeezed)
    found = {match.label for match in _section_phrases("periods").find(words)}
    return (found.pop(), None) if len(found) == 1 else (None, None)


@lru_cache(maxsize=4096)
def tax_of(word: str | None) -> str:
    """gross, net or unknown."""
    return _one_of(word, "taxes")


@lru_cache(maxsize=4096)
def contract_of(word: str | None) -> str:
    """employment, b2b, contractor, civil, internship or unknown."""
    return _one_of(word, "contracts")


def _one_of(word: str | None, section: str) -> str:
    if not word or not word.strip():
        return "unknown"
    squeezed = _squeeze(word[:80])
    if known := _field_words(section).get(squeezed):
        return known
    found = _section_phrases(section).longest(tokens(squeezed))
    return found[0].label if found else "unknown"


@cache
def _section_phrases(section: str) -> Phrases[str]:
    return Phrases((word, value) for value, words in load_yaml("salary_words")[section].items() for word in words)


def _amount(value: object) -> tuple[float | None, bool]:
    """A usable amount and whether the value was one: zero, negative, endless and absurd numbers are not."""
    if value is None:
        return None, True
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None, False
    if not math.isfinite(number) or number <= 0 or number > load_yaml("thresholds")["largest_amount"]:
        return None, False
    return number, True


def _offers_of_field(stated: Mapping[str, Any], family: str, country: str | None) -> list[Offer]:
    """Offers of one structured entry: its numbers, else what its text says."""
    text = (stated.get("text") or "")[:_LONGEST_TEXT] or None
    minimum, minimum_good = _amount(stated.get("min"))
    maximum, maximum_good = _amount(stated.get("max"))
    currency = currency_code(stated.get("currency"), family)
    period, problem = period_of(stated.get("period"))
    tax, contract = tax_of(stated.get("tax")), contract_of(stated.get("contract"))
    if minimum is None and maximum is None and minimum_good and maximum_good and text:
        return [
            offer._replace(
                text=text,
                currency=offer.currency or currency,
                period=offer.period or period,
                tax=offer.tax if offer.tax != "unknown" else tax,
                contract=offer.contract if offer.contract != "unknown" else contract,
                problem=offer.problem or (None if offer.period else problem),
            )
            for offer in _offers_of_words(text, country)
        ]
    if not (minimum_good and maximum_good):
        problem = "invalid_amount"
    elif minimum is None and maximum is None:
        return []
    if currency is None and stated.get("currency") and str(stated["currency"]).strip():
        problem = problem or "unknown_currency"
    return [Offer(text, minimum, maximum, currency, period, tax, contract, (), problem)]


@lru_cache(maxsize=16384)
def _offers_of_words(text: str, country: str | None) -> tuple[Offer, ...]:
    """Offers in the words of a field, of which many ads have the same."""
    return tuple(_offer_of_text(money) for money in read_line(text, trusted=True, country=country))


def _offer_of_text(money: MoneyText) -> Offer:
    minimum, minimum_good = _amount(money.minimum)
    maximum, maximum_good = _amount(money.maximum)
    problem = "not_a_period" if money.period == "none" else None
    return Offer(
        money.text,
        minimum,
        maximum,
        money.currency,
        None if problem else money.period,
        money.tax or "unknown",
        money.contract or "unknown",
        (),
        problem if minimum_good and maximum_good else "invalid_amount",
    )


def _complete(offer: Offer, family: str, country: str | None, is_field: bool) -> Offer:
    """Fill a missing currency or period where source, country or size leave one reading; note what was filled."""
    if offer.problem == "not_a_period" and offer.currency is None:
        by_country = load_yaml("source_defaults")["currency_by_country"].get(country)
        return offer._replace(currency=by_country, inferred=(*offer.inferred, "currency") if by_country else ())
    if offer.problem:
        return offer
    if offer.minimum is not None and offer.maximum is not None and offer.minimum > offer.maximum:
        return offer._replace(problem="min_above_max")
    defaults = load_yaml("source_defaults")
    of_family = defaults["families"].get(family, {})
    inferred = list(offer.inferred)
    currency, period = offer.currency, offer.period
    if currency is None:
        currency = (of_family.get("currency") if is_field else None) or defaults["currency_by_country"].get(country)
        inferred += ["currency"] if currency else []
    if period is None:
        period = (of_family.get("period") if is_field else None) or _period_by_size(offer, currency)
        inferred += ["period"] if period else []
    problem = "no_currency" if currency is None else "no_period" if period is None else None
    if (currency, period, problem) == (offer.currency, offer.period, None):
        return offer
    return offer._replace(currency=currency, period=period, inferred=tuple(inferred), problem=problem)


def _period_by_size(offer: Offer, currency: str | None) -> str | None:
    bounds = [amount for amount in (offer.minimum, offer.maximum) if amount is not None]
    ranges = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {})
    fitting = [period for period, (low, high) in ranges.items() if all(low <= amount < high for amount in bounds)]
    return fitting[0] if len(fitting) == 1 and bounds else None


def _country_of_law(folded: str) -> str | None:
    named = load_yaml("source_defaults")["country_by_words"].items()
    return next((country for country, words in named if any(word in folded for word in words)), None)


def home_country(country: str | None, found: Scan, language: str | None) -> str | None:
    """Where an ad is at home: the country of the work, else that of the law it names, else that of its language."""
    spoken: str | None = load_yaml("source_defaults")["country_by_language"].get(language)
    return country or _country_of_law(found.folded) or spoken


def _with_text_of_post(offers: list[Offer], found: Scan, country: str | None) -> list[Offer]:
    """A post's line of pay with what other lines say of it, "$70" and "$70/video", and with pay under another contract:
    "Stawka: 16–20k zł na B2B", then "UoP też możliwe: 13-21k brutto"."""
    if all(offer.period or offer.problem for offer in offers) and not found.has("contract_word"):
        return offers  # two fifths of the posts: nothing is left to be said
    said = [_offer_of_text(money) for money in read_money(found, country, is_post=True)]
    known = {offer.contract for offer in offers} | {"unknown"}
    amounts = {(offer.minimum, offer.maximum) for offer in offers}
    return [
        *(_with_period(offer, said) for offer in offers),
        *(one for one in said if one.contract not in known and (one.minimum, one.maximum) not in amounts),
    ]


def _with_period(offer: Offer, said: list[Offer]) -> Offer:
    if offer.period or offer.problem:
        return offer
    same = (one for one in said if (one.minimum, one.maximum) == (offer.minimum, offer.maximum))
    told = next((one for one in same if one.period or one.problem == "not_a_period"), None)
    return offer._replace(period=told.period, problem=told.problem) if told else offer


def _is_cut_out(stated: Mapping[str, Any]) -> bool:
    """Whether a field holds words of the ad and nothing else, as collectors cut them out: "70.000€"."""
    return bool(stated.get("text")) and not any(value for name, value in stated.items() if name != "text")


def _as_in_text(offers: list[Offer], found: Scan, country: str | None) -> list[Offer]:
    """Single amounts that a collector cut out of the text, with the words beside them there: "bis ~70.000€ p.a."."""
    said = {one.minimum or one.maximum: one for one in map(_offer_of_text, read_money(found, country))}
    return [
        said.get(offer.minimum, offer)._replace(text=offer.text)
        if offer.minimum == offer.maximum and offer.period is None and offer.problem is None
        else offer
        for offer in offers
    ]


def read_salaries(
    stated: Sequence[Mapping[str, Any]],
    found: Scan,
    *,
    family: str,
    country: str | None,
    published_on: date | None,
    rates: Rates,
    language: str | None = None,
    is_one_country: bool = True,
) -> Salary:
    """All stated pay, from the structured fields if they hold any, else from the text; the main one in USD a month.

    `is_one_country`: the work is in `country` alone."""
    defaults = load_yaml("source_defaults")
    of_family = defaults["families"].get(family, {})
    is_post = bool(of_family.get("is_post"))
    spoken = defaults["country_by_language"].get(language) or of_family.get("home")
    home = home_country(country, found, language)
    offers = [offer for one in stated for offer in _offers_of_field(one, family, home)]
    basis = "field" if offers else None
    if offers and is_post:
        offers = _with_text_of_post(offers, found, home)
    elif any(_is_cut_out(one) for one in stated):
        offers = _as_in_text(offers, found, home)
    if not offers:
        offers = [_offer_of_text(money) for money in read_money(found, home, is_post)]
        basis = "text"
    if not offers and is_post and len(found.folded) <= LONGEST and has_unmarked(found):
        is_of_job = names_price(found.folded) and is_one_off(found.folded)
        offers = [_offer_of_text(money) for money in read_unmarked(found, home, is_of_job)]
    if is_post or basis == "text":
        offers = without_strays(offers)
    if is_post:
        offers = without_span(offers)
    if not offers:
        return Salary((), None, None, None, None, None, None, None, "no_salary", None)
    dollar = defaults["dollar_by_country"].get(country) if is_one_country else None
    if dollar and (is_post or basis == "text"):
        offers = in_local_dollars(dollar, offers, found)
    if (is_post or basis == "text") and any(offer.currency is None for offer in offers):
        if currency := one_currency(offers, found, country is not None):
            offers = in_currency(currency, offers)
        elif country is None:
            country = _country_of_law(found.folded) or (
                spoken if is_pay_in(defaults["currency_by_country"].get(spoken), offers) else None
            )
    # "6500 на испытательном, потом 7500": several are wages.
    if is_post and sum(map(is_open, offers)) == 1 and is_one_off(found.folded):
        offers = [offer._replace(problem="not_a_period") if is_open(offer) else offer for offer in offers]
    offers = [_complete(offer, family, country, basis == "field") for offer in offers]
    offers = under_one_tax(under_one_contract(offers, found), found)
    main = next((offer for offer in offers if offer.contract == "employment"), offers[0])
    bound, point = _point(main)
    month = per_month(point, main.period) if point is not None and main.period and not main.problem else None
    rate = None
    if month is not None and published_on is not None:
        rate = rates.get((published_on, main.currency or ""))
    usd = month * rate.usd_per_unit if month is not None and rate is not None else None
    reason = main.problem or (None if usd is not None else "no_rate")
    return Salary(tuple(offers), main, basis, bound, point, month, usd, rate, reason, outlier_bound(usd))


def _point(offer: Offer) -> tuple[str | None, float | None]:
    low, high = offer.minimum, offer.maximum
    if low is not None and high is not None:
        return ("exact" if low == high else "range"), (low + high) / 2
    if low is not None:
        return "from", low
    return ("to", high) if high is not None else (None, None)
