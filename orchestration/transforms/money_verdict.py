"""Whether an amount of a line is pay, by what stands around it: most numbers of an ad are something else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orchestration.transforms.money_candidates import Candidate, Line, candidate_of
from orchestration.transforms.money_context import (
    CARD,
    begins_clause,
    called_by,
    clause_around,
    is_below_month,
    is_beyond,
    is_by_piece,
    is_called_pay,
    is_counted,
    is_hourly,
    is_item,
    is_labelled,
    is_of_shift,
    is_other_money,
    is_plausible,
    is_price_of_job,
    is_reward,
    is_said_for,
    is_without_period,
    opens_item,
    says_pay,
    usual_currency,
    without_added,
)
from orchestration.transforms.money_odds import is_likely_pay
from orchestration.transforms.money_pieces import Amount
from orchestration.transforms.money_runs import is_followed, is_paid_per
from orchestration.transforms.money_terms import (
    SLASH_PERIOD,
    context,
    contract_of,
    is_rate_by_name,
    names_rate,
    nearest,
    period_of,
)
from orchestration.transforms.words import tokens

# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_BARE = 8  # words of a sentence that holds a range and little else: "60k bis 75k"
_HEADED = 40  # characters of a line in which what its heading names begins
_NEAR_TAX = 25  # characters before an amount that its tax stands in
_DIGIT = re.compile(r"\d")
_LEADING = re.compile(r"[\W_]*")  # bullets and emoji before the first word of a line
_MONEY_SIGNS = frozenset("💰💵💸💲🤑")
_NO_YEAR = 1_000  # nobody is paid less a year, in any currency
_YEAR_LIKE = range(1990, 2100)


class MoneyText(NamedTuple):
    """One stated pay in the words of the text; amounts as numbers, the rest canonical or None."""

    text: str
    minimum: float | None
    maximum: float | None
    currency: str | None
    period: str | None  # "none": by shift or project
    tax: str | None
    contract: str | None


class _Signs(NamedTuple):
    """What the surroundings of an amount say."""

    has_pay: bool  # they call it pay
    is_told: bool  # its form tells what it is paid for
    is_alone: bool  # it is all that stands between two signs of a list
    is_shift: bool  # it is paid by shift, lesson or project
    is_next: bool  # another pay is stated in the same sentence


def pay_of(line: Line, first: Amount, second: Amount | None, before_end: int) -> MoneyText | None:
    """The pay that an amount or a range states. `before_end`: where the pay that was found before it ends."""
    if (one := candidate_of(line, first, second)) is None:
        return None
    stated = _signs(line, one, before_end)
    signs = _ruled(line, one, stated)
    if signs is None:
        if not line.is_of_post or not _is_likely(line, one, stated):
            return None
        signs = stated
    period = _period(line, one, signs.is_shift)
    if period is None and (_is_by_piece(line, one) or (not line.is_trusted and _is_for_a_job(line, one))):
        period = "none"
    minimum = None if one.bound == "to" else one.low
    maximum = one.high if one.bound == "range" else (None if one.bound == "from" else one.low)
    contract = contract_of(one.before, one.after)
    return MoneyText(line.text[one.start : one.end], minimum, maximum, one.currency, period, one.tax, contract)


def _ruled(line: Line, one: Candidate, stated: _Signs) -> _Signs | None:
    """The signs by which rules take an amount for pay, None when they do not."""
    signs = _sure(one, stated) if line.is_trusted else _judged(line, one, stated)
    if signs is None:
        return None
    period = _period(line, one, signs.is_shift)
    if not line.is_trusted and not _is_stated(line, one, signs, period):
        return None
    own = usual_currency(line.country)
    usual = one.currency or (own if signs.is_alone and not signs.has_pay else None)
    if not (line.is_trusted or signs.is_shift or is_plausible(one.highest, usual, period)):
        return None
    if one.currency is None and is_beyond(one.highest, own):
        return None
    return None if _is_of_others(line, one, signs, period) else signs


def _is_likely(line: Line, one: Candidate, stated: _Signs) -> bool:
    """Whether an amount that could be pay, and that nothing calls other money, is pay by all that stands around it."""
    if one.is_huge or not (one.currency or one.is_great):
        return False
    own = one.currency or usual_currency(line.country)
    if not is_plausible(one.highest, own, _period(line, one, stated.is_shift)):
        return False
    before = line.text[max(one.sentence[0], one.start - 90) : one.start]
    return not (
        is_other_money(before, one.after, False)
        or is_reward(before, one.after)
        or _is_of_others(line, one, stated._replace(has_pay=False), None)
        or (one.currency is None and is_counted(one.after))
    ) and is_likely_pay(line, one)


def _signs(line: Line, one: Candidate, before_end: int) -> _Signs:
    wide = line.text[max(0, one.start - 120) : one.start]
    has_pay = line.is_trusted or says_pay(f"{wide} | {one.after[:30]}") or is_called_pay(one.before)
    has_pay = has_pay or _is_signed(one) or _is_price(line, one) or (_is_headed(line, one) and says_pay(line.heading))
    is_shift = (
        _is_price(line, one)
        or is_without_period(one.before, one.after)
        or (is_of_shift(one.before) and not is_plausible(one.low, one.currency, "month"))
        or (has_pay and _is_by_piece(line, one))
    )
    return _Signs(
        has_pay,
        # Of a line about pay neither is asked.
        is_told=not line.is_trusted and (is_said_for(one.after) or is_rate_by_name(one.before)),
        is_alone=not line.is_trusted
        and (_is_card(one) or (one.bound == "range" and one.is_great))
        and is_item(line.text, one.start, one.end, one.bound),
        is_shift=is_shift,
        is_next=one.sentence[0] < before_end,
    )


def _is_price(line: Line, one: Candidate) -> bool:
    """Whether an amount of a post of a job done once is called its price."""
    return line.is_of_job and called_by("prices_of_jobs", one.before)


def _is_headed(line: Line, one: Candidate) -> bool:
    """A heading that states an amount of its own is no heading."""
    return bool(line.heading) and not line.is_trusted and one.start < _HEADED and _DIGIT.search(line.heading) is None


def _is_signed(one: Candidate) -> bool:
    return not _MONEY_SIGNS.isdisjoint(one.before[-12:])


def _sure(one: Candidate, signs: _Signs) -> _Signs | None:
    """The signs of an amount of a line about pay, None when it counts something else."""
    is_bare = one.currency is None and not one.has_times
    return None if is_bare and (one.low < 10 or (signs.is_next and one.low < 1000)) else signs


def _judged(line: Line, one: Candidate, signs: _Signs) -> _Signs | None:
    """The signs of an amount with those of its form, None when it is other money or none."""
    opening = one.sentence[0]
    signs = signs._replace(
        is_told=signs.is_told or _tells(line, one, signs),
        has_pay=signs.has_pay
        or _is_levelled(one)
        or (line.is_title and (one.is_great or is_hourly(one.low, one.currency))),
    )
    if one.currency is None:
        if (has_pay := _says_money(line, one, signs)) is None:
            return None
        signs = signs._replace(has_pay=has_pay)
    # "zdalnie + wyjazdy do klientów, 150-180 zł/h": the clause before it is of something else.
    is_rate = one.bound == "range" or SLASH_PERIOD.match(one.after) is not None
    is_clear = _is_price(line, one) or (one.currency and is_rate and begins_clause(one.before))
    before = "" if is_clear else one.before
    if is_other_money(before, one.after, signs.has_pay):
        return None
    if one.bound != "range" and is_reward(line.text[max(opening, one.start - 80) : one.start], one.after):
        return None
    return None if one.is_huge and (one.currency or not (signs.has_pay or one.tax)) else signs


def _tells(line: Line, one: Candidate, signs: _Signs) -> bool:
    """Whether the form of an amount tells what it is paid for."""
    # "— Архитектор (Java), от 450 000"
    is_last = signs.is_alone and one.end == len(line.text.rstrip())
    if is_last and one.low >= 1000 and " " in line.text[one.start : one.end]:
        return True
    if one.currency is not None:
        return False
    return (_is_per(line, one) and opens_item(line.text, one.start)) or _is_rate(one, line.country)


def _is_per(line: Line, one: Candidate) -> bool:
    """Whether a period follows an amount that is usual per that period in the country's money."""
    amounts = (one.low, one.low if one.high is None else one.high)
    return one.currency is None and not one.has_times and is_paid_per(amounts, one.after, line.country)


def _is_card(one: Candidate) -> bool:
    return one.sentence[1] - one.sentence[0] <= CARD


def _is_levelled(one: Candidate) -> bool:
    """Whether a level, a contract or a place of work stands before an amount: "Senior 300к", "по ТК от 200 000"."""
    if not one.is_great or (one.bound == "exact" and not (_is_card(one) and one.has_times)):
        return False
    is_level = bool(context("level_words").find(tokens(one.before)[-2:]))
    return is_level or (_is_card(one) and is_labelled(one.before))


def _says_money(line: Line, one: Candidate, signs: _Signs) -> bool | None:
    """Of a number without a currency, whether it is called pay; None when it is no money."""
    has_pay = signs.has_pay
    opening, closing = one.sentence
    is_range = one.bound == "range"
    is_taxed = bool(one.tax) and one.is_great
    is_termed = has_pay or is_taxed or signs.is_told or (signs.is_shift and one.is_great)
    if one.has_times and not is_termed:
        words = len(tokens(line.text[opening:closing]))
        is_termed = words <= _BARE if is_range else one.bound != "exact" and words <= _BARE // 2
        is_termed = is_termed or (is_range and bool(period_of("", one.after, None)))
        # "80 тысяч в месяц" opens a sentence, "120 т.р." is an item of a list, "70к" is followed by "затем 90к".
        is_opening = _LEADING.fullmatch(line.text, opening, one.start) and period_of("", one.after[:25], None)
        is_termed = is_termed or bool(is_opening) or signs.is_alone or is_followed(one.after)
    is_named = bool(context("pay_words").find(tokens(one.before)[-2:])) or is_called_pay(one.before)
    is_net = is_taxed and nearest("taxes", one.before[-_NEAR_TAX:], "") is not None
    if not (is_named or is_net) and is_counted(one.after):
        return None
    is_marked = line.is_title or _is_headed(line, one) or _is_signed(one)
    if not (one.has_times or is_range or one.tax or is_named or is_marked or signs.is_told or signs.is_shift):
        # "… pay. Chicago, IL 60607"
        has_pay = has_pay and says_pay(line.text[max(opening, one.start - 120) : one.start])
        is_termed = is_taxed or has_pay
    is_large = one.has_times or one.highest >= 1000 or signs.is_told
    is_large = is_large or bool(is_range and SLASH_PERIOD.match(one.after)) or _is_per(line, one)
    return has_pay if is_termed and is_large and one.low not in _YEAR_LIKE else None


def _is_rate(one: Candidate, country: str | None) -> bool:
    """ "140 netto/h", "do 160/h": what an hour is paid in the country's money, which goes without saying."""
    is_hour = bool(one.tax or one.bound != "exact") and period_of("", one.after[:15], None) == "hour"
    return is_hour and is_hourly(one.low, usual_currency(country))


def _period(line: Line, one: Candidate, is_shift: bool) -> str | None:
    if is_shift:
        return "none"
    period = _period_said(line.text[max(one.sentence[0], one.start - 60) : one.start], one.after, one.currency)
    is_hour = period == "year" and one.highest < _NO_YEAR and "год" in one.after[:12]
    return "hour" if is_hour else period  # "22–28 $/год" is Ukrainian


@lru_cache(maxsize=16)  # an amount is asked up to three times
def _period_said(before: str, after: str, currency: str | None) -> str | None:
    return period_of(before, without_added(after), currency)


def _is_by_piece(line: Line, one: Candidate) -> bool:
    """Whether an amount is paid per something that is no period."""
    currency = one.currency or usual_currency(line.country)
    return is_by_piece(one.low, currency, one.after) and period_of("", one.after, currency) in (None, "none")


def _is_for_a_job(line: Line, one: Candidate) -> bool:
    """Whether an amount that is too little for a month is what a job done once costs: "$150, today"."""
    if one.bound == "from" or one.tax or not is_below_month(one.low, one.currency or usual_currency(line.country)):
        return False
    sentence = line.text[slice(*one.sentence)]
    if is_price_of_job(sentence, one.before):
        return True
    return (
        bool(one.currency)
        and one.bound == "exact"
        and not line.is_title
        and not names_rate(f"{line.heading} | {sentence}")
    )


def _is_stated(line: Line, one: Candidate, signs: _Signs, period: str | None) -> bool:
    """Whether enough speaks for pay, where no other money was named."""
    is_money = bool(one.currency) or one.is_great
    return bool(
        signs.has_pay
        or (period and not signs.is_shift)
        or (one.tax and is_money)
        or (_is_card(one) and one.bound != "exact")
        or signs.is_alone
        or (is_money and (signs.is_told or is_followed(one.after)))
        or (is_money and one.bound == "range" and contract_of("", one.after) is not None)
        or ((one.bound == "range" or one.has_times) and (signs.is_next or _LEADING.fullmatch(line.text, 0, one.start)))
        or (signs.is_shift and is_money)
    )


def _is_of_others(line: Line, one: Candidate, signs: _Signs, period: str | None) -> bool:
    """Whether the clause of an amount that nothing calls pay names other money, or whose money it is."""
    opening = one.sentence[0]
    if not (signs.has_pay or (one.tax and period)):
        around = clause_around(line.text, one.start, one.end)
        # "we want to know what the cluster costs, 90 tys. zł …"
        if (one.bound == "exact" and not one.tax) or signs.is_alone:
            around = f"{line.text[opening : one.start]} | {around}"
        if context("not_pay_words").find(tokens(around)):
            return True
    before = line.text[max(opening, one.start - 90) : one.start]
    return not signs.has_pay and bool(context("others_money").find(tokens(before)))
