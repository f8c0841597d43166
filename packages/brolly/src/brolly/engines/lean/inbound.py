"""The messages that arrive on one stream: put together, kept until they are read, and their flow control."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final, cast

from brolly.engines.lean.faults import StreamFault
from brolly.engines.lean.frames import Code

__all__ = ["PREFIX_BYTES", "Compressed", "Inbound", "TooLarge"]

PREFIX_BYTES: Final = 5
"""Before each message: whether it is compressed, and its size."""
_IN_PLACE_BYTES: Final = 64 * 1024
"""From this size on, a message is handed on as it was put together, without a copy into `bytes`."""


class TooLarge(Exception):
    """A message says that it is larger than is taken; nothing of it has been kept."""


class Compressed(Exception):
    """A message says that it is compressed, which nobody announced to take."""


class Inbound:
    """Bytes in, messages out; one task reads."""

    __slots__ = ("_body", "_filled", "_most_bytes", "_prefix", "_waiter", "ended", "failure", "messages")

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._prefix = bytearray()
        self._body: bytearray | None = None
        self._filled = 0
        self._waiter: asyncio.Future[None] | None = None
        self.messages: deque[bytes] = deque()
        """Whole, and not read."""
        self.ended = False
        """True when the peer sent its last."""
        self.failure: BaseException | None = None
        """Raised to the reader after the messages that came before."""

    def feed(self, view: memoryview) -> None:
        """Take bytes; the hot path of small messages: one is read right out of the buffer of the connection.

        Raises:
            TooLarge: As said by its prefix.
            Compressed: As said by its prefix.
        """
        at, size = 0, len(view)
        while at < size:
            body = self._body
            if body is None:
                if not self._prefix and size - at >= PREFIX_BYTES:
                    length = self._announced(view[at : at + PREFIX_BYTES])
                    at += PREFIX_BYTES
                    if length <= size - at and length < _IN_PLACE_BYTES:
                        self.messages.append(bytes(view[at : at + length]))
                        at += length
                        continue
                else:
                    taken = view[at : at + PREFIX_BYTES - len(self._prefix)]
                    self._prefix += taken
                    at += len(taken)
                    if len(self._prefix) < PREFIX_BYTES:
                        break
                    length = self._announced(self._prefix)
                    self._prefix.clear()
                body = self._body = bytearray(length)
                self._filled = 0
            taken = view[at : at + len(body) - self._filled]
            body[self._filled : self._filled + len(taken)] = taken
            at += len(taken)
            self.filled(len(taken))
        if self.messages:
            self._wake()

    def _announced(self, prefix: memoryview | bytearray) -> int:
        if prefix[0]:
            raise Compressed
        length = int.from_bytes(prefix[1:PREFIX_BYTES], "big")
        if length > self._most_bytes:
            raise TooLarge(
                f"expected a message of at most {self._most_bytes} bytes, got {length}; "
                "send a table, a stream or less, or raise max_message_bytes in the topology"
            )
        return length

    def room(self) -> memoryview | None:
        """Return where the rest of the message under way belongs, for a socket to write into."""
        return None if self._body is None else memoryview(self._body)[self._filled :]

    def filled(self, size: int) -> None:
        """Note that bytes of the message under way were written."""
        body = self._body
        assert body is not None
        self._filled += size
        if self._filled == len(body):
            # Whoever gets a large message reads it as bytes, and nobody writes to it any more.
            self.messages.append(bytes(body) if len(body) < _IN_PLACE_BYTES else cast("bytes", body))
            self._body = None
            self._wake()

    def end(self) -> None:
        """Note that no message follows.

        Raises:
            StreamFault: One is under way.
        """
        if self._body is not None or self._prefix:
            raise StreamFault(Code.PROTOCOL_ERROR, "the stream ends within a message")
        self.ended = True
        self._wake()

    def fail(self, failure: BaseException) -> None:
        """Let the reader raise this after what came before; the first failure counts."""
        if self.failure is None and not self.ended:
            self.failure = failure
            self._body = None
            self._prefix.clear()
            self._wake()

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def arrival(self) -> None:
        """Wait until there is more than was known: a message, the end or a failure."""
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
