"""Amounts that lean on another: a pay that follows one, a bound that completes one, and thousands that go unsaid."""

from __future__ import annotations

import re

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.money_context import (
    TIME_SPAN,
    bound_of,
    called_by,
    is_counted,
    is_item,
    is_other_money,
    sentence_around,
    usual_currency,
)
from orchestration.transforms.money_pieces import Amount, Piece
from orchestration.transforms.money_terms import SLASH_PERIOD, context, contract_of, nearest, period_of, period_words
from orchestration.transforms.words import tokens

# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_APART = 60  # characters between two amounts that belong together
_WIDEST_PAY = 4  # times the lesser bound of a range whose bounds stand apart
_BOUND_BEFORE = re.compile(r"(?<!\w)(?:от|до)\s$")
_LEAST = 10  # less counts months: "after a 6 month trial"
_NEXT_PAY = 0.4, 4.0  # times the pay before it
_PART_END = re.compile(r"[,;|•()!\n]|\.(?:\s|$)|\s[-–—]\s")
_TO_NEXT = re.compile(r"[^\d.;]{0,50}?(?<!\d)(?=\d)")


def upper_bound(
    line: str, pieces: list[Piece], amount: Amount, lowest: float | None, currency: str | None, lower_end: int
) -> float | None:
    """The upper bound that completes a "from" of the same sentence: "ab 48k, mit Erfahrung bis 62k"."""
    start = pieces[amount.first].start
    between = line[lower_end:start]
    if lowest is None or len(between) > _APART:
        return None
    high = _like(amount, lowest)
    is_range = lowest < high <= _WIDEST_PAY * lowest and amount.currency in (None, currency)
    is_one = bound_of(pieces, amount.first, between, "") == "to" and sentence_around(line, start, start)[0] <= lower_end
    is_other = bool(context("level_words").find(tokens(between))) or contract_of(between, "") is not None
    return high if is_range and is_one and not is_other else None


def follows(
    line: str, pieces: list[Piece], first: Amount, second: Amount | None, before: tuple[float, str | None], done_at: int
) -> tuple[float, float | None] | None:
    """Amounts of a pay that follows another: "60 тысяч, дальше 75", "$3,500 during the trial, then $4,500".

    `before`: the amount and currency of the pay before it, which ends at `done_at`.
    """
    last, currency = before
    start, end = pieces[first.first].start, pieces[(second or first).last - 1].end
    between = line[done_at:start]
    if len(between) > _APART or (first.currency or currency) != currency:
        return None
    after = line[end : end + 30]
    if leads_on(between):
        if first.currency is None and first.multiplier is None and is_counted(after):
            return None
    elif not _ends_in_or(between):
        # "$4,500 after": the word may stand behind the amount too.
        if not (first.currency and context("then_words").find(tokens(after)[:1]) and "," in between):
            return None
    elif not period_of("", after, currency):
        return None
    is_bare = first.currency is None and first.multiplier is None
    is_own_period = period_of("", after, currency) is not None and not (is_bare and first.number < _LEAST)
    if is_own_period:  # "8-12k per month, or 900 a day"
        last = 0.0
    low, high = _like(first, last), _like(second, last) if second else None
    is_alike = all(_NEXT_PAY[0] * last <= one <= _NEXT_PAY[1] * last for one in (low, high) if one is not None)
    return (low, high) if (is_alike or is_own_period) and not is_other_money("", after, False) else None


def _ends_in_or(between: str) -> bool:
    """ "…, or around 5 500 a day"."""
    lookup = load_yaml("salary_words")
    words = [word for word in tokens(between) if word not in lookup["about_words"]]
    return bool(words) and words[-1] in lookup["or_words"]


def leads_on(between: str) -> bool:
    """Whether words lead from a pay to the next one, and to nothing else: ", после испытательного "."""
    words = tokens(TIME_SPAN.sub(" ", between))
    then = context("then_words").find(words)
    return bool(then) and _fillers().issuperset(words[then[-1].end :])


def is_followed(after: str) -> bool:
    """Whether another amount is led to: "100к, потом 120к"."""
    after = TIME_SPAN.sub(" ", after)
    following = _TO_NEXT.match(after)
    return following is not None and leads_on(following.group())


def _fillers() -> frozenset[str]:
    return frozenset(load_yaml("salary_words")["then_fillers"])


def _like(amount: Amount, other: float) -> float:
    """An amount in thousands where only the one beside it says so: "30 тис., потім 40"."""
    value = amount.number * (amount.multiplier or 1)
    return value * 1000 if amount.multiplier is None and value < 1000 <= other else value


def is_unsaid_thousands(
    first: Amount, second: Amount | None, before: str, after: str, country: str | None, trusted: bool
) -> bool:
    """Whether thousands go without saying: "вилка 200-300", "250 на руки" where nobody is paid so little a month."""
    rule = load_yaml("salary_words")["unsaid_thousands"]
    lowest, highest = rule["numbers"].get(country, (0, 0))
    both = [amount for amount in (first, second) if amount]
    if any(one.multiplier or one.currency for one in both):
        return False
    if not all(lowest <= one.number < highest and one.number % 1 == 0 for one in both) or is_counted(after):
        return False
    if period_of("", after, None) in ("hour", "day", "none"):
        return False
    is_bound = second is not None or _BOUND_BEFORE.search(before) is not None
    if is_bound and called_by("level_words", before):
        return True
    lowest, highest = rule["alone"]
    is_round = all(lowest <= one.number < highest and one.number % 10 == 0 for one in both)
    if is_bound and is_round and is_item(before + after, len(before), len(before), "range"):
        return True
    taxed = nearest("taxes", "", " ".join(tokens(after)[:2])) is not None
    return trusted or taxed or called_by("unsaid_words", before)


def is_paid_per(amounts: tuple[float, ...], after: str, country: str | None) -> bool:
    """Whether a period and at most a tax end what is said of amounts usual per that period: "35 na godzinę"."""
    clause = _PART_END.split(after, maxsplit=1)[0]
    if slash := SLASH_PERIOD.match(clause):
        rest = tokens(clause[slash.end() :])
    else:
        words = tokens(clause)
        periods = period_words(words)
        if not periods or periods[0].start:
            return False
        rest = words[periods[0].end :]
    own = usual_currency(country)
    usual = load_yaml("source_defaults")["period_by_amount"].get(own or "", {})
    low, high = usual.get(period_of("", clause, own), (0, 0))
    return all(low <= one < high for one in amounts) and (not rest or nearest("taxes", "", " ".join(rest)) is not None)
