"""Amounts of pay in running text of ru, uk, pl, en and de ads; see lookups/salary_words.yaml for the words.

A line is cut into numbers, currencies, multipliers and joining words once; a small scanner then reads single amounts
and ranges. An amount counts as pay by what stands around it, because most numbers of an ad are something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestration.transforms.money_context import (
    SLASH_PERIOD,
    bound_of,
    clause_around,
    context,
    contract_of,
    is_added,
    is_called_pay,
    is_card_line,
    is_counted,
    is_hourly,
    is_other_money,
    is_plausible,
    is_target,
    is_without_period,
    nearest,
    period_of,
    says_pay,
    sentence_around,
    without_added,
)
from orchestration.transforms.money_pieces import DOLLARS, Amount, Piece, amount_at, pieces_of, second_at
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import fold, tokens

# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_BEFORE_TARGET = 45  # characters before an amount that "OTE" stands in
_ADDED_BY = 10  # characters before an amount that a plus sign stands in
_APART = 60  # characters between a "from" and an "up to" of one range
_WIDEST_PAY = 4  # times the lesser bound of such a range
_BARE = 8  # words of a sentence that holds a range and little else: "60k bis 75k"
_THOUSANDS = re.compile(r"\d\s?(?:k|к|тыс|тис|tys|tsd)\b")
_LONGEST_POST = 4_000
_DIGIT = re.compile(r"\d")
_MAX_LINE = 400
_MOST_OFFERS = 12
_MOST_LINES = 60  # with _LONGEST_PARAGRAPH bounds the work on a hostile text
_LONGEST_PARAGRAPH = 6_000
_HEADING = 70  # characters of a line that may be a heading
_OVERLAP = 60  # characters of a text without sentences that are read twice
_FAR = 16
_FAR_FROM_NUMBERS = re.compile(rf"[^\W\d]\D{{{_FAR - 2}}}\s\D{{{_FAR}}}")
_SENTENCE_END = re.compile(r"[.!?;]\s+(?=[A-ZА-ЯІЇЄҐŁŚŻ•])")
_LEADING = re.compile(r"[\W_]*")  # bullets and emoji before the first word of a line
_URL = re.compile(r"(?:https?://|www\.)\S+")
_BELARUSIAN = re.compile(r"(?<!\w)бел\w*\.?\s?руб\w*\.?")
_MONEY_SIGNS = frozenset("💰💵💸💲🤑")
_NO_YEAR = 1_000  # nobody is paid less a year, in any currency
_LEAST = 5  # less is a rating, a share or a version
_HARD = frozenset({"USD", "EUR", "GBP", "CHF", "PLN", "CAD", "AUD"})  # nobody is paid millions of these
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


def read_line(
    line: str, trusted: bool = False, heading: str = "", *, country: str | None = None, is_title: bool = False
) -> list[MoneyText]:
    """Pay stated in one line. `trusted`: the line is known to be about pay. `heading`: the line above it, if short.

    `country`: of the work; in Belarus "руб." are its own roubles. `is_title`: amounts of titles are pay or funding.
    """
    line = fold(line[:_MAX_LINE])
    if "http" in line or "www." in line:
        line = _URL.sub(lambda match: " " * len(match.group()), line)
    if "бел" in line:
        line = _BELARUSIAN.sub(lambda match: "byn".ljust(len(match.group())), line)
    pieces = pieces_of(line)
    if country == "BY":
        pieces = [_own_rouble(piece, line) for piece in pieces]
    found: list[MoneyText] = []
    done = done_at = 0
    for at, piece in enumerate(pieces):
        if at < done or piece.kind not in ("number", "currency"):
            continue
        first = amount_at(pieces, at)
        if first is None:
            continue
        second = second_at(pieces, first)
        done = first.last
        end = pieces[(second or first).last - 1].end
        if found and is_target(line[max(0, piece.start - _BEFORE_TARGET) : piece.start], line[end : end + 20]):
            done = (second or first).last
            continue
        if found and is_added(line[max(0, piece.start - _ADDED_BY) : piece.start]):
            continue
        if found and second is None and (upper := _upper_bound(line, pieces, first, found[-1], done_at)):
            found[-1] = upper
            done_at = pieces[first.last - 1].end
            continue
        money = _money(line, pieces, first, second, trusted, heading, is_title, done_at)
        if money is not None:
            found.append(money)
            if len(found) == _MOST_OFFERS:
                break
            done = second.last if second else first.last
            done_at = pieces[done - 1].end
        elif second is not None and pieces[second.first].kind == "number" and second.first == first.last + 1:
            done = second.last  # a range that is no pay is none by halves either
    return found


def _upper_bound(line: str, pieces: list[Piece], amount: Amount, lower: MoneyText, lower_end: int) -> MoneyText | None:
    """A "from" and a later "up to" of one sentence as one range: "ab 48k, mit Erfahrung bis 62k"."""
    start = pieces[amount.first].start
    between = line[lower_end:start]
    if lower.minimum is None or lower.maximum is not None or len(between) > _APART:
        return None
    high = amount.number * (amount.multiplier or 1)
    if amount.multiplier is None and high < 1000 <= lower.minimum:
        high *= 1000
    is_range = lower.minimum < high <= _WIDEST_PAY * lower.minimum and amount.currency in (None, lower.currency)
    is_one = bound_of(pieces, amount.first, between) == "to" and sentence_around(line, start, start)[0] <= lower_end
    if (
        not (is_range and is_one)
        or context("level_words").find(tokens(between))
        or contract_of(between, "") is not None
    ):
        return None
    return lower._replace(maximum=high, text=line[line.find(lower.text) : pieces[amount.last - 1].end])


def _own_rouble(piece: Piece, line: str) -> Piece:
    is_russian = piece.word != "RUB" or line[piece.start : piece.end] in ("₽", "rub", "rur")
    return piece if is_russian or piece.kind != "currency" else piece._replace(word="BYN")


def _money(
    line: str,
    pieces: list[Piece],
    first: Amount,
    second: Amount | None,
    trusted: bool,
    heading: str,
    is_title: bool,
    before_end: int,
) -> MoneyText | None:
    currency = first.currency or (second.currency if second else None)
    if second and second.currency in DOLLARS:
        currency = second.currency
    if currency in _HARD:
        first, second = _without_slip(first), _without_slip(second) if second else None
    low, high = first.number * (first.multiplier or 1), None
    if second:
        high = second.number * (second.multiplier or 1)
        times = second.multiplier or first.multiplier
        # "от 1050 до 2150k": where the greater bound counts thousands in thousands, so does the lesser.
        if times and first.multiplier is None and (low < 1000 or second.number >= 1000) and low <= second.number:
            low *= times
        elif times and second.multiplier is None and high < 1000:
            high *= times
        elif not times and low < 1000 and low * 1000 <= high and high % 1000 == 0:
            low *= 1000  # "15-20 000 zł"
    start = pieces[first.first].start
    end = pieces[(second or first).last - 1].end
    before, after = line[max(0, start - 60) : start], line[end : end + 45]
    has_pay = says_pay(line[max(0, start - 120) : start] + " | " + after[:30]) or is_called_pay(before)
    # A heading that states an amount of its own is no heading.
    is_headed = bool(heading) and start < 40 and _DIGIT.search(heading) is None
    has_pay = has_pay or not _MONEY_SIGNS.isdisjoint(before[-12:]) or (is_headed and says_pay(heading))
    has_times = bool(first.multiplier or (second and second.multiplier))
    tax = nearest("taxes", before[-25:], after)
    contract = contract_of(before, after)
    opening, closing = sentence_around(line, start, end)
    sentence = line[opening:closing]
    is_shift = is_without_period(before, after)
    is_next = opening < before_end  # another pay is stated in the same sentence
    bound = bound_of(pieces, first.first, before) if second is None else "range"
    if not trusted:
        words = len(tokens(sentence))
        is_bare = has_times and (words <= _BARE if second else bound != "exact" and words <= _BARE // 2)
        is_levelled = bound != "exact" and has_times and bool(context("level_words").find(tokens(before)[-2:]))
        is_yearly = second is not None and has_times and bool(period_of("", after, None))
        has_pay = has_pay or is_levelled or (is_title and (has_times or low >= 1000 or is_hourly(low, currency)))
        is_taxed = bool(tax) and (has_times or low >= 1000)
        is_termed = has_pay or is_taxed or is_bare or is_yearly or (is_shift and has_times)
        is_named = bool(context("pay_words").find(tokens(before)[-2:])) or is_called_pay(before)
        if currency is None and not is_named and is_counted(after):
            return None
        if currency is None and not (has_times or second or tax or is_named or is_title or is_headed):
            has_pay = has_pay and says_pay(line[max(opening, start - 120) : start])  # "… pay. Chicago, IL 60607"
            is_termed = is_taxed or has_pay
        is_large = has_times or max(low, high or 0) >= 1000 or bool(second and SLASH_PERIOD.match(after))
        if currency is None and not (is_termed and is_large and low not in _YEAR_LIKE):
            return None
        millions = max(first.multiplier or 0, second.multiplier or 0 if second else 0) >= 1e6
        if is_other_money(before, after, has_pay) or (
            millions and (currency in _HARD or (currency is None and not (has_pay or tax)))
        ):
            return None
    elif currency is None and not has_times and (low < 10 or (is_next and low < 1000)):
        return None
    period = "none" if is_shift else period_of(line[max(opening, start - 60) : start], without_added(after), currency)
    highest = max(low, high or 0)
    if period == "year" and highest < _NO_YEAR and "год" in after[:12]:
        period = "hour"  # "22–28 $/год" is Ukrainian
    if not trusted and not (
        has_pay
        or (period and not is_shift)
        or (tax and (currency or has_times or low >= 1000))
        or is_card_line(sentence, second, bound)
        or ((second or has_times) and (is_next or _LEADING.fullmatch(line, 0, start)))
        or (is_shift and currency)
    ):
        return None
    if not trusted and (highest < _LEAST or not (is_shift or is_plausible(highest, currency, period))):
        return None
    is_certain = trusted or has_pay or (tax and period)
    around = clause_around(line, start, end)
    if bound == "exact" and not tax:  # "we want to know what the cluster costs, 90 tys. zł miesięcznie"
        around = f"{line[opening:start]} | {around}"
    if not is_certain and context("not_pay_words").find(tokens(around)):
        return None
    if not has_pay and not trusted and context("others_money").find(tokens(line[max(opening, start - 90) : start])):
        return None
    minimum = None if bound == "to" else low
    maximum = high if second else (None if bound == "from" else low)
    return MoneyText(line[start:end], minimum, maximum, currency, period, tax, contract)


def _without_slip(amount: Amount) -> Amount:
    """$110,000k" is a slip of the pen; 2 220k tenge are not."""
    return amount._replace(multiplier=None) if amount.multiplier == 1000 and amount.number >= 1000 else amount


def read_money(found: Scan, country: str | None = None) -> list[MoneyText]:
    """Pay stated in a scanned text of an ad in that country.

    Only lines with a currency, or with a word of pay and a digit, are looked at.
    """
    lines: set[int] = set()
    cues = [hit.start for hit in (*found.of("currency"), *found.of("pay"))]
    if not cues:  # "60k bis 75k" is all that some posts say
        cues = [match.start() for match in _THOUSANDS.finditer(found.folded, 0, _LONGEST_POST)]
    line_end = 0
    for at in sorted(cues):
        if at >= line_end:  # once per line: from each of a thousand signs in one line the way back would be long
            lines.add(found.folded.rfind("\n", 0, at) + 1)
            line_end = found.folded.find("\n", at)
    results: list[MoneyText] = []
    for line_start in sorted(lines)[:_MOST_LINES]:
        line_end = found.folded.find("\n", line_start)
        previous = found.folded.rfind("\n", 0, max(line_start - 1, 0)) + 1
        heading = found.folded[previous : line_start - 1] if line_start - 1 - previous <= _HEADING else ""
        for begin, end in _parts(found.text, line_start, min(line_end, line_start + _LONGEST_PARAGRAPH)):
            line = found.text[begin:end]
            if _DIGIT.search(line):
                is_title = line_start < found.title_end
                results += read_line(
                    line, heading=heading if begin == line_start else "", country=country, is_title=is_title
                )
        if len(results) >= _MOST_OFFERS:
            break
    distinct = {(m.minimum, m.maximum, m.currency, m.period, m.contract): m for m in reversed(results)}
    kept = list(reversed(distinct.values()))
    return kept[:_MOST_OFFERS]


def _parts(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A line in parts that are read at once, cut at the end of a sentence or far from any number."""
    while end - begin > _MAX_LINE:
        first, last = begin + _MAX_LINE // 2, begin + _MAX_LINE
        cuts = [match.end() for match in _SENTENCE_END.finditer(text, first, last)]
        cuts = cuts or [match.start() + _FAR for match in _FAR_FROM_NUMBERS.finditer(text, first, last)]
        yield begin, cuts[-1] if cuts else last
        begin = cuts[-1] if cuts else last - _OVERLAP
    yield begin, end
