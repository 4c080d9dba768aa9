"""Lever job boards: one posting of the public API. The board's name stands for the employer.

The text comes in parts: `description` (which holds the opening and the body again), lists with a heading each, the
words about pay, and what is added below every job. `unspecified` is Lever's word for a work format nobody chose.
"""

from __future__ import annotations

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text


def parse(context: PayloadContext, result: ParseResult) -> None:
    job = Record(read_object(context, result))
    board = board_of(context.source)
    categories, pay = job.record("categories"), job.record("salaryRange")
    place, places = categories.pop("location"), listed(categories.pop("allLocations"))
    sections = [
        "\n".join(filter(None, (clean_line(section.pop("text")), plain_text(section.pop("content")))))
        for section in job.records("lists")
    ]
    texts = {
        name: (job.pop(name), job.pop(f"{name}Plain")) for name in ("description", "salaryDescription", "additional")
    }
    blocks = {name: plain_text(rich) or plain_text(plain) for name, (rich, plain) in texts.items()}
    add_posting(
        context,
        result,
        title=job.pop("text"),
        url=job.pop("hostedUrl"),
        apply_url=job.pop("applyUrl"),
        company=unquote_source(board) if board else None,
        company_id=board,
        description=join_blocks(blocks["description"], *sections, blocks["salaryDescription"], blocks["additional"]),
        published=job.pop("createdAt"),
        salaries=[
            salary(
                result,
                minimum=pay.pop("min"),
                maximum=pay.pop("max"),
                currency=pay.pop("currency"),
                period=pay.pop("interval"),
            )
        ],
        location_words=[place, *places],
        country_words=[job.pop("country")],
        format_words=[job.pop("workplaceType")],
        employment_words=[categories.pop("commitment")],
        grade_words=[categories.pop("level")],
        category_words=[categories.pop("department"), categories.pop("team")],
        leftover_fields=job.leftovers(ignored_fields("lever")),
    )


PARSER = Parser(family="lever", version="lever-1", parse=parse)
