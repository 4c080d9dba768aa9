"""Geekjob: `{"card": …, "page": <JobPosting of the vacancy's page>, "jobinfo": …, "salary": …}`.

The schema.org block says nothing about where one works: that is a line of the page, its parts set apart by bullets.
"""

from __future__ import annotations

import re
from functools import cache

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, distinct_lines, salary
from scrapers.parsers.json_ld import parse_posting
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line


def parse(context: PayloadContext, result: ParseResult) -> None:
    whole = Record(read_object(context, result))
    card, page = whole.record("card"), whole.pop("page")
    info, shown_pay = clean_line(whole.pop("jobinfo")), clean_line(whole.pop("salary"))
    title, company, listed_pay = (clean_line(card.pop(name)) for name in ("title", "company", "salary"))
    count = len(result.postings)
    block = page if isinstance(page, dict) else {}
    parse_posting(context, result, Record({**block, "title": clean_line(block.get("title")) or title}))
    for row in result.postings[count:]:
        formats, experience, others = _parts(info)
        row["format_words"] = distinct_lines([*row["format_words"], *formats])
        row["employment_words"] = distinct_lines([*row["employment_words"], *others])
        row["experience_text"] = row["experience_text"] or experience
        row["company"] = row["company"] or company
        if not row["salaries"]:
            stated = salary(result, text=shown_pay or listed_pay)
            row["salaries"] = [stated] if stated else []
        row["leftover_fields"] = sorted({*row["leftover_fields"], *whole.leftovers(ignored_fields("geekjob"))})


def _parts(info: str | None) -> tuple[list[str], str | None, list[str]]:
    """(formats, experience, the rest) of `Работа в офисе • Удаленная работа • Опыт работы от 3 до 5 лет`."""
    words = lookup("geekjob_words")
    parts = [part for text in _separator().split(info or "") if (part := text.strip())]
    formats = [part for part in parts if part.casefold() in words["formats"]]
    experience = [part for part in parts if part.casefold().startswith(words["experience"])]
    others = [part for part in parts if part not in formats and part not in experience]
    return formats, next(iter(experience), None), others


@cache
def _separator() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lookup("geekjob_words")["separators"])))


PARSER = Parser(family="geekjob", version="geekjob-1", parse=parse)
