"""Tables on their way in: frames gathered into messages, whose tables are checked before anyone sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from google.protobuf.message import Message

from brolly.sizes import check_table_bytes
from brolly.wire import arrow
from brolly.wire.arrow import WrongTable

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["receive", "receive_next"]

_OFFLOADED_BYTES: Final = 16 * 1024 * 1024
"""A table of this size or more is validated in a thread: the event loop has others to serve."""
_LENGTH_DELIMITED: Final = 2
_CHUNK_TAG: Final = b"\x12"

M = TypeVar("M", bound=Message)


async def receive(
    frames: AsyncIterator[bytes], kind: type[M], names: tuple[str, ...], max_bytes: int
) -> tuple[M, tuple[pa.Table, ...]]:
    """Gather the frames of the one message and its tables.

    Returns:
        The message, its tables left without their bytes, and the tables in the order of `names`.

    Raises:
        WrongTable: A table is missing, cut short, longer than it said or not valid.
        DecodeError: A frame is no message of the kind.
        ResourceExhausted: A table is larger than `max_bytes`.
    """
    tables = _arriving(kind, names, max_bytes)
    first = await _gather(frames, kind, tables, sized=False)
    return await _finish(kind() if first is None else first, tables)


async def receive_next(
    frames: AsyncIterator[bytes], kind: type[M], names: tuple[str, ...], max_bytes: int
) -> tuple[M, tuple[pa.Table, ...]] | None:
    """Gather the next of many messages, and leave the frames ready for the one after it.

    Returns:
        As `receive`, or `None` when there is no further message.

    Raises:
        WrongTable: As for `receive`, or a table did not tell its size, so that the end would have to be guessed.
        DecodeError: A frame is no message of the kind.
        ResourceExhausted: A table is larger than `max_bytes`.
    """
    tables = _arriving(kind, names, max_bytes)
    first = await _gather(frames, kind, tables, sized=True)
    return None if first is None else await _finish(first, tables)


def _arriving(kind: type[Message], names: tuple[str, ...], max_bytes: int) -> dict[int, _Arriving]:
    """Return the tables of a message, by the numbers of their fields."""
    return {kind.DESCRIPTOR.fields_by_name[name].number: _Arriving(name, max_bytes) for name in names}


async def _gather(
    frames: AsyncIterator[bytes], kind: type[M], tables: Mapping[int, _Arriving], *, sized: bool
) -> M | None:
    """Read frames until each table has what it told; return the message of the first of them."""
    first: M | None = None
    async for frame in frames:
        if first is None or not _take_bare_chunk(frame, tables):
            part = kind.FromString(frame)
            _take_chunks(part, tables)
            first = part if first is None else first
        if sized:
            for table in tables.values():
                table.must_tell()
        if all(table.is_complete for table in tables.values()):
            break
    return first


async def _finish(message: M, tables: Mapping[int, _Arriving]) -> tuple[M, tuple[pa.Table, ...]]:
    for table in tables.values():
        message.ClearField(table.name)
    return message, tuple([await table.finish() for table in tables.values()])


def _take_chunks(part: Message, tables: Mapping[int, _Arriving]) -> None:
    for table in tables.values():
        if part.HasField(table.name):
            sent = getattr(part, table.name)
            table.expect(sent.size_bytes)
            table.add(memoryview(sent.chunk))


def _take_bare_chunk(frame: bytes, tables: Mapping[int, _Arriving]) -> bool:
    """Take a frame that is one chunk of one table, without parsing it into a message, which would copy it twice."""
    number = frame[0] >> 3 if frame else 0
    table = tables.get(number)
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
    """One table: written into one buffer when its size was told, else kept in chunks."""

    def __init__(self, name: str, max_bytes: int) -> None:
        self.name = name
        self._max_bytes = max_bytes
        self._told = 0
        self._received = 0
        self._buffer: memoryview | None = None
        self._owner: pa.Buffer | None = None
        self._chunks: list[memoryview] = []

    def must_tell(self) -> None:
        """Refuse a table that did not tell its size: nothing else says where the message ends."""
        if not self._told:
            raise WrongTable(
                f"{self.name}.size_bytes: expected the size in the first frame of each message of the stream, got none"
            )

    def expect(self, size_bytes: int) -> None:
        if not size_bytes:
            return
        if self._told or self._received:
            raise WrongTable(f"{self.name}.size_bytes: expected it once, in the first frame of the table")
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
            raise WrongTable(f"{self.name}: expected {self._told} bytes as size_bytes says, got more")
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
            raise WrongTable(f"{self.name} is missing: expected an Arrow IPC stream in its chunks")
        if self._received < self._told:
            raise WrongTable(
                f"{self.name}: expected {self._told} bytes as size_bytes says, got {self._received}; it was cut short"
            )
        stream = pa.py_buffer(b"".join(self._chunks)) if self._owner is None else self._owner
        if self._received < _OFFLOADED_BYTES:
            return arrow.read(stream)
        return await asyncio.get_running_loop().run_in_executor(None, arrow.read, stream)
