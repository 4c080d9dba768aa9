"""Offers of one ad beside each other: what one says of the others, and which of them are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.scanned_text import Scan

# Times another pay of the same ad. Chosen by looking at posts, not measured; the scorecard holds what they give.
_ALIKE, _FAR = 4, 10
_PARTS = 2  # that a range may span


class Offer(NamedTuple):
    """One stated pay. Amounts are None when not stated or no amount; `problem` says why it cannot be converted."""

    text: str | None
    minimum: float | None
    maximum: float | None
    currency: str | None  # ISO 4217
    period: str | None  # hour | day | week | month | year
    tax: str  # gross | net | unknown
    contract: str  # employment | b2b | contractor | civil | internship | unknown
    inferred: tuple[str, ...]
    problem: str | None


def per_month(amount: float, period: str) -> float:
    """An amount per hour, day, week, month or year as an amount per month (168 h, 21 d, 52/12 weeks, 12 months)."""
    month = load_yaml("thresholds")["month"]
    factors = {
        "hour": month["hours"],
        "day": month["days"],
        "week": 52 / 12,
        "month": 1,
        "year": 1 / month["months_per_year"],
    }
    return float(amount * factors[period])


def is_open(offer: Offer) -> bool:
    """Whether an offer may be a wage or the price of a job."""
    return offer.period is None and offer.problem is None


def is_pay_in(currency: str | None, offers: Sequence[Offer]) -> bool:
    """Whether each amount without a currency is a usual pay in this one; pay by shift or project may be any amount."""
    usual = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {})
    amounts = [
        # "1200/час": where only pay a month is the custom, what it comes to.
        per_month(one, offer.period) if offer.period and offer.period not in usual and "month" in usual else one
        for offer in offers
        if not (offer.currency or offer.problem)
        for one in (offer.minimum, offer.maximum)
        if one
    ]
    return not usual or any(all(low <= amount < high for amount in amounts) for low, high in usual.values())


def in_currency(currency: str | None, offers: list[Offer]) -> list[Offer]:
    return [
        offer if offer.currency else offer._replace(currency=currency, inferred=(*offer.inferred, "currency"))
        for offer in offers
    ]


def in_local_dollars(dollar: str, offers: list[Offer], found: Scan) -> list[Offer]:
    """Amounts with "$" alone in the dollar of the place, unless the ad speaks of US dollars."""
    if any(word in found.folded for word in load_yaml("salary_words")["us_dollars"]):
        return offers
    return [
        offer._replace(currency=dollar, inferred=(*offer.inferred, "currency"))
        if offer.currency == "USD" and "$" in (offer.text or "")
        else offer
        for offer in offers
    ]


def one_currency(offers: list[Offer], found: Scan, is_placed: bool) -> str | None:
    """ "32 000 грн, після 3 місяців 38 000": the one currency of an ad is that of its other amounts too.

    Where no amount has one: "Мідлам 2500–3500, сеньйорам 4000–5000, все в доларах". In a known place amounts without a
    currency beside others are in that of the place, unless they are alike: "4000–5000 EUR B2B, или 3500–4300"."""
    stated = {offer.currency for offer in offers if offer.currency}
    if stated:
        is_one = len(stated) == 1 and (not is_placed or _are_alike(offers))
        return stated.pop() if is_one else None
    before = tuple(load_yaml("salary_words")["in_currency"])
    folded = found.folded
    stated = {hit.value for hit in found.of("currency") if folded[max(0, hit.start - 14) : hit.start].endswith(before)}
    return stated.pop() if len(stated) == 1 else None


def _are_alike(offers: list[Offer]) -> bool:
    """Whether amounts without a currency are of the size of those with one."""
    sizes = [[_size(offer) for offer in offers if bool(offer.currency) is has] for has in (True, False)]
    return max(map(max, sizes)) <= _ALIKE * min(map(min, sizes))


def _size(offer: Offer) -> float:
    return offer.minimum or offer.maximum or 0.0


def without_strays(offers: list[Offer]) -> list[Offer]:
    """ "55 000 – 70 000 евро, 13-я зарплата": a number without a currency that is of another size than all amounts with
    one counts something else, unless it is as much in its own period or a month."""
    stated = [offer for offer in offers if offer.currency and not offer.problem]
    return [offer for offer in offers if not stated or offer.currency or not _is_stray(offer, stated)]


def _is_stray(one: Offer, stated: list[Offer]) -> bool:
    if any(_size(other) / _FAR <= _size(one) <= _size(other) * _FAR for other in stated):
        return False
    months = [per_month(_size(other), other.period) for other in stated if other.period]
    # Of unknown period: a month's or a year's, "60-75k" beside "1.800 € im Monat".
    own = [per_month(_size(one), one.period)] if one.period else [_size(one), per_month(_size(one), "year")]
    return not any(month / _ALIKE <= size <= month * _ALIKE for month in months for size in own)


def under_one_tax(offers: list[Offer], found: Scan) -> list[Offer]:
    """ "Все суммы на руки": the tax that is said of all amounts is that of those without one."""
    if all(offer.tax != "unknown" for offer in offers):
        return offers
    stated = {hit.value for hit in found.of("tax")}
    if len(stated) != 1:
        return offers
    (tax,) = stated
    return [offer._replace(tax=tax) if offer.tax == "unknown" else offer for offer in offers]


def under_one_contract(offers: list[Offer], found: Scan) -> list[Offer]:
    """Where an ad states one contract, amounts that name none are paid under it."""
    if all(offer.contract != "unknown" for offer in offers):
        return offers
    stated = {hit.value for hit in found.of("contract")} | {offer.contract for offer in offers} - {"unknown"}
    if len(stated) != 1:
        return offers
    (contract,) = stated
    return [offer if offer.contract == contract else offer._replace(contract=contract) for offer in offers]


def without_span(offers: list[Offer]) -> list[Offer]:
    """Offers but for a range that spans all others: "3.5k to 6k", then what a middle and what a senior gets."""
    if len(offers) <= _PARTS:
        return offers
    for one in offers:
        parts = [other for other in offers if (other.minimum, other.maximum) != (one.minimum, one.maximum)]
        least = min((part.minimum for part in parts if part.minimum), default=None)
        most = max((part.maximum for part in parts if part.maximum), default=None)
        if len(parts) >= _PARTS and (one.minimum, one.maximum) == (least, most):
            return parts
    return offers
