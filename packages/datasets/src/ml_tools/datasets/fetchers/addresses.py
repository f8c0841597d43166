"""Which addresses may be connected to: public ones, and those that the configuration allows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final, TypeAlias

import httpcore

import brolly
from brolly.configuration import Problem
from ml_tools.datasets_interface import SourceFailed, SourceRefused

__all__ = ["Guard", "GuardedBackend", "is_public"]

_Address: TypeAlias = IPv4Address | IPv6Address
_NAT64: Final = ip_network("64:ff9b::/96")
_SETTING: Final = "applications.datasets.config.fetching.allowed_networks"


def is_public(address: _Address) -> bool:
    """Tell whether an address is one of the internet; of one that holds another, that one."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class Guard:
    """Resolves names, and lets no address pass that is not allowed."""

    def __init__(self, allowed_networks: Sequence[str]) -> None:
        """Raise `brolly.ConfigurationError` for what is no network."""
        try:
            self._allowed = [ip_network(network, strict=False) for network in allowed_networks]
        except ValueError as error:
            problem = Problem(found=str(error), fix="write networks as 10.1.0.0/16", path=_SETTING)
            raise brolly.ConfigurationError([problem]) from error

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that may be connected to; connect to these, and resolve it no more.

        Raises:
            SourceFailed: It has none.
            SourceRefused: It has none that is allowed.
        """
        try:
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise SourceFailed(f"the name {host[:100]!r} cannot be resolved: {error}", source=host[:100]) from error
        addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        if allowed := [address for address in addresses if self.allows(address)]:
            return allowed
        text = f"expected a public address, got {host[:100]!r}, which is {', '.join(addresses[:3])}"
        fix = f"allow it by allowed_networks in [{_SETTING.rpartition('.')[0]}] of the topology"
        raise SourceRefused(f"{text}; fetch it yourself and send its bytes, or {fix}", source=host[:100])

    def allows(self, address: str) -> bool:
        """Tell whether an address may be connected to."""
        found = ip_address(address.partition("%")[0])
        mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
        candidates = [each for each in (found, mapped) if each is not None]
        return is_public(found) or any(each in network for network in self._allowed for each in candidates)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that the guard lets pass, and to these as they were checked."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._plain: Any = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception | None = None
        for address in (await self._guard.addresses(host, port))[:4]:
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError(f"no address of {host} answers")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise SourceRefused("expected a host, got a unix socket", source=path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
