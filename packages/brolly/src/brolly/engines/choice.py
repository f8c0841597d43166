"""The engine that a topology names for a process; what is not chosen is not imported.

Unless it names one, an address that other machines reach is served by the reference engine, which the whole world has
tried, and one that only this machine reaches by the one that costs least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from brolly.topology.address import is_loopback

if TYPE_CHECKING:
    from brolly.topology import Tls
    from brolly.wire.engine import Channel, Listener

__all__ = ["channel_to", "listener_on"]

Engine = Literal["grpcio", "lean"]


def channel_to(
    address: str, engine: Engine | None, *, max_message_bytes: int, tls: Tls | None, own_tls: Tls | None
) -> Channel:
    """Return the calling side to a process."""
    if _is_lean(address, engine):
        from brolly.engines.lean import LeanChannel as Chosen
    else:
        from brolly.engines.grpcio import GrpcChannel as Chosen
    return Chosen(address, max_message_bytes=max_message_bytes, tls=tls, own_tls=own_tls)


def listener_on(address: str, engine: Engine | None, *, max_message_bytes: int, tls: Tls | None) -> Listener:
    """Return the serving side of a process."""
    if _is_lean(address, engine):
        from brolly.engines.lean import LeanListener as Chosen
    else:
        from brolly.engines.grpcio import GrpcListener as Chosen
    return Chosen(address, max_message_bytes=max_message_bytes, tls=tls)


def _is_lean(address: str, engine: Engine | None) -> bool:
    return is_loopback(address) if engine is None else engine == "lean"
