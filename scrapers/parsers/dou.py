"""DOU: an item of its RSS feed, the page of an ad, and rows of a table read from its pages.

The feed puts employer, pay and places into the title: `Role в Company, $2000–3000, Київ, віддалено`. Pay is text; by
the board's custom `$` is US dollars a month, which is left to the normalization.
"""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting, salary
from scrapers.parsers.feed_items import is_feed, read_item
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, decode, read_object
from scrapers.parsers.text import clean_line, plain_text

_EMPLOYER = re.compile(r"^(?P<role>.+)\sв\s(?P<rest>.+)$")
_PAY = re.compile(r"^(?:(?:від|до)\s)?[$€₴]\s?\d|^(?:(?:від|до)\s)?\d[\d\s–-]*\s?(?:[$€₴]|грн)")
_CYRILLIC = re.compile(r"[а-яіїєґ]", re.I)
# Commas inside parentheses belong to one place: `Вроцлав (Польща, віддалено)`.
_COMMA = re.compile(r",\s+(?![^()]*\))")
_TRACKING = re.compile(r"\?.*$", re.S)
_YEARS = re.compile(r"^(\d{1,2})(?:\s?[-–]\s?(\d{1,2})|\s?\+)?(?:\s*(?:years?|рок\w*))?$")


def parse(context: PayloadContext, result: ParseResult) -> None:
    if is_feed(context.payload):
        _parse_item(context, result)
    elif context.payload.lstrip()[:1] == b"<":
        _parse_page(context, result)
    else:
        _parse_table_row(context, result, Record(read_object(context, result)))


def _parse_item(context: PayloadContext, result: ParseResult) -> None:
    item = read_item(context.payload)
    role, company, pay, places = read_title(clean_line(item.title) or "")
    add_posting(
        context,
        result,
        title=role,
        url=_TRACKING.sub("", item.link) if item.link else None,
        company=company,
        description=_without_button(plain_text(item.description)),
        published=item.published,
        salaries=[salary(result, text=pay)],
        location_words=[place for place in places if not _is_format(place)],
        format_words=[place for place in places if _is_format(place)],
    )


def read_title(title: str) -> tuple[str, str | None, str | None, list[str]]:
    """(role, company, pay, places) of a feed title. An employer may hold a comma: `Example, Inc.`

    Places are in Ukrainian on this board, so a Latin part that is no pay still belongs to the employer.
    """
    found = _EMPLOYER.match(title)
    if found is None:
        return title, None, None, []
    company, *parts = _COMMA.split(found["rest"])
    while parts and not _PAY.match(parts[0]) and not _CYRILLIC.search(parts[0]):
        company = f"{company}, {parts.pop(0)}"
    pay = parts.pop(0) if parts and _PAY.match(parts[0]) else None
    return found["role"], company, pay, parts


def _without_button(text: str | None) -> str | None:
    """The feed ends every text with the label of the reply button."""
    for label in lookup("dou_words")["reply_buttons"]:
        text = text.removesuffix(label).rstrip() if text else None
    return text or None


def _parse_page(context: PayloadContext, result: ParseResult) -> None:
    """Other ads stand beside this one, so only what is inside `.l-vacancy` counts."""
    page = LexborHTMLParser(decode(context.payload))
    ad = page.css_first(".l-vacancy")
    if ad is None:
        raise Unreadable("not_an_ad", "no .l-vacancy in the page")
    if "__inactive" in (ad.attributes.get("class") or ""):
        raise Unreadable("closed_ad", "the page says that the ad is closed")
    places = _places(_text(ad, ".sh-info .place"))
    external = ad.css_first(".reply a.replied-external")
    address = ad.css_first(".likely[data-url]")
    add_posting(
        context,
        result,
        title=_text(ad, "h1.g-h2"),
        url=address.attributes.get("data-url") if address is not None else None,
        apply_url=external.attributes.get("href") if external is not None else None,
        company=_text(page.body, ".b-compinfo .l-n a"),
        description=plain_text("".join(node.html or "" for node in ad.css(".vacancy-section"))),
        published=_text(ad, ".date"),
        salaries=[salary(result, text=_text(ad, ".sh-info .salary"))],
        location_words=[place for place in places if not _is_format(place)],
        format_words=[place for place in places if _is_format(place)],
        category_words=[_text(page.body, '.breadcrumbs a[href*="category="]')],
    )


def _parse_table_row(context: PayloadContext, result: ParseResult, row: Record) -> None:
    places = _places(clean_line(row.pop("city")))
    experience = clean_line(row.pop("experience"))
    if experience and experience.casefold() in lookup("dou_words")["unstated"]:
        experience = None
    skills = clean_line(row.pop("requirements"))
    add_posting(
        context,
        result,
        title=row.pop("title"),
        url=row.pop("url"),
        company=row.pop("company"),
        description=plain_text(row.pop("description")),
        salaries=[salary(result, text=row.pop("salary"))],
        experience_text=experience,
        experience_years=_years(experience),
        location_words=[place for place in places if not _is_format(place)],
        format_words=[place for place in places if _is_format(place)],
        skills=skills.split(",") if skills else [],
        leftover_fields=row.leftovers(ignored_fields("dou")),
    )


def _places(line: str | None) -> list[str]:
    return _COMMA.split(line) if line else []


@cache
def _is_format(place: str) -> bool:
    return place.casefold() in lookup("dou_words")["format_places"]


def _years(experience: str | None) -> tuple[float | None, float | None]:
    """`3-5`, `5+`, `3+ years`."""
    found = _YEARS.match(experience) if experience else None
    if found is None:
        return None, None
    return float(found[1]), float(found[2]) if found[2] else None


def _text(node: LexborNode | None, selector: str) -> str | None:
    found = node.css_first(selector) if node is not None else None
    return clean_line(found.text()) if found is not None else None


PARSER = Parser(family="dou", version="dou-1", parse=parse)
