"""What several simulated sites have in common: sitemaps, pages that carry their own state, names in addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from html import escape
from typing import Any

from scrapers.boards.json_text import write_json
from scrapers.market.model import Listed
from scrapers.market.render_common import GENERATOR_COMMENT
from scrapers.market.texts import AdText, Section

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_index(addresses: Iterable[str]) -> str:
    rows = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="{_SITEMAPS}">{rows}</sitemapindex>'


def sitemap(rows: Iterable[tuple[str, str | None]]) -> str:
    """`rows`: address and time of the last change, if the site says it."""
    shown = "".join(
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"
        for address, changed in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SITEMAPS}">{shown}</urlset>'


def changed_at(posting: Listed, day: date) -> str:
    """When the ad last changed, as sitemaps write it."""
    edits = [datetime.combine(edit.on, time(8), tzinfo=UTC) for edit in posting.edits if edit.on <= day]
    return max([posting.published_at, *edits]).isoformat()


def next_data_page(title: str, page_props: dict[str, Any]) -> str:
    """A page of a Next.js site: the state stands in a script at its end."""
    state = in_script({"props": {"pageProps": page_props}, "page": "/", "query": {}, "buildId": "simulated"})
    return page(title, f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{state}</script>')


def page(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>'
        f"<body>{GENERATOR_COMMENT}{body}</body></html>"
    )


def in_script(value: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return write_json(value).decode().replace("</", "<\\/")


def text_lines(section: Section | None) -> list[str]:
    return [] if section is None else [line if section.is_list else f"{line}." for line in section.lines]


def text_sections(text: AdText) -> list[tuple[str, list[str]]]:
    """The ad under the names that the two boards of one Polish group give to the parts of an offer."""
    parts = (
        ("about-project", text.about),
        ("responsibilities", text.responsibilities),
        ("requirements-expected", text.requirements),
        ("offered", text.benefits),
    )
    return [(name, lines) for name, section in parts if (lines := text_lines(section))]
