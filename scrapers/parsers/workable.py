"""Workable: one job of an account's public widget. The board's name stands for the employer.

Dates are days. A location marked hidden is where the employer sits, not where the work is shown to be: only its country
is kept. `telecommuting` off says nothing.
"""

from __future__ import annotations

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting
from scrapers.parsers.experience_bands import level_and_band
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_TEXTS = ("description", "requirements", "benefits")


def parse(context: PayloadContext, result: ParseResult) -> None:
    job = Record(read_object(context, result))
    board = board_of(context.source)
    own_place = (_town(job.pop("city"), job.pop("state")), clean_line(job.pop("country")))
    places = [_place(location) for location in job.records("locations")] or [own_place]
    level, band = level_and_band(job.pop("experience"))
    published, created = job.pop("published_on"), job.pop("created_at")
    add_posting(
        context,
        result,
        title=job.pop("title"),
        url=job.pop("url"),
        apply_url=job.pop("application_url"),
        company=unquote_source(board) if board else None,
        company_id=board,
        requisition_id=job.pop("code"),
        description=join_blocks(*(plain_text(job.pop(name)) for name in _TEXTS)),
        published=published or created,
        grade_words=[level],
        experience_text=band,
        location_words=[town for town, _ in places],
        country_words=[country for _, country in places],
        format_words=["telecommuting" if job.pop("telecommuting") is True else None],
        employment_words=[job.pop("employment_type")],
        category_words=[job.pop("department"), job.pop("function")],
        leftover_fields=job.leftovers(ignored_fields("workable")),
    )


def _place(location: Record) -> tuple[str | None, str | None]:
    code, name = clean_line(location.pop("countryCode")), clean_line(location.pop("country"))
    town = _town(location.pop("city"), location.pop("region"))
    return (None if location.pop("hidden") is True else town), name or code


def _town(city: object, region: object) -> str | None:
    return clean_line(city) or clean_line(region)


PARSER = Parser(family="workable", version="workable-2", parse=parse)
