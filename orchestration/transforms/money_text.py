"""Amounts of pay in running text of ru, uk, pl, en and de ads; see lookups/salary_words.yaml for the words.

A line is cut into numbers, currencies, multipliers and joining words once; a small scanner then reads single amounts
and ranges. An amount counts as pay by what stands around it, because most numbers of an ad are something else.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.text_scan import Scan
from orchestration.transforms.words import Phrases, fold, tokens

_NUMBER = r"\d{1,3}(?:[ .,'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,12}(?:[.,]\d{1,2}(?!\d))?"
_PIECE = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<sign>(?:us|ca|cad|a|au|nz|c|s|hk|mx|r|nt)?\$|[€£₽₴₸₺₪¥₾₼֏₹₱฿₩₫₦%])"
    r"|(?P<dash>\s?(?:-{1,2}|–|—|−|÷|\.{2,3}|…)\s?)|(?P<word>\b(?:b2b|c2c|w2|h1b|401k)\b|[^\W\d_]+(?:\.[^\W\d_]{1,3}\b)*\.?)|(?P<other>[^\s])"
)
_CLAUSE_END = re.compile(r"[+,;.(|/&]|\b(?:and|plus|и|та|i|und)\b")
_CLAUSE_SIGN = re.compile(r"[+,;(/&]|\.\s")
_FULL_STOP = re.compile(r"[.!?](?=\s|$)")
# Lengths chosen by looking at posts, not measured one by one; the scorecard holds what they give together.
_CARD = 110  # characters of a line of facts
_BARE = 8  # words of a sentence that holds a range and little else: "60k bis 75k"
_THOUSANDS = re.compile(r"\d\s?(?:k|к|тыс|тис|tys|tsd)\b")
_LONGEST_POST = 4_000
_ADDED = re.compile(r"(?:\+|\bplus\b|\bund\b|\band\b|\bи\b|\bта\b|\bi\b)[^+;,.]{0,40}")
_NEXT_AMOUNT = re.compile(r"(?<![^\W\d_])\d|;")
_LAST_NUMBER = re.compile(r"\d{2,}")
_DIGIT = re.compile(r"\d")
_TO_LAST_DIGIT = re.compile(r".*\d", re.DOTALL)
_CLOSE = 4  # words between a contract and its amount
_AROUND = 40  # characters beside an amount that its bound, thousands, currency and second number stand in
_MAX_LINE = 400
_MOST_OFFERS = 12
_MOST_LINES = 60  # with _LONGEST_PARAGRAPH bounds the work on a hostile text
_LONGEST_PARAGRAPH = 6_000
_SLASH_PERIOD = re.compile(r"^\W{0,3}(?:gross|net|brutto|netto|\(?\+?\s?vat\)?)?\W{0,2}/\s?([^\W\d_]{1,9}(?:-c)?)\b")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_BELARUSIAN = re.compile(r"(?<!\w)бел\w*\.?\s?руб\w*\.?")
_FOLLOWING_WORD = re.compile(r"\+?[ -]?\+?([^\W\d_]+)")
_MONEY_SIGNS = frozenset("💰💵💸💲🤑")
_ABOUT = frozenset({"~", "≈", "ca", "circa", "approx", "около", "ok", "близько", "rund", "etwa", "прибл"})
_DOLLARS = frozenset({"CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})  # "$120,000 CAD"
_NO_YEAR = 1_000  # nobody is paid less a year, in any currency
_LEAST = 5  # less is a rating, a share or a version
_HARD = frozenset({"USD", "EUR", "GBP", "CHF", "PLN", "CAD", "AUD"})  # nobody is paid millions of these
_SLACK = 0.5, 2.0  # how far outside the usual pay of a currency an amount may be and still be pay
_YEAR_LIKE = range(1990, 2100)


class MoneyText(NamedTuple):
    """One stated pay in the words of the text; amounts as numbers, the rest canonical or None."""

    text: str
    minimum: float | None
    maximum: float | None
    currency: str | None
    period: str | None
    tax: str | None
    contract: str | None


class _Piece(NamedTuple):
    kind: str  # number | currency | multiplier | dash | from | to | percent | other
    start: int
    end: int
    number: float
    word: str


class _Amount(NamedTuple):
    first: int  # piece positions [first, last)
    last: int
    number: float
    multiplier: float | None
    currency: str | None


@cache
def _words() -> dict[str, tuple[str, str]]:
    """Folded word without a final dot -> kind and value."""
    lookup = load_yaml("salary_words")
    field_only = set(lookup["currencies_field_only"])
    known: dict[str, tuple[str, str]] = {}
    for currency, words in lookup["currencies"].items():
        known.update(
            {
                fold(word).rstrip("."): ("currency", currency)
                for word in words
                if "*" not in word and word not in field_only
            }
        )
    known.update({word.rstrip("."): ("multiplier", str(times)) for word, times in lookup["multipliers"].items()})
    known.update(dict.fromkeys(lookup["from_words"], ("from", "")))
    known.update(dict.fromkeys(lookup["to_words"], ("to", "")))
    known.update(dict.fromkeys(lookup["between_words"], ("between", "")))
    known.update(dict.fromkeys(lookup["and_words"], ("and", "")))
    known["teur"] = ("thousands_of", "EUR")
    for word in ("т.р", "тыс.р", "тыс.руб", "т.руб"):
        known[word] = ("thousands_of", "RUB")
    return known


@cache
def _currency_prefixes() -> tuple[tuple[str, str], ...]:
    lookup = load_yaml("salary_words")["currencies"]
    skipped = set(load_yaml("salary_words")["currencies_field_only"])
    return tuple(
        (fold(w).rstrip("*"), c) for c, ws in lookup.items() for w in ws if w.endswith("*") and w not in skipped
    )


@lru_cache(maxsize=16384)
def _classify(word: str) -> tuple[str, str]:
    word = word.rstrip(".")
    if known := _words().get(word):
        return known
    if code := next((code for prefix, code in _currency_prefixes() if word.startswith(prefix)), None):
        return "currency", code
    for thousand in _thousands():  # "7kzł", "20 tys.zł", "120keur"
        if word.startswith(thousand):
            kind, code = _classify(word[len(thousand) :].lstrip("."))
            if kind == "currency":
                return "thousands_of", code
    return "other", word


@cache
def _thousands() -> tuple[str, ...]:
    words = load_yaml("salary_words")["multipliers"]
    return tuple(sorted((word for word, times in words.items() if times == 1000 and word.isalpha()), key=len)[::-1])


@cache
def _bound_phrases() -> re.Pattern[str]:
    """Bounds of several words that end before an amount: "bis zu", "at least", "не менее"."""
    lookup = load_yaml("salary_words")
    groups = (
        f"(?P<{bound}>{'|'.join(re.escape(fold(word)) for word in lookup[f'{bound}_words'] if ' ' in word)})"
        for bound in ("from", "to")
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})\s?$")


@cache
def _phrases(section: str) -> Phrases[str]:
    lookup = load_yaml("salary_words")
    skipped = {"true", "false", "нет", "vat", "contract", "permanent", "ип", "employment", "contracts", "practice"}
    return Phrases((word, value) for value, words in lookup[section].items() for word in words if word not in skipped)


@cache
def _context(section: str) -> Phrases[bool]:
    return Phrases((word, True) for word in load_yaml("salary_words")[section])


def number_of(text: str) -> float:
    """A number with any thousands sign: "12 000", "12.000", "12,000.50", "1'200", "7,5"."""
    text = text.replace(" ", "").replace("'", "").replace("’", "")
    last = max(text.rfind("."), text.rfind(","))
    decimals = len(text) - last - 1
    if last >= 0 and decimals != 3:
        return float(text[:last].replace(".", "").replace(",", "") + "." + text[last + 1 :])
    return float(text.replace(".", "").replace(",", ""))


def _pieces(line: str) -> list[_Piece]:
    """What stands in a line from a few words before its first digit to a few words after its last."""
    pieces: list[_Piece] = []
    until_last = _TO_LAST_DIGIT.match(line)
    if until_last is None:
        return pieces
    first, last = _DIGIT.search(line, 0, until_last.end()), until_last.end()
    begin = line.rfind(" ", 0, max(0, (first.start() if first else 0) - _AROUND)) + 1
    end_space = line.find(" ", last + _AROUND)
    for match in _PIECE.finditer(line, begin, end_space if end_space >= 0 else len(line)):
        kind, text = match.lastgroup or "other", match.group()
        start, end = match.span()
        if kind == "number" and text == "401" and line.startswith(("k", "(k"), end):
            pieces.append(_Piece("other", start, end, 0.0, "401k"))
        elif kind == "number":
            pieces.append(_Piece("number", start, end, number_of(text), text))
        elif kind == "sign":
            value = _words().get(text, ("percent", ""))
            pieces.append(_Piece(value[0], start, end, 0.0, value[1]))
        elif kind == "word":
            value = _classify(text)
            if value[0] == "thousands_of":
                pieces.append(_Piece("multiplier", start, end, 1000.0, ""))
                pieces.append(_Piece("currency", end, end, 0.0, value[1]))
            else:
                times = float(value[1]) if value[0] == "multiplier" else 0.0
                pieces.append(_Piece(value[0], start, end, times, value[1]))
        else:
            pieces.append(_Piece(kind, start, end, 0.0, text))
    return pieces


def _amount_at(pieces: list[_Piece], at: int) -> _Amount | None:
    """An amount whose number or leading currency is at `at`."""
    first, size = at, len(pieces)
    currency = None
    if pieces[at].kind == "currency":
        currency = pieces[at].word
        at += 1
    if at >= size or pieces[at].kind != "number" or (currency and pieces[at].start - pieces[at - 1].end > 1):
        return None
    number, multiplier = pieces[at].number, None
    at += 1
    if at < size and pieces[at].kind == "multiplier" and pieces[at].start - pieces[at - 1].end <= 1:
        multiplier = pieces[at].number
        at += 1
    is_beside = at < size and pieces[at].kind == "currency" and pieces[at].start - pieces[at - 1].end <= 1
    if is_beside and (currency is None or (currency == "USD" and pieces[at].word in _DOLLARS)):
        currency = pieces[at].word
        at += 1
    if at < size and pieces[at].kind == "percent":
        return None
    return _Amount(first, at, number, multiplier, currency)


def _joins(pieces: list[_Piece], first: _Amount) -> bool:
    """Whether a second bound follows: "50 - 60", "50 to 60", "between 50 and 60"."""
    if first.last >= len(pieces):
        return False
    kind = pieces[first.last].kind
    is_between = first.first > 0 and pieces[first.first - 1].kind == "between"
    return kind in ("dash", "to") or (kind == "and" and is_between)


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
    pieces = _pieces(line)
    if country == "BY":
        pieces = [_own_rouble(piece, line) for piece in pieces]
    found: list[MoneyText] = []
    done = 0
    for at, piece in enumerate(pieces):
        if at < done or piece.kind not in ("number", "currency"):
            continue
        first = _amount_at(pieces, at)
        if first is None:
            continue
        second = None
        if _joins(pieces, first) and first.last + 1 < len(pieces):
            second = _amount_at(pieces, first.last + 1)
        money = _money(line, pieces, first, second, trusted, heading, is_title)
        done = first.last
        if money is not None:
            found.append(money)
            if len(found) == _MOST_OFFERS:
                break
            done = second.last if second else first.last
    return found


def _own_rouble(piece: _Piece, line: str) -> _Piece:
    is_russian = piece.word != "RUB" or line[piece.start : piece.end] in ("₽", "rub", "rur")
    return piece if is_russian or piece.kind != "currency" else piece._replace(word="BYN")


def _money(
    line: str,
    pieces: list[_Piece],
    first: _Amount,
    second: _Amount | None,
    trusted: bool,
    heading: str,
    is_title: bool,
) -> MoneyText | None:
    currency = first.currency or (second.currency if second else None)
    if second and second.currency in _DOLLARS:
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
    start = pieces[first.first].start
    end = pieces[(second or first).last - 1].end
    before, after = line[max(0, start - 60) : start], line[end : end + 45]
    has_pay = bool(_context("pay_words").find(tokens(line[max(0, start - 120) : start] + " | " + after[:30])))
    # A heading that states an amount of its own is no heading.
    is_headed = bool(heading) and start < 40 and _DIGIT.search(heading) is None
    has_pay = (
        has_pay
        or not _MONEY_SIGNS.isdisjoint(before[-12:])
        or (is_headed and bool(_context("pay_words").find(tokens(heading))))
    )
    has_times = bool(first.multiplier or (second and second.multiplier))
    tax = _nearest("taxes", before[-25:], after)
    contract = _contract(before, after)
    opening, closing = _sentence(line, start, end)
    sentence = line[opening:closing]
    bound = _bound(pieces, first.first, before) if second is None else "range"
    if not trusted:
        words = len(tokens(sentence))
        is_bare = has_times and (words <= _BARE if second else bound != "exact" and words <= _BARE // 2)
        is_levelled = bound != "exact" and has_times and bool(_context("level_words").find(tokens(before)[-2:]))
        is_yearly = second is not None and has_times and bool(_period("", after, None))
        has_pay = has_pay or is_levelled or (is_title and (has_times or low >= 1000))
        is_termed = has_pay or (bool(tax) and has_times) or is_bare or is_yearly
        is_called_pay = bool(_context("pay_words").find(tokens(before)[-2:]))
        if currency is None and not is_called_pay and _is_counted(after):
            return None
        is_large = has_times or low >= 1000 or bool(second and _SLASH_PERIOD.match(after))
        if currency is None and not (is_termed and is_large and low not in _YEAR_LIKE):
            return None
        millions = max(first.multiplier or 0, second.multiplier or 0 if second else 0) >= 1e6
        if _is_other_money(before, after, has_pay) or (millions and (currency is None or currency in _HARD)):
            return None
    elif currency is None and low < 10 and not has_times:
        return None
    is_shift = bool(_context("no_period").find(tokens(after[:30])))
    period = None if is_shift else _period(line[max(opening, start - 60) : start], _own(after), currency)
    highest = max(low, high or 0)
    if period == "year" and highest < _NO_YEAR and "год" in after[:12]:
        period = "hour"  # "22–28 $/год" is Ukrainian
    if not trusted and not (
        has_pay
        or period
        or (tax and (currency or has_times))
        or _is_card_line(sentence, second, bound)
        or (second and not line[:start].strip(" -*•–—"))
    ):
        return None
    if not trusted and (highest < _LEAST or not (is_shift or _is_plausible(highest, currency, period))):
        return None
    is_certain = trusted or has_pay or (tax and period)
    if not is_certain and _context("not_pay_words").find(tokens(_clause(line, start, end))):
        return None
    if not has_pay and not trusted and _context("others_money").find(tokens(line[max(opening, start - 90) : start])):
        return None
    minimum = None if bound == "to" else low
    maximum = high if second else (None if bound == "from" else low)
    return MoneyText(line[start:end], minimum, maximum, currency, period, tax, contract)


def _without_slip(amount: _Amount) -> _Amount:
    """$110,000k" is a slip of the pen; 2 220k tenge are not."""
    return amount._replace(multiplier=None) if amount.multiplier == 1000 and amount.number >= 1000 else amount


def _is_plausible(amount: float, currency: str | None, period: str | None) -> bool:
    """Stipends and subscriptions are stated per month or year as well, but are far below any pay."""
    usual = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {})
    if not usual:
        return True
    ranges = [usual[period]] if period in usual else [] if period else list(usual.values())
    return not ranges or any(low * _SLACK[0] <= amount <= high * _SLACK[1] for low, high in ranges)


def _bound(pieces: list[_Piece], at: int, preceding: str) -> str:
    if at and pieces[at - 1].word in _ABOUT:
        at -= 1
    if at and pieces[at - 1].kind in ("from", "to"):
        return pieces[at - 1].kind
    if _context("minimum_words").find(tokens(preceding)):
        return "from"
    if phrase := _bound_phrases().search(preceding[-20:]):
        return phrase.lastgroup or ""
    for before, piece in zip(pieces[at:], pieces[at + 1 : at + 4], strict=False):
        if piece.kind == "other" and piece.word == "+":
            # "5000+ USD" is a bound; in "22 500 + bonus" something is added.
            return "from" if piece.start == before.end else "exact"
    return "exact"


def _is_card_line(sentence: str, second: _Amount | None, bound: str) -> bool:
    """A short line of facts as channels and forums write it: a range or a bound with a currency is pay there."""
    return len(sentence) <= _CARD and (second is not None or bound in ("from", "to"))


def _own(after: str) -> str:
    """What follows an amount without what is added to it: "+ годовой бонус" says nothing about its period."""
    added = _ADDED.search(after)
    return after[: added.start()] if added and _context("not_pay_words").find(tokens(added.group())) else after


def _sentence(line: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence of a line that holds [start, end); dots of abbreviations end none."""
    first = 0
    for stop in _FULL_STOP.finditer(line, 0, start):
        if not _is_abbreviation(line, stop.start()):
            first = stop.end()
    for stop in _FULL_STOP.finditer(line, end):
        if not _is_abbreviation(line, stop.start()):
            return first, stop.start()
    return first, len(line)


def _is_abbreviation(line: str, dot: int) -> bool:
    word = line[max(0, dot - 8) : dot].rpartition(" ")[2]
    return line[dot] == "." and (
        word in _abbreviations() or (word[-1:].isdigit() and line[dot + 1 :].lstrip()[:1].isdigit())
    )


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load_yaml("salary_words")["abbreviations"])


def _clause(line: str, start: int, end: int) -> str:
    """What stands around an amount between commas, brackets and plus signs."""
    before = _CLAUSE_SIGN.split(line[max(0, start - 80) : start])[-1]
    return before + " | " + _CLAUSE_SIGN.split(line[end : end + 80], maxsplit=1)[0]


def _is_other_money(before: str, after: str, has_pay: bool) -> bool:
    # "$5,000 bonus" is a bonus, "$5,000 + bonus" is pay and a bonus.
    near_after = tokens(_CLAUSE_END.split(after.removeprefix("+"), maxsplit=1)[0])[:3]
    near_before = tokens(before)[-5:]
    others = _context("not_pay_words")
    found = others.find(near_before)
    if found and has_pay:
        pays = _context("pay_words").find(near_before)
        found = [match for match in found if not any(pay.start >= match.start for pay in pays)]
    return bool(found or others.find(near_after))


def _is_counted(after: str) -> bool:
    """Whether a number without a currency counts what follows: "10k users", "40 тыс. ставок"."""
    word = _FOLLOWING_WORD.match(after)
    return word is not None and word.group(1) not in _after_pay() and not _context("pay_words").find((word.group(1),))


@cache
def _after_pay() -> frozenset[str]:
    """Words that may follow an amount of pay without a currency."""
    lookup = load_yaml("salary_words")
    phrases = [*lookup["pay_terms"], *lookup["after_amount"], *lookup["slash_periods"], *lookup["and_words"]]
    for section in ("taxes", "contracts", "text_periods"):
        phrases += [phrase for words in lookup[section].values() for phrase in words]
    words = {word for phrase in phrases for word in tokens(phrase)}
    return frozenset(words).union(*load_yaml("function_words").values())


def _contract(before: str, after: str) -> str | None:
    """The contract stands before its amount ("B2B: 100-120, UoP: 80-90") more often than after it."""
    words = tokens(_LAST_NUMBER.split(before)[-1])
    own = _phrases("contracts").find(words)
    if own and len(words) - own[-1].end <= _CLOSE:
        return own[-1].label
    return _nearest("contracts", before, after)


def _period(before: str, after: str, currency: str | None) -> str | None:
    lookup = load_yaml("salary_words")
    if slash := _SLASH_PERIOD.match(after):
        word = slash.group(1)
        by_currency = lookup["slash_periods_by_currency"].get(currency, {})
        if period := by_currency.get(word) or lookup["slash_periods"].get(word):
            return str(period)
    words = tokens(re.split(r"[\d;]|\. |, (?!\s*(?:per|в|на|pro)\b)", after, maxsplit=1)[0])
    nearest = _phrases("text_periods").find(words)
    if nearest and nearest[0].start <= 5:
        return nearest[0].label
    words = tokens(before.rpartition(";")[2])
    earlier = _phrases("text_periods").find(words)
    return earlier[-1].label if earlier else None


def _nearest(section: str, before: str, after: str) -> str | None:
    following = _phrases(section).find(tokens(_NEXT_AMOUNT.split(after, maxsplit=1)[0]))
    if following and following[0].start <= 4:
        return following[0].label
    earlier = _phrases(section).find(tokens(before))
    return earlier[-1].label if earlier else None


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
        for begin in range(line_start, min(line_end, line_start + _LONGEST_PARAGRAPH), _MAX_LINE - 60):
            line = found.text[begin : min(line_end, begin + _MAX_LINE)]
            if _DIGIT.search(line):
                previous = found.folded.rfind("\n", 0, max(line_start - 1, 0)) + 1
                heading = found.folded[previous : line_start - 1]
                results += read_line(
                    line,
                    heading=heading if len(heading) <= 70 else "",
                    country=country,
                    is_title=line_start < found.title_end,
                )
        if len(results) >= _MOST_OFFERS:
            break
    distinct = {(m.minimum, m.maximum, m.currency, m.period, m.contract): m for m in reversed(results)}
    kept = list(reversed(distinct.values()))
    return kept[:_MOST_OFFERS]
