"""Habr Career: items of the site's list.

`predictedSalary` is the site's own estimate, never stated pay. Stated pay has no period and no tax; by the site's
custom it is a month's, which is left to the normalization. Not being remote says nothing about hybrid or office.
"""

from __future__ import annotations

from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line, plain_text

_SITE = "https://career.habr.com"


def parse(context: PayloadContext, result: ParseResult) -> None:
    item = Record(read_object(context, result))
    company = item.record("company")
    levels = item.pop("qualification"), item.record("salaryQualification").pop("title")
    names = company.pop("alias_name"), company.pop("id")
    href = clean_line(item.pop("href"))
    add_posting(
        context,
        result,
        title=item.pop("title"),
        url=_SITE + href if href and href.startswith("/") else href,
        company=company.pop("title"),
        company_id=names[0] or names[1],
        description=plain_text(item.pop("description")),
        published=item.record("publishedDate").pop("date"),
        salaries=[_salary(result, item.record("salary"))],
        grade_words=[clean_line(levels[0]) or levels[1]],
        location_words=[place.pop("title") for name in ("locations", "location") for place in item.records(name)],
        format_words=["remote" if item.pop("remoteWork") is True else None],
        employment_words=[item.pop("employment")],
        skills=[skill.pop("title") for skill in item.records("skills")],
        category_words=[division.pop("title") for division in item.records("divisions")],
        leftover_fields=item.leftovers(ignored_fields("habr")),
    )


def _salary(result: ParseResult, stated: Record) -> dict[str, Any] | None:
    low, high, currency = stated.pop("from"), stated.pop("to"), stated.pop("currency")
    if low is None and high is None:
        return None
    return salary(result, minimum=low, maximum=high, currency=currency)


PARSER = Parser(family="habr", version="habr-1", parse=parse)
