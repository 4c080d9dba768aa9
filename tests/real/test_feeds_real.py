"""Stored pages of feeds and guests' searches give what they show. Skipped where the samples are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.boards.posting_page import posting_blocks
from scrapers.parsers.linkedin_page import read_cards

REAL = Path(__file__).parents[2].parent / "shared" / "real" / "payloads"


def stored(*parts: str) -> str:
    path = REAL.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no real payloads at {REAL}")
    return path.read_text(encoding="utf-8")


def test_every_card_of_a_stored_search_is_read() -> None:
    text = stored("linkedin", "linkedin_guest_search_2026-06.html")
    cards = read_cards(text)
    assert len(cards) == text.count("data-entity-urn") == 10
    assert len({card.key for card in cards}) == 10
    for card in cards:
        assert all((card.title, card.company, card.place, card.is_day)), card.key
        assert str(card.date).startswith("2026-")
        assert str(card.url).endswith(card.key)
        assert not any(mark in card.html for mark in ("tracking", "?", "<img", "<!--", " ago"))


@pytest.mark.parametrize("name", ["jsonld_meta_software_engineer.html", "jsonld_neura_robotics_manager.html"])
def test_the_data_of_a_stored_page_is_found(name: str) -> None:
    blocks = posting_blocks(stored("jsonld", name))
    assert blocks.count(b"<script") == 1
    assert b"JobPosting" in blocks
