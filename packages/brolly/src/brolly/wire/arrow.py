"""Arrow IPC streams: written without a copy, read only after a stranger's bytes were checked in full."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from io import IOBase

    import pyarrow as pa

__all__ = ["WrongTable", "pieces", "read"]


class WrongTable(ValueError):
    """A peer's table is not what was agreed: `InvalidArgument` in a request, `DataLoss` in an answer."""


class _Pieces:
    """A file that keeps what is written as it is: buffers of the table itself, and the few bytes between them."""

    closed: Final = False

    def __init__(self) -> None:
        self.written: list[memoryview] = []

    def write(self, piece: bytes | pa.Buffer) -> int:
        view = memoryview(piece)
        self.written.append(view)
        return view.nbytes

    def flush(self) -> None: ...

    def close(self) -> None: ...


def pieces(table: pa.Table) -> list[memoryview]:
    """Return the table as an Arrow IPC stream, in pieces that share the memory of the table."""
    import pyarrow as pa

    sink = _Pieces()
    with pa.PythonFile(cast("IOBase", sink), mode="w") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
    return sink.written


def read(stream: pa.Buffer) -> pa.Table:
    """Return the table of an Arrow IPC stream, sharing its memory, after validating it in full.

    A reader trusts offsets and lengths, and bad ones crash the process, so nobody sees a table before this.

    Raises:
        WrongTable: The bytes are no Arrow IPC stream, are compressed, or hold values that are not valid.
    """
    import pyarrow as pa

    try:
        for message in pa.ipc.MessageReader.open_stream(stream):
            if _is_compressed(message.metadata.to_pybytes()):
                raise WrongTable(
                    "expected an Arrow stream whose buffers are not compressed, as their size is unknown before; "
                    "write it with compression=None"
                )
        table = pa.ipc.open_stream(stream).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, struct.error) as error:
        raise WrongTable(f"expected a valid Arrow IPC stream: {error}") from error
    return table


_RECORD_BATCH: Final = 3
_DICTIONARY_BATCH: Final = 2


def _is_compressed(metadata: bytes) -> bool:
    """Look up `compression` in the flatbuffer of a message.

    pyarrow does not tell. The layout is that of Message.fbs of the Arrow format: Message has header_type at index 1
    and header at 2, DictionaryBatch has its RecordBatch at 1, RecordBatch has compression at 3.
    """
    message = struct.unpack_from("<I", metadata, 0)[0]
    kind = _field(metadata, message, 1)
    header = _field(metadata, message, 2)
    if kind is None or header is None or metadata[kind] not in (_RECORD_BATCH, _DICTIONARY_BATCH):
        return False
    batch = _follow(metadata, header)
    if metadata[kind] == _DICTIONARY_BATCH:
        data = _field(metadata, batch, 1)
        if data is None:
            return False
        batch = _follow(metadata, data)
    return _field(metadata, batch, 3) is not None


def _field(buffer: bytes, table: int, index: int) -> int | None:
    vtable = table - struct.unpack_from("<i", buffer, table)[0]
    at = 4 + 2 * index
    if vtable < 0 or at >= struct.unpack_from("<H", buffer, vtable)[0]:
        return None
    offset = struct.unpack_from("<H", buffer, vtable + at)[0]
    return table + offset if 0 < offset < len(buffer) - table else None


def _follow(buffer: bytes, at: int) -> int:
    return at + struct.unpack_from("<I", buffer, at)[0]
