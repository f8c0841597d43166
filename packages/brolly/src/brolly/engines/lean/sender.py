"""What a connection writes: small frames together once a turn of the loop, data as windows and the socket allow."""

from __future__ import annotations

import asyncio
from typing import Final

from brolly.engines.lean import frames
from brolly.engines.lean.frames import END_STREAM
from brolly.engines.lean.outbound import Piece
from brolly.engines.lean.stream import Stream

__all__ = ["Sender"]

_HIGH_BYTES: Final = 256 * 1024
_MOST_TOGETHER_BYTES: Final = 64 * 1024
_MOST_WAITING_BYTES: Final = 4 * 1024 * 1024
"""Data waits for the socket, so more than this is answers to a peer that asks and does not read."""
_MOST_FRAME_BYTES: Final = 2 * 1024 * 1024
"""The largest frame that is written, as one is not interrupted by another stream's."""
_FIRST_WINDOW: Final = 65_535


class Sender:
    """The writing half of a connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._together: list[Piece] = []
        self._together_bytes = 0
        self._waiting: dict[int, Stream] = {}
        self.paused = False
        """True while the socket takes no more."""
        self.window = _FIRST_WINDOW
        """Bytes of data that the peer lets the connection send."""
        self.stream_window = _FIRST_WINDOW
        """The same for a stream that begins."""
        self.frame_bytes = frames.LEAST_FRAME_BYTES
        """The largest frame that the peer takes and this side writes."""
        self.header_bytes = 2**32 - 1
        """The largest list of headers that the peer takes."""

    def attach(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        transport.set_write_buffer_limits(high=_HIGH_BYTES)

    def take_frame_bytes(self, size: int) -> None:
        """Take what the peer says is the largest frame that it takes."""
        self.frame_bytes = min(size, _MOST_FRAME_BYTES)

    def detach(self) -> None:
        self._transport = None
        self._together.clear()

    def write(self, piece: Piece) -> None:
        """Write with whatever else is written in this turn of the loop."""
        if self._transport is None:
            return
        if not self._together:
            assert self._loop is not None
            self._loop.call_soon(self._flush)
        self._together.append(piece)
        self._together_bytes += len(piece)
        if self._together_bytes > _MOST_TOGETHER_BYTES:
            self._flush()

    def _flush(self) -> None:
        transport = self._transport
        if transport is None or not self._together:
            return
        pieces, self._together, self._together_bytes = self._together, [], 0
        if transport.get_write_buffer_size() > _MOST_WAITING_BYTES:
            transport.abort()
        elif not transport.is_closing():
            transport.write(b"".join(pieces))

    def headers(self, stream: Stream, block: bytes, *, ended: bool) -> None:
        """Write a header block; one that ends the stream waits for the data before it."""
        if stream.outbound.closed:
            return
        if not ended:
            self.write(frames.headers(stream.id, block, 0, self.frame_bytes))
        else:
            stream.outbound.trailers = block
            self.pump(stream)

    def data(self, stream: Stream, prefix: bytes, message: Piece, *, ended: bool) -> None:
        """Write as much of a message as goes now; the rest follows when it can."""
        outbound = stream.outbound
        if not outbound.closed:
            outbound.put(prefix, message)
            outbound.ends = ended
            self.pump(stream)

    def half_close(self, stream: Stream) -> None:
        """Say that no message follows; everything before is with the socket."""
        if not stream.outbound.closed:
            stream.outbound.closed = True
            self.write(frames.data_header(stream.id, 0, END_STREAM))

    def pump(self, stream: Stream) -> None:
        """Write what a stream has, as long as it may."""
        while self._send_frame(stream):
            pass

    def pump_all(self) -> None:
        """Write what all streams have, a frame each in turn."""
        progress = True
        while progress and self._waiting and not self.paused:
            progress = False
            for number, stream in tuple(self._waiting.items()):
                del self._waiting[number]
                progress = self._send_frame(stream) or progress

    def _send_frame(self, stream: Stream) -> bool:
        """Write one frame of a stream; returns whether there may be another."""
        outbound = stream.outbound
        if outbound.closed:
            return False
        size = min(outbound.pending_bytes, outbound.window, self.window, self.frame_bytes)
        if outbound.pending_bytes:
            if size <= 0 or self.paused:
                self._waiting[stream.id] = stream
                return False
            last = size == outbound.pending_bytes
            ended = outbound.ends and last
            self.window -= size
            self._write_data(frames.data_header(stream.id, size, END_STREAM if ended else 0), outbound.take(size))
            outbound.closed = ended
            if not last:
                self._waiting[stream.id] = stream
                return True
        if outbound.trailers is not None:
            self.write(frames.headers(stream.id, outbound.trailers, END_STREAM, self.frame_bytes))
            outbound.closed = True
            outbound.trailers = None
        self._waiting.pop(stream.id, None)
        outbound.drained()
        return False

    def _write_data(self, header: bytes, pieces: list[Piece]) -> None:
        """Write a frame: the start of a large piece goes with the few bytes before it, so that no packet is tiny."""
        self.write(header)
        for piece in pieces:
            if len(piece) <= _MOST_TOGETHER_BYTES:
                self.write(piece)
                continue
            view = memoryview(piece)
            self.write(view[:_MOST_TOGETHER_BYTES])
            self._flush()
            if self._transport is not None:
                self._transport.write(view[_MOST_TOGETHER_BYTES:])

    def drop(self, stream: Stream) -> None:
        """Write nothing more of a stream."""
        self._waiting.pop(stream.id, None)
        stream.outbound.close()

    def close(self) -> None:
        """Close when everything is written."""
        self._flush()
        if self._transport is not None:
            self._transport.close()

    def linger(self, seconds: float) -> None:
        """Close a moment later, so that the peer reads the last word before it learns that its own are not read."""
        self._flush()
        transport = self._transport
        if transport is not None and self._loop is not None:
            if transport.can_write_eof():
                transport.write_eof()
            self._loop.call_later(seconds, transport.abort)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
