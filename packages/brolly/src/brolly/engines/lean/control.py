"""Every frame but DATA: header blocks, settings, windows, resets, pings, and what a peer may not do with them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from brolly.engines.lean import frames
from brolly.engines.lean.faults import ConnectionFault, StreamFault
from brolly.engines.lean.frames import ACK, CONNECTION, END_HEADERS, END_STREAM, PADDED, PRIORITY, Code, Kind, Setting
from brolly.engines.lean.headers import MOST_HEADER_BYTES, Fields, HeaderReader
from brolly.engines.lean.patience import Patience

if TYPE_CHECKING:
    from brolly.engines.lean.connection import Connection
    from brolly.engines.lean.stream import Stream

__all__ = ["Control"]

_MOST_WINDOW: Final = 2**31 - 1
_PRIORITY_BYTES: Final = 5
_RESERVED_BIT_OFF: Final = 0x7FFFFFFF


class Control:
    """Takes the frames of one connection in their order."""

    def __init__(self, connection: Connection) -> None:
        self._connection: Final = connection
        self._headers: Final = HeaderReader()
        self._block: tuple[int, int, bytearray] | None = None
        self._is_settled = False
        self.patience: Final = Patience()
        self._takers: Final[dict[int, Callable[[int, int, bytes], None]]] = {
            Kind.HEADERS: self._take_headers,
            Kind.PRIORITY: self._take_priority,
            Kind.RST_STREAM: self._take_reset,
            Kind.SETTINGS: self._take_settings,
            Kind.PUSH_PROMISE: self._take_push_promise,
            Kind.PING: self._take_ping,
            Kind.GOAWAY: self._take_goaway,
            Kind.WINDOW_UPDATE: self._take_window_update,
            Kind.CONTINUATION: self._take_continuation,
        }

    def take(self, kind: int, flags: int, number: int, payload: bytes) -> None:
        """Take a frame; one of a kind that is not known means nothing.

        Raises:
            ConnectionFault: The peer may not send it, or not now.
        """
        self.expect(kind, number)
        taker = self._takers.get(kind)
        if taker is not None:
            taker(flags, number, payload)

    def expect(self, kind: int, number: int) -> None:
        """Check that a frame of a kind may come now.

        Raises:
            ConnectionFault: It must be another.
        """
        if not self._is_settled and kind != Kind.SETTINGS:
            raise ConnectionFault(Code.PROTOCOL_ERROR, "expected SETTINGS as the first frame")
        if self._block is not None and (kind != Kind.CONTINUATION or number != self._block[0]):
            raise ConnectionFault(Code.PROTOCOL_ERROR, "expected CONTINUATION of the same stream, got another frame")

    # Header blocks.

    def _take_headers(self, flags: int, number: int, payload: bytes) -> None:
        if not number % 2:
            raise ConnectionFault(Code.PROTOCOL_ERROR, "expected HEADERS on a stream that a client begins")
        if flags & (PADDED | PRIORITY):
            payload = _without_padding(flags, payload)
        if flags & END_HEADERS:
            self._take_block(number, flags, payload)
        else:
            self._block = (number, flags, bytearray(payload))

    def _take_continuation(self, flags: int, number: int, payload: bytes) -> None:
        if self._block is None:
            raise ConnectionFault(Code.PROTOCOL_ERROR, "expected no CONTINUATION here")
        self.patience.spend("CONTINUATION")
        _, first_flags, block = self._block
        block += payload
        if len(block) > MOST_HEADER_BYTES:
            raise ConnectionFault(Code.ENHANCE_YOUR_CALM, "the headers are too large")
        if flags & END_HEADERS:
            self._block = None
            self._take_block(number, first_flags, bytes(block))

    def _take_block(self, number: int, flags: int, block: bytes) -> None:
        connection = self._connection
        stream = connection.streams.get(number)
        is_new = stream is None and not connection.is_client and number > connection.last_begun
        if is_new:
            connection.last_begun = number
        try:
            fields = self._headers.read(block)
        except StreamFault as fault:
            if stream is not None:
                connection.break_off(stream, fault)
            else:
                connection.sender.write(frames.reset(number, fault.code))
            return
        if stream is not None:
            self._take_fields(stream, fields, ended=bool(flags & END_STREAM))
        elif is_new:
            self._open(number, fields, ended=bool(flags & END_STREAM))
        else:
            connection.must_have_begun(number)

    def _open(self, number: int, fields: Fields, *, ended: bool) -> None:
        connection = self._connection
        if connection.is_leaving or len(connection.streams) >= connection.most_streams:
            self.patience.spend("refused streams")
            connection.sender.write(frames.reset(number, Code.REFUSED_STREAM))
            return
        connection.side.opened(connection, number, fields)
        stream = connection.streams.get(number)
        if ended and stream is not None:
            connection.end(stream)

    def _take_fields(self, stream: Stream, fields: Fields, *, ended: bool) -> None:
        connection = self._connection
        if stream.inbound.ended:
            connection.break_off(stream, StreamFault(Code.STREAM_CLOSED, "headers after the end"))
        elif not ended and not connection.is_client:
            connection.break_off(stream, StreamFault(Code.PROTOCOL_ERROR, "trailers that do not end the stream"))
        else:
            if not ended and fields.get(b":status", b"").startswith(b"1"):
                self.patience.spend("interim answers")
            stream.owner.headers(fields, ended=ended)
            if ended and stream.receiving:
                connection.end(stream)

    # Streams.

    def _take_reset(self, flags: int, number: int, payload: bytes) -> None:
        connection = self._connection
        _expect_size("RST_STREAM", payload, 4)
        stream = connection.streams.get(number)
        if stream is None:
            connection.must_have_begun(number)
            return
        if not connection.is_client:  # there it makes us stop work that it made us begin
            self.patience.spend("RST_STREAM")
        connection.forget(stream)
        stream.owner.reset(int.from_bytes(payload, "big"), "the peer reset the stream")

    def _take_window_update(self, flags: int, number: int, payload: bytes) -> None:
        _expect_size("WINDOW_UPDATE", payload, 4)
        connection = self._connection
        credit = int.from_bytes(payload, "big") & _RESERVED_BIT_OFF
        code = Code.FLOW_CONTROL_ERROR if credit else Code.PROTOCOL_ERROR
        if number == CONNECTION:
            connection.sender.window += credit
            if not credit or connection.sender.window > _MOST_WINDOW:
                raise ConnectionFault(code, "a wrong WINDOW_UPDATE of the connection")
            connection.sender.pump_all()
        elif (stream := connection.streams.get(number)) is None:
            connection.must_have_begun(number)
        elif not credit or not stream.outbound.widen(credit):
            connection.break_off(stream, StreamFault(code, "a wrong WINDOW_UPDATE"))
        else:
            connection.sender.pump(stream)

    def _take_priority(self, flags: int, number: int, payload: bytes) -> None:
        _expect_size("PRIORITY", payload, _PRIORITY_BYTES)
        if number == CONNECTION:
            raise ConnectionFault(Code.PROTOCOL_ERROR, "expected PRIORITY of a stream")

    def _take_push_promise(self, flags: int, number: int, payload: bytes) -> None:
        raise ConnectionFault(Code.PROTOCOL_ERROR, "expected no PUSH_PROMISE, as push is off")

    # The connection.

    def _take_ping(self, flags: int, number: int, payload: bytes) -> None:
        _expect_connection("PING", number)
        _expect_size("PING", payload, 8)
        if not flags & ACK:
            self.patience.spend("PING")
            self._connection.sender.write(frames.frame(Kind.PING, ACK, CONNECTION, payload))

    def _take_settings(self, flags: int, number: int, payload: bytes) -> None:
        _expect_connection("SETTINGS", number)
        if len(payload) % 6 or (flags & ACK and payload):
            raise ConnectionFault(Code.FRAME_SIZE_ERROR, "expected 6 bytes for each of SETTINGS")
        self.patience.spend("SETTINGS")
        if flags & ACK:
            return
        for key, value in struct.iter_unpack(">HI", payload):
            self._take_setting(key, value)
        connection = self._connection
        connection.sender.write(frames.frame(Kind.SETTINGS, ACK, CONNECTION, b""))
        connection.sender.pump_all()
        if not self._is_settled:
            self._is_settled = True
            connection.settle()

    def _take_setting(self, key: int, value: int) -> None:
        connection = self._connection
        if key == Setting.INITIAL_WINDOW_SIZE:
            change = value - connection.sender.stream_window
            widened = [stream.outbound.widen(change) for stream in connection.streams.values()]
            if value > _MOST_WINDOW or not all(widened):
                raise ConnectionFault(Code.FLOW_CONTROL_ERROR, "a window that is too large")
            connection.sender.stream_window = value
        elif key == Setting.MAX_FRAME_SIZE:
            if not frames.LEAST_FRAME_BYTES <= value <= frames.MOST_FRAME_BYTES:
                raise ConnectionFault(Code.PROTOCOL_ERROR, "a MAX_FRAME_SIZE that cannot be")
            connection.sender.take_frame_bytes(value)
        elif key == Setting.MAX_CONCURRENT_STREAMS and connection.is_client:
            connection.most_streams = value
        elif key == Setting.MAX_HEADER_LIST_SIZE:
            connection.sender.header_bytes = value
        elif key == Setting.ENABLE_PUSH and value > (0 if connection.is_client else 1):
            raise ConnectionFault(Code.PROTOCOL_ERROR, "an ENABLE_PUSH that cannot be")

    def _take_goaway(self, flags: int, number: int, payload: bytes) -> None:
        _expect_connection("GOAWAY", number)
        if len(payload) < 8:
            raise ConnectionFault(Code.FRAME_SIZE_ERROR, "expected at least 8 bytes of GOAWAY")
        last, code = struct.unpack_from(">II", payload)
        connection = self._connection
        connection.begin_no_more()
        if connection.is_client:
            text = f"the peer is going away ({Code(code).name if code <= max(Code) else code})"
            for stream in [one for one in connection.streams.values() if one.id > last & _RESERVED_BIT_OFF]:
                connection.forget(stream)
                stream.owner.lost(text, untouched=True)
        connection.close_if_done()


def _without_padding(flags: int, payload: bytes) -> bytes:
    start, end = 0, len(payload)
    if flags & PADDED:
        start, end = 1, end - (payload[0] if payload else 1)
    if flags & PRIORITY:
        start += _PRIORITY_BYTES
    if start > end:
        raise ConnectionFault(Code.PROTOCOL_ERROR, "there is more padding than frame")
    return payload[start:end]


def _expect_size(name: str, payload: bytes, size: int) -> None:
    if len(payload) != size:
        raise ConnectionFault(Code.FRAME_SIZE_ERROR, f"expected {size} bytes of {name}, got {len(payload)}")


def _expect_connection(name: str, number: int) -> None:
    if number != CONNECTION:
        raise ConnectionFault(Code.PROTOCOL_ERROR, f"expected {name} of the connection, got it of a stream")
