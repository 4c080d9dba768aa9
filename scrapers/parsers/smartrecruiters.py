"""SmartRecruiters: one posting of the public API, its detail or, without the text, its entry in the list.

Level and employment come as stable ids beside labels in the reader's language: the ids are kept. Levels are bands of
experience; those that span grades are kept as experience. Countries are in lower case. Both flags of the work format
are off for a job in an office and for one that says nothing, so off says nothing.
"""

from __future__ import annotations

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting
from scrapers.parsers.experience_bands import level_and_band
from scrapers.parsers.lookups import ignored_fields
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

# In the order of the page.
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def parse(context: PayloadContext, result: ParseResult) -> None:
    job = Record(read_object(context, result))
    company, place = job.record("company"), job.record("location")
    sections = job.record("jobAd").record("sections")
    city, full_place = clean_line(place.pop("city")), clean_line(place.pop("fullLocation"))
    country = clean_line(place.pop("country"))
    formats = [word for word in ("remote", "hybrid") if place.pop(word) is True]
    level, band = level_and_band(_word(job.record("experienceLevel")))
    employment = _word(job.record("typeOfEmployment"))
    board = board_of(context.source)
    add_posting(
        context,
        result,
        title=job.pop("name"),
        url=job.pop("postingUrl"),
        apply_url=job.pop("applyUrl"),
        company=clean_line(company.pop("name")) or (unquote_source(board) if board else None),
        company_id=company.pop("identifier"),
        requisition_id=job.pop("refNumber"),
        description=join_blocks(*(_section(sections.record(name)) for name in _SECTIONS)),
        published=job.pop("releasedDate"),
        grade_words=[level],
        experience_text=band,
        location_words=[city or full_place],
        country_words=[country.upper() if country else None],
        format_words=formats,
        employment_words=[employment],
        category_words=[_label(job.record(name)) for name in ("department", "function")],
        leftover_fields=job.leftovers(ignored_fields("smartrecruiters")),
    )


def _word(choice: Record) -> str | None:
    key, label = clean_line(choice.pop("id")), clean_line(choice.pop("label"))
    return key or label


def _label(choice: Record) -> str | None:
    key, label = clean_line(choice.pop("id")), clean_line(choice.pop("label"))
    return label or key


def _section(section: Record) -> str | None:
    title, text = clean_line(section.pop("title")), plain_text(section.pop("text"))
    return "\n".join(filter(None, (title, text))) if text else None


PARSER = Parser(family="smartrecruiters", version="smartrecruiters-2", parse=parse)
