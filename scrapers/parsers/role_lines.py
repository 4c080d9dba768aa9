"""Which lines of a channel post name a role, and where one job of a post ends and the next begins.

When unsure a post stays one posting: a wrong split invents vacancies, a missed one only merges them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from scrapers.parsers.lookups import lookup

_MARK = re.compile(r"^(?:(?P<number>\d{1,2}(?:[.)]|\ufe0f?\u20e3))|(?P<bullet>[^\w\s\"'«#@(\[<+$€£.]+))\s*")
# What still belongs to the title after its role noun: up to a separator, an employer, a place or an amount.
_REST_OF_TITLE = re.compile(
    r"(?:\([^()]{0,80}\)|(?!\s[—–|•-]\s|\s(?:в|во|у|w|at|to|от|до|from|з|від)\s|[,;:|@\[]|[—–]|\s?[$€₽₴£]|https?:).)*"
)
# "Engineers outnumber managers", "разработчики пишут": a plural and then a verb is a sentence, not a title.
_SENTENCE_ABOUT_MANY = re.compile(r"[siиы]\s+(?!(?:of|for|in|with|and|or|to|на|по|и|для|з|до|та)\s)[a-zа-яёіїєґ]")
_DIVIDER = re.compile(r"^\W*([^\w\s])(?:\s*\1){2,}\W*$")
_BODY_LENGTH = 40  # characters below a heading that make it a section and not an entry of a list
_ROLE_LENGTH = 120  # longer lines are sentences
_OWN_FACT = re.compile(r"[$€₽£₴]\s?\d|\d\s?(?:k\b|к\b|тыс|000|[$€₽£₴])|https?://", re.I)


@dataclass(frozen=True, slots=True)
class RoleLine:
    number: int
    title: str
    is_marked: bool
    has_own_facts: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One job of a post: its title and its lines, `[start, end)`."""

    title: str
    start: int
    end: int


def role_title(line: str) -> str | None:
    """The role a line opens with, without marks and what follows; None when it does not open with one."""
    text = _MARK.sub("", line.strip(), count=1).strip()
    if not text or len(text) > 3 * _ROLE_LENGTH:
        return None
    found = _role_pattern().match(text)
    if found is None:
        return None
    if _SENTENCE_ABOUT_MANY.match(text, found.end() - 1):
        return None
    rest = _REST_OF_TITLE.match(text, found.end())
    end = rest.end() if rest else found.end()
    level = _level_after_comma().match(text, end)
    return text[: level.end() if level else end].strip(" -–—:").rstrip(".") or None


def split_jobs(lines: list[str]) -> list[Section]:
    """Sections of a post that states several jobs; empty when it is one posting."""
    lines = ["" if _DIVIDER.match(line) else line for line in lines]
    found = [line for number, text in enumerate(lines) if (line := _role_line(number, text, lines)) is not None]
    for candidates in (_numbered(lines) if found else [], [line for line in found if line.is_marked], found):
        sections = _sections(candidates, lines)
        if sections:
            return sections
    return []


def _role_line(number: int, text: str, lines: list[str]) -> RoleLine | None:
    title = role_title(text)
    if title is None or len(text) > 3 * _ROLE_LENGTH:
        return None
    mark = _MARK.match(text.strip())
    starts_block = number == 0 or not lines[number - 1].strip() or lines[number - 1].rstrip().endswith(":")
    if mark is None and not starts_block:
        return None
    facts = bool(_OWN_FACT.search(text) or _level_pattern().search(text))
    return RoleLine(number, title, mark is not None, facts)


def _numbered(lines: list[str]) -> list[RoleLine]:
    """Headings 1, 2, 3 … that each open a block: with that much structure a heading needs no known role noun."""
    found: list[RoleLine] = []
    for number, text in enumerate(lines):
        mark = _MARK.match(text.strip())
        if mark is None or mark["number"] is None or (number and lines[number - 1].strip()):
            continue
        if int(re.sub(r"\D", "", mark["number"])) != len(found) + 1:
            return []
        heading = text.strip()[mark.end() :].strip()
        title = role_title(heading) or heading
        if len(title) > _ROLE_LENGTH:
            return []
        found.append(RoleLine(number, title, is_marked=True, has_own_facts=False))
    return found if any(role_title(lines[line.number]) for line in found) else []


def _sections(found: list[RoleLine], lines: list[str]) -> list[Section]:
    if len(found) < 2 or len({line.title.casefold() for line in found}) < len(found):
        return []
    starts = [line.number for line in found]
    ends = [*starts[1:], len(lines)]
    bodies = ["\n".join(lines[start + 1 : end]).strip() for start, end in zip(starts, ends, strict=True)]
    is_list = all(line.is_marked and line.has_own_facts for line in found) and all(not body for body in bodies[:-1])
    is_sectioned = all(
        len(body) >= _BODY_LENGTH or _has_inline_body(lines[line.number], line)
        for line, body in zip(found, bodies, strict=True)
    )
    if is_list:
        ends[-1] = starts[-1] + 1
    elif is_sectioned:
        ends[-1] = _end_of_last(lines, starts, ends)
    else:
        return []
    return [Section(line.title, start, end) for line, start, end in zip(found, starts, ends, strict=True)]


def _has_inline_body(text: str, line: RoleLine) -> bool:
    return len(text) - len(line.title) >= _BODY_LENGTH


def _end_of_last(lines: list[str], starts: list[int], ends: list[int]) -> int:
    """Where the others hold no empty line inside, the last one ends at its first: after it comes what all share."""
    for start, end in zip(starts[:-1], ends[:-1], strict=True):
        inside = "\n".join(lines[start:end]).strip().split("\n")
        if any(not line.strip() for line in inside):
            return ends[-1]
    for number in range(starts[-1] + 1, ends[-1]):
        if not lines[number].strip():
            return number
    return ends[-1]


@cache
def _role_pattern() -> re.Pattern[str]:
    words = lookup("telegram_words")
    roles, before = "|".join(words["roles"]), "|".join(words["before_role"])
    # Up to six names or known words, joined by blanks, hyphens, slashes or ampersands, and then the role itself.
    name = rf"(?:(?i:{before})(?!\w)|[A-Z0-9.][\w+#.]*)"
    return re.compile(rf"(?:{name}(?:\s*[-/&+,]\s*|\s+)){{0,6}}(?i:{roles})(?!\w)(?:\s*[/&]\s*(?i:{roles})(?!\w))?")


@cache
def _level_after_comma() -> re.Pattern[str]:
    return re.compile(
        rf"\s*,\s*(?:{'|'.join(lookup('telegram_words')['levels'])})\+?(?!\w)(?:\s*\([^()]{{0,40}}\))?", re.I
    )


@cache
def _level_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(lookup('telegram_words')['levels'])})(?!\w)", re.I)
