"""Pracuj.pl: what the state of pages holds, and the sections of a page as one JSON object.

`{"group": <entry of the list>, "offer": <offer of its page>}` is what a crawl lands; older files hold the offer alone.
Sections hold text as the browser shows it: headings glued to what follows, a city once in the address and once more
with its region. Their date says when the ad expires or expired; when it was published they do not say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

# Commas inside parentheses belong to one value.
_COMMA = re.compile(r",\s+(?![^()]*\))")
_TWICE = re.compile(r"(\w[^,]{2,}?)\1$")
_LONGEST_PLACE = 200
_NUMBER = re.compile(r"\d[\d\s]*(?:,\d+)?")


def parse(context: PayloadContext, result: ParseResult) -> None:
    values = read_object(context, result)
    row = Record(values)
    if values.keys() & {"group", "offer"} and "job-title" not in row:
        _parse_detail(context, result, Record(values.get("offer")), Record(values.get("group"), "group."))
    elif "attributes" in row:
        _parse_detail(context, result, row, Record(None))
    else:
        _parse_sections(context, result, row)


def _parse_detail(context: PayloadContext, result: ParseResult, offer: Record, group: Record) -> None:
    """The offer's own page says more; the group says what other cities it is for, and has the list of technologies."""
    attributes, dates = offer.record("attributes"), offer.record("publicationDetails")
    employment = attributes.record("employment")
    contracts = [(row, row.pop("name")) for row in employment.records("typesOfContracts")]
    modes = [(mode.pop("name"), mode.pop("code")) for mode in employment.records("workModes")]
    is_remote = employment.pop("entirelyRemoteWork") is True
    formats = [name or code for name, code in modes] or listed(group.pop("workModes"))
    names = [name for _, name in contracts] or listed(group.pop("typesOfContract"))
    levels = [level.pop("name") for level in employment.records("positionLevels")] or listed(
        group.pop("positionLevels")
    )
    salaries = [_detail_salary(result, row.record("salary"), name) for row, name in contracts]
    shown_pay = group.pop("salaryDisplayText")
    if not any(salaries):
        salaries = [salary(result, text=shown_pay, contract=names[0] if len(names) == 1 else None)]
    copies = [(copy.pop("offerAbsoluteUri"), copy.pop("displayWorkplace")) for copy in group.records("offers")]
    url, title, company = (attributes.pop(name) for name in ("offerAbsoluteUrl", "jobTitle", "displayEmployerName"))
    add_posting(
        context,
        result,
        title=clean_line(title) or group.pop("jobTitle"),
        url=url,
        links=[address for address, _ in copies if address != (url or context.url)],
        company=company or group.pop("companyName"),
        company_id=group.pop("companyId"),
        description=_sections_text(offer) or plain_text(group.pop("jobDescription")),
        published=dates.pop("dateOfInitialPublicationUtc") or group.pop("initialPublicated"),
        expires=dates.pop("dateOfExpirationUtc") or group.pop("expirationDate"),
        salaries=salaries,
        grade_words=levels,
        location_words=[
            *(place.pop("displayAddress") for place in attributes.records("workplaces")),
            *(place for _, place in copies if len(copies) > 1),
        ],
        format_words=formats or ["home-office" if is_remote else None],
        employment_words=[*names, *listed(group.pop("workSchedules"))],
        skills=listed(group.pop("technologies")),
        leftover_fields=[
            *offer.leftovers(ignored_fields("pracuj_pl")),
            *group.leftovers(ignored_fields("pracuj_pl")),
        ],
    )


def _sections_text(offer: Record) -> str | None:
    """The sections of the offer that are the ad; several elements are bullets."""
    texts: dict[str, str | None] = {}
    for section in offer.records("textSections"):
        kind, plain = clean_line(section.pop("sectionType")), section.pop("plainText")
        lines = [text for item in listed(section.pop("textElements")) if (text := plain_text(item))]
        bullets = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)
        if kind is not None:
            texts[kind] = join_blocks(texts.get(kind), bullets or plain_text(plain))
    return join_blocks(*(texts.get(kind) for kind in lookup("pracuj_pl_words")["text_sections"]))


def _detail_salary(result: ParseResult, pay: Record, contract: object) -> dict[str, Any] | None:
    low, high, currency = pay.pop("from"), pay.pop("to"), pay.record("currency").pop("code")
    unit, kind = pay.record("timeUnit"), pay.record("salaryKind")
    number, name = unit.pop("id"), unit.record("shortForm").pop("name")
    if low is None and high is None:
        return None
    codes: dict[object, str] = lookup("pracuj_pl_words")["time_units"]
    period = clean_line(name) or (codes.get(number) if isinstance(number, int) else None)
    tax = clean_line(kind.pop("name")) or clean_line(kind.pop("code"))
    return salary(result, minimum=low, maximum=high, currency=currency, period=period, tax=tax, contract=contract)


def _parse_sections(context: PayloadContext, result: ParseResult, row: Record) -> None:
    contracts = _split(row.pop("contract-types"))
    shown_until = clean_line(row.pop("publication-dates")) or clean_line(context.published_text)
    places = [
        _place(place) for name in ("localization", "workplaces", "workplaces-wp") for place in listed(row.pop(name))
    ]
    skills, technologies = _technologies(row)
    required, optional, both = (row.pop(f"requirements-{part}1") for part in ("expected-", "optional-", ""))
    texts = (
        row.pop("about-project-1"),
        row.pop("responsibilities-1"),
        *((required, optional) if required else (both,)),
        technologies,
        row.pop("development-practices-1"),
        row.pop("offered-1"),
    )
    add_posting(
        replace(context, published_text=None),
        result,
        title=row.pop("job-title"),
        company=_without_heading(row.pop("employer-name"), "after_employer"),
        description=join_blocks(*(_section(text) for text in texts)),
        expires=_expiry(shown_until),
        salaries=_salaries(result, row, contracts),
        grade_words=_split(row.pop("position-levels")),
        location_words=[_place(place) for place in places],
        format_words=_split(row.pop("work-modes")),
        employment_words=[*_split(row.pop("work-schedules")), *contracts],
        skills=skills,
        leftover_fields=row.leftovers(ignored_fields("pracuj_pl")),
    )


def _salaries(result: ParseResult, row: Record, contracts: list[str]) -> list[dict[str, Any] | None]:
    """One offer per contract; where there is one contract only, the page names it elsewhere and the unit nowhere."""
    only = contracts[0] if len(contracts) == 1 else None
    found = [salary(result, text=text, contract=only) for text in listed(row.pop("contract-types-salary"))]
    for offer in row.records("contract"):
        low, high = clean_line(offer.pop("min")), clean_line(offer.pop("max"))
        tax, _, period = (clean_line(offer.pop("unit")) or "").partition("/")
        contract = clean_line(offer.pop("type"))
        found.append(
            salary(
                result,
                minimum=_amount(low),
                maximum=_amount(high),
                currency=lookup("pracuj_pl_words")["currency"] if low or high else None,
                period=period,
                tax=clean_line(tax),
                contract=contract or only,
            )
        )
    return found


def _amount(shown: str | None) -> str | None:
    """`8 000–`, `200,00 zł`."""
    number = _NUMBER.search(shown) if shown else None
    return number[0].replace(",", ".") if number else None


def _expiry(line: str | None) -> str | None:
    """`ogłoszenie wygasło 3 miesiące temu`, `valid for 5 daysuntil: 04 Jun 2023`: the date, or the time gone by."""
    found = _expiry_pattern().search(line) if line else None
    return found[1] if found else line


@cache
def _expiry_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, lookup("pracuj_pl_words")["before_expiry"]))
    return re.compile(rf"(?:{words})\s*(\S.*)$", re.I)


def _place(value: object) -> str | None:
    """`Company locationProsta 68, Wola, WarszawaWarszawa, Masovian` -> `Warszawa, Masovian`."""
    line = _without_heading(_without_heading(value, "before_place"), "after_place")
    if line is None or len(line) > _LONGEST_PLACE:
        return line
    address, _, region = line.rpartition(", ")
    if not address:
        twice = _TWICE.search(region)
        return twice[1] if twice else region
    twice = _TWICE.search(address)
    return f"{twice[1] if twice else address.rpartition(', ')[2]}, {region}"


def _technologies(row: Record) -> tuple[list[Any], object]:
    """(skills, text): a list is a list of skills; names run together are only text."""
    expected, optional, whole = (row.pop(f"technologies-{part}1") for part in ("expected-", "optional-", ""))
    parts = [part for part in ((expected, optional) if expected else (whole,)) if part]
    return (
        [name for part in parts if isinstance(part, list) for name in part],
        next((part for part in parts if not isinstance(part, list)), None),
    )


def _section(value: object) -> str | None:
    """A list as bullets, text without the heading glued to it."""
    if isinstance(value, list):
        lines = [text for item in value if (text := plain_text(_without_heading(item, "before_section")))]
        return "\n".join(f"- {line}" for line in lines) or None
    return plain_text(_without_heading(value, "before_section"))


def _without_heading(value: object, group: str) -> str | None:
    """A line without a heading of the page that has no blank between it and the text."""
    line = clean_line(value)
    for heading in lookup("pracuj_pl_words")[group]:
        if line is not None and group.startswith("before"):
            rest = line.removeprefix(heading)
            line = rest if rest[:1].strip(" :,.") else line
        elif line is not None:
            line = line.removesuffix(heading).rstrip() or line
    return line


def _split(value: object) -> list[str]:
    line = clean_line(value)
    return _COMMA.split(line) if line else []


PARSER = Parser(family="pracuj_pl", version="pracuj-2", parse=parse)
