"""The sizes that both sides of the switch check alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brolly.errors import InvalidArgument, ResourceExhausted

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MAX_TABLE_BYTES", "check_table", "check_table_bytes", "check_tables", "stream_bytes"]

MAX_TABLE_BYTES: Final = 4 * 1024**3
"""Unless the topology says otherwise."""


def stream_bytes(table: pa.Table) -> int:
    """Return the size of the table as an Arrow IPC stream."""
    import pyarrow as pa

    sink = pa.MockOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.size()


def check_table(table: pa.Table, max_bytes: int) -> pa.Table:
    """Return the table when its Arrow IPC stream has at most `max_bytes`.

    Raises:
        InvalidArgument: It is no table.
        ResourceExhausted: It is larger.
    """
    try:
        roughly = table.nbytes
    except (AttributeError, TypeError) as error:
        raise InvalidArgument(f"expected a pyarrow.Table, got {type(table).__name__}") from error
    if roughly * 1.25 + 65_536 * (table.num_columns + 1) > max_bytes:
        check_table_bytes(stream_bytes(table), max_bytes)
    return table


def check_tables(message: object, names: tuple[str, ...], max_bytes: int) -> None:
    """Check the fields of a message that hold tables, as `check_table` does."""
    for name in names:
        check_table(getattr(message, name), max_bytes)


def check_table_bytes(size_bytes: int, max_bytes: int) -> None:
    """Raise `ResourceExhausted` when a table of so many bytes is too large."""
    if size_bytes > max_bytes:
        raise ResourceExhausted(
            f"expected a table of at most {max_bytes} bytes, got {size_bytes}; "
            "send fewer rows or raise max_table_bytes of the application in the topology"
        )
