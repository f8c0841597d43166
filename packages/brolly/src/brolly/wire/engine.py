"""What an engine is: bytes in and out for a method, nothing else. Policies are not its business."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Protocol

from brolly.wire.serving import Handler

__all__ = ["Channel", "Listener", "Metadata", "Request"]

Metadata = Sequence[tuple[str, str]]
Request = bytes | AsyncIterator[bytes]


class Channel(Protocol):
    """The calling side: one per peer process, connected when first used."""

    async def unary(self, path: str, request: Request, metadata: Metadata, timeout_s: float | None) -> bytes:
        """Send a request and return the one frame of the answer.

        Args:
            path: `/package.Service/Method`.
            request: One frame, or an iterator of frames, read as the peer takes them.
            metadata: Sent with the call.
            timeout_s: Told to the peer, which gives up then; `None` for no bound.

        Raises:
            Error: What the peer answered (`origin` is `service`), or what happened on the way (`transport`).
        """
        ...

    def stream(
        self, path: str, request: Request, metadata: Metadata, timeout_s: float | None
    ) -> AsyncGenerator[bytes, None]:
        """Send a request and yield the frames of the answer; closing the generator cancels the call."""
        ...

    async def close(self) -> None:
        """End the calls under way and the connection."""
        ...


class Listener(Protocol):
    """The serving side: one per process."""

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Listen, and serve each path by its handler.

        Raises:
            OSError: The address cannot be listened on.
        """
        ...

    async def drain(self, grace_s: float) -> None:
        """Take no new calls, let those under way end within the grace time, cancel the rest, stop listening."""
        ...
