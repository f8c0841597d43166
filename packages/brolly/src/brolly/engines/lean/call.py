"""One call as its caller sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from brolly.engines.lean import envelope
from brolly.engines.lean.connection import Connection
from brolly.engines.lean.frames import Code
from brolly.engines.lean.headers import Fields
from brolly.engines.lean.inbound import Compressed, TooLarge
from brolly.errors import (
    Cancelled,
    DeadlineExceeded,
    Error,
    Internal,
    PermissionDenied,
    ResourceExhausted,
    Unavailable,
    Unimplemented,
)

__all__ = ["Call"]

_BY_RESET: Final[dict[int, type[Error]]] = {
    Code.REFUSED_STREAM: Unavailable,
    Code.CANCEL: Cancelled,
    Code.ENHANCE_YOUR_CALM: ResourceExhausted,
    Code.INADEQUATE_SECURITY: PermissionDenied,
}


class Call:
    """Sends one request over one stream and gathers the answer; used by one task, and left at its end."""

    def __init__(self, connection: Connection, address: str, most_bytes: int) -> None:
        self._connection: Final = connection
        self._address: Final = address
        self._most_bytes: Final = most_bytes
        self._stream: Final = connection.begin(self)
        self._pump: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._http_status = b""
        self._has_status = False
        self.is_untouched = False
        """True when the peer said that it has not begun this call, so that it may be made again."""

    def send(self, block: bytes, request: bytes | AsyncIterator[bytes], timeout_s: float | None) -> None:
        """Begin to send; an iterator is read as the peer takes its frames."""
        sender, stream = self._connection.sender, self._stream
        sender.headers(stream, block, ended=False)
        if isinstance(request, bytes):
            sender.data(stream, envelope.prefix_of(request), request, ended=True)
        else:
            self._pump = asyncio.get_running_loop().create_task(self._send_each(request))
        if timeout_s is not None:
            self._timer = asyncio.get_running_loop().call_later(timeout_s, self._expire)

    async def _send_each(self, request: AsyncIterator[bytes]) -> None:
        sender, stream = self._connection.sender, self._stream
        try:
            async for frame in request:
                if len(frame) > self._most_bytes:
                    self._give_up(self.too_large(frame, self._most_bytes))
                    return
                sender.data(stream, envelope.prefix_of(frame), frame, ended=False)
                if stream.outbound.pending_bytes:
                    await stream.outbound.drain()
                if stream.outbound.closed:
                    return
            sender.half_close(stream)
        except asyncio.CancelledError as error:  # also what the caller's own items raise when they break off
            self._give_up(error)
        except Exception as error:
            self._give_up(error)

    @staticmethod
    def too_large(frame: bytes, most_bytes: int) -> ResourceExhausted:
        return ResourceExhausted(
            f"expected a message of at most {most_bytes} bytes, got {len(frame)}; "
            "send a table, a stream or less, or raise max_message_bytes in the topology"
        )

    async def only(self) -> bytes:
        """Return the one message of the answer.

        Raises:
            Error: The peer says so, or the way to it.
        """
        inbound = self._stream.inbound
        while not inbound.ended and inbound.failure is None and len(inbound.messages) < 2:
            await inbound.arrival()
        if inbound.failure is not None:
            raise inbound.failure
        if inbound.ended:
            self._must_have_status()
        if len(inbound.messages) != 1:
            raise self._of_transport(Internal("expected one message as the answer, got none or several"))
        return inbound.messages[0]

    async def next(self) -> bytes | None:
        """Return the next message of the answer, or `None` at its end.

        Raises:
            Error: The peer says so, or the way to it.
        """
        message = await self._stream.next()
        if message is None:
            self._must_have_status()
        return message

    def _must_have_status(self) -> None:
        if not self._has_status:
            raise self._of_transport(Internal("the peer ended the call without a status"))

    def leave(self) -> None:
        """End the call, whatever its state."""
        if self._timer is not None:
            self._timer.cancel()
        if self._stream.inbound.ended:
            self._connection.finish(self._stream)
        else:
            self._connection.cancel(self._stream, Code.CANCEL)
        if self._pump is not None:
            self._pump.cancel()

    def _expire(self) -> None:
        self._give_up(self._of_transport(DeadlineExceeded("no answer before the deadline")))

    def _give_up(self, error: BaseException) -> None:
        self._connection.cancel(self._stream, Code.CANCEL)
        self._stream.inbound.fail(error)

    def _of_transport(self, error: Error) -> Error:
        error.origin = "transport"
        error.args = (f"{self._address}: {error.message}",)
        return error

    # What the connection tells.

    def headers(self, fields: Fields, *, ended: bool) -> None:
        if not self._http_status:
            http_status = fields.get(b":status", b"")
            if http_status.startswith(b"1") and not ended:
                return
            self._http_status = http_status
        elif not ended:
            self._give_up(self._of_transport(Internal("the answer has headers in its middle")))
            return
        self._has_status = ended
        if ended or self._http_status != b"200":
            error = envelope.error_of(fields, http_status=self._http_status)
            if error is not None:
                self._fail(self._of_transport(error) if error.origin == "transport" else error)

    def arrived(self) -> None:
        pass

    def refused(self, error: Exception) -> None:
        if isinstance(error, TooLarge):
            self._give_up(self._of_transport(ResourceExhausted(str(error))))
        elif isinstance(error, Compressed):
            self._give_up(self._of_transport(Unimplemented("the answer is compressed, which was not asked for")))

    def reset(self, code: int, text: str) -> None:
        self.is_untouched = code == Code.REFUSED_STREAM
        self._fail(self._of_transport(_BY_RESET.get(code, Internal)(f"{text} ({code})")))

    def lost(self, text: str, *, untouched: bool) -> None:
        self.is_untouched = untouched
        self._fail(self._of_transport(Unavailable(text)))

    def _fail(self, error: Error) -> None:
        self._stream.inbound.fail(error)
