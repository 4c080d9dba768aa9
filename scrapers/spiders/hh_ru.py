"""hh.ru: search by role, divided where it is too deep, then the ads that are new or changed.

rabota.by, hh.kz, hh.uz, hh1.az, headhunter.ge and headhunter.kg are other names of the same site: same ads, same
numbers. So there is one source, which asks for all countries; a page that leads to a regional host is read there.
"""

from __future__ import annotations

import os
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scrapers.boards.hh_faces import TOKEN_VARIABLE, ApiFace, Face, WebFace
from scrapers.boards.sliced_search import SearchPage, SlicedSearchSpider
from scrapers.boards.slicing import Slice
from scrapers.items import Listing
from scrapers.parsers.lookups import lookup


class HhRuSpider(SlicedSearchSpider):
    """Registry options: face (auto, api, web), per_page, countries (areas that together are all) and those of the base.

    `auto`: the API when a token is set.
    """

    name = "hh_ru"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        token = os.environ.get(TOKEN_VARIABLE, "").strip() or None
        wanted = self.source.options["face"]
        assert self.source.address is not None
        live_url = self.source.address.base_url
        countries = self.source.options["countries"]
        if not self.market_url:
            self.allowed_domains += lookup("hh_words")["hosts"]
        self.face: Face
        if wanted == "api" or (wanted == "auto" and token):
            self.base_url = self.source.faces["api"].under(self.market_url)
            self.face = ApiFace(self.base_url, live_url, countries, token)
        else:
            self.face = WebFace(self.base_url, live_url, countries)

    def search(self, part: Slice, page: int) -> Request:
        url = self.face.search_url(part, page, self.source.options["per_page"])
        return self.page(url, headers=self.face.headers)

    def read_search(self, response: Response) -> SearchPage:
        return self.face.read_search(response)

    def detail(self, url: str, listing: Listing, callback: Any) -> Request:
        return super().detail(url, listing, callback).replace(headers=self.face.headers)

    def read_detail(self, response: Response, listing: Listing) -> bytes:
        return self.face.read_detail(response, listing)

    def explain(self, failure: Failure) -> tuple[str, str]:
        if isinstance(failure.value, HttpError):
            refusal = self.face.explain_refusal(failure.value.response)
            if refusal is not None:
                return refusal
        return super().explain(failure)
