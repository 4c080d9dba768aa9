"""DNS rebinding: a name that was public when looked at leads into the own network when the connection is made."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.test import get_crawler
from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IReactorPluggableNameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from scrapers.boards.base import RefusedRequestError
from scrapers.extensions.own_addresses import OwnAddressesOnlyMiddleware
from scrapers.extensions.public_resolver import PublicAddressesResolver, is_public

PUBLIC, PRIVATE = "93.184.216.34", "169.254.169.254"


class FakeResolver:
    """Answers each question with the next of `answers`."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *kinds: Any) -> None:
        receiver.resolutionBegan(None)
        for host in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", host, port))
        receiver.resolutionComplete()


@implementer(IReactorPluggableNameResolver)
class FakeReactor(MemoryReactorClock):
    def __init__(self, resolver: FakeResolver) -> None:
        super().__init__()
        self.nameResolver: Any = resolver

    def installNameResolver(self, resolver: Any) -> Any:
        before, self.nameResolver = self.nameResolver, resolver
        return before


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PublicAddressesResolver, "trusted", set())
    monkeypatch.setattr(PublicAddressesResolver, "refused", set())
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def connect(reactor: FakeReactor, name: str = "boards.example") -> tuple[list[str], list[Any]]:
    """Addresses a connection was opened to, and what became of the attempt when there was none."""
    endpoint = HostnameEndpoint(reactor, name, 443)
    failures: list[Any] = []
    endpoint.connect(Factory.forProtocol(Protocol)).addErrback(failures.append)
    reactor.advance(1)
    opened = [client[0] for client in reactor.tcpClients]
    reactor.tcpClients.clear()
    return opened, failures


def test_a_name_that_turns_private_is_not_connected_to() -> None:
    reactor = FakeReactor(FakeResolver([PUBLIC], [PRIVATE], [PRIVATE, PUBLIC]))
    PublicAddressesResolver.install(reactor)
    assert connect(reactor) == ([PUBLIC], [])
    opened, (failure,) = connect(reactor)
    assert opened == []
    assert failure.check(DNSLookupError)
    assert PublicAddressesResolver.refused == {"boards.example"}
    assert connect(reactor) == ([PUBLIC], []), "only the public one of its addresses"
    assert PublicAddressesResolver.refused == set()


def test_the_spider_hears_that_the_address_was_refused_and_not_that_the_host_is_down() -> None:
    middleware = OwnAddressesOnlyMiddleware.from_crawler(get_crawler())
    request = Request("https://boards.example/jobs")
    assert middleware.process_exception(request, CannotResolveHostError("gone")) is None
    PublicAddressesResolver.refused.add("boards.example")
    with pytest.raises(RefusedRequestError, match=r"private address refused: boards\.example") as refusal:
        middleware.process_exception(request, CannotResolveHostError("gone"))
    assert refusal.value.code == "offsite"


def test_the_market_and_the_operator_s_proxy_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.internal:3128")
    reactor = FakeReactor(FakeResolver(["10.0.0.7"], ["10.0.0.8"], ["10.0.0.8"]))
    PublicAddressesResolver.install(reactor)
    assert connect(reactor, "proxy.internal") == (["10.0.0.7"], [])
    assert connect(reactor, "market")[0] == []
    PublicAddressesResolver.trusted.add("market")
    assert connect(reactor, "market") == (["10.0.0.8"], [])


PRIVATE_ADDRESSES = [
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "::1",
    "fe80::1%eth0",
    "0.0.0.0",
    "224.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::a9fe:a9fe",
]


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)
