"""Amounts of pay in running text of ru, uk, pl, en and de ads; see lookups/salary_words.yaml for the words.

A line is cut into numbers, currencies, multipliers and joining words once; a small scanner then reads single amounts
and ranges. An amount counts as pay by what stands around it, because most numbers of an ad are something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestration.transforms.money_context import (
    CARD,
    SLASH_PERIOD,
    bound_of,
    clause_around,
    context,
    contract_of,
    is_added,
    is_base,
    is_beyond,
    is_called_pay,
    is_card_line,
    is_counted,
    is_hourly,
    is_item,
    is_labelled,
    is_of_shift,
    is_other_money,
    is_plausible,
    is_rate_by_name,
    is_said_for,
    is_target,
    is_without_period,
    nearest,
    opens_item,
    period_of,
    says_pay,
    sentence_around,
    usual_currency,
    without_added,
)
from orchestration.transforms.money_pieces import (
    DOLLARS,
    Amount,
    Piece,
    amount_at,
    own_rouble,
    pieces_of,
    second_at,
    with_thousands_of_last,
    without_slip,
)
from orchestration.transforms.money_runs import follows, is_followed, is_paid_per, is_unsaid_thousands, upper_bound
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import fold, tokens

# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_BEFORE_TARGET = 45  # characters before an amount that "OTE" stands in
_ADDED_BY = 10  # characters before an amount that a plus sign stands in
_BARE = 8  # words of a sentence that holds a range and little else: "60k bis 75k"
_LONGEST_POST = 4_000
_LIST = 5  # lines below a heading of pay that state one each
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
    if line.count("/") > 1:
        pieces = with_thousands_of_last(pieces)
    if country == "BY":
        pieces = [own_rouble(piece, line) for piece in pieces]
    found: list[MoneyText] = []
    done = done_at = 0
    goal: MoneyText | None = None
    has_goal = "ote" in line or "target" in line or "total comp" in line
    for at, piece in enumerate(pieces):
        if at < done or piece.kind not in ("number", "currency"):
            continue
        first = amount_at(pieces, at)
        if first is None:
            continue
        second = second_at(pieces, first)
        done = first.last
        end = pieces[(second or first).last - 1].end
        is_goal = False
        if has_goal:
            beside = line[max(0, piece.start - _BEFORE_TARGET) : piece.start], line[end : end + 20]
            is_sure = is_base("", beside[1]) or (is_base(beside[0], "") and not is_target("", beside[1]))
            is_goal = is_target(*beside) and not is_sure
            if is_goal and found:
                done = (second or first).last
                continue
            if is_sure and goal is not None and found[-1:] == [goal]:
                base = _money(line, pieces, first, second, True, heading, is_title, done_at, country)
                found[-1] = base._replace(period=base.period or goal.period) if base else goal
                done, done_at = (second or first).last, end
                continue
        if found and is_added(line[max(0, piece.start - _ADDED_BY) : piece.start]):
            continue
        if found and second is None and found[-1].maximum is None:
            lower = found[-1]
            high = upper_bound(line, pieces, first, lower.minimum, lower.currency, done_at)
            if high is not None:
                whole = line[line.find(lower.text) : pieces[first.last - 1].end]
                found[-1] = lower._replace(maximum=high, text=whole)
                done_at = pieces[first.last - 1].end
                continue
        money = _money(line, pieces, first, second, trusted, heading, is_title, done_at, country)
        if (
            found
            and (money is None or trusted)
            and (after := _following(line, pieces, first, second, found[-1], done_at))
        ):
            money = after
        if (
            money is None
            and found
            and second is None
            and first.multiplier
            and line[done_at : piece.start].strip() == "/"
        ):
            low = first.number * first.multiplier
            money = found[-1]._replace(text=line[piece.start : end], minimum=low, maximum=low)
        if money is not None:
            found.append(money)
            goal = money if is_goal else goal
            if len(found) == _MOST_OFFERS:
                break
            done = second.last if second else first.last
            done_at = pieces[done - 1].end
        elif second is not None and _is_one_range(pieces, first, second):
            done = second.last  # a range that is no pay is none by halves either
    return _in_one_tax(found)


def _is_one_range(pieces: list[Piece], first: Amount, second: Amount) -> bool:
    is_like = pieces[second.first].kind == "number" or first.currency == second.currency
    return is_like and second.first == first.last + 1


def _in_one_tax(found: list[MoneyText]) -> list[MoneyText]:
    """ "Middle 220–280, Senior 300–380 (gross)": the last of a line says it for all, contracts of two kinds apart."""
    if len(found) < 2 or found[-1].tax is None or any(one.tax for one in found[:-1]):
        return found
    if len({one.contract for one in found}) > 1:
        return found
    return [one._replace(tax=found[-1].tax) for one in found]


def _following(
    line: str, pieces: list[Piece], first: Amount, second: Amount | None, earlier: MoneyText, done_at: int
) -> MoneyText | None:
    """A pay that only the one before it shows to be pay."""
    last = earlier.minimum if earlier.maximum is None else earlier.maximum
    if last is None or (amounts := follows(line, pieces, first, second, (last, earlier.currency), done_at)) is None:
        return None
    low, high = amounts
    start, end = pieces[first.first].start, pieces[(second or first).last - 1].end
    before, after = line[done_at:start], line[end : end + 45]
    return earlier._replace(
        text=line[start:end],
        minimum=low,
        maximum=high or low,
        period=period_of(before, without_added(after), earlier.currency) or earlier.period,
        tax=nearest("taxes", before[-25:], after) or earlier.tax,
        contract=contract_of(before, after) or earlier.contract,
    )


def _money(
    line: str,
    pieces: list[Piece],
    first: Amount,
    second: Amount | None,
    trusted: bool,
    heading: str,
    is_title: bool,
    before_end: int,
    country: str | None,
) -> MoneyText | None:
    currency = first.currency or (second.currency if second else None)
    if second and second.currency in DOLLARS:
        currency = second.currency
    if currency in _HARD:
        first, second = without_slip(first), without_slip(second) if second else None
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
    is_unsaid = is_unsaid_thousands(first, second, before, after, country, trusted)
    if is_unsaid:
        low, high = low * 1000, high and high * 1000
    highest = max(low, high or 0)
    if highest < _LEAST and not trusted:
        return None
    has_pay = trusted or says_pay(line[max(0, start - 120) : start] + " | " + after[:30]) or is_called_pay(before)
    # A heading that states an amount of its own is no heading.
    is_headed = bool(heading) and not trusted and start < 40 and _DIGIT.search(heading) is None
    is_signed = not _MONEY_SIGNS.isdisjoint(before[-12:])
    has_pay = has_pay or is_signed or (is_headed and says_pay(heading))
    has_times = bool(is_unsaid or first.multiplier or (second and second.multiplier))
    tax = nearest("taxes", before[-25:], after)
    contract = contract_of(before, after)
    opening, closing = sentence_around(line, start, end)
    sentence = line[opening:closing]
    is_shift = is_without_period(before, after) or (is_of_shift(before) and not is_plausible(low, currency, "month"))
    is_next = opening < before_end  # another pay is stated in the same sentence
    bound = bound_of(pieces, first.first, before) if second is None else "range"
    is_alone = not trusted and len(sentence) <= CARD and is_item(line, start, end, bound)
    is_told = is_said_for(after) or is_rate_by_name(before)
    if not trusted:
        words = len(tokens(sentence))
        is_bare = has_times and (words <= _BARE if second else bound != "exact" and words <= _BARE // 2)
        is_card = len(sentence) <= CARD
        is_levelled = (
            (bound != "exact" or (is_card and has_times))
            and (has_times or low >= 1000)
            and (bool(context("level_words").find(tokens(before)[-2:])) or (is_card and is_labelled(before)))
        )
        is_yearly = second is not None and has_times and bool(period_of("", after, None))
        # "80 тысяч в месяц" opens a sentence, "120 т.р." is an item of a list, "70к" is followed by "затем 90к".
        is_opening = bool(_LEADING.fullmatch(line, opening, start)) and bool(period_of("", after[:25], None))
        is_yearly = is_yearly or (has_times and (is_opening or is_alone or is_followed(after)))
        is_per = currency is None and not has_times and is_paid_per((low, high or low), after, country)
        is_told = is_told or (is_per and opens_item(line, start))
        is_told = is_told or (currency is None and _is_rate(low, tax, bound, after, country))
        # "— Архитектор (Java), от 450 000"
        is_told = is_told or (is_alone and end == len(line.rstrip()) and low >= 1000 and " " in line[start:end])
        has_pay = has_pay or is_levelled or (is_title and (has_times or low >= 1000 or is_hourly(low, currency)))
        is_taxed = bool(tax) and (has_times or low >= 1000)
        is_termed = has_pay or is_taxed or is_bare or is_yearly or is_told or (is_shift and has_times)
        is_named = bool(context("pay_words").find(tokens(before)[-2:])) or is_called_pay(before)
        if currency is None and not is_named and is_counted(after):
            return None
        if currency is None and not (
            has_times or second or tax or is_named or is_title or is_headed or is_signed or is_told
        ):
            has_pay = has_pay and says_pay(line[max(opening, start - 120) : start])  # "… pay. Chicago, IL 60607"
            is_termed = is_taxed or has_pay
        is_large = (
            has_times or is_per or max(low, high or 0) >= 1000 or is_told or bool(second and SLASH_PERIOD.match(after))
        )
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
    if period == "year" and highest < _NO_YEAR and "год" in after[:12]:
        period = "hour"  # "22–28 $/год" is Ukrainian
    if not trusted and not (
        has_pay
        or (period and not is_shift)
        or (tax and (currency or has_times or low >= 1000))
        or is_card_line(sentence, second, bound)
        or is_alone
        or ((currency or has_times or low >= 1000) and (is_told or is_followed(after)))
        or ((second or has_times) and (is_next or _LEADING.fullmatch(line, 0, start)))
        or (is_shift and currency)
    ):
        return None
    own = usual_currency(country)
    usual = currency or (own if is_alone and not has_pay else None)
    if not (trusted or is_shift or is_plausible(highest, usual, period)):
        return None
    if currency is None and is_beyond(highest, own):
        return None
    if not (has_pay or (tax and period)):
        around = clause_around(line, start, end)
        if (bound == "exact" and not tax) or is_alone:  # "we want to know what the cluster costs, 90 tys. zł …"
            around = f"{line[opening:start]} | {around}"
        if context("not_pay_words").find(tokens(around)):
            return None
    if not has_pay and context("others_money").find(tokens(line[max(opening, start - 90) : start])):
        return None
    minimum = None if bound == "to" else low
    maximum = high if second else (None if bound == "from" else low)
    return MoneyText(line[start:end], minimum, maximum, currency, period, tax, contract)


def _is_rate(low: float, tax: str | None, bound: str, after: str, country: str | None) -> bool:
    """ "140 netto/h", "do 160/h": what an hour is paid in the country's money, which goes without saying."""
    is_hour = bool(tax or bound != "exact") and period_of("", after[:15], None) == "hour"
    return is_hour and is_hourly(low, usual_currency(country))


def read_money(found: Scan, country: str | None = None) -> list[MoneyText]:
    """Pay stated in a scanned text of an ad in that country.

    Only lines with a currency, or with a word of pay and a digit, are looked at.
    """
    headings = _lines_of(found, [hit.start for hit in (*found.of("currency"), *found.of("pay"))])
    results = _read_lines(found, headings, country)
    # "60k bis 75k" is all that some posts say.
    is_paid = found.has("pay")
    others = [
        hit.start for hit in found.of("thousands") if hit.start < _LONGEST_POST and (is_paid or hit.value != "000")
    ]
    if others:
        rest = {start: heading for start, heading in _lines_of(found, others).items() if start not in headings}
        more = _read_lines(found, rest, country)
        results += [one for one in more if one.currency or not results]
    distinct = {(m.minimum, m.maximum, m.currency, m.period, m.contract): m for m in reversed(results)}
    kept = list(reversed(distinct.values()))
    return kept[:_MOST_OFFERS]


def _lines_of(found: Scan, cues: list[int]) -> dict[int, str]:
    """Start of each line that holds a cue, or stands in a list below a heading that does, and what heads it."""
    lines: dict[int, str] = {}
    folded = found.folded
    line_end = 0
    for at in sorted(cues):
        if at < line_end:  # once per line: from each of a thousand signs in one line the way back would be long
            continue
        start, line_end = folded.rfind("\n", 0, at) + 1, folded.find("\n", at)
        if start not in lines:
            previous = folded.rfind("\n", 0, max(start - 1, 0)) + 1
            lines[start] = folded[previous : start - 1] if start - 1 - previous <= _HEADING else ""
        if line_end - start <= _HEADING and not _DIGIT.search(folded, start, line_end):
            lines |= {below: folded[start:line_end] for below in _listed(folded, line_end) if below not in lines}
        if len(lines) >= _MOST_LINES:
            break
    return lines


def _listed(folded: str, end: int) -> Iterator[int]:
    """Starts of the short lines with numbers that follow a heading, at most one empty line between."""
    start = end + 1
    if folded.startswith("\n", start):
        start += 1
    for _ in range(_LIST):
        end = folded.find("\n", start)
        if not 0 < end - start <= CARD or not _DIGIT.search(folded, start, end):
            return
        yield start
        start = end + 1


def _read_lines(found: Scan, lines: dict[int, str], country: str | None) -> list[MoneyText]:
    results: list[MoneyText] = []
    for start in sorted(lines)[:_MOST_LINES]:
        end = found.folded.find("\n", start)
        for begin, stop in _parts(found.text, start, min(end, start + _LONGEST_PARAGRAPH)):
            line = found.text[begin:stop]
            if _DIGIT.search(line):
                heading = lines[start] if begin == start else ""
                results += read_line(line, heading=heading, country=country, is_title=start < found.title_end)
        if len(results) >= _MOST_OFFERS:
            break
    return results


def _parts(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A line in parts that are read at once, cut at the end of a sentence or far from any number."""
    while end - begin > _MAX_LINE:
        first, last = begin + _MAX_LINE // 2, begin + _MAX_LINE
        cuts = [match.end() for match in _SENTENCE_END.finditer(text, first, last)]
        cuts = cuts or [match.start() + _FAR for match in _FAR_FROM_NUMBERS.finditer(text, first, last)]
        yield begin, cuts[-1] if cuts else last
        begin = cuts[-1] if cuts else last - _OVERLAP
    yield begin, end
