"""HTTP/2 frames (RFC 9113, section 4 and 6): their kinds, flags, error codes, and how each is written."""

from __future__ import annotations

import enum
import struct
from typing import Final

__all__ = [
    "ACK",
    "CONNECTION",
    "END_HEADERS",
    "END_STREAM",
    "HEADER",
    "HEADER_BYTES",
    "LEAST_FRAME_BYTES",
    "MOST_FRAME_BYTES",
    "PADDED",
    "PREFACE",
    "PRIORITY",
    "Code",
    "Kind",
    "Setting",
    "data_header",
    "frame",
    "goaway",
    "headers",
    "reset",
    "settings",
    "window_update",
]

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADER: Final = struct.Struct(">BHBBI")
"""Length in two parts, kind, flags, stream."""
HEADER_BYTES: Final = HEADER.size
LEAST_FRAME_BYTES: Final = 16_384
MOST_FRAME_BYTES: Final = 2**24 - 1
CONNECTION: Final = 0
"""The stream number of frames about the connection itself."""

END_STREAM: Final = 0x1
ACK: Final = 0x1
END_HEADERS: Final = 0x4
PADDED: Final = 0x8
PRIORITY: Final = 0x20


class Kind:
    """The kinds of frames; plain integers, as they are compared for each frame."""

    DATA: Final = 0
    HEADERS: Final = 1
    PRIORITY: Final = 2
    RST_STREAM: Final = 3
    SETTINGS: Final = 4
    PUSH_PROMISE: Final = 5
    PING: Final = 6
    GOAWAY: Final = 7
    WINDOW_UPDATE: Final = 8
    CONTINUATION: Final = 9


class Setting:
    """The settings that one side announces to the other."""

    HEADER_TABLE_SIZE: Final = 1
    ENABLE_PUSH: Final = 2
    MAX_CONCURRENT_STREAMS: Final = 3
    INITIAL_WINDOW_SIZE: Final = 4
    MAX_FRAME_SIZE: Final = 5
    MAX_HEADER_LIST_SIZE: Final = 6


class Code(enum.IntEnum):
    """Why a stream is reset or a connection is left."""

    NO_ERROR = 0
    PROTOCOL_ERROR = 1
    INTERNAL_ERROR = 2
    FLOW_CONTROL_ERROR = 3
    SETTINGS_TIMEOUT = 4
    STREAM_CLOSED = 5
    FRAME_SIZE_ERROR = 6
    REFUSED_STREAM = 7
    CANCEL = 8
    COMPRESSION_ERROR = 9
    CONNECT_ERROR = 10
    ENHANCE_YOUR_CALM = 11
    INADEQUATE_SECURITY = 12
    HTTP_1_1_REQUIRED = 13


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """Return a whole frame."""
    size = len(payload)
    return HEADER.pack(size >> 16, size & 0xFFFF, kind, flags, stream) + payload


def data_header(stream: int, size: int, flags: int) -> bytes:
    """Return what stands before the bytes of a DATA frame."""
    return HEADER.pack(size >> 16, size & 0xFFFF, Kind.DATA, flags, stream)


def headers(stream: int, block: bytes, flags: int, most_bytes: int) -> bytes:
    """Return a header block in one frame, or in as many as the peer's largest frame makes necessary."""
    if len(block) <= most_bytes:
        return frame(Kind.HEADERS, flags | END_HEADERS, stream, block)
    parts = [block[at : at + most_bytes] for at in range(0, len(block), most_bytes)]
    written = [frame(Kind.HEADERS, flags, stream, parts[0])]
    written += [frame(Kind.CONTINUATION, 0, stream, part) for part in parts[1:-1]]
    return b"".join((*written, frame(Kind.CONTINUATION, END_HEADERS, stream, parts[-1])))


def settings(values: dict[int, int]) -> bytes:
    """Return what one side announces."""
    payload = b"".join(struct.pack(">HI", key, value) for key, value in values.items())
    return frame(Kind.SETTINGS, 0, CONNECTION, payload)


def window_update(stream: int, credit: int) -> bytes:
    """Return the leave to send more bytes."""
    return frame(Kind.WINDOW_UPDATE, 0, stream, credit.to_bytes(4, "big"))


def reset(stream: int, code: Code) -> bytes:
    """Return the end of a stream that is not at its end."""
    return frame(Kind.RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def goaway(last_stream: int, code: Code, text: str = "") -> bytes:
    """Return the end of a connection, with the last stream that was taken."""
    return frame(Kind.GOAWAY, 0, CONNECTION, struct.pack(">II", last_stream, code) + text.encode()[:200])
