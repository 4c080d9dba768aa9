"""Hacker News "Who is hiring?": the newest monthly threads, each with all its comments in one reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from scrapers.boards.base import BoardSpider
from scrapers.boards.json_text import PageError, read_json, write_json
from scrapers.items import Listing, QuarantineItem

# The account opens three threads a month; in the others people offer themselves.
_HIRING = re.compile(r"^Ask HN: Who is hiring\?", re.I)
_ITEM = "https://news.ycombinator.com/item?id="


class HackerNewsSpider(BoardSpider):
    """Registry option threads: how many months are read. Only comments on the thread itself are ads.

    Replies are dropped with the comment's `children` and counted, like removed comments, as `jobmarts/ignored/<kind>`.
    """

    name = "hackernews"

    def first_pages(self) -> Iterator[Request]:
        # `search` ranks old threads first; `search_by_date` does not.
        query = "tags=story,author_whoishiring&hitsPerPage=20"
        yield self.page(f"{self.base_url}/search_by_date?{query}")

    def read_page(self, response: Response) -> Iterator[Listing | Request | QuarantineItem]:
        reply = read_json(response.body)
        if response.meta.get("thread") is None:
            yield from self._read_threads(reply)
        else:
            yield from self._read_comments(reply, response.meta["thread"])

    def _read_threads(self, reply: Any) -> Iterator[Request]:
        hits = reply.get("hits") if isinstance(reply, dict) else None
        if not isinstance(hits, list):
            raise PageError("missing_field", "no list `hits` in the search for threads")
        threads = [
            str(hit.get("objectID"))
            for hit in hits
            if isinstance(hit, dict) and hit.get("author") == "whoishiring" and _HIRING.match(str(hit.get("title")))
        ]
        if not threads:
            raise PageError("short_listing", f"none of {len(hits)} stories is a hiring thread")
        for thread in threads[: self.source.options["threads"]]:
            yield self.page(f"{self.base_url}/items/{thread}", meta={"thread": thread})

    def _read_comments(self, reply: Any, thread: str) -> Iterator[Listing | QuarantineItem]:
        comments = reply.get("children") if isinstance(reply, dict) else None
        if not isinstance(comments, list):
            raise PageError("missing_field", f"no list `children` in thread {thread}")
        for comment in comments:
            if not isinstance(comment, dict) or not isinstance(comment.get("id"), int):
                yield self.odd_entry(write_json(comment))
                continue
            replies = comment.pop("children", None) or []
            self._ignore("reply", len(replies))
            if not comment.get("text") or str(comment.get("parent_id", thread)) != thread:
                self._ignore("removed_comment" if not comment.get("text") else "reply", 1)
                continue
            content = write_json(comment)
            yield Listing(
                source_posting_id=str(comment["id"]),
                url=f"{_ITEM}{comment['id']}",
                entry=content,
                published_text=comment.get("created_at") if isinstance(comment.get("created_at"), str) else None,
                payload=content,
            )

    def _ignore(self, kind: str, count: int) -> None:
        if count:
            self.crawler.stats.inc_value(f"jobmarts/ignored/{kind}", count)  # type: ignore[union-attr]
