"""Tables on their way out: a message whose first frame has every field, and whose later frames have chunks only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from google.protobuf.message import Message

from brolly.sizes import stream_bytes
from brolly.wire import arrow

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CHUNK_BYTES", "Frames", "frames", "split"]

CHUNK_BYTES: Final = 1024 * 1024
"""The most that one frame carries of a table."""
_LENGTH_DELIMITED: Final = 2
_CHUNK_TAG: Final = b"\x12"

Frames = bytes | AsyncIterator[bytes]
"""A request: one frame, or several."""


def frames(message: Message, tables: Mapping[str, pa.Table]) -> Frames:
    """Return the frames of a message and its tables: the bytes alone when they fit one frame.

    Args:
        message: Every other field; it is used up.
        tables: By name of their field, in field order.
    """
    sizes = {name: stream_bytes(table) for name, table in tables.items()}
    for name, size in sizes.items():
        getattr(message, name).size_bytes = size
    if sum(sizes.values()) > CHUNK_BYTES:
        return _asynchronously(_split(message, tables))
    for name, table in tables.items():
        getattr(message, name).chunk = b"".join(arrow.pieces(table))
    return message.SerializeToString()


def split(message: Message, tables: Mapping[str, pa.Table]) -> AsyncIterator[bytes]:
    """Return the frames of a response, also where there is only one."""
    made = frames(message, tables)
    return _asynchronously(iter((made,))) if isinstance(made, bytes) else made


async def _asynchronously(frames: Iterator[bytes]) -> AsyncIterator[bytes]:
    for frame in frames:
        yield frame


def _split(message: Message, tables: Mapping[str, pa.Table]) -> Iterator[bytes]:
    fields = message.SerializeToString()
    for name, table in tables.items():
        number = message.DESCRIPTOR.fields_by_name[name].number
        outer = _varint(number << 3 | _LENGTH_DELIMITED)
        for length, parts in _chunks(arrow.pieces(table)):
            inner = _CHUNK_TAG + _varint(length)
            yield b"".join((fields, outer, _varint(len(inner) + length), inner, *parts))
            fields = b""


def _chunks(pieces: list[memoryview]) -> Iterator[tuple[int, list[memoryview]]]:
    """Cut and join the pieces into chunks: the length of each and what it is made of."""
    length, parts = 0, list[memoryview]()
    for whole in pieces:
        piece = whole
        while length + piece.nbytes > CHUNK_BYTES:
            room = CHUNK_BYTES - length
            yield CHUNK_BYTES, [*parts, piece[:room]]
            length, parts, piece = 0, [], piece[room:]
        if piece.nbytes:
            length += piece.nbytes
            parts.append(piece)
    if parts:
        yield length, parts


def _varint(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)
