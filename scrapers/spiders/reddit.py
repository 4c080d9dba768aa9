"""Job subreddits through their public Atom feeds: the newest posts, 25 a page."""

from __future__ import annotations

from urllib.parse import quote

from scrapers.boards.feed_board import FeedBoardSpider


class RedditSpider(FeedBoardSpider):
    """A page begins after the oldest post of the page before. Registry option: `pages`."""

    name = "reddit"
    id_fields = ("id",)

    def page_url(self, number: int, last_key: str | None) -> str | None:
        url = f"{self.base_url}/r/{quote(self.source.board or '', safe='')}/new/.rss"
        return f"{url}?after={quote(last_key, safe='')}" if last_key else url
