"""Which lines of a post name a role, and what a line says besides it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from scrapers.parsers.lookups import lookup

# 1. 1) (1) [1] 1️⃣ №1 — but not 1.5 or 1 000; or any run of signs: emoji, bullets, dashes.
MARK = re.compile(
    r"^(?:(?P<number>[(\[]?\d{1,2}(?:[.)\]](?!\d)|\ufe0f?\u20e3|\s*[-–—](?=\s))|№\s?\d{1,2}[.):]?|\U0001f51f)"
    r"|(?P<bullet>[^\w\s\"'«#@(\[<+$€£₽₴.№]+|\+(?=\s)|[A-Fa-fА-Еа-е]\)(?=\s)))[\s\ufe0f\u200d]*"
)
# What still belongs to the title after its role noun: up to a separator, an employer, a place or an amount.
_REST_OF_TITLE = re.compile(
    r"(?:\([^()]{0,80}\)|(?!\s[—–|•·→-]\s|\s(?:в|во|у|w|at|to|от|до|from|від)\s|(?<!\sds)\.\s|\.$|[,;:|@\[!]|[—–]|\s?[$€₽₴£]|https?:|#\w)"
    r"[^\U0001f000-\U0001faff\u2600-\u27bf])*"
)
# "Engineers outnumber managers", "разработчики пишут": a plural and then a verb is a sentence, not a title.
_SENTENCE_ABOUT_MANY = re.compile(
    r"[siиы]\s+(?!https?:|(?:of|for|in|with|and|or|to|на|по|и|для|з|до|та)\s)[a-zа-яёіїєґ]"
)
ROLE_LENGTH = 120  # longer lines are sentences
LINE_LENGTH = 360  # a line longer than this does not open with a heading
# Each way to split a post asks the same of its lines, six times on average: without memory that was half of the parse.
_LINES_REMEMBERED = 1024
_CELLS = re.compile(r"\s+[—–|•·-]+\s+|\s*\|\s*|:\s+|,\s+|\s*[→➡]\s*|\s(?=@\s?\w)")
_MONEY = re.compile(r"[$€₽£₴]\s?\d|\d\s?(?:k\b|к\b|тыс|000|[$€₽£₴]|zł|(?:usd|eur|rub|pln|uah|usdt|руб|грн)\b)", re.I)
_PAY_IN_BRACKETS = re.compile(rf"\s*\((?=[^()]*(?:{_MONEY.pattern}))[^()]*\)\s*$", re.I)
_WEB = re.compile(r"https?://|www\.\w|\b[\w-]+\.(?:com|io|ru|org|net|co|dev|ai|me|pl|de|eu|ua|tech|team|link)\b", re.I)
_HANDLE = re.compile(r"(?<!\w)@\w{4,}|\S@\S+\.\w")


@lru_cache(_LINES_REMEMBERED)
def role_title(line: str) -> str | None:
    """The role a line opens with, without marks and what follows; None when it does not open with one."""
    text = heading_text(line)
    if not text or len(text) > LINE_LENGTH:
        return None
    found = _role_pattern().match(text)
    if found is None or _not_a_name().match(text) or _SENTENCE_ABOUT_MANY.match(text, found.end() - 1):
        return None
    if _is_bare().fullmatch(found[0]) and re.match(r"(?:\s+(?!https?:)[a-z]|\W*$|\s*[:,])", text[found.end() :]):
        return None
    rest = _REST_OF_TITLE.match(text, found.end())
    end = rest.end() if rest else found.end()
    if _ends_with_verb().match(text, end):
        return None
    if _is_predicate().search(text, found.end(), max(end, found.end() + 1)) or end - found.start() > ROLE_LENGTH:
        return None
    level = _level_after_comma().match(text, end)
    title = _PAY_IN_BRACKETS.sub("", text[: level.end() if level else end])
    return title.strip(" -–—:\"'«»*").rstrip(".") or None


@lru_cache(_LINES_REMEMBERED)
def stated_role(line: str) -> tuple[str | None, str | None]:
    """(role, employer) of a line: it opens with the role, or one of its cells does, or `Example ищет …` precedes it."""
    text = heading_text(line)
    title = role_title(text)
    if title is not None:
        return title, _employer_after(text[text.find(title) + len(title) :] if title in text else "")
    for sentence in re.split(r"(?<=[.!?])(?<!\sds\.)\s+", text)[:4]:
        sought = _seeking().match(sentence)
        title = role_title(sentence[sought.end() :]) if sought is not None else None
        if sought is not None and title is not None:
            return _nominative(title), employer_name(sought["who"] or "")
    cells = [cell for cell in _CELLS.split(text) if cell and cell.strip()]
    for number, cell in enumerate(cells[:4]):
        title = role_title(cell)
        if title is not None:
            return title, employer_name(cells[0]) if number == 1 else None
    return None, None


@lru_cache(_LINES_REMEMBERED)
def heading_text(line: str) -> str:
    """A line without its mark, the word `Вакансия` and tags before what it says."""
    text = MARK.sub("", line.strip(), count=1).strip()
    text = re.sub(r"^(?:#[\w-]+[\s,|]*)+(?=\S)", "", text)
    text = MARK.sub("", text, count=1).strip()
    return _vacancy_word().sub("", text, count=1).strip(" \"'«»*")


@lru_cache(_LINES_REMEMBERED)
def has_money(text: str) -> bool:
    return _MONEY.search(text) is not None


@lru_cache(_LINES_REMEMBERED)
def has_address(text: str) -> bool:
    return _WEB.search(text) is not None or _HANDLE.search(text) is not None


def has_level(text: str) -> bool:
    return _level_pattern().search(text) is not None


def is_place_or_format(text: str) -> bool:
    """A cell that names a place or a work format and no employer."""
    return _place_or_format().match(text.strip()) is not None


def _employer_after(rest: str) -> str | None:
    """` в Example`, ` at Example`, ` — Example, $5000`, ` | Example | …`."""
    named = re.match(r"\s+(?:в|во|у|w|at|bei)\s+(?:компанию\s+|компании\s+|команду\s+)?(?P<name>[^,;|•()]{2,60})", rest)
    if named is not None:
        return employer_name(re.split(r"\s[—–-]\s|\.\s", named["name"])[0])
    cells = [cell for cell in re.split(r"\s+[—–-]\s+|\s*[|→]\s*|\s*@\s+|,\s+", rest) if cell and cell.strip()]
    separated = re.match(r"\s*(?:[—–|@→]|-\s)", rest)
    return employer_name(cells[0]) if separated is not None and cells else None


def employer_name(text: str) -> str | None:
    """The text as a name of an employer; None when it is no name."""
    name = re.sub(r"\s*\([^()]*\)|https?://\S+", "", text).strip(" \"'«»*:,.-–—|")
    name = _company_word().sub("", name).strip(" \"'«»")
    is_name = 1 < len(name) <= 50 and len(name.split()) <= 5 and (name[0].isupper() or name[0].isdigit())
    if not is_name or has_money(name) or is_place_or_format(name) or has_level(name) or role_title(name):
        return None
    return None if any(mark in name for mark in "#@:!?…") else name


def _nominative(title: str) -> str:
    """`системного аналитика` as it follows `ищем`: only regular endings are known."""
    title = re.sub(r"(?<=[а-яё])(чик|ист|тик|нер|тор|джер|щик)а(?!\w)", r"\1", title)
    return re.sub(
        r"(?<=[а-яё])(?:ого|(?P<soft>его))(?=\s+[\w-]+(?:\s|$))", lambda end: "ий" if end["soft"] else "ый", title
    )


def words(group: str) -> str:
    """Alternatives of one group of the words file, for a pattern."""
    return "|".join(lookup("post_words")[group])


@cache
def _role_pattern() -> re.Pattern[str]:
    roles, before = words("roles"), words("before_role")
    # Up to six names or known words, joined by blanks, hyphens, slashes or ampersands, and then the role itself.
    name = rf"(?:(?i:{before})(?!\w)|[a-z]?[A-Z0-9.][\w+#.]*)"
    join = r"(?:\s*[-–/&+|]\s*|\s+)"
    return re.compile(
        rf"(?:{name}(?:{join}|\s*\([^()]{{1,30}}\)\s*)){{0,6}}(?i:{roles})(?!\w|@\w)(?:\s*[/&]\s*(?i:{roles})(?!\w))?"
    )


@cache
def _is_bare() -> re.Pattern[str]:
    """Nouns that are verbs, areas or headings as well: `Lead the team`, `Backend: Go`. Alone they name no role."""
    return re.compile(words("bare"), re.I)


@cache
def _not_a_name() -> re.Pattern[str]:
    """Words that open a sentence about a role, not its name."""
    return re.compile(rf"(?:{words('not_before_role')})(?!\w)", re.I)


@cache
def _is_predicate() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('predicates')})(?!\w)", re.I)


@cache
def _ends_with_verb() -> re.Pattern[str]:
    """`Тестировщик в команде уже есть.`: a sentence about a role."""
    return re.compile(rf"[^.,;:—|()\d]*\s(?:{words('predicates')})\s*[.!]?$", re.I)


@cache
def _vacancy_word() -> re.Pattern[str]:
    return re.compile(rf"^(?:{words('vacancy_words')})(?!\w)\s*(?:№?\s?\d{{1,2}}(?!\w))?[^\w(«\"#@]*", re.I)


@cache
def _company_word() -> re.Pattern[str]:
    return re.compile(rf"^(?:{words('company_words')})(?!\w)[\s:]*", re.I)


@cache
def _seeking() -> re.Pattern[str]:
    """`Мы ищем`, `В команду Example требуется`, `Example is hiring a`, `Szukamy`."""
    return re.compile(
        rf"(?P<who>[^.!?:;|]{{0,60}}?)(?<!\w)(?:{words('seeking')})(?!\w)\s*:?\s*(?:(?:{words('seeking_filler')})(?!\w)\s*)*",
        re.I,
    )


@cache
def _place_or_format() -> re.Pattern[str]:
    return re.compile(rf"(?:{words('places')}|{words('formats')})(?!\w)", re.I)


@cache
def _level_after_comma() -> re.Pattern[str]:
    return re.compile(rf"\s*,\s*(?:{words('levels')})\+?(?!\w)(?:\s*\([^()]{{0,40}}\))?", re.I)


@cache
def _level_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('levels')})(?!\w)", re.I)
