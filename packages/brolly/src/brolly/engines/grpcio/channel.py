"""The calling side of the grpcio engine."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Final

import grpc
import grpc.aio

from brolly.engines.grpcio.credentials import client_credentials
from brolly.engines.grpcio.peer_status import PeerStatus
from brolly.errors import Error
from brolly.topology import Tls
from brolly.wire import status
from brolly.wire.engine import Metadata, Request

__all__ = ["GrpcChannel"]

DETAILS_KEY: Final = "grpc-status-details-bin"


class GrpcChannel:
    """A connection to one process, made when first used and made again when it breaks."""

    def __init__(
        self, address: str, *, max_message_bytes: int, tls: Tls | None = None, own_tls: Tls | None = None
    ) -> None:
        self.address: Final = address
        options = [
            ("grpc.max_receive_message_length", max_message_bytes),
            ("grpc.max_send_message_length", max_message_bytes),
            # A peer that is not there is told within a second, and one that is back is found at once.
            ("grpc.initial_reconnect_backoff_ms", 50),
            ("grpc.min_reconnect_backoff_ms", 900),
            ("grpc.max_reconnect_backoff_ms", 200),
            ("grpc.keepalive_time_ms", 30_000),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.enable_http_proxy", 0),
        ]
        self._channel = (
            grpc.aio.insecure_channel(address, options)
            if tls is None
            else grpc.aio.secure_channel(address, client_credentials(tls, own_tls), options)
        )
        self._methods: dict[tuple[str, str], Any] = {}

    async def unary(self, path: str, request: Request, metadata: Metadata, timeout_s: float | None) -> bytes:
        kind = "unary_unary" if isinstance(request, bytes) else "stream_unary"
        call = self._method(kind, path)(request, timeout=timeout_s, metadata=metadata)
        said = None if isinstance(request, bytes) else PeerStatus(call)
        try:
            return await call
        except grpc.aio.AioRpcError as failure:
            raise self._error(failure if said is None else await said.arrived(failure)) from None

    async def stream(
        self, path: str, request: Request, metadata: Metadata, timeout_s: float | None
    ) -> AsyncGenerator[bytes, None]:
        kind = "unary_stream" if isinstance(request, bytes) else "stream_stream"
        call = self._method(kind, path)(request, timeout=timeout_s, metadata=metadata)
        said = None if isinstance(request, bytes) else PeerStatus(call)
        try:
            async for frame in call:
                yield frame
        except grpc.aio.AioRpcError as failure:
            raise self._error(failure if said is None else await said.arrived(failure)) from None
        finally:
            call.cancel()

    async def close(self) -> None:
        await self._channel.close()

    def _method(self, kind: str, path: str) -> Any:
        method = self._methods.get((kind, path))
        if method is None:
            method = self._methods[kind, path] = getattr(self._channel, kind)(path)
        return method

    def _error(self, failure: grpc.aio.AioRpcError) -> Error:
        details = None
        for key, value in failure.trailing_metadata() or ():
            if key == DETAILS_KEY and isinstance(value, bytes):
                details = value
        error = status.decode(failure.code().value[0], failure.details() or "", details)
        if error.origin == "transport":
            error.args = (f"{self.address}: {error.message}",)
        return error
