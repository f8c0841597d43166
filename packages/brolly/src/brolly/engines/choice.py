"""The engine that a topology names for a process; what is not chosen is not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from brolly.topology import Tls
    from brolly.wire.engine import Channel, Listener

__all__ = ["channel_to", "listener_on"]


def channel_to(
    address: str, engine: Literal["grpcio", "lean"], *, max_message_bytes: int, tls: Tls | None, own_tls: Tls | None
) -> Channel:
    """Return the calling side to a process."""
    if engine == "lean":
        from brolly.engines.lean import LeanChannel as Chosen
    else:
        from brolly.engines.grpcio import GrpcChannel as Chosen
    return Chosen(address, max_message_bytes=max_message_bytes, tls=tls, own_tls=own_tls)


def listener_on(
    address: str, engine: Literal["grpcio", "lean"], *, max_message_bytes: int, tls: Tls | None
) -> Listener:
    """Return the serving side of a process."""
    if engine == "lean":
        from brolly.engines.lean import LeanListener as Chosen
    else:
        from brolly.engines.grpcio import GrpcListener as Chosen
    return Chosen(address, max_message_bytes=max_message_bytes, tls=tls)
