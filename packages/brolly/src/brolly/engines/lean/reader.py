"""Bytes of a socket to frames: large message bodies straight into the message, everything else by one buffer."""

from __future__ import annotations

from typing import Final, Protocol

from brolly.engines.lean.faults import ConnectionFault
from brolly.engines.lean.frames import (
    END_STREAM,
    HEADER,
    HEADER_BYTES,
    PADDED,
    PREFACE,
    Code,
    Kind,
)
from brolly.engines.lean.headers import MOST_HEADER_BYTES
from brolly.engines.lean.stream import Stream

__all__ = ["FRAME_BYTES", "FrameReader", "Receiver"]

FRAME_BYTES: Final = 4 * 1024 * 1024
"""The largest DATA frame that is taken: it is never kept as a whole, so a large one costs nothing."""
_MOST_CONTROL_BYTES: Final = MOST_HEADER_BYTES + 512
_BUFFER_BYTES: Final = 128 * 1024
_DROPPED: Final = bytearray(64 * 1024)
"""Where the bytes of all connections go that are not read any more."""
_DIRECT_BYTES: Final = 32 * 1024
_LAST_31_BITS: Final = 0x7FFFFFFF


class Receiver(Protocol):
    """Takes what was read."""

    def data_begins(self, number: int, size: int, *, ended: bool) -> Stream | None:
        """Return whose bytes follow, or `None` to drop them."""
        ...

    def data(self, stream: Stream, view: memoryview) -> None:
        """Take bytes; the view is only good until this returns."""
        ...

    def data_ends(self, stream: Stream | None, size: int, *, ended: bool) -> None:
        """Note the end of a frame; `ended` when the stream ends with it."""
        ...

    def control(self, kind: int, flags: int, number: int, payload: bytes) -> None:
        """Take any other frame."""
        ...


class FrameReader:
    """One connection's bytes; raises `ConnectionFault`, after which it must be read no more."""

    def __init__(self, receiver: Receiver, *, preface: bool) -> None:
        self._receiver: Final = receiver
        self._buffer = bytearray(_BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0
        self._preface = PREFACE if preface else b""
        self._stream: Stream | None = None
        self._in_data = self._direct = self._padded = self._ended = False
        self._left = self._size = self._padding = 0

    def get_buffer(self) -> memoryview:
        """Return where the next bytes go: into the message under way when there is much of it to come."""
        if self._left >= _DIRECT_BYTES and self._start == self._end:
            stream = self._stream
            if stream is not None and stream.receiving and (room := stream.inbound.room()) is not None:
                room = room[: self._left]
                if len(room) >= _DIRECT_BYTES:
                    self._direct = True
                    return room
        return self._view[self._end :]

    def updated(self, count: int) -> None:
        """Take bytes that were written where `get_buffer` said."""
        if self._direct:
            self._direct = False
            stream = self._stream
            assert stream is not None
            stream.inbound.filled(count)
            self._left -= count
            if stream.inbound.messages:
                stream.owner.arrived()
            if not self._left:
                self._pass_padding()
            return
        self._end += count
        while self._step():
            pass
        self._compact()

    def stop(self) -> None:
        """Forget what was read, give the buffer back, and be ready to read what is dropped."""
        self._buffer, self._view = _DROPPED, memoryview(_DROPPED)
        self._start = self._end = self._left = 0
        self._stream = None

    def _compact(self) -> None:
        rest = self._end - self._start
        if not rest:
            self._start = self._end = 0
        elif self._start > _BUFFER_BYTES // 2 or self._end == _BUFFER_BYTES:
            self._buffer[:rest] = self._buffer[self._start : self._end]
            self._start, self._end = 0, rest

    def _step(self) -> bool:
        """Read one thing; returns whether there may be another."""
        at, there = self._start, self._end - self._start
        if self._in_data:
            return self._data(there)
        if self._preface:
            return self._read_preface(there)
        if there < HEADER_BYTES:
            return False
        high, low, kind, flags, number = HEADER.unpack_from(self._buffer, at)
        size = high << 16 | low
        number &= _LAST_31_BITS
        if kind == Kind.DATA:
            if size > FRAME_BYTES:
                raise ConnectionFault(Code.FRAME_SIZE_ERROR, "a DATA frame is larger than was announced")
            self._start += HEADER_BYTES
            self._begin_data(number, size, flags)
            return True
        if size > _MOST_CONTROL_BYTES:
            raise ConnectionFault(Code.FRAME_SIZE_ERROR, "a frame is larger than is taken")
        if there < HEADER_BYTES + size:
            return False
        begin = at + HEADER_BYTES
        self._start = begin + size
        self._receiver.control(kind, flags, number, bytes(self._view[begin : begin + size]))
        return True

    def _read_preface(self, there: int) -> bool:
        size = min(there, len(self._preface))
        if bytes(self._view[self._start : self._start + size]) != self._preface[:size]:
            raise ConnectionFault(Code.PROTOCOL_ERROR, "this is no HTTP/2 connection")
        self._start += size
        self._preface = self._preface[size:]
        return not self._preface

    def _begin_data(self, number: int, size: int, flags: int) -> None:
        self._ended = bool(flags & END_STREAM)
        self._stream = self._receiver.data_begins(number, size, ended=self._ended)
        self._in_data = True
        self._left = self._size = size
        self._padding = 0
        self._padded = bool(flags & PADDED)
        if self._padded and not size:
            raise ConnectionFault(Code.FRAME_SIZE_ERROR, "a padded frame has no bytes")

    def _data(self, there: int) -> bool:
        if self._padded:
            if not there:
                return False
            self._padding = self._buffer[self._start]
            self._start += 1
            self._left -= 1 + self._padding
            if self._left < 0:
                raise ConnectionFault(Code.PROTOCOL_ERROR, "there is more padding than frame")
            self._padded = False
            return True
        size = min(self._left, there)
        begin = self._start
        self._start += size
        self._left -= size
        if size and (stream := self._stream) is not None and stream.receiving:
            self._receiver.data(stream, self._view[begin : begin + size])
        return not self._left and self._pass_padding()

    def _pass_padding(self) -> bool:
        """Leave out what follows the data of a frame, and end the frame."""
        size = min(self._padding, self._end - self._start)
        self._start += size
        self._padding -= size
        if self._padding:
            return False
        self._in_data = False
        stream, self._stream = self._stream, None
        self._receiver.data_ends(stream, self._size, ended=self._ended)
        return True
