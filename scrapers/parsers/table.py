"""A row of a table of ads that some collector made: a flat JSON object whose columns are told by their names.

For dumps that are in no board's own format. `table_columns.yaml` says which names mean what, in five languages. Pay is
taken from columns of amounts when there are any, else as the text it is; a column nobody knows is a leftover field.
"""

from __future__ import annotations

import ast
import math
import re
from functools import cache
from typing import Any

import orjson

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Reject, add_posting, salary
from scrapers.parsers.experience_bands import level_and_band
from scrapers.parsers.lookups import lookup
from scrapers.parsers.records import read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"\s*[,;|\n]\s*")
_YEARS = re.compile(
    r"^\D{0,20}?(\d{1,2}(?:\.\d)?)\s*(?:(?:-|–|—|to|до|do|bis)\s*(\d{1,2}))?\s*\+?\s*(?:$|\D{1,30}$)", re.I
)
_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
_LONGEST_LITERAL = 20_000  # characters
_MOST_YEARS = 40


def parse(context: PayloadContext, result: ParseResult) -> None:
    read_row(context, result, read_object(context, result))


def read_row(context: PayloadContext, result: ParseResult, values: dict[str, Any]) -> None:
    """Append the posting of one row; a row without a title is rejected by name of its columns."""
    row = Row(values)
    words = lookup("table_columns")
    text, marked = _marked_parts(join_blocks(*(plain_text(value) for value in row.texts(words["texts"]))))
    title = row.first("title")
    if title is None:
        detail = f"no column of a title among {', '.join(sorted(values)[:20])}"
        result.rejects.append(Reject("missing_title", detail, context.source_posting_id))
        return
    if (card := _glued_card().match(title)) is not None:
        title = card["title"]
        marked = {name: value for name, value in card.groupdict().items() if value} | marked
    lists = {name: row.lines(columns) for name, columns in words["lists"].items()}
    bands = [level_and_band(word) for word in lists["grade_words"]]
    experience = row.first("experience") or next((band for _, band in bands if band), None)
    company = row.first("company")
    if company is None or _hidden_company().match(company):
        company = marked.get("company")
    add_posting(
        context,
        result,
        title=title,
        url=row.first("url"),
        apply_url=row.first("apply_url"),
        company=company,
        company_id=row.first("company_id"),
        requisition_id=row.first("requisition_id"),
        description=text,
        published=row.first("published") or marked.get("published"),
        expires=row.first("expires"),
        salaries=[_salary(result, row)],
        experience_text=experience,
        experience_years=_years(experience),
        grade_words=[word for word, _ in bands if word],
        location_words=[marked.get("location"), *lists["location_words"]],
        country_words=lists["country_words"],
        format_words=[*lists["format_words"], marked.get("format"), *row.flags(words["flags"])],
        employment_words=lists["employment_words"],
        skills=[skill for line in lists["skills"] for skill in _SEPARATORS.split(line)],
        category_words=lists["category_words"],
        leftover_fields=row.leftovers(),
    )


class Row:
    """Cells by the normalized name of their column; reading takes a cell out."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._cells: dict[str, Any] = {}
        for name, value in values.items():
            if not _is_unstated(value):
                self._cells.setdefault(column_name(name), value)

    def first(self, meaning: str) -> str | None:
        """The first cell of this meaning that holds one line; the others are no leftovers either."""
        found = [clean_line(self._cells.pop(name, None)) for name in lookup("table_columns")["columns"][meaning]]
        return next((line for line in found if line), None)

    def texts(self, names: list[str]) -> list[str]:
        cells = [self._cells.pop(name, None) for name in names]
        return ["\n".join(_listed(cell)) if isinstance(cell, list) else str(cell) for cell in cells if cell is not None]

    def lines(self, names: list[str]) -> list[str]:
        return [line for name in names for line in _listed(self._cells.pop(name, None))]

    def flags(self, meanings: dict[str, str]) -> list[str]:
        """What a yes says; a cell that is neither yes nor no is a word of its own."""
        words = lookup("table_columns")
        found: list[str] = []
        for name, meaning in meanings.items():
            value = str(self._cells.pop(name, "no")).strip()
            if value.casefold() in words["yes_words"]:
                found.append(meaning)
            elif value.casefold() not in words["no_words"]:
                found.append(value)
        return found

    def leftovers(self) -> list[str]:
        return sorted(set(self._cells) - set(lookup("table_columns")["ignored"]))


def column_name(name: object) -> str:
    """`Job Title`, `jobTitle`, `job-title` -> `job_title`."""
    return _NOT_A_WORD.sub("_", _HUMP.sub("_", str(name).strip().strip("\ufeff"))).strip("_").casefold()


def first_cell(values: dict[str, Any], group: str) -> str | None:
    """The first cell of a group of columns of the collector's own: `id`, `fetched`, `site`."""
    cells = {column_name(name): value for name, value in values.items() if not _is_unstated(value)}
    found = (clean_line(cells.get(name)) for name in lookup("table_columns")[group])
    return next((line for line in found if line), None)


def _is_unstated(value: object) -> bool:
    if value is None or value == "" or value == [] or value == {}:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and value.strip().casefold() in _unstated()


@cache
def _unstated() -> frozenset[str]:
    return frozenset({"", *lookup("table_columns")["unstated"]})


def _listed(value: object) -> list[str]:
    """A cell as lines: a list, a list written as text (`['a', 'b']`), or one line. Objects give their name."""
    if isinstance(value, str) and value.strip()[:1] in ("[", "{") and len(value) <= _LONGEST_LITERAL:
        value = _literal(value.strip())
    items = value if isinstance(value, list | tuple | set) else [value]
    named = [
        item.get("name") or item.get("title") or item.get("value") if isinstance(item, dict) else item for item in items
    ]
    return [line for item in named if not _is_unstated(item) and (line := clean_line(item))]


def _named(item: dict[str, Any]) -> object:
    return next((item[key] for key in ("name", "title", "value") if item.get(key)), None)


def _literal(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return text


def _salary(result: ParseResult, row: Row) -> dict[str, Any] | None:
    names = ("salary_min", "salary_max", "salary_currency", "salary_period", "salary_contract", "salary_text")
    low, high, currency, period, contract, text = (row.first(name) for name in names)
    if low is None and high is None and text is not None and _NUMBER.match(text):
        low, high, text = text, text, None  # an amount alone, its currency and period in columns beside it
    if (low or high) and not all(_NUMBER.match(amount) for amount in (low, high) if amount):
        low, high, text = None, None, " ".join(filter(None, (text or low, None if text else high, currency, period)))
    return salary(result, minimum=low, maximum=high, currency=currency, period=period, contract=contract, text=text)


def _years(text: str | None) -> tuple[float | None, float | None]:
    """`3-5`, `5+ years`, `от 3 до 6 лет`; null for anything with more numbers or months in it."""
    found = _YEARS.match(text) if text else None
    if found is None or float(found[1]) > _MOST_YEARS or re.search(r"mon|мес|міс|mies|monat", text or "", re.I):
        return None, None
    return float(found[1]), float(found[2]) if found[2] else None


@cache
def _hidden_company() -> re.Pattern[str]:
    return re.compile(lookup("table_columns")["hidden_company"], re.I)


@cache
def _glued_card() -> re.Pattern[str]:
    return re.compile(lookup("table_columns")["glued_card"])


@cache
def _marked_part() -> re.Pattern[str]:
    return re.compile(lookup("table_columns")["marked_part"])


def _marked_parts(text: str | None) -> tuple[str | None, dict[str, str]]:
    """The text without its marked parts, and those by name."""
    parts = {found["name"].casefold(): found["value"].strip() for found in _marked_part().finditer(text or "")}
    return (_marked_part().sub("", text).strip() or None, parts) if text and parts else (text, parts)


PARSER = Parser(family="table", version="table-1", parse=parse)
