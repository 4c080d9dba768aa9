"""Refuses to follow a source to private addresses: a redirect must not turn the crawler against its own network."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured


class PublicAddressesOnlyMiddleware:
    """On for live crawls; the local market is a loopback address itself."""

    def __init__(self) -> None:
        self._is_public: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PublicAddressesOnlyMiddleware:
        if crawler.settings["JOBMARTS_MARKET_URL"]:
            raise NotConfigured("the local market is crawled")
        return cls()

    async def process_request(self, request: Request, spider: Any = None) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            raise IgnoreRequest(f"{parts.scheme} address refused")
        if host not in self._is_public:
            self._is_public[host] = all(map(is_public, await resolve(host)))
        if not self._is_public[host]:
            raise IgnoreRequest(f"private address refused: {host}")


async def resolve(host: str) -> list[str]:
    """Addresses of the host; none when the name does not resolve, which the downloader then reports."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_global
