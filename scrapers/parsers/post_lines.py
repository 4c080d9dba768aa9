"""Lines of a post, and which lines of it list several jobs, one line each."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from scrapers.parsers.role_lines import MARK, has_address, has_level, has_money, role_title, words

_GROUP_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Section:
    """One job of a post: its title and its lines, `[start, end)`. `group`: the line above that holds for it and those
    beside it, such as a city's name."""

    title: str
    start: int
    end: int
    company: str | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    number: int  # of the line that names the role
    start: int  # of the first line of the job
    title: str
    company: str | None = None


@dataclass(frozen=True)
class PostLines:
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


def announces_list(line: str) -> bool:
    """`Свежие вакансии для аналитиков`, `Больше вакансий в канале`: of the list, and nothing about a job in it."""
    return _announcement().match(line) is not None and not has_money(line) and not has_address(line)


def is_group(line: str) -> bool:
    """A heading over some entries of a list: `Москва:`."""
    return "\n" not in line and line.endswith(":") and len(line) <= _GROUP_LENGTH


def entries(text: PostLines, heads: list[Head]) -> list[Section]:
    """One line per role, each below the heading of its group if the list has groups."""
    first = next((number for number in range(heads[0].start - 1, -1, -1) if text.lines[number].strip()), None)
    is_grouped = any(is_group(text.body(head.number + 1, after.start)) for head, after in pairwise(heads))
    group = first if is_grouped and first is not None and is_group(text.lines[first].strip()) else None
    found: list[Section] = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        found.append(Section(head.title, head.start, head.number + 1, head.company, group))
        between = range(head.number + 1, after.start) if after is not None else range(0)
        group = next((number for number in between if text.lines[number].strip()), group)
    return found


def is_list_of_jobs(text: PostLines, heads: list[Head]) -> bool:
    """One line per role: each with facts of its own, or all of them under a heading that says what the list is."""
    before = [line for line in text.lines[: heads[0].start] if line.strip()]
    if len(before) > 1 and is_group(before[-1].strip()) and not _says_who(before[-1]):
        before.pop()
    above = before[-1] if before else ""
    is_paid = all(has_money(text.lines[head.number]) for head in heads)
    if _team_list().search(above) and not _hiring_list().search(above) and not is_paid:
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
    if has_sections(text, 0, len(text.lines)) and any(role_title(line) for line in text.lines[: heads[0].start]):
        return False
    is_bold = all(head.number in text.bold for head in heads)
    return all(facts) or is_bold or (is_said and all(MARK.match(text.lines[head.number].strip()) for head in heads))


def _says_who(line: str) -> bool:
    return _hiring_list().search(line) is not None or _team_list().search(line) is not None


def has_sections(text: PostLines, start: int, end: int) -> bool:
    return any(_section_heading().match(line) for line in text.lines[start:end])


@cache
def _section_heading() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{words('sections')})\b[^.!?]{{0,40}}(?::|\W*$)", re.I)


@cache
def _announcement() -> re.Pattern[str]:
    return re.compile(rf"^[^\w#@]*(?:{words('announcements')})", re.I)


@cache
def _hiring_list() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('hiring_lists')}|{words('seeking')})(?!\w)", re.I)


@cache
def _team_list() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words('team_lists')})", re.I)
