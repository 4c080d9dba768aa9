"""JustJoin.it and Rocketjobs: offers of the candidate API and of pages, of the API before it (v2), a table of 2021.

Pages carry the offer of the API, or only a schema.org JobPosting, landed as `{"page": …}`. Every offer repeats its pay
in other currencies; only the rows marked `original` are what the employer stated.
"""

from __future__ import annotations

import ast
from html import unescape
from typing import Any

from scrapers.identity import board_of
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Reject, add_posting, salary
from scrapers.parsers.json_ld import parse_posting
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, plain_text

_TAX = {True: "gross", False: "net"}
_LONGEST_LITERAL = 20_000  # characters of a skill cell


def parse(context: PayloadContext, result: ParseResult) -> None:
    values = read_object(context, result)
    offer, page = Record(values), values.get("page")
    if isinstance(page, dict) and "title" not in values:
        title = page.get("title")  # escaped, unlike everything else in the block
        shown = page | {"title": unescape(title)} if isinstance(title, str) else page
        parse_posting(context, result, Record(shown))
    elif "Position" in offer:
        _parse_table_row(context, result, offer)
    else:
        _parse_offer(context, result, offer)


def _parse_offer(context: PayloadContext, result: ParseResult, offer: Record) -> None:
    slug, places = clean_line(offer.pop("slug")), offer.records("locations")
    company, hiring = offer.record("company"), offer.record("hiringCompany")
    category, sites = offer.record("category"), lookup("justjoin_words")["offer_pages"]
    site: str = sites.get(board_of(context.source), sites["justjoin"])
    requirements = [item.pop("skillName") for item in offer.records("requirements")]
    required = [item.pop("name") for item in offer.records("requiredSkills")]
    useful = [item.pop("name") for item in offer.records("niceToHaveSkills")]
    published, republished = offer.pop("publishedAt"), offer.pop("lastPublishedAt")
    contracts = [(row, row.pop("type")) for row in offer.records("employmentTypes")]
    add_posting(
        context,
        result,
        title=offer.pop("title"),
        url=site + slug if slug and "/" not in slug else None,
        apply_url=offer.pop("applyUrl") or offer.record("apply").pop("url"),
        company=offer.pop("companyName") or hiring.pop("name") or company.pop("name"),
        company_id=company.pop("id"),
        description=plain_text(offer.pop("body")),
        published=published or republished,
        expires=offer.pop("expiredAt"),
        salaries=[_salary(result, row, contract) for row, contract in contracts],
        grade_words=[_value(offer.pop("experienceLevel"))],
        location_words=[offer.pop("city"), *(place.pop("city") for place in places)],
        country_words=[offer.pop("countryCode"), *(place.pop("countryCode") for place in places)],
        format_words=[_value(offer.pop("workplaceType"))],
        employment_words=[_value(offer.pop("workingTime")), *(contract for _, contract in contracts)],
        skills=[*requirements, *required, *useful],
        category_words=[category.pop("key"), *(item.pop("key") for item in offer.records("categories"))],
        leftover_fields=offer.leftovers(ignored_fields("justjoin")),
    )


def _value(stated: object) -> object:
    """Details of an offer wrap the words of the listing into `{label, value}`."""
    return stated.get("value") if isinstance(stated, dict) else stated


def _salary(result: ParseResult, row: Record, contract: object) -> dict[str, Any] | None:
    """One row per contract and currency; amounts are empty where the employer hides them."""
    pay = row.record("salary")
    low, high = row.pop("from") or pay.pop("from"), row.pop("to") or pay.pop("to")
    currency, origin = row.pop("currency"), row.pop("currencySource")
    period = row.pop("unit") or pay.pop("unit")
    gross, basis = row.pop("gross"), clean_line(row.pop("amountType"))
    if origin != "original" or (low is None and high is None):
        return None
    return salary(
        result,
        minimum=low,
        maximum=high,
        currency=currency,
        period=period,
        tax=_TAX.get(gross) if isinstance(gross, bool) else basis,
        contract=contract,
    )


def _parse_table_row(context: PayloadContext, result: ParseResult, row: Record) -> None:
    words = lookup("justjoin_words")
    pay = [(contract, clean_line(row.pop(column))) for column, contract in words["table_contracts"].items()]
    add_posting(
        context,
        result,
        title=row.pop("Position"),
        salaries=[
            salary(result, text=text, contract=contract)
            for contract, text in pay
            if text and text.casefold() not in words["table_unstated"]
        ],
        grade_words=[row.pop("Seniority")],
        location_words=[row.pop("Location")],
        skills=[*_skills(result, row.pop("Obligatory_skills")), *_skills(result, row.pop("Optional_skills"))],
        category_words=[row.pop("Group")],
        leftover_fields=row.leftovers(ignored_fields("justjoin")),
    )


def _skills(result: ParseResult, cell: object) -> list[Any]:
    """`[{'Java': 'advanced'}, …]` as the table writes it."""
    if not isinstance(cell, str) or not cell.strip():
        return []
    try:
        value = ast.literal_eval(cell.strip()) if len(cell) <= _LONGEST_LITERAL else None
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        value = None
    if not isinstance(value, list):
        result.rejects.append(Reject("unreadable_skills", f"skills {cell[:60]!r}"))
    return [name for item in listed(value) if isinstance(item, dict) for name in item]


PARSER = Parser(family="justjoin", version="justjoin-2", parse=parse)
