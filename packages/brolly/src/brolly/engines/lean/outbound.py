"""What one stream has to send: pieces that wait for the peer's windows and for the socket, and what ends it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

__all__ = ["Outbound"]

Piece = bytes | memoryview
_MOST_WINDOW: Final = 2**31 - 1


class Outbound:
    """A queue of bytes, never longer than the one message whose sender waits."""

    __slots__ = ("_drained", "closed", "ends", "pending", "pending_bytes", "trailers", "window")

    def __init__(self, window: int) -> None:
        self.window = window
        """Bytes that the peer lets this stream send; less than nothing after it changed its mind."""
        self.pending: deque[Piece] = deque()
        self.pending_bytes = 0
        self.ends = False
        """True when END_STREAM stands on the last of the pending bytes."""
        self.trailers: bytes | None = None
        """A header block that ends the stream after the pending bytes."""
        self.closed = False
        """True when nothing can be sent any more: the stream ended, was reset or lost."""
        self._drained: asyncio.Future[None] | None = None

    def put(self, *pieces: Piece) -> None:
        for piece in pieces:
            self.pending.append(piece)
            self.pending_bytes += len(piece)

    def take(self, size: int) -> list[Piece]:
        """Remove the next bytes, without copying them."""
        taken: list[Piece] = []
        self.pending_bytes -= size
        self.window -= size
        while size:
            piece = self.pending.popleft()
            if len(piece) > size:
                view = memoryview(piece)
                self.pending.appendleft(view[size:])
                piece = view[:size]
            taken.append(piece)
            size -= len(piece)
        return taken

    def widen(self, credit: int) -> bool:
        """Let it send more; returns whether the window is one that can be."""
        self.window += credit
        return self.window <= _MOST_WINDOW

    def close(self) -> None:
        """Forget what waits, and let its sender go on."""
        self.closed = True
        self.trailers = None
        self.give_up()

    def give_up(self) -> None:
        """Forget what waits; something else ends the stream."""
        self.pending.clear()
        self.pending_bytes = 0
        self.drained()

    def drained(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    async def drain(self) -> None:
        """Wait until everything is with the socket, or nobody wants it any more."""
        while self.pending_bytes and not self.closed:
            self._drained = asyncio.get_running_loop().create_future()
            try:
                await self._drained
            finally:
                self._drained = None
