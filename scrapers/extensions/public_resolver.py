"""Connections are opened to public addresses only, whatever a name resolves to at that moment.

A name can be looked at, be public, and resolve to the crawler's own network a moment later, when the connection is made
(DNS rebinding). So the resolver that the connection itself asks leaves such addresses out.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, ClassVar
from urllib.parse import urlsplit
from urllib.request import getproxies

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

logger = logging.getLogger(__name__)


_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Neither private, loopback, link-local nor reserved; an IPv4 address inside an IPv6 one is looked at itself."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        inside = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            inside = IPv4Address(int(parsed) & 0xFFFFFFFF)
        parsed = inside or parsed
    return parsed.is_global and not parsed.is_multicast


@implementer(IHostnameResolver)
class PublicAddressesResolver:
    """`trusted` hosts may be anywhere: the local market and the operator's own proxies."""

    trusted: ClassVar[set[str]] = set()
    refused: ClassVar[set[str]] = set()  # names that resolved to nothing but private addresses, and were not asked

    def __init__(self, resolver: Any) -> None:
        self._resolver = resolver

    @classmethod
    def install(cls, reactor: Any) -> None:
        cls.trusted.update(urlsplit(proxy).hostname or "" for proxy in getproxies().values())
        reactor.installNameResolver(cls(reactor.nameResolver))

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver: Any = resolutionReceiver
        if hostName not in self.trusted:
            receiver = _PublicAddresses(resolutionReceiver, hostName, self.refused)
        found: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


@implementer(IResolutionReceiver)
class _PublicAddresses:
    def __init__(self, receiver: Any, name: str, refused: set[str]) -> None:
        self._receiver, self._name, self._refused = receiver, name, refused
        self._private: list[str] = []
        self._is_answered = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        if is_public(getattr(address, "host", "")):
            self._is_answered = True
            self._receiver.addressResolved(address)
        else:
            self._private.append(getattr(address, "host", ""))

    def resolutionComplete(self) -> None:
        self._refused.discard(self._name)
        if self._private and not self._is_answered:
            self._refused.add(self._name)
            logger.warning("%s resolves to a private address, refused: %s", self._name, ", ".join(self._private))
        self._receiver.resolutionComplete()
