"""One stream of a connection: what arrives, what is sent, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from brolly.engines.lean.headers import Fields
from brolly.engines.lean.inbound import Inbound
from brolly.engines.lean.outbound import Outbound

__all__ = ["Owner", "Stream"]


class Owner(Protocol):
    """The call that a stream belongs to."""

    def headers(self, fields: Fields, *, ended: bool) -> None:
        """Take a header block of the peer; `ended` when nothing follows."""
        ...

    def arrived(self) -> None:
        """Look at what came in."""
        ...

    def refused(self, error: Exception) -> None:
        """Take what is wrong with a message; the rest of what the peer sends is dropped."""
        ...

    def reset(self, code: int, text: str) -> None:
        """Take that the stream is no more, by the peer's word or for a fault of its own."""
        ...

    def lost(self, text: str, *, untouched: bool) -> None:
        """Take that the connection is no more; `untouched` when the peer said that it has not seen this stream."""
        ...


class Stream:
    """The state of one stream; a connection changes it, a call reads it."""

    __slots__ = ("held", "id", "inbound", "outbound", "owed", "owner", "receiving", "release", "window")

    def __init__(
        self,
        number: int,
        owner: Owner,
        *,
        window: int,
        peer_window: int,
        most_message_bytes: int,
        release: Callable[[Stream], None],
    ) -> None:
        self.id: Final = number
        self.owner: Final = owner
        self.inbound: Final = Inbound(most_message_bytes)
        self.outbound: Final = Outbound(peer_window)
        self.release: Final = release
        """Gives back the credit of what was read."""
        self.receiving = True
        """False when what still arrives is dropped."""
        self.window = window
        """Bytes that the peer may still send."""
        self.held = 0
        """Bytes that came in and whose credit waits until the messages before them are read."""
        self.owed = 0
        """Bytes to give back to the peer, collected until a frame for them pays."""

    async def next(self) -> bytes | None:
        """Wait for the next message and return it, or `None` at the end.

        Raises:
            BaseException: The failure that stands in place of the end.
        """
        inbound = self.inbound
        while True:
            if inbound.messages:
                message = inbound.messages.popleft()
                if not inbound.messages:
                    self.release(self)
                return message
            if inbound.failure is not None:
                raise inbound.failure
            if inbound.ended:
                return None
            await inbound.arrival()
