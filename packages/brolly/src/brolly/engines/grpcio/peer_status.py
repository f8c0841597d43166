"""What a peer said that answered while frames were still being sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import grpc
import grpc.aio

__all__ = ["PeerStatus"]

_LOCAL: Final = "Internal error from Core"
_CHECK_S: Final = 0.005
_CHECKS: Final = 40


class PeerStatus:
    """Keeps the status of the peer where grpcio puts one of its own in its place.

    A peer that refuses a request in the middle makes the write fail that is under way. grpcio then sets the status
    `INTERNAL: Internal error from Core`, a moment before the status of the peer is read or, worse, after it.
    """

    def __init__(self, call: Any) -> None:
        self._said: grpc.aio.AioRpcError | None = None
        call.add_done_callback(self._note)

    def _note(self, call: Any) -> None:
        code, details = _at_hand(call.code()), _at_hand(call.details())
        if details != _LOCAL:
            self._said = grpc.aio.AioRpcError(
                code, _at_hand(call.initial_metadata()), _at_hand(call.trailing_metadata()), details
            )

    async def arrived(self, failure: grpc.aio.AioRpcError) -> grpc.aio.AioRpcError:
        """Return what the peer said, or the failure itself when it said nothing."""
        if failure.details() == _LOCAL:
            for _ in range(_CHECKS):
                if self._said is not None:
                    break
                await asyncio.sleep(_CHECK_S)
        return self._said or failure


def _at_hand(value: Coroutine[Any, Any, Any]) -> Any:
    """Return the result of a coroutine that does not wait: the call is done."""
    try:
        value.send(None)
    except StopIteration as done:
        return done.value
    value.close()
    return None
