"""Djinni: the JobPosting of a page or of the listing, an item of its RSS feed, and rows of a table read from listings.

A crawl joins the JobPosting with what the ad's card shows: `{"job": JobPosting, "card": {facts, places, tags}}`.
Its times carry no zone and are Kyiv wall clock. Pay is US dollars a month. The feed names neither employer nor pay.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.dates import with_zone
from scrapers.parsers.feed_items import is_feed, read_item
from scrapers.parsers.json_ld import find_postings
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, decode, listed, read_json, read_text_as_json
from scrapers.parsers.text import clean_line, plain_text

_ZONE = ZoneInfo("Europe/Kyiv")
_LONGEST_EXPERIENCE = 600  # months


def parse(context: PayloadContext, result: ParseResult) -> None:
    if is_feed(context.payload):
        _parse_item(context, result)
        return
    values = _page_data(context) if context.payload.lstrip()[:1] == b"<" else read_json(context, result)
    if isinstance(values, list):
        found = [value for value in values if isinstance(value, dict)]
        if len(found) != 1:
            raise Unreadable("not_one_job", f"{len(found)} jobs in a payload that is one posting")
        values = found[0]
    if not isinstance(values, dict):
        raise Unreadable("not_an_object", f"expected a JSON object, got {type(values).__name__}")
    if not values:
        raise Unreadable("empty_payload", "an empty JSON object")
    if "job" in values and "card" in values:
        _parse_job(context, result, Record(values["job"]), Record(values["card"], "card."))
    elif "experience_months" in values:
        _parse_table_row(context, result, Record(values))
    else:
        _parse_job(context, result, Record(values), Record(None))


def _page_data(context: PayloadContext) -> Any:
    """The JobPosting of a page. A closed job answers with a page that has none."""
    for block in LexborHTMLParser(decode(context.payload)).css('script[type="application/ld+json"]'):
        found = find_postings(read_text_as_json(block.text().encode("utf-8", "replace")))
        if found:
            return found
    raise Unreadable("no_job_posting", "no JobPosting in the page: closed, or the layout changed")


def _parse_job(context: PayloadContext, result: ParseResult, job: Record, card: Record) -> None:
    places, scope = job.records("jobLocation"), job.records("applicantLocationRequirements")
    addresses = [place.record("address") for place in (*places, *scope)]
    pay = job.record("baseSalary")
    amounts = pay.record("value")
    company, words = job.pop("hiringOrganization"), lookup("djinni_words")
    facts, tags, shown = _lines(card.pop("facts")), _lines(card.pop("tags")), _lines(card.pop("places"))
    named = [
        name
        for address in addresses
        for name in listed(address.pop("addressLocality")) + listed(address.pop("addressRegion"))
    ]
    add_posting(
        context,
        result,
        title=job.pop("title"),
        url=job.pop("url"),
        company=_company(company.get("name") if isinstance(company, dict) else company),
        description=plain_text(job.pop("description")),
        published=with_zone(job.pop("datePosted"), _ZONE),
        expires=with_zone(job.pop("validThrough"), _ZONE),
        salaries=[
            salary(
                result,
                minimum=amounts.pop("minValue"),
                maximum=amounts.pop("maxValue"),
                currency=pay.pop("currency"),
                period=amounts.pop("unitText"),
            )
        ],
        experience_years=(_years(job.record("experienceRequirements").pop("monthsOfExperience")), None),
        location_words=named or shown,
        country_words=[name for address in addresses for name in listed(address.pop("addressCountry"))],
        format_words=listed(job.pop("jobLocationType"))
        + [fact for fact in facts if fact.casefold() in words["formats"]],
        skills=[tag for tag in tags if not tag.casefold().startswith(tuple(words["kinds_of_company"]))],
        employment_words=listed(job.pop("employmentType")),
        category_words=[job.pop("category")],
        leftover_fields=sorted({*job.leftovers(ignored_fields("djinni")), *card.leftovers(ignored_fields("djinni"))}),
    )


def _parse_item(context: PayloadContext, result: ParseResult) -> None:
    item = read_item(context.payload)
    add_posting(
        context,
        result,
        title=item.title,
        url=item.link,
        description=plain_text(item.description),
        published=item.published,
        category_words=item.categories,
    )


def _parse_table_row(context: PayloadContext, result: ParseResult, row: Record) -> None:
    add_posting(
        context,
        result,
        title=row.pop("title"),
        url=row.pop("url"),
        company=_company(row.pop("company")),
        description=plain_text(row.pop("description")),
        published=with_zone(row.pop("date_posted"), _ZONE),
        salaries=[
            salary(
                result,
                minimum=row.pop("salary_min"),
                maximum=row.pop("salary_max"),
                currency=row.pop("salary_currency"),
                period=lookup("djinni_words")["table_period"],
            )
        ],
        experience_years=(_years(row.pop("experience_months")), None),
        location_words=[row.pop("city"), row.pop("location_regions")],
        country_words=[row.pop("country")],
        format_words=[row.pop("location_type"), row.pop("work_format")],
        employment_words=[row.pop("job_type")],
        skills=_split(row.pop("skills")),
        category_words=[row.pop("category")],
        leftover_fields=row.leftovers(ignored_fields("djinni")),
    )


def _company(name: object) -> str | None:
    """Employers may hide behind a word of the board."""
    shown = clean_line(name)
    return None if shown and shown.casefold() in lookup("djinni_words")["hidden_companies"] else shown


def _years(months: object) -> float | None:
    try:
        number = float(months)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number / 12 if 0 <= number <= _LONGEST_EXPERIENCE else None


def _lines(value: object) -> list[str]:
    return [line for item in listed(value) if (line := clean_line(item))]


def _split(value: object) -> list[str]:
    return value.split(",") if isinstance(value, str) else []


PARSER = Parser(family="djinni", version="djinni-2", parse=parse)
