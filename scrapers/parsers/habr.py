"""Habr Career: items of the site's list, alone (dumps) or joined with the JobPosting of the ad's page (crawls).

A joined payload is `{"search": item, "page": JobPosting}`. `predictedSalary` is the site's own estimate, never stated
pay. Stated pay has no period and no tax; by the site's custom it is a month's, which is left to the normalization. Not
being remote says nothing about hybrid or office. The date is the list's: the page's can be that of the visit.
"""

from __future__ import annotations

from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.job_locations import job_locations
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, plain_text

_SITE = "https://career.habr.com"


def parse(context: PayloadContext, result: ParseResult) -> None:
    values = read_object(context, result)
    is_joined = isinstance(values.get("search"), dict)
    item = Record(values["search"] if is_joined else values)
    page = Record(values.get("page") if is_joined else None, "page.")
    company = item.record("company")
    levels = item.pop("qualification"), item.record("salaryQualification").pop("title")
    names = company.pop("alias_name"), company.pop("id")
    href = clean_line(item.pop("href"))
    towns = [place.pop("title") for name in ("locations", "location") for place in item.records(name)]
    places, countries = job_locations(page.pop("jobLocation"))
    kind, title = page.pop("employmentType"), page.pop("title")
    add_posting(
        context,
        result,
        title=item.pop("title") or title,
        url=_SITE + href if href and href.startswith("/") else href,
        company=company.pop("title"),
        company_id=names[0] or names[1],
        description=plain_text(page.pop("description") or item.pop("description")),
        published=item.record("publishedDate").pop("date"),
        expires=page.pop("validThrough"),
        salaries=[_salary(result, item.record("salary"))],
        grade_words=[clean_line(levels[0]) or levels[1]],
        location_words=towns or places,
        country_words=countries,
        format_words=["remote" if item.pop("remoteWork") is True else None],
        employment_words=[item.pop("employment")] if "employment" in item else listed(kind),
        skills=[skill.pop("title") for skill in item.records("skills")],
        category_words=[division.pop("title") for division in item.records("divisions")],
        leftover_fields=sorted({*item.leftovers(_ignored()), *page.leftovers(_ignored())}),
    )


def _ignored() -> frozenset[str]:
    return ignored_fields("habr")


def _salary(result: ParseResult, stated: Record) -> dict[str, Any] | None:
    low, high, currency = stated.pop("from"), stated.pop("to"), stated.pop("currency")
    if low is None and high is None:
        return None
    return salary(result, minimum=low, maximum=high, currency=currency)


PARSER = Parser(family="habr", version="habr-2", parse=parse)
