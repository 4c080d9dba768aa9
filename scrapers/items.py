"""What spiders yield, from the listing entry to what is landed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Listing:
    """One entry of a listing. `entry` are its bytes: changed bytes mean a changed posting.

    `payload` is set when the listing holds the whole posting; else `detail_url` says where the posting is read.
    """

    source_posting_id: str
    url: str | None
    entry: bytes
    published_text: str | None = None
    detail_url: str | None = None
    payload: bytes | None = None
    payload_format: str = "json"


@dataclass(slots=True)
class PostingItem:
    """One posting on its way to the landing. `payload` None: seen, with nothing new to keep."""

    source_posting_id: str
    url: str | None
    payload: bytes | None
    payload_format: str | None
    published_text: str | None
    listing_hash: str | None
    source: str = ""  # stamped by the pipeline
    fetched_at: datetime | None = field(default=None)  # stamped by the pipeline


@dataclass(slots=True)
class QuarantineItem:
    """Something a source gave that cannot become a posting, with the reason; never dropped in silence."""

    source_posting_id: str | None
    reason: str
    detail: str
    data: bytes = b""


@dataclass(slots=True)
class PageItems:
    """Items of one reply, in its order. They go through Scrapy together: the way of one costs as much as parsing it
    (0.25 ms), and a board's reply holds hundreds."""

    items: list[PostingItem | QuarantineItem]
