"""the:protocol: the offer that a page carries in its state.

Names of contracts and units come in Polish or English, offer by offer, and stay as they are. `kindCode` tells gross
pay of employment from the net amount of a B2B invoice. Levels and work modes are codes; often there are several.
"""

from __future__ import annotations

from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text


def parse(context: PayloadContext, result: ParseResult) -> None:
    offer = Record(read_object(context, result))
    attributes, dates = offer.record("attributes"), offer.record("publicationDetails")
    technologies = offer.record("technologies")
    employer, employment = attributes.record("employer"), attributes.record("employment")
    contracts = [(row, row.pop("name")) for row in employment.records("typesOfContracts")]
    modes: dict[str, str] = lookup("theprotocol_words")["work_modes"]
    codes = [mode.pop("code") for mode in employment.records("detailedWorkModes")]
    republished = dates.pop("lastPublishedUtc")
    add_posting(
        context,
        result,
        title=attributes.record("title").pop("value"),
        company=employer.pop("name"),
        company_id=employer.pop("id"),
        description=_description(offer),
        published=dates.pop("dateOfInitialPublicationUtc") or republished,
        expires=dates.pop("dateOfExpirationUtc"),
        salaries=[_salary(result, row.record("salary"), name) for row, name in contracts],
        grade_words=listed(employment.pop("positionLevelIds")),
        location_words=[place.pop("city") or place.pop("location") for place in attributes.records("workplaces")],
        format_words=[modes.get(code, code) if isinstance(code, str) else None for code in codes],
        employment_words=[*(name for _, name in contracts), *listed(employment.pop("workSchedules"))],
        skills=[item.pop("name") for part in ("expected", "optional") for item in technologies.records(part)],
        leftover_fields=offer.leftovers(ignored_fields("theprotocol")),
    )


def _salary(result: ParseResult, pay: Record, contract: object) -> dict[str, Any] | None:
    low, high, currency = pay.pop("from"), pay.pop("to"), pay.pop("currencyCode")
    unit, kind = pay.record("timeUnit"), pay.pop("kindCode")
    period = clean_line(unit.pop("longForm")) or unit.pop("shortForm")
    if low is None and high is None:
        return None
    return salary(
        result, minimum=low, maximum=high, currency=currency, period=period, tax=clean_line(kind), contract=contract
    )


def _description(offer: Record) -> str | None:
    """The sections that are the ad; elements as bullets where there are several."""
    texts: dict[str, str | None] = {}
    for section in offer.records("textSections"):
        kind, plain = clean_line(section.pop("type")), section.pop("plainText")
        lines = [text for item in listed(section.pop("elements")) if (text := plain_text(_element(item)))]
        bullets = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)
        if kind is not None:
            texts[kind] = join_blocks(texts.get(kind), bullets or plain_text(plain))
    return join_blocks(*(texts.get(kind) for kind in lookup("theprotocol_words")["text_sections"]))


def _element(item: object) -> object:
    return (item.get("value") or item.get("text")) if isinstance(item, dict) else item


PARSER = Parser(family="theprotocol", version="theprotocol-1", parse=parse)
