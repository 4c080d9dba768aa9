"""schema.org JobPosting in every spelling seen: JSON or a page that holds it, one object, an array or an @graph.

A payload with several JobPostings gives one posting each, `#1`, `#2` … in their order.
"""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Reject, Unreadable, add_posting, salary
from scrapers.parsers.lookups import ignored_fields, limits
from scrapers.parsers.records import Record, decode, listed, read_json, read_text_as_json
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_CONTAINERS = ("@graph", "mainEntity", "itemListElement", "item")
# Around the data of a script some pages keep a comment or a CDATA section.
_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
_SEPARATORS = re.compile(r"[,;|•\n]")
_TEXT_BLOCKS = ("responsibilities", "qualifications", "jobBenefits", "incentiveCompensation")
_LONGEST_EXPERIENCE = 600  # months


def parse(context: PayloadContext, result: ParseResult) -> None:
    postings = find_postings(_read(context, result))
    if not postings:
        raise Unreadable("no_job_posting", "no schema.org JobPosting in the payload")
    for number, values in enumerate(postings, start=1):
        parse_posting(context, result, Record(values), f"#{number}" if len(postings) > 1 else "")


def find_postings(value: Any, depth: int = 0) -> list[dict[str, Any]]:
    """JobPosting objects inside arrays, graphs and lists, in document order."""
    if depth > 6:
        return []
    if isinstance(value, list):
        return [posting for item in value for posting in find_postings(item, depth + 1)]
    if not isinstance(value, dict):
        return []
    if any(_local_name(kind) == "JobPosting" for kind in listed(value.get("@type"))):
        return [value]
    return [posting for name in _CONTAINERS if name in value for posting in find_postings(value[name], depth + 1)]


def _local_name(kind: object) -> str | None:
    return re.split(r"[/#:]", kind)[-1] if isinstance(kind, str) else None


def _read(context: PayloadContext, result: ParseResult) -> Any:
    if context.payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return read_json(context, result)
    blocks = LexborHTMLParser(decode(context.payload)).css('script[type="application/ld+json"]')
    values = []
    for block in blocks:
        text = _WRAPPING.sub("", block.text())
        try:
            values.append(read_text_as_json(text.encode("utf-8", "replace")))
        except Unreadable as outcome:  # one broken block says nothing about the others of the page
            result.rejects.append(Reject(outcome.reason, f"data block of the page: {outcome.detail}"))
    return values


def parse_posting(context: PayloadContext, result: ParseResult, job: Record, suffix: str = "") -> None:
    """Append one JobPosting to the result."""
    places = _places(job)
    scope_places, scope_countries = _remote_scope(job)
    skills, skill_texts = _skills(job.pop("skills"))
    texts = [_plain(_name(item)) for name in _TEXT_BLOCKS for item in listed(job.pop(name))]
    experience = job.pop("experienceRequirements")
    add_posting(
        context,
        result,
        suffix=suffix,
        title=job.pop("title") or job.pop("name"),
        url=_scalar(job.pop("url")),
        company=_organization(job),
        requisition_id=_identifier(job),
        description=join_blocks(_plain(job.pop("description")), *texts, *skill_texts),
        published=_scalar(job.pop("datePosted") or job.pop("datePublished")),
        expires=_scalar(job.pop("validThrough")),
        salaries=_salaries(job, result),
        experience_text=_plain(_scalar(experience)),
        experience_years=(_years(experience), None),
        location_words=[name for name, _ in places] + scope_places,
        country_words=[country for _, names in places for country in names] + scope_countries,
        format_words=listed(job.pop("jobLocationType")),
        employment_words=listed(job.pop("employmentType")),
        skills=skills,
        category_words=[_name(item) for key in ("occupationalCategory", "industry") for item in listed(job.pop(key))],
        leftover_fields=job.leftovers(ignored_fields("json_ld")),
    )


def _plain(value: object) -> str | None:
    """Some writers escape their line breaks twice, which leaves a backslash and an n."""
    return plain_text(value.replace("\\r", "").replace("\\n", "\n") if isinstance(value, str) else None)


def _scalar(value: object) -> object:
    """The first plain value: some writers wrap everything into lists."""
    return next((item for item in listed(value) if isinstance(item, str | int | float)), None)


def _name(value: object) -> object:
    """A name given plainly or as an object with a name."""
    if isinstance(value, dict):
        return _scalar(value.get("name")) or _scalar(value.get("value")) or _scalar(value.get("codeValue"))
    return _scalar(value)


def _names(value: object) -> list[object]:
    """Like `_name`, for values that may hold the same name many times."""
    found: list[object] = []
    for item in listed(value):
        found.extend(listed(item.get("name")) if isinstance(item, dict) else [item])
    return list(dict.fromkeys(name for name in found if isinstance(name, str)))


def _organization(job: Record) -> object:
    value = job.pop("hiringOrganization")
    first = next((item for item in listed(value) if item), None)
    return _name(first)


def _identifier(job: Record) -> object:
    value = next((item for item in listed(job.pop("identifier")) if item), None)
    return _scalar(value.get("value")) if isinstance(value, dict) else _scalar(value)


def _places(job: Record) -> list[tuple[str | None, list[object]]]:
    """(place, countries) of each jobLocation; the address may be text, an object or a list of either."""
    places: list[tuple[str | None, list[object]]] = []
    for location in listed(job.pop("jobLocation")):
        if not isinstance(location, dict):
            places.append((clean_line(location), []))
            continue
        for address in listed(location.get("address")) or [location.get("name")]:
            if isinstance(address, dict):
                countries = _names(address.get("addressCountry"))
                towns = _names(address.get("addressLocality")) or _names(address.get("addressRegion"))
                places.extend((clean_line(town), countries) for town in towns or [None])
            else:
                places.append((clean_line(address), []))
    return places


def _remote_scope(job: Record) -> tuple[list[object], list[object]]:
    places: list[object] = []
    countries: list[object] = []
    for item in listed(job.pop("applicantLocationRequirements")):
        is_region = isinstance(item, dict) and _local_name(item.get("@type")) not in ("Country", None)
        (places if is_region else countries).extend(_names(item))
    return places, countries


def _years(experience: object) -> float | None:
    months = experience.get("monthsOfExperience") if isinstance(experience, dict) else None
    try:
        number = float(_scalar(months))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number / 12 if 0 <= number <= _LONGEST_EXPERIENCE else None


def _skills(stated: object) -> tuple[list[str], list[str | None]]:
    """(skill list, texts): short entries are a list; once there are sentences, the field is part of the text."""
    items = [item for item in map(_name, listed(stated)) if isinstance(item, str)]
    entries = [part.strip() for item in items for part in _SEPARATORS.split(_plain(item) or "") if part.strip()]
    if any(len(entry) > limits()["skill_characters"] for entry in entries):
        return [], [_plain(item) for item in items]
    return entries, []


def _salaries(job: Record, result: ParseResult) -> list[dict[str, Any] | None]:
    stated, currency = job.pop("baseSalary"), _scalar(job.pop("salaryCurrency"))
    return [_salary(item, currency, result) for item in listed(stated)]


def _salary(stated: object, currency: object, result: ParseResult) -> dict[str, Any] | None:
    """MonetaryAmount, a bare number, or text as shown."""
    if not isinstance(stated, dict):
        return _bare_salary(stated, currency, None, result)
    currency = _scalar(stated.get("currency")) or currency
    value = next(iter(listed(stated.get("value"))), None)
    if value is None:
        value = stated
    if not isinstance(value, dict):
        return _bare_salary(value, currency, _scalar(stated.get("unitText")), result)
    period = _scalar(value.get("unitText")) or _scalar(stated.get("unitText")) or _scalar(value.get("unitCode"))
    low, high = _scalar(value.get("minValue")), _scalar(value.get("maxValue"))
    if low is None and high is None:
        return _bare_salary(_scalar(value.get("value")), currency, period, result)
    currency = currency or _scalar(value.get("currency"))
    return salary(result, minimum=low, maximum=high, currency=currency, period=period)


def _bare_salary(value: object, currency: object, period: object, result: ParseResult) -> dict[str, Any] | None:
    if isinstance(value, str) and not re.fullmatch(r"\s*\d[\d\s\u00a0]*(?:\.\d+)?\s*", value):
        return salary(result, text=value, currency=currency, period=period)
    return salary(result, minimum=value, maximum=value, currency=currency, period=period)


PARSER = Parser(family="json_ld", version="json-ld-1", parse=parse)
