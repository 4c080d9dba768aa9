"""A spider run on canned replies, without a server: what it asks for, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from scrapers.boards.base import BoardSpider
from scrapers.boards.clock import CrawlClock
from scrapers.items import PageItems, PostingItem, QuarantineItem
from scrapers.registry import load_registry

Answer = bytes | str | int | tuple[int, dict[str, str]]  # a body, a status, or a status with headers


@dataclass
class Crawl:
    """A crawl of canned replies by address below the site; what is not among them is not found."""

    spider: BoardSpider
    requests: list[Request] = field(default_factory=list)
    items: dict[str, PostingItem] = field(default_factory=dict)
    quarantined: list[QuarantineItem] = field(default_factory=list)

    def stat(self, name: str) -> int:
        stats = self.spider.crawler.stats
        assert stats is not None
        return int(stats.get_value(f"jobmarts/{name}", 0))

    @property
    def payloads(self) -> dict[str, bytes]:
        return {key: item.payload for key, item in self.items.items() if item.payload is not None}


def crawl(
    kind: type[BoardSpider], replies: Mapping[str, Answer] | Callable[[Request], Answer], **options: Any
) -> Crawl:
    source = load_registry().source(str(kind.name))
    source = source.model_copy(update={"options": source.options | options})
    clock = CrawlClock(date(2026, 3, 4), is_simulated=True)
    spider = kind.from_crawler(get_crawler(kind), source=source, clock=clock, known={})
    done, waiting = Crawl(spider), list(spider.first_pages())
    spider.is_started = True
    while waiting:
        request = waiting.pop(0)
        done.requests.append(request)
        path = request.url.removeprefix(spider.base_url)
        answer = replies(request) if callable(replies) else replies.get(path, 404)
        for found in _send(request, answer):
            if isinstance(found, Request):
                waiting.append(found)
                continue
            for item in found.items if isinstance(found, PageItems) else [found]:
                if isinstance(item, PostingItem):
                    assert item.source_posting_id not in done.items
                    done.items[item.source_posting_id] = item
                else:
                    done.quarantined.append(item)
        assert len(done.requests) < 100, "a crawl without end"
    return done


def _send(request: Request, answer: Answer) -> Any:
    status, headers = answer if isinstance(answer, tuple) else (answer if isinstance(answer, int) else 200, {})
    body = answer if isinstance(answer, bytes | str) else b""
    if isinstance(body, str):
        body = body.encode()
    if request.url.endswith("/vacancies/") and b"CSRF_TOKEN" in body:
        headers = {"Set-Cookie": "csrftoken=cookie-1; expires=Thu, 04 Mar 2027 00:00:00 GMT; Path=/"}
    response = HtmlResponse(request.url, status=status, headers=headers, body=body, request=request)
    if status >= 300 and status not in request.meta.get("handle_httpstatus_list", []):
        failure = Failure(HttpError(response))  # type: ignore[no-untyped-call]
        failure.request = request  # type: ignore[attr-defined]
        assert request.errback is not None
        return list(request.errback(failure))
    assert request.callback is not None
    return list(request.callback(response, **request.cb_kwargs))


def lost(done: Crawl) -> dict[str, int]:
    assert done.spider.is_listing_complete == (done.spider.lost_pages == 0)
    return dict(done.spider.errors)
