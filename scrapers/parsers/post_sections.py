"""Where one job of a post (of a channel, of a thread) ends and the next begins.

When unsure a post stays one posting: a wrong split invents vacancies, a missed one only merges them. So a split needs
headings of one kind (labels, numbers, rules, one sign, blocks) that each name a role, and every part must say something
of its own: an address, an amount, an employer or a text below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache

from scrapers.parsers.lookups import lookup
from scrapers.parsers.post_lines import Head, PostLines, Section, entries, has_sections, is_group, is_list_of_jobs
from scrapers.parsers.role_lines import (
    LINE_LENGTH,
    MARK,
    ROLE_LENGTH,
    employer_name,
    heading_text,
    role_title,
    stated_role,
    words,
)

_RULE = re.compile(r"^\W*([^\w\s])(?:\s*\1){2,}\W*$|^\s*[-–—─━➖=_*~·•]+\s*$")
_BODY_LENGTH = 40  # characters below a heading that make it a section and not an entry of a list
_HEAD_LINES = 4  # a block separated by rules names its role in one of so many lines
_AD_LENGTH = 250  # characters of a text with sections that make what stands before a list an ad of its own


def split_jobs(lines: list[str], linked: Collection[int] = (), bold: Collection[int] = ()) -> list[Section]:
    """Sections of a post that states several jobs; empty when it is one posting."""
    rules = frozenset(number for number, line in enumerate(lines) if _RULE.match(line))
    text = PostLines(["" if number in rules else line for number, line in enumerate(lines)], linked, bold, rules)
    for strategy in _STRATEGIES:
        heads = strategy(text)
        if len(heads) >= 2 and (sections := _sections(text, heads, is_plain=strategy not in _EXPLICIT)):
            return sections
    return []


def _labelled(text: PostLines) -> list[Head]:
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
    if len(titles) >= 2 and (len({value.casefold() for _, value in titles}) > 1 or len(companies) > 1):
        named = [(number, role_title(value) or value) for number, value in titles]
        if 2 * sum(stated_role(value)[0] is not None for _, value in titles) < len(named):
            return []
        starts = _starts_of(text, [number for number, _ in named], [number for number, _ in companies])
        return [
            Head(number, start, title[:ROLE_LENGTH], None if companies else _employer_above(text, start, number))
            for (number, title), start in zip(named, starts, strict=True)
        ]
    if len(companies) >= 2 and len({value.casefold() for _, value in companies}) == len(companies):
        return _by_company(text, [number for number, _ in companies])
    return []


def _employer_above(text: PostLines, start: int, number: int) -> str | None:
    """The name that a job's block opens with in bold, before its labels."""
    return employer_name(heading_text(text.lines[start])) if start < number and start in text.bold else None


def _longest(found: dict[tuple[str, str], list[tuple[int, str]]], kind: str) -> list[tuple[int, str]]:
    return max((values for (name, _), values in found.items() if name == kind), key=len, default=[])


def _starts_of(text: PostLines, titles: list[int], companies: list[int]) -> list[int]:
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


def _by_company(text: PostLines, companies: list[int]) -> list[Head]:
    """The role stands in the block of the employer's line, mostly just above it."""
    heads: list[Head] = []
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
        heads.append(Head(role, min(role, number), title))
    return heads


def _numbered(text: PostLines) -> list[Head]:
    """1, 2, 3 …: with that much structure a heading that opens a block needs no known role noun."""
    marked = [(number, mark) for number, line in enumerate(text.lines) if (mark := _number(line)) is not None]
    for is_block in (True, False):
        found: list[Head] = []
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
            found.append(Head(number, number, title or heading, company))
        roles = sum(stated_role(text.lines[head.number])[0] is not None for head in found)
        if len(found) >= 2 and 2 * roles >= len(found) and all(len(head.title) <= ROLE_LENGTH for head in found):
            return found
    return []


def _ruled(text: PostLines) -> list[Head]:
    """Blocks between lines of dashes or signs."""
    heads: list[Head] = []
    start = 0
    for end in (*sorted(text.rules), len(text.lines)):
        block = [number for number in range(start, end) if text.lines[number].strip()]
        for number in block[:_HEAD_LINES]:
            title, company = stated_role(text.lines[number])
            label = _label().match(text.lines[number])
            if label is not None and label["title"]:
                title, company = role_title(label["value"]) or label["value"].strip(), None
            if title and len(title) <= ROLE_LENGTH and len(text.lines[number]) <= LINE_LENGTH:
                heads.append(Head(number, block[0], title, company))
                break
        start = end + 1
    return heads if text.rules else []


def _marked(text: PostLines) -> list[Head]:
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


def _any_marked(text: PostLines) -> list[Head]:
    """Role lines that open with whatever sign."""
    marks = (number for number, line in enumerate(text.lines) if MARK.match(line.strip()))
    return [head for number in marks if (head := _head(text, number, is_opening=True)) is not None]


def _blocks(text: PostLines) -> list[Head]:
    """Role lines that open a block, or that open in bold."""
    opening = (number for number in range(len(text.lines)) if text.starts_block(number) or number in text.bold)
    heads = [head for number in opening if (head := _head(text, number, is_opening=True)) is not None]
    # A title without a sign and then roles in a list: the list is part of the ad.
    marked = [MARK.match(text.lines[head.number].strip()) is not None for head in heads]
    return heads if all(marked) or not any(marked[1:]) else []


def _one_liners(text: PostLines) -> list[Head]:
    """A list of roles, one line each, every one with an address or amount of its own."""
    stating = (number for number in range(len(text.lines)) if text.has_facts(number, number + 1))
    heads = [head for number in stating if (head := _head(text, number)) is not None]
    return heads if len(heads) >= 3 else []


def _piped(text: PostLines) -> list[Head]:
    """Lines that each set a role between pipes."""
    piped = [number for number, line in enumerate(text.lines) if "|" in line]
    return [head for number in piped if (head := _head(text, number, is_opening=True)) is not None]


_STRATEGIES: tuple[Callable[[PostLines], list[Head]], ...] = (
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


def _head(text: PostLines, number: int, is_opening: bool = False) -> Head | None:
    line = text.lines[number]
    if not line.strip() or len(line) > LINE_LENGTH:
        return None
    title, company = stated_role(line)
    if title is None or (is_opening and role_title(line) is None):
        return None
    return Head(number, number, title, company)


def _sections(text: PostLines, heads: list[Head], is_plain: bool) -> list[Section]:
    starts = [head.start for head in heads]
    if sorted(set(starts)) != starts or _is_ad(text, 0, starts[0]):
        return []
    ends = [*starts[1:], len(text.lines)]
    ends[-1] = _end_of_last(text, heads, ends)
    headings = {(head.title.casefold(), text.lines[head.number].casefold()) for head in heads}
    spans = list(zip(heads, starts, ends, strict=True))
    bodies = [text.body(head.number + 1, end) for head, _, end in spans]
    is_list = all(not body or is_group(body) for body in bodies[:-1])
    if is_list:
        return entries(text, heads) if is_list_of_jobs(text, heads) else []
    if len(headings) < len(heads) and len({body.casefold() for body in bodies}) < len(bodies):
        return []
    if not all(
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
    if is_plain and not is_signed and _is_one_ad(text, list(zip(starts, ends, strict=True))):
        return []
    return [Section(head.title, start, end, head.company) for head, start, end in zip(heads, starts, ends, strict=True)]


def _is_one_ad(text: PostLines, spans: list[tuple[int, int]]) -> bool:
    """The first part has the sections of an ad and another one neither sections nor facts: it only mentions a role."""
    sectioned = [has_sections(text, *span) for span in spans]
    return sectioned[0] and any(
        not sections and not text.has_facts(*span) for sections, span in zip(sectioned[1:], spans[1:], strict=True)
    )


def _is_ad(text: PostLines, start: int, end: int) -> bool:
    """What stands before the first heading is an ad itself, and what follows only belongs to it."""
    return (
        len(text.body(start, end)) >= _AD_LENGTH
        and has_sections(text, start, end)
        and any(stated_role(line)[0] for line in text.lines[start:end])
    )


def _has_inline_body(text: PostLines, head: Head) -> bool:
    return len(text.lines[head.number]) - len(head.title) >= _BODY_LENGTH


def _end_of_last(text: PostLines, heads: list[Head], ends: list[int]) -> int:
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
    labels = lookup("post_words")["labels"]
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
def _footer() -> re.Pattern[str]:
    return re.compile(rf"^[^\w#@]*(?:{words('footers')}|@\w)", re.I)
