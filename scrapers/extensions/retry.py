"""Retries that wait: as long as the server asks (Retry-After), else twice as long each time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.settings import BaseSettings

from scrapers.boards.base import BoardSpider


class PatientRetryMiddleware(RetryMiddleware):
    """Settings: RETRY_WAIT (first wait, seconds), RETRY_WAIT_MAX (a server asking for more is left alone today)."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.first_wait = settings.getfloat("RETRY_WAIT")
        self.longest_wait = settings.getfloat("RETRY_WAIT_MAX")

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        result = super().process_response(request, response)
        if isinstance(result, Request):
            value, date = (response.headers.get(name) or b"" for name in ("Retry-After", "Date"))
            # A date is meant by the server's own clock, which may be years off.
            now = moment(date.decode("latin-1")) or datetime.now(UTC)
            wait = retry_after(value.decode("latin-1"), now)
            if wait is not None and wait > self.longest_wait:
                return response
            if await self._is_over(self._backoff(request) if wait is None else wait):
                return response
        return result

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception, spider: Any = None
    ) -> Request | Response | None:
        result = super().process_exception(request, exception)
        if isinstance(result, Request) and await self._is_over(self._backoff(request)):
            return None
        return result

    async def _is_over(self, seconds: float) -> bool:
        """Wait; True when the crawl met one of its caps meanwhile."""
        spider = self.crawler.spider
        if not isinstance(spider, BoardSpider):
            await asyncio.sleep(seconds)
            return False
        try:
            await asyncio.wait_for(spider.stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _backoff(self, request: Request) -> float:
        return float(min(self.first_wait * 2 ** request.meta.get("retry_times", 0), self.longest_wait))


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds a server asks to wait, from a number or a date (RFC 9110); None when it says nothing readable."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    until = moment(value)
    return max((until - now).total_seconds(), 0.0) if until is not None else None


def moment(value: str) -> datetime | None:
    """A date of an HTTP header."""
    try:
        parsed = parsedate_to_datetime(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)
