"""What the renderers of all boards share: one ad at one moment, and its text as HTML or plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

from scrapers.market.lookup import cities
from scrapers.market.model import Listed, Opening, Pay
from scrapers.market.texts import AdText, ad_text

GENERATOR = "jobmarts simulated market"
GENERATOR_COMMENT = f"<!-- generator: {GENERATOR}; every employer, person and ad on this page is invented -->"
SECTIONS = ("about", "responsibilities", "requirements", "stack", "benefits")


@dataclass(frozen=True)
class Ad:
    """An opening as one posting shows it after `edits` of its own: words, pay and place."""

    opening: Opening
    posting: Listed
    text: AdText
    pay: Pay | None

    @cached_property
    def description(self) -> str:
        return description_html(self.text)

    @cached_property
    def city(self) -> dict[str, Any]:
        index = self.opening.city_index[max(0, self.posting.city)]
        return cities()[self.opening.country][index]


def current_pay(posting: Listed, opening: Opening, day: date) -> Pay | None:
    """The pay shown on `day`: every pay edit raises it by four percent."""
    if opening.pay is None:
        return None
    rises = sum(edit.kind == "pay" and edit.on <= day for edit in posting.edits)
    return opening.pay.scaled(1.04**rises) if rises else opening.pay


def ad_of(seed: int, posting: Listed, opening: Opening, day: date) -> Ad:
    changed = sum(edit.kind == "words" and edit.on <= day for edit in posting.edits)
    return Ad(opening, posting, ad_text(seed, opening, changed + posting.repeats), current_pay(posting, opening, day))


def description_html(text: AdText, names: tuple[str, ...] = SECTIONS) -> str:
    """The named sections as paragraphs, bold headings and lists, with nothing between the tags."""
    parts = []
    for section in (section for name in names if (section := getattr(text, name)) is not None):
        if section.heading:
            parts.append(f"<p><strong>{escape(section.heading)}:</strong></p>")
        if section.is_list:
            parts.append("<ul>" + "".join(f"<li>{escape(line)};</li>" for line in section.lines) + "</ul>")
        else:
            parts.append(f"<p>{escape('. '.join(section.lines))}.</p>")
    return "".join(parts)


def description_plain(text: AdText) -> str:
    blocks = []
    for section in text.sections:
        if section.heading:
            blocks.append(section.heading)
        blocks.append(
            "\n".join(f"- {line}" for line in section.lines) if section.is_list else ". ".join(section.lines) + "."
        )
    return "\n\n".join(blocks)


def whole(amount: float | None) -> int | None:
    return None if amount is None else int(amount)
