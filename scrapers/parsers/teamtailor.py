"""Teamtailor: one job of an employer's career site, as an RSS item or as an item of the site's JSON feed.

RSS states the work format, places, department and role in elements of its own. JSON carries a schema.org JobPosting.
Neither needs to name the employer: the host of the site does.
"""

from __future__ import annotations

from scrapers.identity import board_of, unquote_source
from scrapers.parsers.base import Parser, ParseResult, PayloadContext, Unreadable, add_posting
from scrapers.parsers.json_ld import parse_posting
from scrapers.parsers.lookups import ignored_fields, lookup
from scrapers.parsers.records import Record, read_object
from scrapers.parsers.text import clean_line, plain_text
from scrapers.parsers.xml_text import element_value, local_name, read_xml


def parse(context: PayloadContext, result: ParseResult) -> None:
    board = board_of(context.source)
    company = _company(unquote_source(board)) if board else None
    if context.payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        _parse_rss(context, result, company)
    else:
        _parse_json(context, result, company)
    for posting in result.postings:
        posting["company_id"] = board


def _parse_rss(context: PayloadContext, result: ParseResult, company: str | None) -> None:
    root = read_xml(context.payload)
    if local_name(root) != "item":
        raise Unreadable("not_an_item", f"<{local_name(root)}> instead of <item>")
    job = Record(element_value(root))
    places = [_place(place) for place in job.record("locations").records("location")]
    add_posting(
        context,
        result,
        title=job.pop("title"),
        url=job.pop("link"),
        company=company,
        description=plain_text(job.pop("description")),
        published=job.pop("pubDate"),
        location_words=[place for place, _ in places],
        country_words=[country for _, country in places],
        format_words=[job.pop("remoteStatus")],
        category_words=[job.pop("department"), job.pop("role")],
        leftover_fields=job.leftovers(ignored_fields("teamtailor")),
    )


def _place(place: Record) -> tuple[str | None, str | None]:
    name, city = clean_line(place.pop("name")), clean_line(place.pop("city"))
    return city or name, clean_line(place.pop("country"))


def _parse_json(context: PayloadContext, result: ParseResult, company: str | None) -> None:
    item = Record(read_object(context, result))
    posting = item.pop("_jobposting")
    fields: dict[str, object] = dict(posting) if isinstance(posting, dict) else {}
    stated = {
        "title": item.pop("title"),
        "url": item.pop("url"),
        "datePosted": item.pop("date_published"),
        "description": item.pop("content_html"),
    }
    # What the feed itself says is the same, and there even when the JobPosting is cut down.
    fields |= {name: value for name, value in stated.items() if value}
    parse_posting(context, result, Record(fields))
    for row in result.postings:
        row["company"] = row["company"] or company
        row["leftover_fields"] += item.leftovers(ignored_fields("teamtailor"))


def _company(host: str) -> str | None:
    """`careers.example.com` and `example.teamtailor.com` -> example."""
    labels = host.split(".")
    own = [label for label in labels[:-1] if label not in lookup("teamtailor_words")["site_labels"]]
    return next(iter(own or labels), None)


PARSER = Parser(family="teamtailor", version="teamtailor-1", parse=parse)
