"""Greenhouse job boards: one job of the public board API.

The text is HTML escaped once more than JSON needs. Pay ranges are in cents, and only their title or the sentence above
them says per what. There is no field for remote work: boards write it into the place.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, read_amount, salary
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line, plain_text

_CENTS = 100


def parse(context: PayloadContext, result: ParseResult) -> None:
    job = Record(read_object(context, result))
    board = board_of(context.source)
    offices = job.records("offices")
    place = clean_line(job.record("location").pop("name"))
    office_places = [clean_line(office.pop("location")) or clean_line(office.pop("name")) for office in offices]
    published, updated = job.pop("first_published"), job.pop("updated_at")
    add_posting(
        context,
        result,
        title=job.pop("title"),
        url=job.pop("absolute_url"),
        company=clean_line(job.pop("company_name")) or (unquote_source(board) if board else None),
        company_id=board,
        requisition_id=job.pop("requisition_id"),
        description=plain_text(_unescaped(job.pop("content"))),
        published=published or updated,
        expires=job.pop("application_deadline"),
        salaries=[_salary(result, pay) for pay in job.records("pay_input_ranges")],
        # Offices are branches that own the job; they only stand in where the job names no place of its own.
        location_words=[place] if place else office_places,
        category_words=[department.pop("name") for department in job.records("departments")],
        leftover_fields=job.leftovers(ignored_fields("greenhouse")),
    )


def _unescaped(content: object) -> object:
    """Some mirrors of boards undo the extra escaping; what already is markup stays as it is."""
    return html.unescape(content) if isinstance(content, str) and content.lstrip()[:1] != "<" else content


def _salary(result: ParseResult, pay: Record) -> dict[str, Any] | None:
    low, high = (_from_cents(pay.pop(name), result) for name in ("min_cents", "max_cents"))
    title, blurb = clean_line(pay.pop("title")), plain_text(pay.pop("blurb"))
    currency = pay.pop("currency_type")
    if low is None and high is None:
        return None
    return salary(result, minimum=low, maximum=high, currency=currency, period=_period(title, blurb), text=title)


def _from_cents(value: object, result: ParseResult) -> float | None:
    cents = read_amount(value, result)
    return cents / _CENTS if cents is not None else None


def _period(*texts: str | None) -> str | None:
    return next((found.group().lower() for text in texts if text and (found := _period_words().search(text))), None)


@cache
def _period_words() -> re.Pattern[str]:
    words = "|".join(map(re.escape, lookup("greenhouse_words")["period_words"]))
    return re.compile(rf"\b(?:{words})\b", re.I)


PARSER = Parser(family="greenhouse", version="greenhouse-1", parse=parse)
