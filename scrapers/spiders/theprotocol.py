"""the:protocol: the sitemap of open offers, then the pages of new ones with the offer in their state."""

from __future__ import annotations

import re

from scrapy.http import Response

from scrapers.boards.embedded_state import script_state, within
from scrapers.boards.json_text import PageError, write_json
from scrapers.boards.offer_sitemap import OfferSitemapSpider
from scrapers.items import Listing


class TheProtocolSpider(OfferSitemapSpider):
    name = "theprotocol"
    ad_path = re.compile(r"^/szczegoly/praca/.*,oferta,([0-9a-f]{8}-[0-9a-f-]{27})$", re.I)

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        """The offer of the page's state, without `applying`: that block is about recruiters."""
        state = script_state(response.body, getattr(response, "encoding", None) or "utf-8")
        offer = within(state, "props", "pageProps", "offer")
        if not isinstance(offer, dict):
            raise PageError("missing_state", "no offer in the page state")
        if str(offer.get("id", "")).lower() != listing.source_posting_id.lower():
            raise PageError("missing_field", f"the page is not offer {listing.source_posting_id}")
        attributes = offer.get("attributes")
        if isinstance(attributes, dict):
            offer["attributes"] = {name: value for name, value in attributes.items() if name != "applying"}
        offer.pop("applying", None)
        return write_json(offer)
