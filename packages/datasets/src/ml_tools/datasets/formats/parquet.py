"""Reads Parquet and Arrow files, with the types that they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import ipc, parquet
from ml_tools.datasets.columns import refusal
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.rejections import Rejections
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.sizes import too_large
from ml_tools.datasets_interface import UnreadableData

__all__ = ["read_arrow", "read_parquet"]

_UNREADABLE: Final = (pa.ArrowException, OSError, UnicodeDecodeError, ValueError, OverflowError, IndexError, KeyError)


def read_parquet(file: IO[bytes], sink: Sink, *, max_bytes: int) -> Reading:
    """Read a Parquet file, which may not grow beyond `max_bytes` in memory.

    Raises:
        UnreadableData: It is none, or a damaged one.
        brolly.ResourceExhausted: It is larger.
    """
    return _read(_parquet(file, max_bytes), sink, max_bytes, what="Parquet", format="parquet")


def read_arrow(file: IO[bytes], sink: Sink, *, max_bytes: int) -> Reading:
    """Read an Arrow file, an Arrow stream or a Feather file, as `read_parquet` does Parquet."""
    return _read(_arrow(file), sink, max_bytes, what="Arrow", format="arrow")


def _read(
    batches: Iterator[pa.Schema | pa.RecordBatch], sink: Sink, max_bytes: int, *, what: str, format: str
) -> Reading:
    """Write what comes: first a schema, then batches."""
    rows = size = 0
    for batch in _readable(batches, what=what, format=format):
        brolly.checkpoint()
        if isinstance(batch, pa.Schema):
            if found := refusal(batch.names):
                raise UnreadableData(found, format=format)
            sink.begin(batch)
            continue
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if size > max_bytes:
            raise too_large(f"{what} data that is", max_bytes)
        sink.write(batch)
    if not rows:
        raise UnreadableData("expected a table, got no rows", format=format)
    return Reading(format=format, rejections=Rejections(), notes=[])


def _readable(
    batches: Iterator[pa.Schema | pa.RecordBatch], *, what: str, format: str
) -> Iterator[pa.Schema | pa.RecordBatch]:
    try:
        for batch in batches:
            if isinstance(batch, pa.RecordBatch):
                batch.validate(full=True)
            else:
                _decode_names(pa.struct(list(batch)))
            yield batch
    except _UNREADABLE as error:
        first = (str(error).splitlines() or [""])[0][:200]
        text = f"expected a whole {what} file, got one that cannot be read: {first}"
        raise UnreadableData(text, format=format) from error


def _decode_names(type_: Any) -> None:
    """Raise UnicodeDecodeError for a name of a field or a time zone, however deep, that is not UTF-8."""
    _ = getattr(type_, "tz", None)
    for field in map(type_.field, range(type_.num_fields)):
        _ = field.name
        _decode_names(field.type)
    if pa.types.is_dictionary(type_):
        _decode_names(type_.value_type)


def _parquet(file: IO[bytes], max_bytes: int) -> Iterator[pa.Schema | pa.RecordBatch]:
    with parquet.ParquetFile(file) as source:
        schema = source.schema_arrow.remove_metadata()
        yield schema
        if source.metadata.num_rows * len(schema.names) > max_bytes:
            raise too_large("a Parquet file that holds a table", max_bytes)
        for batch in source.iter_batches():
            yield batch.replace_schema_metadata(None)


def _arrow(file: IO[bytes]) -> Iterator[pa.Schema | pa.RecordBatch]:
    reader: Any = _arrow_reader(file)
    schema = reader.schema.remove_metadata()
    yield schema
    if isinstance(reader, ipc.RecordBatchFileReader):
        batches: Any = (reader.get_batch(at) for at in range(reader.num_record_batches))
    else:
        batches = reader
    for batch in batches:
        yield batch.replace_schema_metadata(None)


def _arrow_reader(file: IO[bytes]) -> Any:
    file.seek(0)
    is_file = file.read(6) == b"ARROW1"
    file.seek(0)
    return ipc.open_file(file) if is_file else ipc.open_stream(file)
