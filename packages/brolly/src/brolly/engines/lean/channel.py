"""The calling side of the lean engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from brolly.engines.lean import envelope
from brolly.engines.lean.call import Call
from brolly.engines.lean.credentials import client_context
from brolly.engines.lean.dialer import Dialer
from brolly.errors import DeadlineExceeded, Unavailable
from brolly.topology import Tls
from brolly.wire.engine import Metadata, Request

__all__ = ["LeanChannel"]


class LeanChannel:
    """A connection to one process, made when first used and made again when it breaks."""

    def __init__(
        self, address: str, *, max_message_bytes: int, tls: Tls | None = None, own_tls: Tls | None = None
    ) -> None:
        self.address: Final = address
        self._most_bytes: Final = max_message_bytes
        self._is_secure: Final = tls is not None
        self._dialer: Final = Dialer(address, None if tls is None else client_context(tls, own_tls), max_message_bytes)
        self._heads: dict[str, bytes] = {}

    async def unary(self, path: str, request: Request, metadata: Metadata, timeout_s: float | None) -> bytes:
        call = await self._begin(path, request, metadata, timeout_s)
        try:
            return await call.only()
        except Unavailable:
            if not (call.is_untouched and isinstance(request, bytes)):
                raise
        finally:
            call.leave()
            self._dialer.freed()
        return await self._again(path, request, metadata, timeout_s)

    async def _again(self, path: str, request: bytes, metadata: Metadata, timeout_s: float | None) -> bytes:
        """Make a call a second time of which the peer said that it did not begin it."""
        call = await self._begin(path, request, metadata, timeout_s)
        try:
            return await call.only()
        finally:
            call.leave()
            self._dialer.freed()

    async def stream(
        self, path: str, request: Request, metadata: Metadata, timeout_s: float | None
    ) -> AsyncGenerator[bytes, None]:
        call = await self._begin(path, request, metadata, timeout_s)
        try:
            while (frame := await call.next()) is not None:
                yield frame
        finally:
            call.leave()
            self._dialer.freed()

    async def close(self) -> None:
        await self._dialer.close()

    async def _begin(self, path: str, request: Request, metadata: Metadata, timeout_s: float | None) -> Call:
        if isinstance(request, bytes) and len(request) > self._most_bytes:
            raise Call.too_large(request, self._most_bytes)
        if timeout_s is not None and timeout_s <= 0.0:
            raise self._too_late()
        connection = self._dialer.ready()
        if connection is None:
            began = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(timeout_s):
                    connection = await self._dialer.connection()
            except TimeoutError:
                raise self._too_late() from None
            if timeout_s is not None:
                timeout_s = max(1e-6, timeout_s - (asyncio.get_running_loop().time() - began))
        head = self._heads.get(path)
        if head is None:
            head = self._heads[path] = envelope.request_head(path, self._dialer.authority, secure=self._is_secure)
        call = Call(connection, self.address, self._most_bytes)
        tail = envelope.request_tail(metadata, timeout_s) if metadata or timeout_s is not None else b""
        call.send(head + tail, request, timeout_s)
        return call

    def _too_late(self) -> DeadlineExceeded:
        error = DeadlineExceeded(f"{self.address}: no answer before the deadline")
        error.origin = "transport"
        return error
