"""Keeps a crawl at its own source: a redirect must not lead it elsewhere, least of all into the crawler's own network.

Scrapy's offsite filter drops such a request before anybody can count it; here the spider hears of it.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError

from scrapers.boards.base import BoardSpider, RefusedRequestError
from scrapers.boards.json_text import is_login
from scrapers.extensions.public_resolver import PublicAddressesResolver, is_public

_PORTS = {"http": 80, "https": 443}


class OwnAddressesOnlyMiddleware:
    """Refuses hosts outside the source's domains and, on live crawls, names that resolve to private addresses.

    A redirect that leads away says what became of the source: it wants a login, or it has moved.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._is_live = not crawler.settings["JOBMARTS_MARKET_URL"]
        self._is_public: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OwnAddressesOnlyMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request, spider: Any = None) -> None:
        spider = self.crawler.spider
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in _PORTS:
            raise RefusedRequestError("offsite", f"address refused: {parts.scheme}")
        came_from = request.meta.get("redirect_urls")
        if came_from and is_login(request.url) and not is_login(came_from[0]):
            raise RefusedRequestError("login_wall", f"redirect to a login page refused: {request.url[:200]}")
        if isinstance(spider, BoardSpider) and not is_own(request.url, spider):
            has_moved = bool(came_from) and await self._resolves_publicly(host)
            code = "moved" if has_moved else "offsite"
            raise RefusedRequestError(code, f"address outside the source refused: {parts.netloc}")
        if self._is_live and not await self._resolves_publicly(host):
            raise RefusedRequestError("offsite", f"private address refused: {host}")

    def process_exception(self, request: Request, exception: Exception, spider: Any = None) -> None:
        """A name that was public when looked at, and was not when the connection was to be made."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in PublicAddressesResolver.refused:
            raise RefusedRequestError("offsite", f"private address refused: {host}") from exception

    async def _resolves_publicly(self, host: str) -> bool:
        if host not in self._is_public:
            self._is_public[host] = all(map(is_public, await resolve(host)))
        return self._is_public[host]


def is_own(url: str, spider: BoardSpider) -> bool:
    """A host of the source, at a port of the source."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:  # no number
        return False
    return is_within(parts.hostname or "", spider.allowed_domains) and port in spider.allowed_ports


def is_within(host: str, domains: list[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


async def resolve(host: str) -> list[str]:
    """Addresses of the host; none when the name does not resolve, which the downloader then reports."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]
