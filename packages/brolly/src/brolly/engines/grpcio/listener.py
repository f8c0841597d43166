"""The serving side of the grpcio engine: the methods of the contracts, health and reflection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import grpc
import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_reflection.v1alpha import reflection

from brolly.engines.grpcio.channel import DETAILS_KEY
from brolly.engines.grpcio.credentials import server_credentials
from brolly.engines.unix_sockets import remove_stale
from brolly.errors import Error
from brolly.topology import Tls
from brolly.wire import status
from brolly.wire.serving import Handler

__all__ = ["GrpcListener"]

_TOLD_AFTER_S: Final = 0.002
_CODES: Final = {code.value[0]: code for code in grpc.StatusCode}


class GrpcListener:
    """Serves handlers on one address."""

    def __init__(self, address: str, *, max_message_bytes: int, tls: Tls | None = None) -> None:
        self.address: Final = address
        self._tls = tls
        self._server = grpc.aio.server(
            options=[
                ("grpc.max_receive_message_length", max_message_bytes),
                ("grpc.max_send_message_length", max_message_bytes),
                ("grpc.so_reuseport", 0),
                ("grpc.max_concurrent_streams", 1024),
                ("grpc.http2.max_ping_strikes", 0),
            ]
        )
        self._health = HealthServicer()

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        services = sorted({path.split("/")[1] for path in handlers})
        self._server.add_generic_rpc_handlers((_Router(handlers),))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        names = (*services, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)
        self._listen()
        await self._server.start()
        for service in ("", *services):
            await self._health.set(service, health_pb2.HealthCheckResponse.SERVING)

    def _listen(self) -> None:
        if self.address.startswith("unix:"):
            remove_stale(Path(self.address.removeprefix("unix:")))
        try:
            if self._tls is None:
                self._server.add_insecure_port(self.address)
            else:
                self._server.add_secure_port(self.address, server_credentials(self._tls))
        except RuntimeError as error:
            raise OSError(f"cannot listen on {self.address}: {error}") from error

    async def drain(self, grace_s: float) -> None:
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace_s)


class _Router(grpc.GenericRpcHandler):
    """Finds the handler of a path; the methods are made once."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._methods = {path: _method(handler) for path, handler in handlers.items()}

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self._methods.get(handler_call_details.method)


async def _all_or_cancelled(frames: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
    """Yield the frames of a caller; end only when it has sent them all, and be cancelled when it has gone.

    grpcio ends the iterator alike in both cases, and tells of a caller that has gone a moment later. An implementation
    that took the one for the other would keep half of what it was to get. A table says its size, and never waits here.
    """
    async for frame in frames:
        yield frame
    await asyncio.sleep(_TOLD_AFTER_S)
    if context.cancelled():
        raise asyncio.CancelledError("the caller has gone")


def _method(handler: Handler) -> Any:
    make: Any
    match handler.shape:
        case "unary":
            make, serve = grpc.unary_unary_rpc_method_handler, _answer_once(handler)
        case "upload":
            make, serve = grpc.stream_unary_rpc_method_handler, _answer_once(handler)
        case "stream":
            make, serve = grpc.unary_stream_rpc_method_handler, _answer_often(handler)
        case "exchange":
            make, serve = grpc.stream_stream_rpc_method_handler, _answer_often(handler)
    return make(serve)


def _request(request: Any, context: Any) -> Any:
    return request


def _answer_once(handler: Handler) -> Callable[[Any, Any], Awaitable[bytes]]:
    answer = handler.answer
    frames_of = _all_or_cancelled if handler.shape == "upload" else _request

    async def serve(request: Any, context: Any) -> bytes:
        try:
            return await answer(frames_of(request, context), context.time_remaining())
        except Error as error:
            _refuse(context, error)
            return b""

    return serve


def _answer_often(handler: Handler) -> Callable[[Any, Any], Awaitable[None]]:
    answer = handler.answer
    frames_of = _all_or_cancelled if handler.shape == "exchange" else _request

    async def serve(request: Any, context: Any) -> None:
        frames = answer(frames_of(request, context), context.time_remaining())
        try:
            async for frame in frames:
                await context.write(frame)
        except Error as error:
            _refuse(context, error)
        finally:
            await frames.aclose()

    return serve


def _refuse(context: Any, error: Error) -> None:
    """Set the status of a call that failed.

    `context.abort` raises an exception that the context keeps, so its traceback, and with it every local variable of
    the handler, would stay for ever.
    """
    context.set_code(_CODES[error.code])
    context.set_details(error.message)
    context.set_trailing_metadata(((DETAILS_KEY, status.encode(error)),))
