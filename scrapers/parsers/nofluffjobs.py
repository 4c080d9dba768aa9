"""NoFluffJobs: rows of the posting dump, detail objects, search results, pages, and two kinds of tables read off pages.

A page's payload is `{"page": JobPosting, "shown": {places, place, seniority: lines of its text}}`: the place of the
data block is often null, and the level stands in the text only.

Amounts of search results are converted to the searcher's currency and period, so they are not what was stated and are
not taken. `technologies`, `seniority` and `employment_type` of page-read rows are their collector's guesses, not the
board's words, and are not taken either.
"""

from __future__ import annotations

import re
from typing import Any

from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Reject, add_posting, salary
from scrapers.parsers.json_ld import parse_posting as parse_job_posting
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, listed, read_object
from scrapers.parsers.text import clean_line, join_blocks, plain_text

_GLUED_NAMES = re.compile(r"(?<=[a-ząćęłńóśźż])(?=[A-ZĄĆĘŁŃÓŚŹŻ])")
_MORE_PLACES = re.compile(r"\+\s*\d+$")
_SITE = "https://nofluffjobs.com/job/"


def parse(context: PayloadContext, result: ParseResult) -> None:
    values = read_object(context, result)
    row = Record(values)
    if isinstance(values.get("page"), dict):
        _parse_page(context, result, values["page"], Record(values.get("shown")))
    elif "posting_href" in row:
        _parse_table_row(context, result, row)
    elif "company_name" in row:
        _parse_page_row(context, result, row)
    else:
        _parse_posting(context, result, row)


def _parse_posting(context: PayloadContext, result: ParseResult, row: Record) -> None:
    basics, company, location = row.record("basics"), row.record("company"), row.record("location")
    places = [_Place(place) for place in location.records("places")]
    details, specs, requirements = row.record("details"), row.record("specs"), row.record("requirements")
    musts = [item.pop("value") for item in requirements.records("musts")]
    nices = [item.pop("value") for item in requirements.records("nices")]
    technologies = listed(row.pop("technology")) + listed(basics.pop("technology"))
    url = clean_line(row.pop("url")) or clean_line(row.pop("postingUrl"))
    add_posting(
        context,
        result,
        title=row.pop("title"),
        url=_SITE + url if url and "/" not in url else url,
        company=company.pop("name") or row.pop("name"),
        company_id=company.pop("id"),
        requisition_id=row.pop("reference"),
        description=join_blocks(
            plain_text(details.pop("description")),
            _list_text(specs.pop("dailyTasks")),
            plain_text(requirements.pop("description")),
        ),
        published=row.pop("posted"),
        expires=row.pop("expiresAt"),
        salaries=_salaries(result, row),
        grade_words=listed(row.pop("seniority")) + listed(basics.pop("seniority")),
        location_words=[place.name for place in places if not place.is_format],
        country_words=[place.country for place in places],
        format_words=[
            "fullyRemote" if location.pop("fullyRemote") is True else None,
            "hybrid" if clean_line(location.pop("hybridDesc")) else None,
            *(place.name for place in places if place.is_format),
        ],
        skills=[*technologies, *musts, *nices, *_tiles(row.record("tiles"))],
        category_words=[*listed(row.pop("category")), *listed(basics.pop("category"))],
        leftover_fields=row.leftovers(ignored_fields("nofluffjobs")),
    )


class _Place:
    """A work place; some stand for a work format instead of a city."""

    def __init__(self, place: Record) -> None:
        country = place.record("country")
        self.country = country.pop("code") or country.pop("name")
        self.name = clean_line(place.pop("city")) or clean_line(place.pop("province"))
        self.is_format = _is_format(self.name)


def _salaries(result: ParseResult, row: Record) -> list[dict[str, Any] | None]:
    original = row.record("essentials").record("originalSalary")
    currency, types = original.pop("currency"), original.pop("types")
    if isinstance(types, dict):
        return [_typed_salary(result, kind, offer, currency) for kind, offer in types.items()]
    stated = row.record("salary")
    if stated and "searchBoost" in row:
        result.rejects.append(Reject("converted_salary", "search results show pay converted for the searcher"))
        return []
    contract = clean_line(stated.pop("type"))
    return [
        salary(
            result,
            minimum=stated.pop("from"),
            maximum=stated.pop("to"),
            currency=stated.pop("currency"),
            period=stated.pop("period"),
            tax=_tax(contract),
            contract=contract,
        )
    ]


def _typed_salary(result: ParseResult, kind: object, offer: object, currency: object) -> dict[str, Any] | None:
    contract, values = clean_line(kind), Record(offer)
    bounds = listed(values.pop("range"))
    return salary(
        result,
        minimum=bounds[0] if bounds else None,
        maximum=bounds[-1] if bounds else None,
        currency=currency,
        period=values.pop("period"),
        tax=_tax(contract),
        contract=contract,
    )


def _tax(contract: str | None) -> str | None:
    tax: str | None = lookup("nofluffjobs_words")["tax_by_contract"].get(contract)
    return tax


def _tiles(tiles: Record) -> list[Any]:
    values = [(tile.pop("type"), tile.pop("value")) for tile in tiles.records("values")]
    return [value for kind, value in values if kind == "requirement"]


def _list_text(items: object) -> str | None:
    lines = [text for item in listed(items) if (text := plain_text(item))]
    return "\n".join(f"- {line}" for line in lines) or None


def _is_format(name: str | None) -> bool:
    return name is not None and name.casefold() in lookup("nofluffjobs_words")["format_places"]


def _parse_page(context: PayloadContext, result: ParseResult, page: dict[str, Any], shown: Record) -> None:
    """The pin beside the title holds an address, `City, Street 1`, or a work format."""
    pinned = [str(line).partition(",")[0] for line in listed(shown.pop("place"))]
    places = listed(shown.pop("places")) or [line for line in pinned if not _is_format(line)]
    formats = [line for line in pinned if _is_format(line)]
    towns = [place for place in places if not _is_format(clean_line(place))]
    formats = [*listed(page.get("jobLocationType")), *formats]
    stated = page | {"jobLocation": page.get("jobLocation") or towns, "jobLocationType": formats}
    parse_job_posting(context, result, Record(stated))
    levels = [clean_line(level) for line in listed(shown.pop("seniority")) for level in str(line).split(",")]
    for posting in result.postings:
        posting["grade_words"] = [level for level in levels if level]


def _parse_table_row(context: PayloadContext, result: ParseResult, row: Record) -> None:
    words = lookup("nofluffjobs_words")
    add_posting(
        context,
        result,
        title=row.pop("position"),
        url=row.pop("posting_href"),
        description=plain_text(row.pop("description")),
        salaries=[
            salary(
                result,
                minimum=row.pop("salary_lower"),
                maximum=row.pop("salary_upper"),
                currency=words["table_currency"],
                period=words["table_period"],
            )
        ],
        grade_words=listed(row.pop("seniority")),
        skills=listed(row.pop("main_skill")),
        category_words=listed(row.pop("main_category")),
        leftover_fields=row.leftovers(ignored_fields("nofluffjobs")),
    )


def _parse_page_row(context: PayloadContext, result: ParseResult, row: Record) -> None:
    places = _page_places(row.pop("location"))
    add_posting(
        context,
        result,
        title=row.pop("title"),
        url=row.pop("url"),
        company=row.pop("company_name"),
        description=join_blocks(plain_text(row.pop("description")), plain_text(row.pop("requirements"))),
        salaries=[salary(result, text=row.pop("salary"))],
        location_words=[place for place in places if not _is_format(place)],
        format_words=[place for place in places if _is_format(place)],
        leftover_fields=row.leftovers(ignored_fields("nofluffjobs")),
    )


def _page_places(value: object) -> list[str]:
    """Places as the page shows them: run together without blanks, and shortened with `+4`."""
    line = clean_line(value)
    if line is None:
        return []
    glued = _GLUED_NAMES.split(_MORE_PLACES.sub("", line))
    return [place for part in glued for piece in part.split(",") if (place := piece.strip())]


PARSER = Parser(family="nofluffjobs", version="nofluffjobs-2", parse=parse)
