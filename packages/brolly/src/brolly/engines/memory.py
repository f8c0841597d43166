"""The engine within one process: frames handed over as they are, for the transport `copied`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping

from brolly.errors import Error, Unimplemented
from brolly.wire import status
from brolly.wire.engine import Metadata, Request
from brolly.wire.serving import Handler

__all__ = ["MemoryChannel"]


class MemoryChannel:
    """Calls the handlers of this process; errors are encoded and decoded like everything else."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers

    async def unary(self, path: str, request: Request, metadata: Metadata, timeout_s: float | None) -> bytes:
        handler = self._handler(path)
        try:
            return await handler.answer(_request(handler, request), timeout_s)
        except Error as error:
            raise _copied(error) from error.__cause__

    async def stream(
        self, path: str, request: Request, metadata: Metadata, timeout_s: float | None
    ) -> AsyncGenerator[bytes, None]:
        handler = self._handler(path)
        frames = handler.answer(_request(handler, request), timeout_s)
        try:
            async for frame in frames:
                yield frame
        except Error as error:
            raise _copied(error) from error.__cause__
        finally:
            await frames.aclose()

    async def close(self) -> None:
        """Nothing is open."""

    def _handler(self, path: str) -> Handler:
        handler = self._handlers.get(path)
        if handler is None:
            raise Unimplemented(f"{path} is not served here")
        return handler


def _request(handler: Handler, request: Request) -> Request:
    return _one(request) if handler.shape in ("upload", "exchange") and isinstance(request, bytes) else request


async def _one(frame: bytes) -> AsyncIterator[bytes]:
    yield frame


def _copied(error: Error) -> Error:
    copy = status.decode(error.code, error.message, status.encode(error))
    copy.origin = error.origin
    return copy
