"""What a crawl would land of each source: ids, addresses, listing entries and payload bytes as spiders make them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import orjson
from selectolax.lexbor import LexborHTMLParser

from scrapers.identity import family_of
from scrapers.items import Listing
from scrapers.market import render_ashby, render_hh, render_nofluffjobs, render_telegram
from scrapers.market.model import Listed

if TYPE_CHECKING:
    from scrapers.market.market import Market

HH_FACES = ("web", "api")


def listing_of(market: Market, posting: Listed, day: date, hh_face: str = "web") -> Listing:
    """The listing entry that a crawl of `day` would see, its `payload` filled in as the detail page would give it."""
    family = family_of(posting.source)
    if family == "telegram":
        return _message(market, posting, day)
    ad = market.ad(posting, day)
    if family == "ashby":
        job = render_ashby.job(ad)
        content = orjson.dumps(job)
        return Listing(posting.posting_id, job["jobUrl"], content, job["publishedAt"], payload=content)
    if family == "nofluffjobs":
        row = render_nofluffjobs.row(ad)
        url = f"https://nofluffjobs.com/job/{row['url']}"
        return Listing(
            row["id"], url, orjson.dumps(row), str(row["posted"]), payload=orjson.dumps(render_nofluffjobs.detail(ad))
        )
    url = f"{render_hh.SITE}/vacancy/{posting.posting_id}"
    if hh_face == "api":
        item = render_hh.api_item(ad)
        return Listing(
            posting.posting_id,
            url,
            orjson.dumps(item),
            item["published_at"],
            payload=orjson.dumps(render_hh.api_detail(ad)),
        )
    views = views_of(posting, day)
    entry = render_hh.web_item(ad, views)
    shown = orjson.dumps(entry)
    whole = {"search": orjson.Fragment(shown), "page": render_hh.web_page(ad), "view": render_hh.web_view(ad, views)}
    return Listing(posting.posting_id, url, shown, entry["publicationTime"]["$"], payload=orjson.dumps(whole))


def _message(market: Market, posting: Listed, day: date) -> Listing:
    """A post as an HTML parser gives it back, which is not the page's own spelling."""
    html = render_telegram.message(posting, market.ads(posting, day), views_of(posting, day))
    node = LexborHTMLParser(html).css_first(".tgme_widget_message[data-post]")
    assert node is not None
    content = (node.html or "").encode()
    url = f"https://t.me/{node.attributes['data-post']}"
    return Listing(
        posting.posting_id, url, content, posting.published_at.isoformat(), payload=content, payload_format="html"
    )


def views_of(posting: Listed, day: date) -> int:
    """A counter that grows from day to day, as counters do."""
    age = (day - posting.first_listed_on).days + 1
    return age * (7 + len(posting.posting_id + posting.kind) * 3)
