"""Any job feed in RSS or Atom: one item, with the elements that job boards add to it.

Which element states what stands in rss_words.yaml; a feed that differs says so in the registry, `options.fields`.
Titles such as `Role at Company` are taken apart by the feed's `options.title`, a pattern of `{title}`, `{company}`,
`{place}` and `{rest}`; the registry is read as the packaged lookup it is, so that no feed needs code.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from scrapers.identity import board_of
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.feed_items import read_fields
from scrapers.parsers.lookups import ignored_fields, limits, lookup
from scrapers.parsers.records import Record, listed
from scrapers.parsers.text import clean_line, plain_text

_PLACEHOLDER = re.compile(r"\\\{(title|company|place|rest)\\\}")
_SEVERAL = re.compile(r"\s*[,;|]\s*")


def parse(context: PayloadContext, result: ParseResult) -> None:
    options = feed_options(board_of(context.source))
    item = Record(read_fields(context.payload))
    stated = {
        column: [text for name in names for text in item.pop(name) or ()]
        for column, names in (lookup("rss_words")["fields"] | options.get("fields", {})).items()
    }
    first = {column: next(iter(texts), None) for column, texts in stated.items()}
    named = read_title(clean_line(plain_text(first["title"])), tuple(listed(options.get("title"))))
    add_posting(
        context,
        result,
        title=named.get("title"),
        url=first["url"] or first["id"],
        apply_url=first["apply_url"],
        company=first["company"] or named.get("company") or options.get("company"),
        description=plain_text(first["description"]),
        published=first["published"],
        expires=first["expires"],
        salaries=[salary(result, text=plain_text(text)) for text in stated["salary"]],
        grade_words=stated["grade"],
        location_words=stated["place"] or [named.get("place")],
        country_words=stated["country"],
        format_words=stated["format"],
        employment_words=stated["employment"],
        skills=[part for text in stated["skills"] for part in _SEVERAL.split(text)],
        category_words=stated["category"],
        leftover_fields=item.leftovers(ignored_fields("rss")),
    )


def read_title(title: str | None, patterns: tuple[str, ...]) -> dict[str, str | None]:
    """What the first pattern that fits finds in the title; the whole title when none does."""
    for pattern in patterns:
        if title and len(title) <= limits()["title_characters"] and (match := _pattern(pattern).fullmatch(title)):
            return {name: clean_line(text) for name, text in match.groupdict().items()}
    return {"title": title}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """`{title}` takes as much as it can, the others as little: `Head at Large at Example` is a role at Example."""
    spelled = _PLACEHOLDER.sub(lambda found: f"(?P<{found[1]}>.+{'' if found[1] == 'title' else '?'})", re.escape(text))
    return re.compile(spelled.replace("\\ ", r"\s+"), re.I)


@cache
def feed_options(board: str | None) -> dict[str, Any]:
    """Options of the feed in the packaged registry; nothing for feeds that are not in it."""
    family = yaml.safe_load((files("scrapers.registry") / "rss.yaml").read_text(encoding="utf-8"))
    for entry in [*family["sources"], *family.get("simulated", [])]:
        if entry.get("board") == board:
            return {**family.get("options", {}), **entry.get("options", {})}
    return {}


PARSER = Parser(family="rss", version="rss-1", parse=parse)
