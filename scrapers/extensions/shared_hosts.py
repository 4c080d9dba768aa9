"""One queue per host for all sources a process crawls at once, so that a host is asked as politely as by one.

Every source has a crawler of its own: its own counters, caps and end. What they share is here: the queue and delay of
a host, its connections, and its robots.txt. Measured over 1,000 boards, a crawler costs 5 ms, its own connections and
robots.txt several times that.
"""

from __future__ import annotations

from http import HTTPStatus
from time import monotonic
from typing import Any, ClassVar

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.asyncio import call_later
from twisted.internet.defer import Deferred

from scrapers.boards.base import CrawlStoppedError, RefusedRequestError, network_error

# A reply that takes longer holds the queue of its host no more: one hanging board must not silence the hundreds that
# share its API. Slow replies of all boards still slow the host down, through AutoThrottle.
PATIENCE_SECONDS = 5.0
MOST_HANGING = 8


class HostSlot(Slot):
    """A host's queue; requests that hang do not count as running, up to a limit."""

    def __init__(self, concurrency: int, delay: float, jitter: float) -> None:
        super().__init__(concurrency, delay, jitter)
        self.since: dict[Request, float] = {}

    def free_transfer_slots(self) -> int:
        late = monotonic() - PATIENCE_SECONDS
        hanging = sum(started <= late for started in self.since.values())
        return int(self.concurrency) - len(self.transferring) + min(hanging, MOST_HANGING)


class SharedHostsDownloader(Downloader):
    """Scrapy's downloader with the hosts' queues in common. A request is downloaded by the crawler that asked for it.

    `waited` are the seconds this crawler had nothing under way because others of its host were served, beyond the
    delay it owes the host itself: they are not taken from its time.
    """

    hosts: ClassVar[dict[str, Slot]] = {}

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.slots = self.hosts
        self._queued = self._running = 0
        self._waiting_since: float | None = None
        self._waited = self._owed = 0.0

    @property
    def waited(self) -> float:
        now = 0.0 if self._waiting_since is None else monotonic() - self._waiting_since
        return max(self._waited + now - self._owed, 0.0)

    def drop_queued(self) -> None:
        """Let go of what still waits for its turn: the crawl is over. robots.txt may be awaited by others."""
        for slot in self.hosts.values():
            for entry in list(slot.queue):
                request, deferred = entry
                if getattr(deferred, "owner", None) is self and not request.meta.get("dont_obey_robotstxt"):
                    slot.queue.remove(entry)
                    self._leave_queue()
                    deferred.errback(CrawlStoppedError())

    def close(self) -> None:
        self._stop_slot_gc()  # the queues go on: others use them

    def _get_slot(self, request: Request, spider: Any = None) -> tuple[str, Slot]:
        key = self.get_slot_key(request)
        if key not in self.hosts:
            self.hosts[key] = HostSlot(self.domain_concurrency, self._delay, self._jitter)
            self._start_slot_gc()
        return key, self.hosts[key]

    async def _enqueue_request(self, request: Request) -> Response:
        self._queued += 1
        self._mark()
        return await super()._enqueue_request(request)

    def _process_queue(self, slot: Slot) -> None:
        # The queue belongs to all: whoever is called names itself on what it has just put in.
        if slot.queue and not hasattr(slot.queue[-1][1], "owner"):
            slot.queue[-1][1].owner = self  # type: ignore[attr-defined]
        super()._process_queue(slot)

    async def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Deferred[Response]) -> None:
        owner: SharedHostsDownloader = getattr(queue_dfd, "owner", self)
        if owner is not self:
            await owner._wait_for_download(slot, request, queue_dfd)
            return
        self._leave_queue(slot.delay)
        await super()._wait_for_download(slot, request, queue_dfd)

    async def _download(self, slot: Slot, request: Request) -> Response:
        assert isinstance(slot, HostSlot)
        slot.since[request] = monotonic()
        self._running += 1
        self._mark()
        overdue = call_later(PATIENCE_SECONDS, self._process_queue, slot)
        try:
            return await super()._download(slot, request)
        finally:
            overdue.cancel()
            slot.since.pop(request, None)
            self._running -= 1
            self._mark()
            self._process_queue(slot)

    def _leave_queue(self, delay: float = 0.0) -> None:
        self._queued -= 1
        self._owed += delay
        self._mark()

    def _mark(self) -> None:
        is_waiting = self._queued > 0 and self._running == 0
        if is_waiting and self._waiting_since is None:
            self._waiting_since = monotonic()
        elif not is_waiting and self._waiting_since is not None:
            self._waited += monotonic() - self._waiting_since
            self._waiting_since = None


class SharedConnectionsHandler(HTTP11DownloadHandler):
    """Connections are kept for the next source of the host; they end with the process."""

    lazy = True  # most sources speak one of http and https
    shared: ClassVar[dict[str, Any]] = {}

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        most = self._pool.maxPersistentPerHost
        self._pool = self.shared.setdefault("pool", self._pool)
        self._pool.maxPersistentPerHost = max(most, self._pool.maxPersistentPerHost)
        self._contextFactory = self.shared.setdefault("context", self._contextFactory)

    async def close(self) -> None:
        pass


class Unreachable(RobotParser):
    """Stands for a robots.txt that could not be asked for: nothing of the host may be read (RFC 9309, 2.3.1.4)."""

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Unreachable:
        raise NotImplementedError  # there is no body

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        raise RefusedRequestError(self.code, f"robots.txt could not be read, so nothing else is: {self.detail}")


class SharedRobotsMiddleware(RobotsTxtMiddleware):
    """robots.txt is read once per host and process, whichever source comes first.

    Scrapy takes any failure for consent. Here a host whose robots.txt answers 5xx, or not at all, is left alone for
    this crawl; one that has none (4xx) forbids nothing, whatever stands in that reply.
    """

    shared: ClassVar[dict[str, Any]] = {}

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._parsers = self.shared

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._leave_alone(netloc, Unreachable("http_server_error", f"HTTP {response.status}"))
            return
        if response.status >= HTTPStatus.BAD_REQUEST:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, IgnoreRequest):  # redirected away from the source: it has none of its own
            super()._robots_error(exc, netloc)
            return
        self._leave_alone(netloc, Unreachable(network_error(exc), repr(exc)[:200]))

    def _leave_alone(self, netloc: str, reason: Unreachable) -> None:
        waiting = self._parsers[netloc]
        self._parsers[netloc] = reason
        if isinstance(waiting, Deferred):
            waiting.callback(reason)
