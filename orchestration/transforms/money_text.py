"""Amounts of pay in running text of ru, uk, pl, en and de ads; see lookups/salary_words.yaml for the words.

A line is cut into numbers, currencies, multipliers and joining words once; a small scanner then reads single amounts
and ranges. An amount counts as pay by what stands around it, because most numbers of an ad are something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.money_candidates import Line
from orchestration.transforms.money_context import CARD, is_added, is_base, is_target, without_added
from orchestration.transforms.money_pieces import (
    Amount,
    Piece,
    amount_at,
    own_rouble,
    pieces_of,
    second_at,
    with_thousands_of_last,
)
from orchestration.transforms.money_runs import follows, upper_bound
from orchestration.transforms.money_terms import contract_of, nearest, period_of
from orchestration.transforms.money_verdict import MoneyText, pay_of
from orchestration.transforms.scanned_text import Scan
from orchestration.transforms.words import fold

# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_BEFORE_TARGET = 45  # characters before an amount that "OTE" stands in
_ADDED_BY = 10  # characters before an amount that a plus sign stands in
_LONGEST_POST = 4_000
_LIST = 5  # lines below a heading of pay that state one each
_DIGIT = re.compile(r"\d")
_MAX_LINE = 400
_MOST_OFFERS = 12
_MOST_LINES = 60  # with _LONGEST_PARAGRAPH bounds the work on a hostile text
_LONGEST_PARAGRAPH = 6_000
HEADING = 70  # characters of a line that may be a heading
_OVERLAP = 60  # characters of a text without sentences that are read twice
_FAR = 16
_GREAT = re.compile(r"[1-9](?<![\d.,].)\d{0,2}[ .,\u00a0\u202f]?\d{3}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ALIKE = 4  # times another pay of the same ad
_MONTHS = 12
_FAR_FROM_NUMBERS = re.compile(rf"[^\W\d]\D{{{_FAR - 2}}}\s\D{{{_FAR}}}")
_SENTENCE_END = re.compile(r"[.!?;]\s+(?=[A-ZА-ЯІЇЄҐŁŚŻ•])")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_BELARUSIAN = re.compile(r"(?<!\w)бел\w*\.?\s?руб\w*\.?")


def read_line(line: str, trusted: bool = False, *, country: str | None = None) -> list[MoneyText]:
    """Pay stated in one line. `trusted`: the line is known to be about pay. `country`: of the work; in Belarus "руб."
    are its own roubles."""
    return _read(line_of(line, trusted, country=country))


def _read(whole: Line) -> list[MoneyText]:
    line, pieces = whole.text, whole.pieces
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
                base = pay_of(whole._replace(is_trusted=True), first, second, done_at)
                found[-1] = base._replace(period=base.period or goal.period) if base else goal
                done, done_at = (second or first).last, end
                continue
        if found and is_added(line[max(0, piece.start - _ADDED_BY) : piece.start]):
            continue
        if found and second is None and found[-1].maximum is None:
            lower = found[-1]
            high = upper_bound(line, pieces, first, lower.minimum, lower.currency, done_at)
            if high is not None:
                text = line[line.find(lower.text) : pieces[first.last - 1].end]
                found[-1] = lower._replace(maximum=high, text=text)
                done_at = pieces[first.last - 1].end
                continue
        money = pay_of(whole, first, second, done_at)
        if (
            found
            and (money is None or whole.is_trusted)
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


def line_of(
    line: str, trusted: bool = False, heading: str = "", *, country: str | None = None, is_title: bool = False
) -> Line:
    """A line as it is searched, and its pieces."""
    text = _searched(line)
    return Line(text, _pieces(text, country), trusted, heading, is_title, country)


def _searched(line: str) -> str:
    """A line as it is searched, without addresses; in place of each as many spaces."""
    line = fold(line[:_MAX_LINE])
    if "http" in line or "www." in line:
        line = _URL.sub(lambda match: " " * len(match.group()), line)
    if "бел" in line:
        line = _BELARUSIAN.sub(lambda match: "byn".ljust(len(match.group())), line)
    return line


def _pieces(line: str, country: str | None) -> list[Piece]:
    pieces = pieces_of(line)
    if line.count("/") > 1:
        pieces = with_thousands_of_last(pieces)
    return [own_rouble(piece, line) for piece in pieces] if country == "BY" else pieces


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


def read_money(found: Scan, country: str | None = None, is_post: bool = False) -> list[MoneyText]:
    """Pay stated in a scanned text of an ad in that country; `is_post`: of a channel or forum.

    Only lines with a currency, or with a word of pay and a digit, are looked at.
    """
    headings = _lines_of(found, [hit.start for hit in (*found.of("currency"), *found.of("pay"))])
    results = _read_lines(found, headings, country, is_post)
    # "60k bis 75k" is all that some posts say.
    unsaid = {"000": found.has("pay"), "alone": country in load_yaml("salary_words")["unsaid_thousands"]["alone_in"]}
    others = [hit.start for hit in found.of("thousands") if hit.start < _LONGEST_POST and unsaid.get(hit.value, True)]
    if others:
        rest = {start: heading for start, heading in _lines_of(found, others).items() if start not in headings}
        more = _read_lines(found, rest, country, is_post)
        results += [one for one in more if one.currency or not results or _is_like(one, results)]
    distinct = {(m.minimum, m.maximum, m.currency, m.period, m.contract): m for m in reversed(results)}
    kept = list(reversed(distinct.values()))
    return kept[:_MOST_OFFERS]


def has_unmarked(found: Scan) -> bool:
    """Whether a text holds a number that may be pay, years apart."""
    return any(_YEAR.fullmatch(number.group()) is None for number in _GREAT.finditer(found.text))


def read_unmarked(found: Scan, country: str | None, is_of_job: bool) -> list[MoneyText]:
    """Pay stated in lines of a short post without any mark of pay: "Бюджет 7000", "от 380 000 net", "4800 за смену".

    `is_of_job`: the post offers a job that is done once."""
    results: list[MoneyText] = []
    start, above = 0, ""
    for text in found.text.split("\n"):
        if _GREAT.search(text):
            for begin, stop in parts_of(found.text, start, start + len(text)):
                line = line_of(found.text[begin:stop], heading=above, country=country, is_title=start < found.title_end)
                results += _read(line._replace(is_of_post=True, is_of_job=is_of_job))
        start += len(text) + 1
        above = text.lower() if len(text) <= HEADING else ""
    return list(dict.fromkeys(results))[:_MOST_OFFERS]


def _is_like(one: MoneyText, others: list[MoneyText]) -> bool:
    """Whether a pay of another line, in no currency but a range or with its tax or contract, is of the size of one in a
    currency, a year's of that of a month: "Stawka: 16–20k zł na B2B", then "UoP: 13-21k brutto"."""
    least = one.minimum or one.maximum or 0
    sizes = [other.minimum or other.maximum or 0 for other in others]
    sizes += [_MONTHS * size for size in sizes]
    is_range = one.minimum is not None and one.maximum is not None and one.minimum < one.maximum
    return bool(one.tax or one.contract or is_range) and any(size / _ALIKE <= least <= size * _ALIKE for size in sizes)


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
            lines[start] = folded[previous : start - 1] if start - 1 - previous <= HEADING else ""
        if line_end - start <= HEADING and not _DIGIT.search(folded, start, line_end):
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


def _read_lines(found: Scan, lines: dict[int, str], country: str | None, is_post: bool) -> list[MoneyText]:
    results: list[MoneyText] = []
    for start in sorted(lines)[:_MOST_LINES]:
        end = found.folded.find("\n", start)
        for begin, stop in parts_of(found.text, start, min(end, start + _LONGEST_PARAGRAPH)):
            text = found.text[begin:stop]
            if _DIGIT.search(text):
                heading = lines[start] if begin == start else ""
                line = line_of(text, heading=heading, country=country, is_title=start < found.title_end)
                results += _read(line._replace(is_of_post=is_post))
        if len(results) >= _MOST_OFFERS:
            break
    return results


def parts_of(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A line in parts that are read at once, cut at the end of a sentence or far from any number."""
    while end - begin > _MAX_LINE:
        first, last = begin + _MAX_LINE // 2, begin + _MAX_LINE
        cuts = [match.end() for match in _SENTENCE_END.finditer(text, first, last)]
        cuts = cuts or [match.start() + _FAR for match in _FAR_FROM_NUMBERS.finditer(text, first, last)]
        yield begin, cuts[-1] if cuts else last
        begin = cuts[-1] if cuts else last - _OVERLAP
    yield begin, end
