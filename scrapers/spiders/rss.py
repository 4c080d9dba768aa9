"""Any job feed in RSS or Atom: an address in the registry is all it takes."""

from __future__ import annotations

from scrapers.boards.feed_board import FeedBoardSpider


class RssSpider(FeedBoardSpider):
    """Registry options: those of the base, `path` below the address, and `page_parameter` for feeds with pages."""

    name = "rss"

    def page_url(self, number: int, last_key: str | None) -> str | None:
        url = self.base_url + str(self.source.options.get("path", ""))
        if number == 0:
            return url
        parameter = self.source.options.get("page_parameter")
        return f"{url}{'&' if '?' in url else '?'}{parameter}={number + 1}" if parameter else None
