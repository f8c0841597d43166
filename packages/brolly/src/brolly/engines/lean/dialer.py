"""Keeps the one connection of a channel: made when first needed, made again when it broke, left at the end."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import ClassVar, Final

from brolly.engines.lean.connection import Connection
from brolly.engines.lean.headers import Fields
from brolly.errors import Unavailable

__all__ = ["Dialer"]

_CONNECTED_WITHIN_S: Final = 0.9
_LEAST_PAUSE_S: Final = 0.05
_MOST_PAUSE_S: Final = 0.2
_SILENCE_S: Final = 30.0
_ANSWER_S: Final = 20.0
_CLOSED_WITHIN_S: Final = 1.0


class Dialer:
    """Connects to one address; a peer that was away is tried again by the first call after a pause."""

    is_client: ClassVar[bool] = True

    def __init__(self, address: str, tls: ssl.SSLContext | None, most_message_bytes: int) -> None:
        self.address: Final = address
        self._tls: Final = tls
        self._most_message_bytes: Final = most_message_bytes
        self._live: Connection | None = None
        self._left: set[Connection] = set()
        self._dialing: asyncio.Task[str] | None = None
        self._settling: asyncio.Future[str] | None = None
        self._failed = ""
        self._pause_s = _LEAST_PAUSE_S
        self._not_before = 0.0
        self._slots: deque[asyncio.Future[None]] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def authority(self) -> str:
        """What the peer is called in requests and on its certificate."""
        return "localhost" if self.address.startswith("unix:") else self.address

    def ready(self) -> Connection | None:
        """Return the connection when a call can begin on it at once."""
        live = self._live
        if live is None or live.is_leaving or len(live.streams) >= live.most_streams:
            return None
        return live

    async def connection(self) -> Connection:
        """Wait for a connection on which a call can begin.

        Raises:
            Unavailable: There is none to be had now.
        """
        while (ready := self.ready()) is None:
            if self._live is None or self._live.is_leaving:
                await self._dialed()
            else:
                await self._slot()
        return ready

    async def _dialed(self) -> None:
        loop = asyncio.get_running_loop()
        if self._closed:
            raise self._unavailable("the channel is closed")
        if self._dialing is None:
            if loop.time() < self._not_before:
                raise self._unavailable(self._failed)
            self._dialing = loop.create_task(self._dial())
        dialing = self._dialing
        await asyncio.wait([dialing])
        if dialing.cancelled():
            raise self._unavailable("the channel is closed")
        if failed := dialing.result():
            raise self._unavailable(failed)

    async def _dial(self) -> str:
        """Make the connection; returns why that failed, or nothing."""
        loop = asyncio.get_running_loop()
        connection = Connection(self, self._most_message_bytes)
        self._settling = loop.create_future()
        failed = "the channel is closed"
        try:
            async with asyncio.timeout(_CONNECTED_WITHIN_S):
                await self._connect(connection)
                failed = await self._settling
        except TimeoutError:
            failed = "no connection in time"
        except (OSError, UnicodeError) as error:
            failed = f"cannot connect: {error}"
        finally:
            self._dialing = self._settling = None
            if failed:
                connection.abort(failed)
        if failed:
            self._failed = failed
            self._not_before = loop.time() + self._pause_s
            self._pause_s = min(2 * self._pause_s, _MOST_PAUSE_S)
        else:
            self._live, self._pause_s, self._not_before = connection, _LEAST_PAUSE_S, 0.0
            self._keep_alive()
        return failed

    async def _connect(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        if self.address.startswith("unix:"):
            path = self.address.removeprefix("unix:")
            name = "localhost" if self._tls else None
            await loop.create_unix_connection(lambda: connection, path, ssl=self._tls, server_hostname=name)
        else:
            host, _, port = self.address.rpartition(":")
            await loop.create_connection(lambda: connection, host.strip("[]"), int(port), ssl=self._tls)

    async def _slot(self) -> None:
        """Wait until a call of this channel ends: the peer takes no more at once."""
        slot = asyncio.get_running_loop().create_future()
        self._slots.append(slot)
        try:
            await slot
        except asyncio.CancelledError:
            if slot in self._slots:
                self._slots.remove(slot)
            else:
                self.freed()
            raise

    def freed(self) -> None:
        """Note that a call has ended."""
        while self._slots:
            slot = self._slots.popleft()
            if not slot.done():
                slot.set_result(None)
                return

    def _free_all(self) -> None:
        while self._slots:
            self.freed()

    def _unavailable(self, text: str) -> Unavailable:
        error = Unavailable(f"{self.address}: {text}")
        error.origin = "transport"
        return error

    def _keep_alive(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        loop, live = asyncio.get_running_loop(), self._live
        if live is None:
            return
        if not live.streams or loop.time() - live.heard_at < _SILENCE_S:
            self._watch = loop.call_later(_SILENCE_S, self._keep_alive)
        else:
            live.ping()
            self._watch = loop.call_later(_ANSWER_S, self._expect_life, loop.time())

    def _expect_life(self, asked_at: float) -> None:
        if self._live is not None and self._live.heard_at < asked_at:
            self._live.abort("the peer gave no sign of life")
        self._keep_alive()

    # What a connection tells.

    def opened(self, connection: Connection, number: int, fields: Fields) -> None:
        raise AssertionError("a client takes no streams")

    def settled(self, connection: Connection) -> None:
        if self._settling is not None and not self._settling.done():
            self._settling.set_result("")

    def leaving(self, connection: Connection) -> None:
        if self._live is connection:
            self._live = None
            self._left.add(connection)
        self._free_all()

    def gone(self, connection: Connection, text: str) -> None:
        self._left.discard(connection)
        if self._live is connection:
            self._live = None
        if self._settling is not None and not self._settling.done():
            self._settling.set_result(text)
        self._free_all()

    async def close(self) -> None:
        """End the calls under way, and leave the peer."""
        self._closed = True
        if self._watch is not None:
            self._watch.cancel()
        if self._dialing is not None:
            self._dialing.cancel()
            await asyncio.wait([self._dialing])
        connections = [*self._left, *([] if self._live is None else [self._live])]
        for connection in connections:
            connection.stop("the channel is closed")
        await asyncio.gather(*(connection.closed(_CLOSED_WITHIN_S) for connection in connections))
