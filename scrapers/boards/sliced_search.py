"""Searches that page through at most some thousand results: divided until every part can be read to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError
from scrapers.boards.slicing import Slice, SliceRules, split, split_by_area
from scrapers.items import Listing, QuarantineItem


@dataclass(frozen=True)
class SearchPage:
    found: int  # results of the whole search, as the source counts them
    pages: int
    listings: list[Listing]
    entries: int  # entries on the page, injected ones included


class SlicedSearchSpider(BoardSpider):
    """Registry options: depth_cap, lookback_days, smallest_slice_minutes, professional_roles, areas."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.source.options
        self.depth_cap: int = options["depth_cap"]
        self.rules = SliceRules(
            now=self.clock.now(),
            lookback=timedelta(days=options["lookback_days"]),
            smallest=timedelta(minutes=options["smallest_slice_minutes"]),
            areas=tuple(options["areas"]),
        )

        self.ignores_time = False  # the source gives the same results whatever window is asked for
        self._found: dict[Slice, int] = {}
        self._asked: set[Slice] = set()

    def search(self, part: Slice, page: int) -> Request:
        """The request for one page (from 0) of one part of the search."""
        raise NotImplementedError

    def read_search(self, response: Response) -> SearchPage:
        raise NotImplementedError

    def first_pages(self) -> Iterator[Request]:
        for role in self.source.options["professional_roles"]:
            yield self._request(Slice(role, None, None, None), 0)

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        part: Slice = response.meta["part"]
        page: int = response.meta["page"]
        result = self.read_search(response)
        if page == 0 and result.found > self.depth_cap:
            self._compare(part, response.meta.get("parent"), result.found)
            parts = self._parts(part)
            yield from (self._request(smaller, 0, parent=part) for smaller in parts or ())
            if parts is None or parts:
                return
            detail = f"{result.found} results in {part}, {self.depth_cap} can be read"
            yield self.lose_page("slice_overflow", detail)
        if not result.entries and result.found and page < result.pages:
            raise PageError("short_listing", f"page {page} of {result.pages} is empty, {result.found} are promised")
        yield from result.listings
        if page == 0:
            yield from (self._request(part, number) for number in range(1, result.pages))

    def _compare(self, part: Slice, parent: Slice | None, found: int) -> None:
        """Two halves that each hold all of the whole: the window is not looked at, and halving would never end."""
        self._found[part] = found
        if parent is None or parent.area != part.area:
            return
        halves = [self._found.get(half) for half in split(parent, self.rules)]
        if all(half is not None and half >= self._found[parent] for half in halves):
            self.ignores_time = True

    def _parts(self, part: Slice) -> list[Slice] | None:
        """What to ask for instead of a slice that is too deep; None when it has been asked for already."""
        if not self.ignores_time:
            return split(part, self.rules)
        whole = Slice(part.role, part.area, None, None)
        if whole in self._asked:
            return None
        self._asked.add(whole)
        return split_by_area(whole, self.rules)

    def _request(self, part: Slice, page: int, parent: Slice | None = None) -> Request:
        request = self.search(part, page)
        request.meta.update(part=part, page=page, parent=parent)
        return request
