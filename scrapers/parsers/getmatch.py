"""getmatch: offers of the list, and their details.

Amounts may still be there when the employer hides them: hidden pay is not stated. The time of publication has no zone
(Moscow or UTC is not known), so it is taken as UTC and good for the day.
"""

from __future__ import annotations

from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_SITE = "https://getmatch.ru"


def parse(context: PayloadContext, result: ParseResult) -> None:
    offer = Record(read_object(context, result))
    company, href = offer.record("company"), clean_line(offer.pop("url"))
    items = [(item.pop("label"), item.pop("format")) for item in offer.records("location_items")]
    needs = [
        (item.pop("city"), item.pop("country"), item.pop("format")) for item in offer.records("location_requirements")
    ]
    cities = [city for city, _, _ in needs if clean_line(city)]
    years = _years(offer.pop("required_years_of_experience"))
    add_posting(
        context,
        result,
        title=offer.pop("position"),
        url=_SITE + href if href and href.startswith("/") else href,
        company=company.pop("name"),
        company_id=company.pop("id"),
        description=join_blocks(
            *(plain_text(offer.pop(name)) for name in ("offer_description", "description", "description_html"))
        ),
        published=offer.pop("published_at"),
        salaries=[_salary(result, offer)],
        experience_years=(years, None),
        grade_words=[*listed(offer.pop("seniorities")), offer.pop("seniority")],
        # A city is cleaner than a label, which also holds metro stations.
        location_words=[place for place in cities or [label for label, _ in items] if not _is_nowhere(place)],
        country_words=[country for _, country, _ in needs],
        format_words=[word for word in (*(f for _, f in items), *(f for _, _, f in needs)) if not _is_relocation(word)],
        skills=[skill.pop("name") for skill in offer.records("skills_objects")],
        leftover_fields=offer.leftovers(ignored_fields("getmatch")),
    )


def _salary(result: ParseResult, offer: Record) -> dict[str, Any] | None:
    low, high = offer.pop("salary_display_from"), offer.pop("salary_display_to")
    currencies = offer.pop("salary_currency"), offer.pop("salary_display_currency")
    tax, hidden, variant = offer.pop("salary_taxes"), offer.pop("salary_hidden"), offer.pop("salary_hidden_variant")
    if hidden or variant or (low is None and high is None):
        return None
    return salary(result, minimum=low, maximum=high, currency=currencies[1] or currencies[0], tax=clean_line(tax))


def _is_nowhere(place: object) -> bool:
    return isinstance(place, str) and place.strip().casefold() in lookup("getmatch_words")["nowhere"]


def _is_relocation(word: object) -> bool:
    return isinstance(word, str) and word in lookup("getmatch_words")["relocation"]


def _years(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= lookup("getmatch_words")["most_years"] else None


PARSER = Parser(family="getmatch", version="getmatch-1", parse=parse)
