"""One HTTP/2 connection, either side: its streams, the data on them, and what ends it."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import ClassVar, Final, Protocol, cast

from brolly.engines.lean import frames
from brolly.engines.lean.control import Control
from brolly.engines.lean.credit import FIRST_WINDOW, STREAM_WINDOW, WINDOW, Credit
from brolly.engines.lean.faults import ConnectionFault, StreamFault
from brolly.engines.lean.frames import CONNECTION, END_STREAM, Code, Kind, Setting
from brolly.engines.lean.headers import MOST_HEADER_BYTES, Fields
from brolly.engines.lean.inbound import Compressed, TooLarge
from brolly.engines.lean.reader import FRAME_BYTES, FrameReader
from brolly.engines.lean.sender import Sender
from brolly.engines.lean.stream import Owner, Stream

__all__ = ["Connection", "Side"]

_log = logging.getLogger("brolly")

_MOST_STREAMS: Final = 1000
"""Calls that a peer may have under way at once on one connection."""
_LAST_NUMBER: Final = 2**31 - 1
_LINGER_S: Final = 1.0
_SETTLED_WITHIN_S: Final = 10.0


class Side(Protocol):
    """What the two sides of a connection do differently."""

    is_client: ClassVar[bool]
    """Whether this side begins the streams."""

    def opened(self, connection: Connection, number: int, fields: Fields) -> None:
        """Take a stream that the peer begins."""
        ...

    def settled(self, connection: Connection) -> None:
        """Take that the peer has announced its settings, and calls can begin."""
        ...

    def leaving(self, connection: Connection) -> None:
        """Take that no further streams may be begun."""
        ...

    def gone(self, connection: Connection, text: str) -> None:
        """Take that the connection is no more."""
        ...


class Connection(asyncio.BufferedProtocol):
    """A transport's protocol; used on its event loop only."""

    def __init__(self, side: Side, most_message_bytes: int) -> None:
        self.side: Final = side
        self.is_client: Final = side.is_client
        self.sender: Final = Sender()
        self.streams: Final[dict[int, Stream]] = {}
        self.last_begun = 0
        """The last stream that was begun, by whichever side begins them."""
        self.is_leaving = False
        """True when no further streams may be begun."""
        self.most_streams = _LAST_NUMBER if self.is_client else _MOST_STREAMS
        """Streams that may be under way at once, as the serving side says."""
        self.heard_at = 0.0
        """When bytes came last, by the clock of the loop."""
        self._most_message_bytes: Final = most_message_bytes
        self._reader: Final = FrameReader(self, preface=not self.is_client)
        self._control: Final = Control(self)
        self._credit: Final = Credit(self.sender)
        self._timer: asyncio.TimerHandle | None = None
        self.lost: asyncio.Future[None] | None = None
        """Done when the socket is closed; `None` while there was none."""
        self._is_deaf = False
        self._fault = ""

    # The transport's side.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        loop = asyncio.get_running_loop()
        self.lost = loop.create_future()
        self.heard_at = loop.time()
        self.sender.attach(cast("asyncio.Transport", transport))
        own = transport.get_extra_info("socket")
        if own is not None and own.family != socket.AF_UNIX:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        secured = transport.get_extra_info("ssl_object")
        if secured is not None and secured.selected_alpn_protocol() != "h2":
            self.abort("the peer does not speak HTTP/2")
            return
        self._timer = loop.call_later(_SETTLED_WITHIN_S, self.fail, Code.SETTINGS_TIMEOUT, "no settings in time")
        self.sender.write(self._greeting())

    def _greeting(self) -> bytes:
        values = {
            Setting.INITIAL_WINDOW_SIZE: STREAM_WINDOW,
            Setting.MAX_FRAME_SIZE: FRAME_BYTES,
            Setting.MAX_HEADER_LIST_SIZE: MOST_HEADER_BYTES,
        }
        if self.is_client:
            values[Setting.ENABLE_PUSH] = 0
        else:
            values[Setting.MAX_CONCURRENT_STREAMS] = _MOST_STREAMS
        preface = frames.PREFACE if self.is_client else b""
        return preface + frames.settings(values) + frames.window_update(CONNECTION, WINDOW - FIRST_WINDOW)

    def connection_lost(self, exc: Exception | None) -> None:
        self._turn_deaf()
        self.sender.detach()
        if not self._fault:
            self._fault = f"the connection broke: {exc}" if exc else "the peer closed the connection"
        self._lose_all()
        self.side.gone(self, self._fault)
        if self.lost is not None:
            self.lost.set_result(None)

    def pause_writing(self) -> None:
        self.sender.paused = True

    def resume_writing(self) -> None:
        self.sender.paused = False
        self.sender.pump_all()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._reader.get_buffer()

    def buffer_updated(self, nbytes: int) -> None:
        if self._is_deaf:
            return
        self.heard_at = asyncio.get_running_loop().time()
        try:
            self._reader.updated(nbytes)
        except ConnectionFault as fault:
            self.fail(fault.code, fault.text)
        except Exception:
            _log.exception("the lean engine failed at what a peer sent")
            self.fail(Code.INTERNAL_ERROR, "internal error")

    def settle(self) -> None:
        """Note that the peer has announced its settings."""
        if self._timer is not None:
            self._timer.cancel()
        self.side.settled(self)

    # What arrives.

    def control(self, kind: int, flags: int, number: int, payload: bytes) -> None:
        self._control.take(kind, flags, number, payload)

    def data_begins(self, number: int, size: int, *, ended: bool) -> Stream | None:
        self._control.expect(Kind.DATA, number)
        if not size and not ended:
            self._control.patience.spend("empty frames")
        stream = self.streams.get(number)
        if stream is None:
            self.must_have_begun(number)
        fault = self._credit.take(stream, size)
        if stream is not None and stream.inbound.ended:
            fault = StreamFault(Code.STREAM_CLOSED, "data after the end")
        if stream is not None and fault is not None:
            self.break_off(stream, fault)
        return stream

    def data(self, stream: Stream, view: memoryview) -> None:
        try:
            stream.inbound.feed(view)
        except (TooLarge, Compressed) as error:
            stream.receiving = False
            stream.owner.refused(error)
        else:
            if stream.inbound.messages:
                stream.owner.arrived()

    def data_ends(self, stream: Stream | None, size: int, *, ended: bool) -> None:
        taken = stream if stream is not None and stream.receiving else None
        self._credit.arrived(taken, size)
        if taken is not None and ended:
            self.end(taken)

    def must_have_begun(self, number: int) -> None:
        """Let pass what comes late for a stream that has ended.

        Raises:
            ConnectionFault: The stream has never begun.
        """
        if not number % 2 or number > self.last_begun:
            raise ConnectionFault(Code.PROTOCOL_ERROR, "a frame for a stream that has not begun")

    def end(self, stream: Stream) -> None:
        """Note that the peer sends no more on a stream."""
        try:
            stream.inbound.end()
        except StreamFault as fault:
            self.break_off(stream, fault)
        else:
            stream.owner.arrived()

    # Streams.

    def begin(self, owner: Owner) -> Stream:
        """Begin a stream of this side; the caller has seen that it may."""
        number = self.last_begun + 2 if self.last_begun else 1
        self.last_begun = number
        if number + 2 > _LAST_NUMBER:
            self.begin_no_more()
        return self.accept(number, owner)

    def accept(self, number: int, owner: Owner) -> Stream:
        """Take a stream as one of this connection."""
        stream = Stream(
            number,
            owner,
            window=STREAM_WINDOW,
            peer_window=self.sender.stream_window,
            most_message_bytes=self._most_message_bytes,
            release=self._credit.give,
        )
        self.streams[number] = stream
        return stream

    def answer(self, number: int, block: bytes) -> None:
        """Answer a stream that is not taken by one header block."""
        self.sender.write(frames.headers(number, block, END_STREAM, self.sender.frame_bytes))
        self.sender.write(frames.reset(number, Code.NO_ERROR))

    def break_off(self, stream: Stream, fault: StreamFault) -> None:
        """End a stream for a fault of the peer."""
        self.cancel(stream, fault.code)
        stream.owner.reset(fault.code, fault.text)

    def cancel(self, stream: Stream, code: Code) -> None:
        """End a stream that is not at its end, and tell the peer."""
        if stream.id in self.streams:
            self.sender.write(frames.reset(stream.id, code))
            self.forget(stream)

    def finish(self, stream: Stream) -> None:
        """Forget a stream on which everything was said, and tell the peer when it still talks."""
        if stream.inbound.ended and stream.outbound.closed:
            self.forget(stream)
        else:
            self.cancel(stream, Code.NO_ERROR)

    def forget(self, stream: Stream) -> None:
        """Drop what comes and goes on a stream from now on."""
        self.streams.pop(stream.id, None)
        stream.receiving = False
        self._credit.forget(stream)
        self.sender.drop(stream)
        self.close_if_done()

    # The end.

    def leave(self) -> None:
        """Begin and take no further streams; close when those under way have ended."""
        if not self.is_leaving:
            self.begin_no_more()
            self.sender.write(frames.goaway(self.last_begun, Code.NO_ERROR))
            self.close_if_done()

    def begin_no_more(self) -> None:
        """Note that this connection takes no further streams, for whichever reason."""
        if not self.is_leaving:
            self.is_leaving = True
            self.side.leaving(self)

    def close_if_done(self) -> None:
        """Close a connection that takes no further streams and has none."""
        if self.is_leaving and not self.streams and not self._is_deaf:
            self.sender.close()

    def fail(self, code: Code, text: str) -> None:
        """End the connection for a fault of the peer, and tell it which."""
        if not self._is_deaf:
            self._fault = f"the connection was given up: {text}"
            self._turn_deaf()
            self._lose_all()
            self.sender.write(frames.goaway(0 if self.is_client else self.last_begun, code, text))
            self.sender.linger(_LINGER_S)

    def stop(self, text: str) -> None:
        """End the streams under way, and the connection when that is said."""
        self._fault = text
        self.begin_no_more()
        for stream in tuple(self.streams.values()):
            self.sender.write(frames.reset(stream.id, Code.CANCEL))
        self.sender.write(frames.goaway(0 if self.is_client else self.last_begun, Code.NO_ERROR))
        self._lose_all()

    def ping(self) -> None:
        """Ask the peer for a sign of life."""
        self.sender.write(frames.frame(Kind.PING, 0, CONNECTION, bytes(8)))

    def abort(self, text: str) -> None:
        """End the connection at once, without a word."""
        self._fault = self._fault or text
        self._turn_deaf()
        self.sender.abort()

    async def closed(self, within_s: float) -> None:
        """Wait until the socket is closed; when that takes longer, it is closed without a word."""
        if self.lost is None:
            return
        _, waiting = await asyncio.wait([self.lost], timeout=within_s)
        if waiting:
            self.abort("the peer did not close the connection")
            await self.lost

    def _turn_deaf(self) -> None:
        self._is_deaf = True
        self._reader.stop()
        self.begin_no_more()
        if self._timer is not None:
            self._timer.cancel()

    def _lose_all(self) -> None:
        for stream in tuple(self.streams.values()):
            self.forget(stream)
            stream.owner.lost(self._fault, untouched=False)
        self.close_if_done()
