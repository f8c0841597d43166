"""Tables in frames: one message whose first frame carries every field, and whose later frames carry chunks only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from google.protobuf.message import Message

from brolly.errors import InvalidArgument
from brolly.sizes import check_table_bytes, stream_bytes
from brolly.wire import arrow

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CHUNK_BYTES", "Frames", "frames", "receive", "split"]

CHUNK_BYTES: Final = 1024 * 1024
"""The most that one frame carries of a table."""
_OFFLOADED_BYTES: Final = 4 * 1024 * 1024
"""A received table of this size or more is validated in a thread: the event loop has others to serve."""
_LENGTH_DELIMITED: Final = 2
_CHUNK_TAG: Final = b"\x12"

Frames = bytes | AsyncIterator[bytes]
"""A request: one frame, or several."""
M = TypeVar("M", bound=Message)


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


async def receive(
    frames: AsyncIterator[bytes], kind: type[M], names: tuple[str, ...], max_bytes: int
) -> tuple[M, tuple[pa.Table, ...]]:
    """Gather the frames of one message and its tables.

    Returns:
        The message, its tables left without their bytes, and the tables in the order of `names`.

    Raises:
        InvalidArgument: A table is missing, cut short, longer than it said or not valid.
        ResourceExhausted: A table is larger than `max_bytes`.
    """
    first = kind()
    arriving = {kind.DESCRIPTOR.fields_by_name[name].number: _Arriving(name, max_bytes) for name in names}
    begun = False
    async for frame in frames:
        if not begun or not _take_bare_chunk(frame, arriving):
            part = kind.FromString(frame)
            _take_chunks(part, arriving)
            if not begun:
                first, begun = part, True
        if all(table.is_complete for table in arriving.values()):
            break
    for name in names:
        first.ClearField(name)
    return first, tuple([await table.finish() for table in arriving.values()])


def _take_chunks(part: Message, arriving: Mapping[int, _Arriving]) -> None:
    for table in arriving.values():
        if part.HasField(table.name):
            sent = getattr(part, table.name)
            table.expect(sent.size_bytes)
            table.add(memoryview(sent.chunk))


def _take_bare_chunk(frame: bytes, arriving: Mapping[int, _Arriving]) -> bool:
    """Take a frame that is one chunk of one table, without parsing it into a message, which would copy it twice."""
    number = frame[0] >> 3 if frame else 0
    table = arriving.get(number)
    if table is None or frame[0] & 0x87 != _LENGTH_DELIMITED:
        return False
    outer, at = _read_varint(frame, 1)
    if at + outer != len(frame) or frame[at : at + 1] != _CHUNK_TAG:
        return False
    inner, start = _read_varint(frame, at + 1)
    if start + inner != len(frame):
        return False
    table.add(memoryview(frame)[start:])
    return True


def _read_varint(frame: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 35, 7):
        byte = frame[at] if at < len(frame) else 0
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            break
    return value, at


class _Arriving:
    """A table on its way in: written into one buffer when its size was told, else kept in chunks."""

    def __init__(self, name: str, max_bytes: int) -> None:
        self.name = name
        self._max_bytes = max_bytes
        self._told = 0
        self._received = 0
        self._buffer: memoryview | None = None
        self._owner: pa.Buffer | None = None
        self._chunks: list[memoryview] = []

    def expect(self, size_bytes: int) -> None:
        if not size_bytes:
            return
        if self._told or self._received:
            raise InvalidArgument(f"{self.name}.size_bytes: expected it once, in the first frame of the table")
        check_table_bytes(size_bytes, self._max_bytes)
        import numpy as np
        import pyarrow as pa

        memory: Any = np.empty(size_bytes, np.uint8)  # pages are taken as they are written, and given back at the end
        self._told, self._buffer, self._owner = size_bytes, memoryview(memory), pa.py_buffer(memory)

    def add(self, chunk: memoryview) -> None:
        end = self._received + chunk.nbytes
        if self._buffer is None:
            check_table_bytes(end, self._max_bytes)
            if chunk.nbytes:
                self._chunks.append(chunk)
        elif end > self._told:
            raise InvalidArgument(f"{self.name}: expected {self._told} bytes as size_bytes says, got more")
        else:
            self._buffer[self._received : end] = chunk
        self._received = end

    @property
    def is_complete(self) -> bool:
        """True when as much has come as was told."""
        return 0 < self._told == self._received

    async def finish(self) -> pa.Table:
        import pyarrow as pa

        if not self._received:
            raise InvalidArgument(f"{self.name} is missing: expected an Arrow IPC stream in its chunks")
        if self._received < self._told:
            raise InvalidArgument(
                f"{self.name}: expected {self._told} bytes as size_bytes says, got {self._received}; it was cut short"
            )
        stream = pa.py_buffer(b"".join(self._chunks)) if self._owner is None else self._owner
        if self._received < _OFFLOADED_BYTES:
            return arrow.read(stream)
        return await asyncio.get_running_loop().run_in_executor(None, arrow.read, stream)
