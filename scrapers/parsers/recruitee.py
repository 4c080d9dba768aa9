"""Recruitee: one offer of an employer's public API.

Amounts come as text, dates as "2026-07-17 11:00:39 UTC". The town is the employer's seat even where the job is remote
only, so such an offer keeps its countries and whatever its places say beside that town.
"""

from __future__ import annotations

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_FORMATS = ("remote", "hybrid", "on_site")


def parse(context: PayloadContext, result: ParseResult) -> None:
    job = Record(read_object(context, result))
    board = board_of(context.source)
    formats = [name for name in _FORMATS if job.pop(name) is True]
    places, countries = _places(job, is_remote_only=formats == ["remote"])
    pay, experience = job.record("salary"), clean_line(job.pop("experience_code"))
    is_level = experience not in lookup("recruitee_words")["not_a_level"]
    add_posting(
        context,
        result,
        title=job.pop("title"),
        url=job.pop("careers_url"),
        apply_url=job.pop("careers_apply_url"),
        company=clean_line(job.pop("company_name")) or (unquote_source(board) if board else None),
        company_id=board,
        description=join_blocks(plain_text(job.pop("description")), plain_text(job.pop("requirements"))),
        published=job.pop("published_at"),
        expires=job.pop("close_at"),
        salaries=[
            salary(
                result,
                minimum=pay.pop("min"),
                maximum=pay.pop("max"),
                currency=pay.pop("currency"),
                period=pay.pop("period"),
            )
        ],
        grade_words=[experience if is_level else None],
        experience_text=None if is_level else experience,
        location_words=places,
        country_words=countries,
        format_words=formats,
        employment_words=[job.pop("employment_type_code")],
        category_words=[job.pop("department"), job.pop("category_code"), *listed(job.pop("tags"))],
        leftover_fields=job.leftovers(ignored_fields("recruitee")),
    )


def _places(job: Record, is_remote_only: bool) -> tuple[list[str | None], list[str | None]]:
    """(places, countries): of the list of locations, else of the offer itself."""
    seat, shown = clean_line(job.pop("city")), clean_line(job.pop("location"))
    own_country = clean_line(job.pop("country")) or clean_line(job.pop("country_code"))
    names: list[str | None] = []
    countries: list[str | None] = []
    for location in job.records("locations"):
        name, town = clean_line(location.pop("name")), clean_line(location.pop("city"))
        names.append(town or name)
        countries.append(clean_line(location.pop("country")) or clean_line(location.pop("country_code")))
    places: list[str | None] = names if any(names) else [shown or seat]
    if is_remote_only and seat:
        places = [place for place in places if place and seat.casefold() not in place.casefold()]
    return places, countries if any(countries) else [own_country]


PARSER = Parser(family="recruitee", version="recruitee-1", parse=parse)
