"""Personio: one position of an employer's XML feed.

Texts are sections with a heading each, all empty when the feed was asked for a language the position does not have.
Years of experience come as codes: `2-5`, `lt-1`, `gt-15`.
"""

from __future__ import annotations

import re

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, listed
from scrapers.parsers.text import clean_line, join_blocks, plain_text
from scrapers.parsers.xml_text import element_value, local_name, read_xml

_YEARS = re.compile(r"(?P<sign>lt|gt|<|>)?\D*(?P<low>\d{1,2})(?:\D+(?P<high>\d{1,2}))?")


def parse(context: PayloadContext, result: ParseResult) -> None:
    root = read_xml(context.payload)
    if local_name(root) != "position":
        raise Unreadable("not_a_position", f"<{local_name(root)}> instead of <position>")
    job = Record(element_value(root))
    board, key = board_of(context.source), clean_line(job.pop("id"))
    sections = job.record("jobDescriptions").records("jobDescription")
    years = clean_line(job.pop("yearsOfExperience"))
    places = [job.pop("office"), *listed(job.record("additionalOffices").pop("office"))]
    add_posting(
        context,
        result,
        title=job.pop("name"),
        url=context.url or (f"https://{board}.jobs.personio.de/job/{key}" if board and key else None),
        company=clean_line(job.pop("subcompany")) or (unquote_source(board) if board else None),
        company_id=board,
        description=join_blocks(*map(_section, sections)),
        published=job.pop("createdAt"),
        grade_words=[job.pop("seniority")],
        experience_text=years,
        experience_years=_years(years),
        location_words=places,
        employment_words=[job.pop("employmentType"), job.pop("schedule")],
        category_words=[
            job.pop(name) for name in ("department", "recruitingCategory", "occupation", "occupationCategory")
        ],
        leftover_fields=job.leftovers(ignored_fields("personio")),
    )


def _section(section: Record) -> str | None:
    title, text = clean_line(section.pop("name")), plain_text(section.pop("value"))
    return "\n".join(filter(None, (title, text))) if text else None


def _years(code: str | None) -> tuple[float | None, float | None]:
    found = _YEARS.fullmatch(code) if code else None
    if found is None:
        return None, None
    low, high = float(found["low"]), found["high"]
    if found["sign"] in ("lt", "<"):
        return 0.0, low
    return low, float(high) if high else None


PARSER = Parser(family="personio", version="personio-1", parse=parse)
