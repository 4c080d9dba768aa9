"""Reddit job boards (r/forhire and its sisters): one entry of the subreddit's Atom feed.

Titles carry the kind of post in brackets: `[Hiring]` offers work, `[For Hire]` looks for it. The former is cut off the
title, the latter stays in it, in one spelling, for the rules that tell ads from people. What else a post says of pay,
place and company stands in brackets and parts of the title or in lines such as `Pay: $60/h`; the author is a person
and is not read.
"""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.feed_items import read_fields
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record
from scrapers.parsers.text import clean_line, plain_text

_GONE = ("[removed]", "[deleted]")
_PARTS = re.compile(r"\s*\|\s*|\s+[-–—]{1,2}\s+")
_BRACKETS = re.compile(r"[\[(]([^\[\]()]*)[\])]")
_VALUES = re.compile(r"\s*[,;|/]\s*")
_LABELLED_LENGTH = 200
_TITLE_LENGTH = 500  # Reddit's own limit is 300; patterns over endless digits would take for ever


def parse(context: PayloadContext, result: ParseResult) -> None:
    entry = Record(read_fields(context.payload))
    html = _first(entry, "content") or ""
    text, links = _post(html)
    if text in _GONE:
        raise Unreadable("deleted", "the post was taken down")
    kind, title, asides = read_title(_first(entry, "title") or "")
    labelled = _labelled(text)
    amounts = [found[0] for part in [*asides, title or ""] if (found := _pay().search(part))]
    about = [*asides, labelled.get("format", ""), labelled.get("place", "")]
    updated = _first(entry, "updated")
    add_posting(
        context,
        result,
        title=f"[For Hire] {title}" if kind == "For Hire" and title else title,
        url=_first(entry, "link"),
        apply_url=links[0] if len(links) == 1 else None,
        links=links,
        company=labelled.get("company"),
        description=text,
        published=_first(entry, "published") or updated,
        salaries=[salary(result, text=next(iter(amounts), None) or labelled.get("pay"))],
        grade_words=_values(labelled.get("grade")),
        location_words=_values(labelled.get("place")),
        format_words=[found[0] for part in about for found in _format().finditer(part)],
        employment_words=_values(labelled.get("employment")),
        skills=_values(labelled.get("skills")),
        category_words=[kind],
        leftover_fields=entry.leftovers(ignored_fields("reddit")),
    )


def read_title(shown: str) -> tuple[str | None, str | None, list[str]]:
    """(kind, title, asides): asides are the parts that hold pay, a work format or another remark, not the role."""
    kind, asides = None, []
    rest = clean_line(plain_text(shown)) or ""
    if len(rest) > _TITLE_LENGTH:
        return None, rest, []
    for found in _BRACKETS.finditer(rest):
        inner = found[1].strip()
        kind = kind or next((name for name in lookup("reddit_words")["kinds"] if _kind(name).fullmatch(inner)), None)
        if _kind_of_any(inner) or _is_aside(inner):
            asides.append(inner)
            rest = rest.replace(found[0], " | ", 1)
    for found in reversed(list(_pay().finditer(rest))):
        if rest.count("(", 0, found.start()) == rest.count(")", 0, found.start()):
            asides.append(found[0])
            rest = f"{rest[: found.start()].rstrip(' ,:')} | {rest[found.end() :].lstrip(' ,')}"
    parts = [part for part in _PARTS.split(rest) if part.strip(" -–—|,:")]
    title = [part for part in parts if not _is_aside(part)]
    asides += [part for part in parts if _is_aside(part)]
    return kind, clean_line(" - ".join(title).strip(" -–—|,:")), asides


def _is_aside(part: str) -> bool:
    """Nothing but pay, format and terms; `Remote Sensing Engineer` is a role."""
    rest = _format().sub("", _pay().sub("", part))
    return rest != part and not re.sub(_filler(), "", rest, flags=re.I).strip(" ,;:/+~().-–—!")


def _post(html: str) -> tuple[str | None, list[str]]:
    """(text, addresses outside of Reddit). Under the author's text Reddit adds who posted it and two links."""
    tree = LexborHTMLParser(html)
    body = tree.css_first("div.md")
    hrefs = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
    own = re.compile(r"https?://(?:[\w-]+\.)*(?:reddit\.com|redd\.it)(?:/|$)")
    links = [href for href in dict.fromkeys(hrefs) if href.startswith(("http://", "https://")) and not own.match(href)]
    return plain_text(body.html) if body is not None else None, links


def _labelled(text: str | None) -> dict[str, str]:
    """Column -> value of the first line that carries one of its labels."""
    found: dict[str, str] = {}
    for line in (text or "").split("\n"):
        match = _label().match(line)
        if match is not None and len(match["value"]) <= _LABELLED_LENGTH:
            column = next(name for name, label in match.groupdict().items() if name != "value" and label)
            found.setdefault(column, match["value"].strip())
    return found


def _values(text: str | None) -> list[str]:
    return [part for part in _VALUES.split(text or "") if part.strip(" .")]


def _first(entry: Record, name: str) -> str | None:
    return next(iter(entry.pop(name) or ()), None)


def _kind_of_any(inner: str) -> bool:
    return any(_kind(name).fullmatch(inner) for name in lookup("reddit_words")["kinds"])


@cache
def _kind(name: str) -> re.Pattern[str]:
    return re.compile("|".join(lookup("reddit_words")["kinds"][name]), re.I)


@cache
def _pay() -> re.Pattern[str]:
    return re.compile(lookup("reddit_words")["pay"], re.I | re.X)


@cache
def _format() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(lookup('reddit_words')['formats'])})(?!\w)", re.I)


@cache
def _filler() -> str:
    return rf"(?<!\w)(?:{'|'.join(lookup('reddit_words')['filler'])})(?!\w)"


@cache
def _label() -> re.Pattern[str]:
    groups = "|".join(
        f"(?P<{column}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
        for column, words in lookup("reddit_words")["labels"].items()
    )
    return re.compile(rf"^[^\w]*(?:{groups})\s*(?::|\s[-–—]\s)\s*(?P<value>\S.*)$", re.I)


PARSER = Parser(family="reddit", version="reddit-2", parse=parse)
