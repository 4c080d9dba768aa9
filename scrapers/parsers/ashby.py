"""Ashby job boards: one job of the public posting API. The board's name stands for the employer.

Only components of the type Salary are pay; equity, bonus and commission stand beside them. Each compensation tier
states its own offer. `isRemote` is true for hybrid jobs too, so `workplaceType` wins where it is given.
"""

from __future__ import annotations

from typing import Any

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line, plain_text

_PAY = "Salary"


def parse(context: PayloadContext, result: ParseResult) -> None:
    job = Record(read_object(context, result))
    places = [_place(job), *(_place(place) for place in job.records("secondaryLocations"))]
    board = board_of(context.source)
    rich, plain = job.pop("descriptionHtml"), job.pop("descriptionPlain")
    workplace, is_remote = clean_line(job.pop("workplaceType")), job.pop("isRemote")
    add_posting(
        context,
        result,
        title=job.pop("title"),
        url=job.pop("jobUrl"),
        apply_url=job.pop("applyUrl"),
        company=unquote_source(board) if board else None,
        company_id=board,
        description=plain_text(rich) or plain_text(plain),
        published=job.pop("publishedAt"),
        salaries=_salaries(result, job.record("compensation")),
        location_words=[name for name, _ in places],
        country_words=[country for _, country in places],
        format_words=[workplace or ("Remote" if is_remote is True else None)],
        employment_words=[job.pop("employmentType")],
        category_words=[job.pop("department"), job.pop("team")],
        leftover_fields=job.leftovers(ignored_fields("ashby")),
    )


def _place(holder: Record) -> tuple[str | None, str | None]:
    """(place, country): the board's own name of the place, with the town of the address when it names another."""
    name = clean_line(holder.pop("location"))
    address = holder.record("address").record("postalAddress")
    town, country = clean_line(address.pop("addressLocality")), clean_line(address.pop("addressCountry"))
    if town and name and town.casefold() not in name.casefold():
        name = f"{name}, {town}"
    return name or town, country


def _salaries(result: ParseResult, compensation: Record) -> list[dict[str, Any] | None]:
    tiers = compensation.records("compensationTiers")
    stated = [_component(result, item) for tier in tiers for item in tier.records("components")]
    summary = [_component(result, item) for item in compensation.records("summaryComponents")]
    return stated if any(stated) else summary


def _component(result: ParseResult, component: Record) -> dict[str, Any] | None:
    low, high = component.pop("minValue"), component.pop("maxValue")
    kind, interval, currency = (
        component.pop("compensationType"),
        component.pop("interval"),
        component.pop("currencyCode"),
    )
    text = component.pop("summary")
    if kind != _PAY or (low is None and high is None):
        return None
    return salary(result, minimum=low, maximum=high, currency=currency, period=interval, text=text)


PARSER = Parser(family="ashby", version="ashby-1", parse=parse)
