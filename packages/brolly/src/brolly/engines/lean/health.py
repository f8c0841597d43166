"""`grpc.health.v1.Health`: whether the process serves, asked once or watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from typing import Final

from google.protobuf.message import DecodeError
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from brolly.errors import InvalidArgument, NotFound
from brolly.wire.serving import Handler

__all__ = ["SERVICE", "Health"]

SERVICE: Final = "grpc.health.v1.Health"


class Health:
    """The status of each service, and of the whole under the empty name."""

    def __init__(self) -> None:
        self._services: frozenset[str] = frozenset()
        self._stops = asyncio.Event()

    def serve(self, services: Iterable[str]) -> None:
        """Say of these that they are served."""
        self._services = frozenset(("", *services))

    def shut_down(self) -> None:
        """Say that nothing is served any more, and let the watchers go."""
        self._stops.set()

    def handlers(self) -> tuple[Handler, ...]:
        """Return how the two methods are served."""
        return (
            Handler(path=f"/{SERVICE}/Check", shape="unary", answer=self._check),
            Handler(path=f"/{SERVICE}/Watch", shape="stream", answer=self._watch),
        )

    def _status(self, service: str) -> bytes:
        if service not in self._services:
            status = HealthCheckResponse.SERVICE_UNKNOWN
        elif self._stops.is_set():
            status = HealthCheckResponse.NOT_SERVING
        else:
            status = HealthCheckResponse.SERVING
        return HealthCheckResponse(status=status).SerializeToString()

    async def _check(self, request: bytes, timeout_s: float | None) -> bytes:
        service = _service(request)
        if service not in self._services:
            raise NotFound(f"{service[:200]!r} is not served here")
        return self._status(service)

    async def _watch(self, request: bytes, timeout_s: float | None) -> AsyncGenerator[bytes, None]:
        service = _service(request)
        yield self._status(service)
        await self._stops.wait()
        yield self._status(service)


def _service(request: bytes) -> str:
    try:
        return HealthCheckRequest.FromString(request).service
    except DecodeError as error:
        raise InvalidArgument("expected a HealthCheckRequest, got other bytes") from error
