"""The serving side of the lean engine: the methods of the contracts, health and reflection."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final
from weakref import WeakSet

from brolly.engines.lean import envelope, health, reflection
from brolly.engines.lean.answering import Answering
from brolly.engines.lean.connection import Connection
from brolly.engines.lean.credentials import server_context
from brolly.engines.lean.headers import Fields
from brolly.engines.unix_sockets import remove_stale
from brolly.errors import Unavailable, Unimplemented
from brolly.topology import Tls
from brolly.wire.serving import Handler

__all__ = ["LeanListener"]

_ENDED_WITHIN_S: Final = 1.0


class LeanListener:
    """Serves handlers on one address."""

    is_client: ClassVar[bool] = False

    def __init__(self, address: str, *, max_message_bytes: int, tls: Tls | None = None) -> None:
        self.address: Final = address
        self._most_bytes: Final = max_message_bytes
        self._tls: Final = tls
        self._handlers: dict[bytes, Handler] = {}
        self._health = health.Health()
        self._connections: WeakSet[Connection] = WeakSet()  # one whose TLS fails is never said to be gone
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._socket: tuple[Path, int] | None = None

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        services = sorted({path.split("/")[1] for path in handlers})
        self._health.serve(services)
        told = reflection.Reflection((*services, health.SERVICE, reflection.SERVICE))
        operators = (*self._health.handlers(), *told.handlers())
        self._handlers = {handler.path.encode(): handler for handler in (*handlers.values(), *operators)}
        if self.address.startswith("unix:"):
            remove_stale(Path(self.address.removeprefix("unix:")))
        try:
            self._server = await self._listen()
        except OSError as error:
            raise OSError(f"cannot listen on {self.address}: {error}") from error

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        context = None if self._tls is None else server_context(self._tls)
        if not self.address.startswith("unix:"):
            host, _, port = self.address.rpartition(":")
            return await loop.create_server(self._accept, host.strip("[]"), int(port), ssl=context)
        path = Path(self.address.removeprefix("unix:"))
        server = await loop.create_unix_server(self._accept, path, ssl=context)
        self._socket = path, _inode(path)
        return server

    def _accept(self) -> Connection:
        connection = Connection(self, self._most_bytes)
        self._connections.add(connection)
        return connection

    async def drain(self, grace_s: float) -> None:
        if self._server is None:
            return
        self._health.shut_down()
        self._server.close()
        self._unlink()
        connections = tuple(self._connections)
        for connection in connections:
            connection.leave()
        if closing := [connection.lost for connection in connections if connection.lost is not None]:
            await asyncio.wait(closing, timeout=grace_s)
        for connection in connections:
            for call in _calls(connection):
                call.stop(Unavailable("the process stops"))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_ENDED_WITHIN_S)
        await asyncio.gather(*(connection.closed(_ENDED_WITHIN_S) for connection in connections))

    def _unlink(self) -> None:
        """Remove the socket, unless another process listens there by now."""
        if self._socket is not None:
            path, inode = self._socket
            if _inode(path) == inode:
                path.unlink()

    # What a connection tells.

    def opened(self, connection: Connection, number: int, fields: Fields) -> None:
        """Begin to answer a call, or say why not."""
        if (status := _rejected(fields)) is not None:
            connection.answer(number, envelope.rejection(status))
            return
        handler = self._handlers.get(fields[b":path"])
        if handler is None:
            path = fields[b":path"][:200].decode("ascii", "replace")
            error = Unimplemented(f"{path} is not served here")
            error.origin = "transport"
            connection.answer(number, envelope.trailers(error, alone=True, most_bytes=connection.sender.header_bytes))
            return
        timeout_s = envelope.timeout_of(fields)
        call = Answering(
            connection, number, handler, timeout_s=timeout_s, most_bytes=self._most_bytes, tasks=self._tasks
        )
        call.arrived()

    def settled(self, connection: Connection) -> None:
        pass

    def leaving(self, connection: Connection) -> None:
        pass

    def gone(self, connection: Connection, text: str) -> None:
        self._connections.discard(connection)


def _inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def _rejected(fields: Fields) -> int | None:
    """Return the HTTP status for what is no gRPC request."""
    if fields.get(b":method") != b"POST":
        return 405
    if not fields.get(b"content-type", b"").startswith(b"application/grpc"):
        return 415
    return 400 if b":path" not in fields else None


def _calls(connection: Connection) -> list[Answering]:
    return [stream.owner for stream in connection.streams.values() if isinstance(stream.owner, Answering)]
