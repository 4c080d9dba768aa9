"""getmatch: offers of the API with their details, and public pages of ads.

Amounts may still be there when the employer hides them: hidden pay is not stated. The time of publication has no zone
(Moscow or UTC is not known), so it is taken as UTC and good for the day. A page's payload is `{"page": JobPosting,
"sections": {name: HTML}}`: level, work format and whether pay is net stand in the sections only.
"""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, add_posting, salary
from scrapers.parsers.job_locations import job_locations
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_SITE = "https://getmatch.ru"


def parse(context: PayloadContext, result: ParseResult) -> None:
    values = read_object(context, result)
    if isinstance(values.get("page"), dict):
        _parse_page(context, result, values)
    else:
        _parse_offer(context, result, Record(values))


def _parse_offer(context: PayloadContext, result: ParseResult, offer: Record) -> None:
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
        description=_description(offer),
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


def _description(offer: Record) -> str | None:
    """Summary and text; a summary that is taken from the text stands there already."""
    blocks = [plain_text(offer.pop(name)) for name in ("offer_description", "description", "description_html")]
    texts = [block for block in dict.fromkeys(blocks) if block]
    return join_blocks(*(text for text in texts if not any(text != other and text in other for other in texts)))


def _parse_page(context: PayloadContext, result: ParseResult, values: dict[str, Any]) -> None:
    words = lookup("getmatch_words")
    whole = Record(values)
    page = whole.record("page")
    sections = whole.pop("sections")
    parts = sections.items() if isinstance(sections, dict) else ()
    shown = {name: LexborHTMLParser(html) for name, html in parts if isinstance(html, str)}
    company, place = page.record("hiringOrganization"), job_locations(page.pop("jobLocation"))
    chips = _texts(shown.get("locations"), ".g-label")
    towns = [chip.removeprefix(words["place_mark"]) for chip in chips if chip.startswith(words["place_mark"])]
    specs = dict(zip(_texts(shown.get("specs"), ".b-term"), _texts(shown.get("specs"), ".b-value"), strict=False))
    levels = [value for name, value in specs.items() if name.casefold() in words["level_terms"]]
    text = shown["description"].body if "description" in shown else None
    page_text = page.pop("description")
    add_posting(
        context,
        result,
        title=page.pop("title"),
        company=company.pop("name"),
        description=plain_text(text.html if text is not None else None) or plain_text(page_text),
        published=page.pop("datePosted"),
        expires=page.pop("validThrough"),
        salaries=[_page_salary(result, page.record("baseSalary"), _texts(shown.get("header"), "h3"))],
        grade_words=[level for line in levels for level in line.split(",")],
        location_words=[town for town in towns or place[0] if not _is_nowhere(town)],
        country_words=place[1],
        format_words=[chip for chip in chips if not chip.startswith(words["place_mark"])]
        + listed(page.pop("jobLocationType")),
        employment_words=listed(page.pop("employmentType")),
        skills=_texts(shown.get("stack"), ".g-label"),
        category_words=[value for name, value in specs.items() if name.casefold() in words["category_terms"]],
        leftover_fields=whole.leftovers(ignored_fields("getmatch")),
    )


def _page_salary(result: ParseResult, stated: Record, lines: list[str]) -> dict[str, Any] | None:
    """Amounts as data, and the line above the text for whether they are net."""
    value, line = stated.record("value"), next((line for line in lines if any(map(str.isdigit, line))), None)
    low, high, period = value.pop("minValue"), value.pop("maxValue"), value.pop("unitText")
    exact = value.pop("value")
    taxes = lookup("getmatch_words")["taxes"]
    tax = next((tax for tax, marks in taxes.items() if line and any(mark in line.casefold() for mark in marks)), None)
    return salary(
        result,
        minimum=exact if low is None and high is None else low,
        maximum=exact if low is None and high is None else high,
        currency=stated.pop("currency"),
        period=period,
        tax=tax,
        text=line,
    )


def _texts(part: LexborHTMLParser | None, selector: str) -> list[str]:
    nodes: list[LexborNode] = part.css(selector) if part is not None else []
    return [line for node in nodes if (line := clean_line(node.text()))]


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


PARSER = Parser(family="getmatch", version="getmatch-2", parse=parse)
