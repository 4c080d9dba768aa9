"""Hacker News "Who is hiring?": one top-level comment, as HTML or as the item of either API.

By custom the first line is `Company | Role | Place | REMOTE | $…`, in changing order. Only lines with pipes are taken
apart; without them company and place stay in the text. A post that lists several roles gives one posting each, `#1`,
`#2` …: roles below each other with the lines of their own and what the post says of all, roles in one line with the
whole text. Roles that are only mentioned here and there stay one posting whose title joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.hackernews_roles import (
    are_told_apart,
    clean_title,
    general_roles,
    headed_jobs,
    header_roles,
    joined_title,
    listed_jobs,
    seeking,
    sought_roles,
)
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.post_lines import Section
from scrapers.parsers.post_sections import split_jobs
from scrapers.parsers.records import Record, decode, read_object
from scrapers.parsers.role_lines import MARK
from scrapers.parsers.text import clean_line, plain_text

_ITEM = "https://news.ycombinator.com/item?id="
_FADED = re.compile(r"</?font\b[^>]*>")  # the shade of a comment tells its votes
_PARAGRAPH = re.compile(r"</?p\b[^>]*>|</?pre\b[^>]*>")
_BREAK = re.compile(r"<br\b[^>]*>|\n")
_WEB = re.compile(r"https?://\S+|www\.\S+|^[\w.-]+\.(?:com|io|ai|org|net|co|dev|app|eu|de|me|so|us|ly)(?:/\S*)?$", re.I)
_SHORTENED = re.compile(r"(https?://\S+?)\.\.\.")
_MAIL = re.compile(r"<?e?mail>|\S@\S", re.I)
_PAY = re.compile(r"[$€£]\s?\d|\b\d{2,3}\s?k\b", re.I)
_DAYS = re.compile(r"\d\s*(?:x|days?)\b", re.I)
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_LIST = re.compile(r"\s*(?:,|;|\s[&+]\s|\s/\s|\band\b)\s*(?![^()]*\))")
_LOOSE = re.compile(r"^(?:[\s,/&:;–—-]|\b(?:or|and)\b)+|(?:[\s,/&:;–—-]|\b(?:or|and)\b)+$", re.I)
# "Example - Riga, Latvia": a head of an ad, where a remark begins with a sentence.
_HEAD = re.compile(r"[^.!?]{2,80}?\s[-–—|]{1,3}\s+(?:[A-Z]|https?://)")
_TITLE_LENGTH, _CELL_LENGTH, _HEADER_LENGTH = 150, 100, 400
_MOST_ROLES = 6
_WRAPPED_LENGTH, _FULL_LINE = 90, 55  # of lines of a text that its author wrapped by hand


@dataclass
class _Header:
    """What the cells of a header say."""

    company: str | None = None
    roles: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    employment: list[str] = field(default_factory=list)
    pay: str | None = None


class _Job(NamedTuple):
    title: str
    text: str
    is_own: bool = False  # the text leaves out what the post says of its other jobs


def parse(context: PayloadContext, result: ParseResult) -> None:
    item = Record(read_object(context, result)) if context.payload.lstrip()[:1] == b"{" else Record({})
    stated = item.pop("text") or item.pop("comment_text")
    html = _FADED.sub("", decode(context.payload) if not item and stated is None else str(stated or ""))
    if item.pop("deleted") is True or item.pop("dead") is True:
        raise Unreadable("deleted", "a deleted comment")
    description = plain_text(html)
    if description is None or description == "[deleted]":
        raise Unreadable("no_text", "a comment without text")
    lines = _lines(html) or description.split("\n")
    if not _says_hiring().search(description) and not _HEAD.match(lines[0]):
        raise Unreadable("not_an_ad", f"neither a role nor hiring in {len(description)} characters")
    header = _read_header(lines[0])
    links = _links(html)
    item_id = item.pop("objectID") or item.pop("id")
    published = item.pop("created_at") or item.pop("time")
    jobs = _jobs(lines, header)
    for number, job in enumerate(jobs, start=1):
        own_links = [url for url in links if not job.is_own or _is_named(url, job.text)]
        add_posting(
            context,
            result,
            suffix=f"#{number}" if len(jobs) > 1 else "",
            title=job.title,
            url=_ITEM + str(item_id) if isinstance(item_id, str | int) else None,
            apply_url=own_links[0] if len(own_links) == 1 else None,
            links=own_links,
            company=header.company,
            description=job.text,
            published=published,
            salaries=[salary(result, text=header.pay)],
            location_words=header.places,
            format_words=header.formats,
            employment_words=header.employment,
            leftover_fields=item.leftovers(ignored_fields("hackernews")),
        )


def _jobs(lines: list[str], header: _Header) -> list[_Job]:
    """One job for each role that the post lists, else one whose title says all that it seeks."""
    whole = "\n".join(filter(None, lines))
    below = ["", *lines[1:]]
    sections = (split_jobs(below) if _may_list(below) else []) or listed_jobs(below)
    if len(sections) > max(1, len(header.roles) - 1):
        return list(_sectioned(lines, sections))
    opening = header.roles or header_roles(lines)
    if len(opening) > 1:
        return [_Job(title, whole) for title in opening]
    mentioned = opening or [section.title for section in sections]
    if not mentioned:
        headed = headed_jobs(below)
        if are_told_apart(below, headed):
            return list(_sectioned(lines, headed))
        sought, is_list = sought_roles(lines)
        if len(sought) > 1 and is_list:
            return [_Job(title, whole) for title in sought]
        mentioned = sought or list(dict.fromkeys(job.title for job in headed)) or general_roles(lines)
    return [_Job(joined_title(mentioned) or lines[0][:_TITLE_LENGTH], whole)]


def _sectioned(lines: list[str], sections: list[Section]) -> Iterator[_Job]:
    """Each section's title with its own lines, between those that all sections share."""
    before, after = lines[: sections[0].start], lines[sections[-1].end :]
    for section in sections:
        own = lines[section.start : section.end]
        title = clean_title(section.title) or section.title
        yield _Job(title, "\n".join(filter(None, [*before, *own, *after])), is_own=True)


def _may_list(lines: list[str]) -> bool:
    """Whether two lines can name a role each: most posts are told from lists by that alone, at a tenth of the time."""
    named = (line for line in lines if line and _role().search(line[:_CELL_LENGTH]))
    return next(named, None) is not None and next(named, None) is not None


def _lines(html: str) -> list[str]:
    """Lines as the author broke them, paragraphs apart by an empty one. A paragraph wrapped by hand is one line."""
    lines: list[str] = []
    for paragraph in _PARAGRAPH.split(html):
        broken = [clean_line(plain_text(part)) or "" for part in _BREAK.split(paragraph)]
        is_wrapped = max(map(len, broken)) <= _WRAPPED_LENGTH
        for number, line in enumerate(broken):
            follows = is_wrapped and number and line and len(broken[number - 1]) >= _FULL_LINE and lines[-1]
            if follows and not MARK.match(line):
                lines[-1] += " " + line
            elif line or (lines and lines[-1]):
                lines.append(line)
        if lines and lines[-1]:
            lines.append("")
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _read_header(line: str) -> _Header:
    header = _Header()
    cells = [cell for part in line[:_HEADER_LENGTH].split("|") if (cell := part.strip(" -–—,;"))]
    if len(cells) < 2:
        header.formats = _shouted_formats().findall(line)
        return header
    header.company, place = _company(cells[0])
    for cell in [place, *cells[1:]] if header.company and place else cells[1:] if header.company else cells:
        if len(cell) <= _CELL_LENGTH:
            _read_cell(cell, header)
    return header


def _read_cell(cell: str, header: _Header) -> None:
    if _WEB.search(cell) or _MAIL.search(cell):
        return
    if _PAY.search(cell):
        header.pay = header.pay or cell
    elif _employment().fullmatch(cell):
        header.employment += [part for part in re.split(r"\s*[,/&|]\s*", cell) if part]
    elif _role().search(cell) and not header.roles:
        header.roles = _roles(cell)
    elif formats := _formats(cell):
        header.formats += formats
        rest = _LOOSE.sub("", re.sub(r"[()\[\]]", " ", _format().sub(" ", cell)))
        header.places += [rest] if any(char.isalpha() for char in rest) else []
    elif not _role().search(cell):
        header.places.append(cell)


def _company(cell: str) -> tuple[str | None, str | None]:
    """(name, place) of the first cell: `Example (YC S21) - Riga`. Some begin with a role or with `Riga, Latvia`."""
    name = _IN_BRACKETS.sub("", _WEB.sub("", cell)).strip(" -–—=,:()")
    name, _, place = (part.strip() for part in name.partition(" - "))
    is_other = _role().search(name) or _format().search(name) or _employment().fullmatch(name)
    _, comma, tail = name.rpartition(", ")
    if is_other or not 0 < len(name) <= _CELL_LENGTH or (comma and not _legal_form().fullmatch(tail)):
        return None, None
    return name, place or None


def _roles(cell: str) -> list[str]:
    """Several only where every part of the list names a role of its own."""
    cell = clean_title(seeking().sub("", cell)) or cell
    parts = [part for part in _LIST.split(cell) if part]
    if 2 <= len(parts) <= _MOST_ROLES and all(_role().search(part) for part in parts):
        distinct = list(dict.fromkeys(clean_title(part) for part in parts))
        if len({part.casefold() for part in distinct}) == len(parts):
            return distinct
    return [cell]


def _formats(cell: str) -> list[str]:
    """The words of formats; "3 days in office" says more as a whole."""
    if _no_format().search(cell):
        return []
    found = [match[0] for match in _format().finditer(cell)]
    return [cell] if found and _DAYS.search(cell) else found


def _is_named(url: str, text: str) -> bool:
    """Whether a text names the address; long ones are shown shortened."""
    return url in text or any(url.startswith(shown) for shown in _SHORTENED.findall(text))


def _links(html: str) -> list[str]:
    hrefs = [node.attributes.get("href") or "" for node in LexborHTMLParser(html).css("a[href]")]
    return list(dict.fromkeys(href for href in hrefs if href.startswith(("http://", "https://"))))


@cache
def _words(group: str, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> str:
    words: list[str] = lookup("hackernews_words")[group]
    return rf"{before}(?:{'|'.join(words)}){after}"


@cache
def _role() -> re.Pattern[str]:
    return re.compile(_words("roles"), re.I)


@cache
def _format() -> re.Pattern[str]:
    return re.compile(_words("formats"), re.I)


@cache
def _no_format() -> re.Pattern[str]:
    formats = _words("formats")
    return re.compile(rf"(?<!\w)(?:no|not)\s+{formats}|{formats}\s?[:?-]\s?(?:no|none|nope)\b", re.I)


@cache
def _shouted_formats() -> re.Pattern[str]:
    """In a line of prose only capitals mark a format: the thread asks for them."""
    return re.compile(r"(?<!NO )(?<!NOT )(?<!No )\b(?:REMOTE|ONSITE|ON-SITE|HYBRID)\b")


@cache
def _employment() -> re.Pattern[str]:
    word = _words("employment")
    return re.compile(rf"{word}(?:[\s,/&+.]*(?:(?:and|or|only|ok|welcome)\s*)?(?:{word})?)*", re.I)


@cache
def _legal_form() -> re.Pattern[str]:
    return re.compile(_words("legal_forms"), re.I)


@cache
def _says_hiring() -> re.Pattern[str]:
    return re.compile(rf"{_words('roles')}|{_words('hiring')}|{_words('ad')}", re.I)


PARSER = Parser(family="hackernews", version="hackernews-5", parse=parse)
