"""What stands around an amount: its bound, its sentence, and whether it is other money than pay."""

from __future__ import annotations

import re
from functools import cache

from orchestration.transforms.lookups import load_yaml
from orchestration.transforms.money_pieces import Piece
from orchestration.transforms.money_terms import SLASH_PERIOD, context, names_rate, phrases
from orchestration.transforms.words import fold, tokens

_CLAUSE_END = re.compile(
    r"[+,;.(|/&]|\b(?:and|plus|и|та|i|und|including|offers|incl|inkl|inklusive|включая|включно|wliczając)\b"
)
_CLAUSE_SIGN = re.compile(
    r"[+,;(/&]|\boffers\b|\.\s|\b(?:plus|плюс)\b|\band (?=(?:an? )?(?:equity|benefits|bonus|stock|options))"
)
_TARGET_BEFORE = re.compile(r"(?:\bote\b|\bon[- ]target|\btotal comp)[^\d.;]{0,30}$")
_TARGET_AFTER = re.compile(r"\W{0,3}(?:usd |k )?(?:ote\b|on[- ]target|total comp)")
_FULL_STOP = re.compile(r"[.!?](?=\s|$)")
_ADDED = re.compile(r"(?:\+|\bplus\b|\bund\b|\band\b|\bи\b|\bта\b|\bi\b)[^+;,.]{0,40}")
_DIGIT = re.compile(r"\d")
_PER = re.compile(r"\W{0,3}(?:per|pro|je|za|за)\s[^\W\d_]{3,}")
_PARTS = re.compile(r"[,;|()]|(?<!\w)[-–—]\s")
_PLUS = re.compile(r"(?:\+|\bplus|\bплюс)\s?(?:(?:up to|do|до|bis zu)\s)?$")
_TRIAL = 8  # words before an amount that a task on trial is named in
_BESIDE = 5  # words before an amount that call it pay
_BOUND = 28  # characters before an amount that a bound of several words stands in
_FOLLOWING_WORD = re.compile(r"\+?[ -]?\+?([^\W\d_]\w*)")
# "через 3 месяца", "po trzech miesiącach": the number is no amount.
TIME_SPAN = re.compile(
    r"(?:\b(?:\d{1,2}|two|three|six|два|две|двух|три|трех|шести|трьох|двох|шість|dwóch|trzech|sześciu|zwei|drei|sechs)"
    r"(?:-?[хйми]{1,2})?[\s-])?"
    r"\b(?:месяц\w*|мес|недел\w*|місяц\w*|міс|тижн\w*|months?|weeks?|miesi\w+|tygodni\w*|monat\w*|wochen?)\b\.?"
)
_SHIFT = re.compile(
    r"\b(?:смен[аыу]|змін[аиу]|zmian[ay]|schicht|shift)\W{0,3}(?:по )?\d{1,2}(?:[-–/]\d\d)?[\s-]?"
    r"(?:час\w*|ч|годин\w*|год|godz\w*|h|hours?|std|stunden)\b\W{1,4}(?:оплата\W{1,3})?$"
)
_BOUND_OR_ABOUT = r"(?:(?:от|до|від|from|up to|od|do|ab|bis|max\.?|min\.?|circa|ca\.?|c\.?|ok\.?|около|[~≈±])\s?)?"
_ITEM_BEFORE = re.compile(
    r"(?:^|[,;|•(🔹▪✔✅\n]|:\s|\s[—–-]\s|(?<!\bok)(?<!\bca)(?<!\bc)(?<!max)(?<!min)[.!?]\s)"
    rf"[^\w,;]{{0,4}}{_BOUND_OR_ABOUT}$"
)
_CLAUSE_BEFORE = re.compile(rf"[,;|•]\s?{_BOUND_OR_ABOUT}$")
_ITEM_AFTER = re.compile(r"\+?\s?(?:$|[,;|•)(]|\.(?:\s|$)|\+\s|\s[-–—]\s)")
_SLACK = 0.5, 2.0  # how far outside the usual pay of a currency an amount may be and still be pay
# Chosen by looking at posts, not measured; the scorecard holds what it gives.
CARD = 110  # characters of a line of facts


@cache
def _bound_phrases() -> re.Pattern[str]:
    """Bounds of several words that end before an amount: "bis zu", "at least", "не менее"."""
    lookup = load_yaml("salary_words")
    groups = (
        f"(?P<{bound}>{'|'.join(re.escape(fold(word)) for word in lookup[f'{bound}_words'] if ' ' in word)})"
        for bound in ("from", "to")
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})\s?$")


def says_pay(text: str) -> bool:
    """Whether a text holds a word of pay that is not part of another thing: "customer base", "have to pay"."""
    words = tokens(text)
    found = context("pay_words").find(words)
    if not found:
        return False
    others = context("no_pay").find(words)
    return any(not any(other.start <= one.start and one.end <= other.end for other in others) for one in found)


def is_called_pay(before: str) -> bool:
    """Whether the words right before an amount call it pay: "компенсация до", "we offer", "на испытательном"."""
    words = tokens(TIME_SPAN.sub(" ", before))[-_BESIDE:]
    called = [one for one in context("pay_beside").find(words) if _small_words().issuperset(words[one.end :])]
    others = context("no_pay").find(words) if called else []
    return any(not any(other.start <= one.start and one.end <= other.end for other in others) for one in called)


def is_said_for(after: str) -> bool:
    """Whether the words right behind an amount say what pay it is: "100к на испытательный"."""
    return any(one.start == 0 for one in context("pay_after").find(tokens(after[:30])))


def called_by(section: str, before: str) -> bool:
    """Whether a word of this list stands right before an amount, small words apart."""
    words = tokens(before)[-_BESIDE:]
    return any(_small_words().issuperset(words[one.end :]) for one in context(section).find(words))


def is_labelled(before: str) -> bool:
    """Whether a contract or a place of work stands right before an amount: "по ТК 200 тыс", "офис — 180к"."""
    words = tokens(before)[-3:]
    ends = [one.end for one in phrases("contracts").find(words)]
    ends += [one.end for one in context("pay_by_place").find(words)]
    return len(words) in ends


def is_item(line: str, start: int, end: int, bound: str) -> bool:
    """Whether an amount is all that stands between two signs of a list: "удалёнка, до 120 т.р., график 5/2"."""
    opened = _ITEM_BEFORE.search(line[max(0, start - 30) : start])
    # "(ok. 1 800 zł)" says what the words before it are worth.
    is_aside = opened is not None and bound == "exact" and opened.group().startswith("(")
    return opened is not None and not is_aside and _ITEM_AFTER.match(line, end) is not None


def opens_item(line: str, start: int) -> bool:
    """Whether an amount opens a line or what stands between two signs of a list."""
    return _ITEM_BEFORE.search(line[max(0, start - 30) : start]) is not None


@cache
def _small_words() -> frozenset[str]:
    """Words that may stand between what is called pay and its amount."""
    lookup = load_yaml("salary_words")
    words = {word for phrase in (*lookup["from_words"], *lookup["to_words"]) for word in tokens(phrase)}
    return frozenset(words) | _about() | {*lookup["between_words"], *lookup["before_amount"]}


def is_added(before: str) -> bool:
    """Whether an amount is added to one before it: "45 тыс. на руки + 5 тыс. за …"."""
    return _PLUS.search(before) is not None


def is_target(before: str, after: str) -> bool:
    """Whether an amount is what is earned if all goes well: "$65k base salary ($80k OTE)"."""
    return bool(_TARGET_BEFORE.search(before) or _TARGET_AFTER.match(after))


def is_base(before: str, after: str) -> bool:
    """Whether an amount is the part that is paid for certain: "$120k OTE ($80k base)", "base: $80k"."""
    near = (*tokens(before)[-2:], "|", *tokens(_CLAUSE_END.split(after[:20], maxsplit=1)[0])[:2])
    return bool(context("base_words").find(near))


def is_of_shift(before: str) -> bool:
    """Whether a shift and its hours stand right before an amount: "Смена 12 часов, 4000 руб"."""
    return _SHIFT.search(before) is not None


def is_without_period(before: str, after: str) -> bool:
    """Pay by shift, lesson or project, as the words right beside the amount say."""
    near_after = tokens(_CLAUSE_END.split(after, maxsplit=1)[0])[:4]
    if len(_after_period(near_after)) < len(near_after):
        return False  # "€1,900 a month flat"
    near_before = tokens(_PARTS.split(before)[-1])[-4:]
    return bool(context("no_period").find(near_after) or context("no_period").find(near_before))


def is_plausible(amount: float, currency: str | None, period: str | None) -> bool:
    """Stipends and subscriptions are stated per month or year as well, but are far below any pay."""
    usual = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {})
    if not usual:
        return True
    ranges = [usual[period]] if period in usual else [] if period else list(usual.values())
    return not ranges or any(low * _SLACK[0] <= amount <= high * _SLACK[1] for low, high in ranges)


def is_beyond(amount: float, currency: str | None) -> bool:
    """Whether nobody is paid so much in that currency, whatever the period."""
    usual = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {})
    return bool(usual) and amount > _SLACK[1] * max(high for _, high in usual.values())


def usual_currency(country: str | None) -> str | None:
    """The currency in which a country's pay is stated when none is named."""
    currency: str | None = load_yaml("source_defaults")["currency_by_country"].get(country)
    return currency


@cache
def _exact_to() -> frozenset[str]:
    return frozenset(load_yaml("salary_words")["exact_to"])


@cache
def _about() -> frozenset[str]:
    return frozenset(load_yaml("salary_words")["about_words"])


def is_hourly(amount: float, currency: str | None) -> bool:
    """Whether an amount is what an hour is paid in that currency."""
    low, high = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {}).get("hour", (0, 0))
    return bool(low <= amount < high)


def bound_of(pieces: list[Piece], at: int, preceding: str, following: str) -> str:
    """Whether an amount is the least ("from"), the most ("to") or the pay itself ("exact"), by the words beside it."""
    if at and pieces[at - 1].word in _about():
        preceding = preceding[: len(preceding) - (pieces[at].start - pieces[at - 1].start)]
        at -= 1
        if at and pieces[at - 1].word == "to" and not (at > 1 and pieces[at - 2].word == "up"):
            return "exact"  # "tips came to about £90"
    if at > 1 and pieces[at - 1].word == "to" and pieces[at - 2].word in _exact_to():
        return "exact"
    if at and pieces[at - 1].kind in ("from", "to"):
        return pieces[at - 1].kind
    if context("minimum_words").find(tokens(preceding)):
        return "from"
    if phrase := _bound_phrases().search(preceding[-_BOUND:]):
        return phrase.lastgroup or ""
    for before, piece in zip(pieces[at:], pieces[at + 1 : at + 4], strict=False):
        if piece.kind == "other" and piece.word == "+":
            # "5000+ USD" is a bound; in "22 500 + bonus" something is added.
            return "from" if piece.start == before.end else "exact"
    return _bound_after(following)


def _bound_after(following: str) -> str:
    """The bound that the words behind an amount, its tax and its period say, if they are all of their clause:
    "$20/hr minimum and …"."""
    if slash := SLASH_PERIOD.match(following):
        following = following[slash.end() :]
    words = tokens(_PARTS.split(following, maxsplit=1)[0])
    for section in ("taxes", "text_periods"):
        words = words[max((one.end for one in phrases(section).find(words) if one.start <= 1), default=0) :]
    for bound in ("from", "to"):
        for one in context(f"{bound}_after").find(words):
            if one.start == 0 and (one.end == len(words) or words[one.end] in _joining()):
                return bound
    return "exact"


@cache
def _joining() -> frozenset[str]:
    lookup = load_yaml("salary_words")
    return frozenset({*lookup["and_words"], *lookup["adding_words"]})


def without_added(after: str) -> str:
    """What follows an amount without what is added to it: "+ годовой бонус" says nothing about its period."""
    added = _ADDED.search(after)
    return after[: added.start()] if added and context("not_pay_words").find(tokens(added.group())) else after


def sentence_around(line: str, start: int, end: int) -> tuple[int, int]:
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


def clause_around(line: str, start: int, end: int) -> str:
    """What stands around an amount between commas, brackets and plus signs."""
    before = _CLAUSE_SIGN.split(line[max(0, start - 80) : start])[-1]
    return before + " | " + _CLAUSE_SIGN.split(line[end : end + 80], maxsplit=1)[0]


def is_reward(before: str, after: str) -> bool:
    """Whether it is what somebody gets who names a candidate: "порекомендуйте друга — заплатим 50 000 руб."."""
    return bool(context("referrals").find((*tokens(before), "|", *tokens(after)[:5])))


def is_price_of_job(sentence: str, before: str) -> bool:
    """Whether words call an amount the price of a job done once, and none calls it a rate."""
    return called_by("prices_of_jobs", before) and not names_rate(sentence)


def is_by_piece(amount: float, currency: str | None, after: str) -> bool:
    """Whether an amount that is too little for a month is paid per something: "$120 per video", "80 zł za stronę"."""
    return _PER.match(after) is not None and is_below_month(amount, currency)


def names_price(text: str) -> bool:
    """Whether a text names the price of a job."""
    return bool(context("prices_of_jobs").find(tokens(text)))


def is_below_month(amount: float, currency: str | None) -> bool:
    """Whether an amount is less than anybody is paid a month in that currency."""
    usual = load_yaml("source_defaults")["period_by_amount"].get(currency or "", {})
    return "month" in usual and amount < usual["month"][0]


def begins_clause(before: str) -> bool:
    """Whether an amount, with its bound, is the first in a clause."""
    return _CLAUSE_BEFORE.search(before) is not None


def is_other_money(before: str, after: str, has_pay: bool) -> bool:
    # "$5,000 bonus" is a bonus, "$5,000 + bonus" and "$90k-$110k+ bonus" pay and a bonus, "$1,500/month stipend" none.
    after = after.removeprefix("+") if not has_pay else after
    if slash := SLASH_PERIOD.match(after):
        after = after[slash.end() :]
    near_after = _after_period(tokens(_CLAUSE_END.split(after, maxsplit=1)[0]))[:3]
    near_before = tokens(before)[-5:]
    others = context("not_pay_words")
    found = others.find(near_before)
    if found and has_pay:
        none = context("no_pay").find(near_before)
        pays = [
            pay
            for pay in context("pay_words").find(near_before)
            if not any(one.start <= pay.start and pay.end <= one.end for one in none)
        ]
        pays += [
            match
            for match in context("pay_beside").find(near_before)
            if _small_words().issuperset(near_before[match.end :])
        ]
        found = [match for match in found if not any(pay.end >= match.end for pay in pays)]
    is_average = context("averages").find(tokens(before))
    is_paid_back = context("reimbursements").find(near_before) and context("reimbursed").find(tokens(before))
    is_trial = context("trials").find((*tokens(before)[-_TRIAL:], "|", *tokens(after)[:5]))
    return bool(found or others.find(near_after) or is_trial or is_average or is_paid_back)


def _after_period(words: tuple[str, ...]) -> tuple[str, ...]:
    """What follows an amount and its period: "60 000 грн на рік на книжки"."""
    periods = phrases("text_periods").find(words)
    is_period = bool(periods) and periods[0].start <= 1 and "base" not in words[:2]
    return words[periods[0].end :] if is_period else words


def is_counted(after: str) -> bool:
    """Whether a number without a currency counts what follows: "10k users", "40 тыс. ставок"."""
    word = _FOLLOWING_WORD.match(after)
    return word is not None and word.group(1) not in _after_pay() and not context("pay_words").find((word.group(1),))


@cache
def _after_pay() -> frozenset[str]:
    """Words that may follow an amount of pay without a currency."""
    lookup = load_yaml("salary_words")
    phrases = [*lookup["pay_terms"], *lookup["after_amount"], *lookup["slash_periods"], *lookup["and_words"]]
    for section in ("taxes", "contracts", "text_periods"):
        phrases += [phrase for words in lookup[section].values() for phrase in words]
    words = {word for phrase in phrases for word in tokens(phrase)}
    return frozenset(words).union(*load_yaml("function_words").values())
