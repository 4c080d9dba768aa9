"""A line cut into numbers, currencies, multipliers and joining words, and the amounts they make."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.words import fold, tokens

# "3500,- €", "44.–" have no cents.
_NUMBER = (
    r"(?:\d{1,3}(?:[ .,'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,12}(?:[.,]\d{1,2}(?!\d))?)(?:[.,][-–—](?!\s?\d))?"
)
_PIECE = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<sign>(?:us|ca|cad|a|au|nz|c|s|hk|mx|r|nt)?\$|[€£₽₴₸₺₪¥₾₼֏₹₱฿₩₫₦%])"
    r"|(?P<dash>\s?(?:-{1,2}|–|—|−|÷|\.{2,3}|…)\s?)|(?P<word>\b(?:b2b|c2c|w2|h1b|401k)\b|[^\W\d_]+(?:\.[^\W\d_]{1,3}\b)*\.?)|(?P<other>[^\s])"
)
_DIGIT = re.compile(r"\d")
_TO_LAST_DIGIT = re.compile(r".*\d", re.DOTALL)
_TIMES = {"thousands_of": 1_000.0, "lakhs_of": 100_000.0}
_ENDS_SENTENCE = frozenset({"k.", "к."})  # "$90k. On-call …": letters that no dot shortens
_UNIT = 5  # pieces that a period and a tax after a first bound take: "/ h netto +"
_WIDEST = 10  # times the lesser bound
_VERSION = 30  # a number as versions of languages and frameworks have, not as pay in thousands
_AROUND = 40  # characters beside an amount that its bound, thousands, currency and second number stand in
DOLLARS = frozenset({"CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})  # "$120,000 CAD"


class Piece(NamedTuple):
    kind: str  # number | currency | multiplier | dash | from | to | percent | other
    start: int
    end: int
    number: float
    word: str


class Amount(NamedTuple):
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
    known.update({word: ("to", word) for word in lookup["to_words"]})
    known.update(dict.fromkeys(lookup["between_words"], ("between", "")))
    known.update(dict.fromkeys(lookup["and_words"], ("and", "")))
    known["teur"] = ("thousands_of", "EUR")
    known["lpa"] = ("lakhs_of", "INR")
    for word in ("т.р", "тыс.р", "тыс.руб", "т.руб", "тыр"):
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


def number_of(text: str) -> float:
    """A number with any thousands sign: "12 000", "12.000", "12,000.50", "1'200", "7,5"."""
    text = text.replace(" ", "").replace("'", "").replace("’", "")
    last = max(text.rfind("."), text.rfind(","))
    decimals = len(text) - last - 1
    if last >= 0 and decimals != 3:
        return float(text[:last].replace(".", "").replace(",", "") + "." + text[last + 1 :])
    return float(text.replace(".", "").replace(",", ""))


def pieces_of(line: str) -> list[Piece]:
    """What stands in a line from a few words before its first digit to a few words after its last."""
    pieces: list[Piece] = []
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
            pieces.append(Piece("other", start, end, 0.0, "401k"))
        elif kind == "number":
            pieces.append(Piece("number", start, end, number_of(text.rstrip(".,-–—")), text))
        elif kind == "sign":
            value = _words().get(text, ("percent", ""))
            pieces.append(Piece(value[0], start, end, 0.0, value[1]))
        elif kind == "word":
            value = _classify(text)
            if text in _ENDS_SENTENCE:
                end -= 1
            if value[0] in _TIMES:
                pieces.append(Piece("multiplier", start, end, _TIMES[value[0]], ""))
                pieces.append(Piece("currency", end, end, 0.0, value[1]))
            else:
                times = float(value[1]) if value[0] == "multiplier" else 0.0
                pieces.append(Piece(value[0], start, end, times, value[1]))
        else:
            pieces.append(Piece(kind, start, end, 0.0, text))
    return pieces


def with_thousands_of_last(pieces: list[Piece]) -> list[Piece]:
    """Pieces where each of rising numbers between slashes is in the thousands of the last: "120/150/180 тр"."""
    shared = list(pieces)
    for at in range(len(pieces) - 6, -1, -1):
        one, _, two, _, three, times = pieces[at : at + 6]
        kinds = [piece.kind for piece in (one, two, three)]
        is_run = kinds == ["number"] * 3 and pieces[at + 1].word == pieces[at + 3].word == "/"
        if is_run and times.kind == "multiplier" and 10 <= one.number < two.number < three.number < 1000:
            end = at + 8 if pieces[at + 6 : at + 7] and pieces[at + 6].kind == "currency" else at + 6
            unit = [piece for piece in pieces[at + 5 : end] if piece.kind in ("multiplier", "currency")]
            for after in (two, one):
                place = shared.index(after) + 1
                shared[place:place] = [piece._replace(start=after.end, end=after.end) for piece in unit]
    return shared


def amount_at(pieces: list[Piece], at: int) -> Amount | None:
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
    # "55+ LPA", "200+ тыс"
    if at + 1 < size and pieces[at].word == "+" and pieces[at].start == pieces[at - 1].end:
        at += pieces[at + 1].kind in ("multiplier", "currency") and pieces[at + 1].start - pieces[at].end <= 1
    if at < size and pieces[at].kind == "multiplier" and pieces[at].start - pieces[at - 1].end <= 1:
        multiplier = pieces[at].number
        at += 1
    is_beside = at < size and pieces[at].kind == "currency" and pieces[at].start - pieces[at - 1].end <= 1
    if is_beside and (currency is None or (currency == "USD" and pieces[at].word in DOLLARS)):
        currency = pieces[at].word
        at += 1
    if at < size and pieces[at].kind == "percent":
        return None
    return Amount(first, at, number, multiplier, currency)


def second_at(pieces: list[Piece], first: Amount) -> Amount | None:
    """The second bound of a range: "50 - 60", "50 to 60", "between 50 and 60", "$45/hour - $55/hour"."""
    at = _joint(pieces, first)
    if at is None or at + 1 >= len(pieces):
        return None
    second = amount_at(pieces, at + 1)
    is_bare = first.currency is None and first.multiplier is None
    if second is None or (is_bare and _is_of_name(pieces, at, second)):
        return None
    if at == first.last:
        return second
    # Across the words of a unit only the like is joined: "100 zł/h do 160 h" is no range.
    is_alike = second.currency is not None and second.currency == first.currency
    low, high = (amount.number * (amount.multiplier or 1) for amount in (first, second))
    return second if is_alike and low <= high <= _WIDEST * low else None


def _is_of_name(pieces: list[Piece], joint: int, second: Amount) -> bool:
    """Whether the number before a dash belongs to what is named there: "Vue 3 — 140–190 тыс.", "Python 3 - 140к"."""
    dash, after = pieces[joint], pieces[second.last : second.last + 2]
    if dash.kind != "dash" or dash.end - dash.start < len(" - "):
        return False
    if [piece.kind for piece in after] == ["dash", "number"]:
        return True
    low, times = pieces[joint - 1].number, second.multiplier or 1
    is_thousands = second.number * times >= 1000 * low and second.number % 1000 == 0  # "15 - 20 000 zł"
    return low < _VERSION and second.number > _WIDEST * low and not is_thousands


def _joint(pieces: list[Piece], first: Amount) -> int | None:
    """Where the sign or word stands that joins a second bound."""
    for at in range(first.last, min(first.last + _UNIT, len(pieces))):
        kind = pieces[at].kind
        if kind in ("dash", "to"):
            return at
        if at == first.last and kind == "and":
            is_between = first.first > 0 and pieces[first.first - 1].kind == "between"
            if is_between:
                return at
        if pieces[at].word not in _unit_words() and kind != "and":
            return None
    return None


@cache
def _unit_words() -> frozenset[str]:
    """Words and signs of a period or a tax that may stand between two bounds."""
    lookup = load_yaml("salary_words")
    phrases = [
        phrase for section in ("taxes", "text_periods") for words in lookup[section].values() for phrase in words
    ]
    return frozenset(word for phrase in phrases for word in tokens(phrase)) | {
        *lookup["slash_periods"],
        "/",
        "per",
        "+",
    }


def own_rouble(piece: Piece, line: str) -> Piece:
    """In Belarus "руб." are its own roubles, "₽" are not."""
    is_russian = piece.word != "RUB" or line[piece.start : piece.end] in ("₽", "rub", "rur")
    return piece if is_russian or piece.kind != "currency" else piece._replace(word="BYN")


def without_slip(amount: Amount) -> Amount:
    """ "$110,000k" is a slip of the pen; 2 220k tenge are not."""
    return amount._replace(multiplier=None) if amount.multiplier == 1000 and amount.number >= 1000 else amount
