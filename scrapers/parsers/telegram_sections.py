"""Where one job of a channel post ends and the next begins.

When unsure a post stays one posting: a wrong split invents vacancies, a missed one only merges them. So a split needs
headings of one kind (labels, numbers, rules, one sign, blocks) that each name a role, and every part must say something
of its own: an address, an amount, an employer or a text below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache

from scrapers.parsers.lookups import lookup
from scrapers.parsers.role_lines import (
    LINE_LENGTH,
    MARK,
    ROLE_LENGTH,
    has_address,
    has_level,
    has_money,
    heading_text,
    role_title,
    stated_role,
    words,
)

_RULE = re.compile(r"^\W*([^\w\s])(?:\s*\1){2,}\W*$|^\s*[-–—─━➖=_*~·•]+\s*$")
_BODY_LENGTH = 40  # characters below a heading that make it a section and not an entry of a list
_HEAD_LINES = 4  # a block separated by rules names its role in one of so many lines
_AD_LENGTH = 250  # characters of a text with sections that make what stands before a list an ad of its own


@dataclass(frozen=True, slots=True)
class Section:
    """One job of a post: its title and its lines, `[start, end)`."""

    title: str
    start: int
    end: int
    company: str | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    number: int  # of the line that names the role
    start: int  # of the first line of the job
    title: str
    company: str | None = None


@dataclass(frozen=True)
class _Text:
    """Lines of a post; rules are empty lines. `linked` and `bold` are numbers of lines that link or open in bold."""

    lines: list[str]
    linked: Collection[int] = frozenset()
    bold: Collection[int] = frozenset()
    rules: Collection[int] = field(default_factory=frozenset)

    def starts_block(self, number: int) -> bool:
        return number == 0 or not self.lines[number - 1].strip() or self.lines[number - 1].rstrip().endswith(":")

    def block_start(self, number: int) -> int:
        while number and self.lines[number - 1].strip():
            number -= 1
        return number

    def has_facts(self, start: int, end: int) -> bool:
        """An address or an amount in these lines."""
        own = range(start, end)
        return any(
            number in self.linked or has_money(self.lines[number]) or has_address(self.lines[number]) for number in own
        )

    def body(self, start: int, end: int) -> str:
        return "\n".join(self.lines[start:end]).strip()


def split_jobs(lines: list[str], linked: Collection[int] = (), bold: Collection[int] = ()) -> list[Section]:
    """Sections of a post that states several jobs; empty when it is one posting."""
    rules = frozenset(number for number, line in enumerate(lines) if _RULE.match(line))
    text = _Text(["" if number in rules else line for number, line in enumerate(lines)], linked, bold, rules)
    for strategy in _STRATEGIES:
        heads = strategy(text)
        if len(heads) >= 2 and (sections := _sections(text, heads, is_plain=strategy not in _EXPLICIT)):
            return sections
    return []


def _labelled(text: _Text) -> list[_Head]:
    """`Вакансия: …` or `Компания: …` said again and again with another value each time."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, line in enumerate(text.lines):
        label = _label().match(line)
        if label is not None:
            kind = "title" if label["title"] else "company"
            word = (label["title"] or label["company"]).casefold()
            found.setdefault((kind, word), []).append((number, label["value"].strip()))
    titles = _longest(found, "title")
    companies = _longest(found, "company")
    if len(titles) >= 2 and len({value.casefold() for _, value in titles}) + len(companies) > 2:
        named = [(number, role_title(value) or value) for number, value in titles]
        if 2 * sum(stated_role(value)[0] is not None for _, value in titles) < len(named):
            return []
        starts = _starts_of(text, [number for number, _ in named], [number for number, _ in companies])
        return [_Head(number, start, title[:ROLE_LENGTH]) for (number, title), start in zip(named, starts, strict=True)]
    if len(companies) >= 2 and len({value.casefold() for _, value in companies}) == len(companies):
        return _by_company(text, [number for number, _ in companies])
    return []


def _longest(found: dict[tuple[str, str], list[tuple[int, str]]], kind: str) -> list[tuple[int, str]]:
    return max((values for (name, _), values in found.items() if name == kind), key=len, default=[])


def _starts_of(text: _Text, titles: list[int], companies: list[int]) -> list[int]:
    """Where each job begins: at its title, at the employer named before it, or where its block begins."""
    if len(companies) == len(titles) and all(
        company < title and (not number or company > titles[number - 1])
        for number, (company, title) in enumerate(zip(companies, titles, strict=True))
    ):
        titles = companies
    starts = [text.block_start(number) for number in titles]
    is_apart = len(set(starts)) == len(starts) and all(
        start > before for start, before in zip(starts[1:], titles, strict=False)
    )
    return starts if is_apart else titles


def _by_company(text: _Text, companies: list[int]) -> list[_Head]:
    """The role stands in the block of the employer's line, mostly just above it."""
    heads: list[_Head] = []
    for place, number in enumerate(companies):
        floor = companies[place - 1] + 1 if place else 0
        above = range(number - 1, max(floor, number - 4) - 1, -1)
        below = range(
            number + 1, min(number + 4, companies[place + 1] if place + 1 < len(companies) else len(text.lines))
        )
        role = next((line for line in above if role_title(text.lines[line])), None)
        if role is None:
            role = next((line for line in below if stated_role(text.lines[line])[0]), None)
        if role is None:
            return []
        title = stated_role(text.lines[role])[0]
        assert title is not None
        heads.append(_Head(role, min(role, number), title))
    return heads


def _numbered(text: _Text) -> list[_Head]:
    """1, 2, 3 …: with that much structure a heading that opens a block needs no known role noun."""
    marked = [(number, mark) for number, line in enumerate(text.lines) if (mark := _number(line)) is not None]
    for is_block in (True, False):
        found: list[_Head] = []
        last = 0
        for number, mark in marked:
            heading = heading_text(text.lines[number])
            title, company = stated_role(heading)
            if is_block and number and text.lines[number - 1].strip():
                continue
            if title is None and (not is_block or not heading):
                continue
            if mark not in (last + 1, 1 if found else None):  # a list of another employer may begin anew
                found = []
                break
            last = mark
            found.append(_Head(number, number, title or heading, company))
        roles = sum(stated_role(text.lines[head.number])[0] is not None for head in found)
        if len(found) >= 2 and 2 * roles >= len(found) and all(len(head.title) <= ROLE_LENGTH for head in found):
            return found
    return []


def _ruled(text: _Text) -> list[_Head]:
    """Blocks between lines of dashes or signs."""
    heads: list[_Head] = []
    start = 0
    for end in (*sorted(text.rules), len(text.lines)):
        block = [number for number in range(start, end) if text.lines[number].strip()]
        for number in block[:_HEAD_LINES]:
            title, company = stated_role(text.lines[number])
            label = _label().match(text.lines[number])
            if label is not None and label["title"]:
                title, company = role_title(label["value"]) or label["value"].strip(), None
            if title and len(title) <= ROLE_LENGTH and len(text.lines[number]) <= LINE_LENGTH:
                heads.append(_Head(number, block[0], title, company))
                break
        start = end + 1
    return heads if text.rules else []


def _marked(text: _Text) -> list[_Head]:
    """Role lines that open with the same sign, where most lines with that sign name a role."""
    by_sign: dict[str, list[int]] = {}
    for number, line in enumerate(text.lines):
        mark = MARK.match(line.strip())
        if mark is not None and mark["bullet"]:
            by_sign.setdefault(mark["bullet"].strip("\ufe0f\u200d ")[:1], []).append(number)
    for numbers in by_sign.values():
        heads = [head for number in numbers if (head := _head(text, number)) is not None]
        if len(heads) >= 2 and 3 * len(heads) >= 2 * len(numbers):
            return heads
    return []


def _any_marked(text: _Text) -> list[_Head]:
    """Role lines that open with whatever sign."""
    marks = (number for number, line in enumerate(text.lines) if MARK.match(line.strip()))
    return [head for number in marks if (head := _head(text, number, is_opening=True)) is not None]


def _blocks(text: _Text) -> list[_Head]:
    """Role lines that open a block, or that open in bold."""
    opening = (number for number in range(len(text.lines)) if text.starts_block(number) or number in text.bold)
    heads = [head for number in opening if (head := _head(text, number, is_opening=True)) is not None]
    # A title without a sign and then roles in a list: the list is part of the ad.
    marked = [MARK.match(text.lines[head.number].strip()) is not None for head in heads]
    return heads if all(marked) or not any(marked[1:]) else []


def _one_liners(text: _Text) -> list[_Head]:
    """A list of roles, one line each, every one with an address or amount of its own."""
    stating = (number for number in range(len(text.lines)) if text.has_facts(number, number + 1))
    heads = [head for number in stating if (head := _head(text, number)) is not None]
    return heads if len(heads) >= 3 else []


def _piped(text: _Text) -> list[_Head]:
    """Lines that each set a role between pipes."""
    piped = [number for number, line in enumerate(text.lines) if "|" in line]
    return [head for number in piped if (head := _head(text, number, is_opening=True)) is not None]


_STRATEGIES: tuple[Callable[[_Text], list[_Head]], ...] = (
    _labelled,
    _numbered,
    _ruled,
    _marked,
    _any_marked,
    _blocks,
    _one_liners,
    _piped,
)

_EXPLICIT = (_labelled, _numbered, _ruled)  # nobody numbers or labels roles that are only mentioned


def _head(text: _Text, number: int, is_opening: bool = False) -> _Head | None:
    line = text.lines[number]
    if not line.strip() or len(line) > LINE_LENGTH:
        return None
    title, company = stated_role(line)
    if title is None or (is_opening and role_title(line) is None):
        return None
    return _Head(number, number, title, company)


def _sections(text: _Text, heads: list[_Head], is_plain: bool) -> list[Section]:
    starts = [head.start for head in heads]
    if sorted(set(starts)) != starts or _is_ad(text, 0, starts[0]):
        return []
    ends = [*starts[1:], len(text.lines)]
    ends[-1] = _end_of_last(text, heads, ends)
    headings = {(head.title.casefold(), text.lines[head.number].casefold()) for head in heads}
    spans = list(zip(heads, starts, ends, strict=True))
    bodies = [text.body(head.number + 1, end) for head, _, end in spans]
    is_list = all(not body for body in bodies[:-1]) and "\n" not in bodies[-1][:1]
    if is_list:
        ends[-1] = heads[-1].number + 1
        if not _is_list_of_jobs(text, heads):
            return []
    elif len(headings) < len(heads) and len({body.casefold() for body in bodies}) < len(bodies):
        return []
    if not is_list and not all(
        len(body) >= _BODY_LENGTH or text.has_facts(start, end) or _has_inline_body(text, head)
        for (head, start, end), body in zip(spans, bodies, strict=True)
    ):
        return []
    titles = {head.title.casefold() for head in heads}
    if (
        is_plain
        and len(titles) < len(heads)
        and not all(text.has_facts(*span) for span in zip(starts, ends, strict=True))
    ):
        return []
    is_signed = all(MARK.match(text.lines[head.number].strip()) and text.starts_block(head.number) for head in heads)
    if is_plain and not is_signed and not is_list and _is_one_ad(text, list(zip(starts, ends, strict=True))):
        return []
    return [Section(head.title, start, end, head.company) for head, start, end in zip(heads, starts, ends, strict=True)]


def _is_list_of_jobs(text: _Text, heads: list[_Head]) -> bool:
    """One line per role: each with facts of its own, or all of them under a heading that says what the list is."""
    above = next((line for line in reversed(text.lines[: heads[0].start]) if line.strip()), "")
    if _team_list().search(above) and not _hiring_list().search(above):
        return False
    if len({text.lines[head.number].casefold() for head in heads}) < len(heads):
        return False
    if all(text.has_facts(head.number, head.number + 1) for head in heads):
        return True
    is_said = bool(_hiring_list().search(above))
    facts = [
        text.has_facts(head.number, head.number + 1) or head.company or has_level(text.lines[head.number])
        for head in heads
    ]
    if _has_sections(text, 0, len(text.lines)) and any(role_title(line) for line in text.lines[: heads[0].start]):
        return False
    is_bold = all(head.number in text.bold for head in heads)
    return all(facts) or is_bold or (is_said and all(MARK.match(text.lines[head.number].strip()) for head in heads))


def _is_one_ad(text: _Text, spans: list[tuple[int, int]]) -> bool:
    """The first part has the sections of an ad and another one neither sections nor facts: it only mentions a role."""
    has_sections = [_has_sections(text, *span) for span in spans]
    return has_sections[0] and any(
        not sections and not text.has_facts(*span) for sections, span in zip(has_sections[1:], spans[1:], strict=True)
    )


def _is_ad(text: _Text, start: int, end: int) -> bool:
    """What stands before the first heading is an ad itself, and what follows only belongs to it."""
    return (
        len(text.body(start, end)) >= _AD_LENGTH
        and _has_sections(text, start, end)
        and any(stated_role(line)[0] for line in text.lines[start:end])
    )


def _has_sections(text: _Text, start: int, end: int) -> bool:
    return any(_section_heading().match(line) for line in text.lines[start:end])


def _has_inline_body(text: _Text, head: _Head) -> bool:
    return len(text.lines[head.number]) - len(head.title) >= _BODY_LENGTH


def _end_of_last(text: _Text, heads: list[_Head], ends: list[int]) -> int:
    """Where what all jobs share begins, after the last of them."""
    end = ends[-1]
    rule = next((number for number in sorted(text.rules) if number > heads[-1].number), None)
    if rule is not None and any(head.start - 1 in text.rules for head in heads[1:]):
        end = rule
    insides = [text.body(head.start, stop) for head, stop in zip(heads[:-1], ends[:-1], strict=True)]
    if not any("\n\n" in inside for inside in insides):
        # The others hold no empty line inside, so the last one ends at its first.
        return next((number for number in range(heads[-1].number + 1, end) if not text.lines[number].strip()), end)
    if not any(_footer().match(line) for inside in insides for line in inside.split("\n")):
        for number in range(heads[-1].number + 1, end):
            if text.starts_block(number) and _footer().match(text.lines[number]):
                return number
    return end


def _number(line: str) -> int | None:
    mark = MARK.match(line.strip())
    if mark is None or mark["number"] is None:
        labelled = _numbered_word().match(line)
        return int(labelled["number"]) if labelled is not None else None
    digits = re.sub(r"[^0-9]", "", mark["number"])
    return int(digits) if digits else 10


@cache
def _label() -> re.Pattern[str]:
    labels = lookup("telegram_words")["labels"]
    groups = "|".join(
        f"(?P<{column}>{'|'.join(re.escape(word) for word in sorted(labels[column], key=len, reverse=True))})"
        for column in ("title", "company")
    )
    return re.compile(rf"^[^\w#]*(?:{groups})\s*(?:№?\s*\d{{1,2}}\s*)?(?::|\s[-–—]\s)\s*(?P<value>\S.*)$", re.I)


@cache
def _numbered_word() -> re.Pattern[str]:
    """`Вакансия 1`, `Position #2`."""
    return re.compile(rf"^[^\w#]*(?:{words('vacancy_words')})\s*[№#]?\s*(?P<number>\d{{1,2}})(?!\w)", re.I)


@cache
def _section_heading() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{words('sections')})\b[^.!?]{{0,40}}(?::|\W*$)", re.I)


@cache
def _hiring_list() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('hiring_lists')})(?!\w)", re.I)


@cache
def _team_list() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('team_lists')})", re.I)


@cache
def _footer() -> re.Pattern[str]:
    return re.compile(rf"^[^\w#@]*(?:{words('footers')}|@\w)", re.I)
