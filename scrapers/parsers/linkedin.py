"""LinkedIn, as guests see it: the card of the search and the ad's own page, joined by the spider.

The page names level, employment type, function and industries as criteria; places are one line. Pay is text, and on
few ads. Where the page carries a schema.org JobPosting, its identifier is the number of the employer's own system.
"""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Reject, Unreadable, add_posting, salary
from scrapers.parsers.json_ld import find_postings
from scrapers.parsers.linkedin_page import CARD, node_line, read_card
from scrapers.parsers.lookups import lookup
from scrapers.parsers.records import decode, read_object, read_text_as_json
from scrapers.parsers.table import read_row
from scrapers.parsers.text import clean_line, plain_text

_COLUMNS = ("grade", "employment", "function", "industry")  # the page's own order of the criteria
_FORMAT = re.compile(r"\s*\(([^()]+)\)\s*$")  # `Berlin, Germany (Remote)`


def parse(context: PayloadContext, result: ParseResult) -> None:
    if context.payload.lstrip()[:1] == b"{":  # the site itself answers in HTML: this is a collector's row
        read_row(context, result, read_object(context, result))
        return
    tree = LexborHTMLParser(decode(context.payload))
    node = tree.css_first(CARD)
    card = read_card(node) if node is not None else None
    if card is None:
        raise Unreadable("missing_field", "no card of a search in the payload")
    markup = tree.css_first(".show-more-less-html__markup")
    criteria, unknown = _criteria(tree)
    posting = _json_ld(tree, result)
    place = node_line(tree.css_first(".topcard__flavor--bullet")) or card.place
    work_format = _FORMAT.search(place or "")
    add_posting(
        context,
        result,
        title=card.title or node_line(tree.css_first(".topcard__title")),
        url=card.url,
        company=card.company or node_line(tree.css_first(".topcard__org-name-link")),
        requisition_id=_identifier(posting),
        description=plain_text(markup.html) if markup is not None else None,
        published=card.date,
        expires=posting.get("validThrough"),
        salaries=[salary(result, text=node_line(tree.css_first(".compensation__salary")) or card.salary)],
        grade_words=[word for word in criteria["grade"] if word.casefold() not in lookup("linkedin_words")["no_level"]],
        location_words=[_FORMAT.sub("", place) if place and work_format else place],
        format_words=[work_format[1] if work_format else None, posting.get("jobLocationType")],
        employment_words=criteria["employment"],
        category_words=[*criteria["function"], *criteria["industry"]],
        leftover_fields=unknown,
    )


def _criteria(tree: LexborHTMLParser) -> tuple[dict[str, list[str]], list[str]]:
    """(words by column, names of criteria nobody knows). Without a known name the place in the list decides."""
    columns: dict[str, list[str]] = {column: [] for column in _COLUMNS}
    unknown: list[str] = []
    items = tree.css(".description__job-criteria-item")
    for number, item in enumerate(items):
        name = node_line(item.css_first(".description__job-criteria-subheader"))
        value = node_line(item.css_first(".description__job-criteria-text"))
        names = lookup("linkedin_words")["criteria"]
        column = next((column for column in _COLUMNS if (name or "").casefold() in names[column]), None)
        if column is None and name is None and len(items) == len(_COLUMNS):
            column = _COLUMNS[number]
        if column is None:
            unknown.append(f"criteria.{name}")
        elif value:
            columns[column].append(value)
    return columns, unknown


def _json_ld(tree: LexborHTMLParser, result: ParseResult) -> dict[str, Any]:
    for block in tree.css('script[type="application/ld+json"]'):
        try:
            found = find_postings(read_text_as_json(block.text().encode("utf-8", "replace")))
        except Unreadable as outcome:
            result.rejects.append(Reject(outcome.reason, f"data block of the page: {outcome.detail}"))
            continue
        if found:
            return found[0]
    return {}


def _identifier(posting: dict[str, Any]) -> str | None:
    identifier = posting.get("identifier")
    return clean_line(identifier.get("value") if isinstance(identifier, dict) else identifier)


PARSER = Parser(family="linkedin", version="linkedin-2", parse=parse)
