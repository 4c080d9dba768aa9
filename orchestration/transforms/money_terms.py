"""Period, tax and contract of an amount by the words beside it."""

from __future__ import annotations

import re
from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import Found, Phrases, tokens

_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"[,;|()]|(?<!\w)[-–—]\s")
_NEXT_AMOUNT = re.compile(r"(?<![^\W\d_])\d|;")
_IN_BRACKETS = re.compile(r"\([^()]*\)")  # of the amount before: "18k (B2B) lub 15k"
_LAST_NUMBER = re.compile(r"\d{2,}")
_ENDS_PART = re.compile(r"(?:/|\b(?:lub|albo|или|либо|або|чи|or|oder|bzw\.?))\s*$")
_FOLLOWS = 6  # words between an amount and its contract
_CLOSE = 4  # words between a contract and its amount
SLASH_PERIOD = re.compile(r"^\W{0,3}(?:gross|net|brutto|netto|\(?\+?\s?vat\)?)?\W{0,2}/\s?([^\W\d_]{1,9}(?:-c)?)\b")
_FULL_WEEK = re.compile(r"[^\d/]{0,10}/\s?40\s?(?:h|godz|std)\b")  # "580-600€ netto/40h"
_BESIDE_BEFORE = re.compile(r"(?:^|[.,;|(•])\W{0,3}([^\W\d_]{3,8})\s?[:=—–-]\s?(?:от |до |від |od |do |ab )?$")
_NAMED = re.compile(r"[:=—–-]\s?(?:\w{2,3} )?$")
_BESIDE_AFTER = re.compile(r"\s?([^\W\d_]{3,8})(?=$|[.,;|()!\n])")
# "£18,000 pro rata for a six-month contract"
_DURATION = re.compile(
    r"\b(?:one|two|three|four|five|six|nine|ten|twelve|eighteen|first|sechs|drei|zwölf)[\s-](?:month|week|year|hour|day|monat)\w*"
)


@cache
def phrases(section: str) -> Phrases[str]:
    lookup = load_yaml("salary_words")
    skipped = lookup["terms_field_only"]
    return Phrases((word, value) for value, words in lookup[section].items() for word in words if word not in skipped)


@cache
def context(section: str) -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("salary_words")[section])


def names_rate(text: str) -> bool:
    """Whether a text calls an amount a rate, or a contract stands there under which rates are the custom."""
    words = tokens(text)
    return bool(context("rates").find(words) or contracts_in(words))


def contract_of(before: str, after: str) -> str | None:
    """The contract stands before its amount ("B2B: 100-120, UoP: 80-90") more often than after it."""
    between = _IN_BRACKETS.sub(" ", _LAST_NUMBER.split(before)[-1])
    words = tokens(between)
    own = contracts_in(words)
    # "16–21k netto B2B / 13–17k brutto UoP": what stands before the sign is that of the amount before.
    is_earlier = _ENDS_PART.search(between) is not None and _LAST_NUMBER.search(before) is not None
    if is_earlier and (following := contracts_in(tokens(_NEXT_AMOUNT.split(after, maxsplit=1)[0]))):
        return following[0].label
    if own and len(words) - own[-1].end <= _CLOSE:
        return own[-1].label
    following = contracts_in(tokens(_NEXT_AMOUNT.split(after, maxsplit=1)[0]))
    if following and following[0].start <= _FOLLOWS:
        # "18 000 PLN, B2B or UoP": either.
        return following[0].label if len({one.label for one in following}) == 1 else None
    earlier = contracts_in(tokens(before))
    return earlier[-1].label if earlier else None


def contracts_in(words: tuple[str, ...]) -> list[Found[str]]:
    found = phrases("contracts").find(words)
    if not found:
        return found
    products = {one.start for one in context("b2b_products").find(words)}
    return [one for one in found if one.label != "b2b" or one.end not in products]


def period_of(before: str, after: str, currency: str | None) -> str | None:
    lookup = load_yaml("salary_words")
    if slash := SLASH_PERIOD.match(after):
        word = slash.group(1)
        if word in lookup["slash_units"]:
            return "none"
        by_currency = lookup["slash_periods_by_currency"].get(currency, {})
        if period := by_currency.get(word) or lookup["slash_periods"].get(word):
            return str(period)
    if (beside := _beside(before, after)) is not None:
        return beside
    after = _with_bonus().split(_DURATION.sub(" ", after), maxsplit=1)[0]
    if _FULL_WEEK.match(after):
        return "week"
    words = tokens(re.split(r"[\d;]|\. |, (?!\s*(?:per|в|на|pro)\b)", after, maxsplit=1)[0])
    nearest = phrases("text_periods").find(words)
    if nearest and nearest[0].start <= 5:
        return nearest[0].label
    # "20 hours a week, $30": a period beside another number is that number's own.
    for part in reversed(_PARTS.split(before)):
        if not _DIGIT.search(part) and (earlier := phrases("text_periods").find(tokens(part))):
            return earlier[-1].label
    return None


@cache
def _with_bonus() -> re.Pattern[str]:
    """What is paid beside pay, with a sign or word that adds it and at most three words between."""
    lookup = load_yaml("salary_words")
    adding = "|".join(map(re.escape, lookup["adding_words"]))
    return re.compile(rf"(?:\+|\b(?:{adding}))\s(?:[^\s,;]+\s){{0,3}}(?:{'|'.join(lookup['bonus_stems'])})")


def period_words(words: tuple[str, ...]) -> list[Found[str]]:
    return phrases("text_periods").find(words)


def _beside(before: str, after: str) -> str | None:
    """The period that a bare word right beside an amount names: "Час — 1500 рублей", "1500р час"."""
    periods: dict[str, str] = load_yaml("salary_words")["beside_periods"]
    if (found := _BESIDE_AFTER.match(after)) and (period := periods.get(found.group(1))):
        return period
    found = _BESIDE_BEFORE.search(before[-20:]) if _NAMED.search(before[-8:]) else None
    return periods.get(found.group(1)) if found else None


def is_rate_by_name(before: str) -> bool:
    """Whether the name of a period heads an amount: "Час — 1500 рублей"."""
    return _beside(before, "") is not None


def nearest(section: str, before: str, after: str) -> str | None:
    following = phrases(section).find(tokens(_NEXT_AMOUNT.split(after, maxsplit=1)[0]))
    if following and following[0].start <= 4:
        return following[0].label
    earlier = phrases(section).find(tokens(before))
    return earlier[-1].label if earlier else None
