"""What a crawl would land of each source: ids, addresses, listing entries and payload bytes as spiders make them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scrapers.items import Listing
from scrapers.market.faces import face_of
from scrapers.market.model import Listed

if TYPE_CHECKING:
    from scrapers.market.market import Market


def listing_of(market: Market, posting: Listed, day: date, surface: str | None = None) -> Listing:
    """The listing entry that a crawl of `day` would see, its `payload` filled in as the detail page would give it.

    `surface` names another way to read the same site (`api` of hh.ru); None is what the registry reads by default.
    """
    face = face_of(posting.source)
    return (face.surfaces[surface] if surface else face.listing_of)(market, posting, day)
