"""Keeps a crawl at its own source: a redirect must not lead it elsewhere, least of all into the crawler's own network.

Scrapy's offsite filter drops such a request before anybody can count it; here the spider hears of it.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from scrapers.boards.base import BoardSpider


class OwnAddressesOnlyMiddleware:
    """Refuses hosts outside the source's domains and, on live crawls, names that resolve to private addresses."""

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
        if parts.scheme not in ("http", "https"):
            raise IgnoreRequest(f"address refused: {parts.scheme}")
        if isinstance(spider, BoardSpider) and not is_within(host, spider.allowed_domains):
            raise IgnoreRequest(f"address outside the source refused: {host}")
        if self._is_live and not await self._resolves_publicly(host):
            raise IgnoreRequest(f"private address refused: {host}")

    async def _resolves_publicly(self, host: str) -> bool:
        if host not in self._is_public:
            self._is_public[host] = all(map(is_public, await resolve(host)))
        return self._is_public[host]


def is_within(host: str, domains: list[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


async def resolve(host: str) -> list[str]:
    """Addresses of the host; none when the name does not resolve, which the downloader then reports."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_global
