"""Records out of files: one way for folders, for buckets and for what is pushed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import IO, Any, Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import arrays_of, batch_of, types_of
from ml_tools.datasets.formats import Bounds, Reading, Spool, SpoolSink, checked, named_format, read, unpacked
from ml_tools.datasets.ingestion.records import MAX_PAYLOAD
from ml_tools.datasets_interface import ParseOptions, RejectedRow, UnreadableData

__all__ = ["FileRow", "check_options", "is_table", "rows_of"]

_TABLES: Final = ("csv", "tsv", "jsonl", "json", "parquet", "arrow", "excel")
_MAX_REJECTED: Final = 10_000
_STEP_ROWS: Final = 500
_BOM: Final = "\ufeff"


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a file, or what cannot be one."""

    number: int
    """From 1, of all rows that are not blank; 0 for the file as a whole, which cannot be read."""
    payload: str
    """As JSON; as it stands in the file where it is refused."""
    refused: str = ""
    """Why it cannot be read; empty when it can."""


def is_table(name: str, options: ParseOptions | None) -> bool:
    """Tell whether a file of this name is to be read."""
    return named_format(name) in _TABLES or (options is not None and options.format is not None)


def check_options(options: ParseOptions | None) -> None:
    """Raise `brolly.InvalidArgument` when files cannot be read so."""
    found = checked(options)
    if found.format is not None and found.format not in _TABLES:
        known = ", ".join(_TABLES)
        raise brolly.InvalidArgument(f"options.format: expected one of {known}, got {found.format!r}")


def rows_of(file: IO[bytes], name: str, bounds: Bounds, options: ParseOptions | None) -> Generator[FileRow]:
    """Return the rows of a file, of which few are in memory at once; it blocks.

    Lines of JSON are taken as they are, others are read as tables are. A file that cannot be read is one row that is
    refused.
    """
    format_ = (options and options.format) or named_format(name)
    try:
        if format_ == "jsonl" and _says_nothing_more(options) and file.read(2) != b"PK":
            with unpacked(file, format_, bounds) as plain:
                yield from _lines(plain)
        else:
            yield from _table(file, name, bounds, options or ParseOptions())
    except (brolly.InvalidArgument, brolly.ResourceExhausted, brolly.FailedPrecondition) as error:
        yield FileRow(number=0, payload="", refused=str(error))


def _says_nothing_more(options: ParseOptions | None) -> bool:
    return options is None or msgspec.structs.replace(options, format=None) == ParseOptions()


def _lines(file: IO[bytes]) -> Iterator[FileRow]:
    """Return lines; of one that is longer than a record may be, only the begin, which is refused then."""
    file.seek(0)
    number = 0
    while line := file.readline(MAX_PAYLOAD + 2):
        number += 1
        if text := line.decode(errors="replace").strip().removeprefix(_BOM):
            yield FileRow(number=number, payload=text)
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_PAYLOAD)


def _table(file: IO[bytes], name: str, bounds: Bounds, options: ParseOptions) -> Iterator[FileRow]:
    share = 1.0 if options.max_rejected_share is None else options.max_rejected_share
    options = msgspec.structs.replace(options, kept_rejected_rows=_MAX_REJECTED, max_rejected_share=share)
    with Spool.opened(bounds.folder) as spool:
        rejected = _rejected(read(file, name, SpoolSink(spool), bounds, options))
        number = 0
        for row in _payloads(spool):
            number += 1
            while (bad := rejected.pop(number, None)) is not None:
                yield _refused(number, bad)
                number += 1
            yield FileRow(number=number, payload=row)
        for number, bad in sorted(rejected.items()):
            yield _refused(number, bad)


def _rejected(reading: Reading) -> dict[int, RejectedRow]:
    """Return the rows that cannot be read, by their numbers."""
    rejections = reading.rejections
    if rejections.count > len(rejections.rows):
        first = rejections.rows[0]
        text = f"expected at most {len(rejections.rows)} rows that cannot be read, got {rejections.count}"
        text = f"{text}; the first is line {first.line}: {first.reason}"
        raise UnreadableData(text, format=reading.format, line=first.line)
    return dict(zip(rejections.numbers, rejections.rows, strict=True)) if rejections.rows else {}


def _refused(number: int, row: RejectedRow) -> FileRow:
    return FileRow(number=number, payload=row.text or "", refused=f"line {row.line}: {row.reason}")


def _payloads(spool: Spool) -> Iterator[str]:
    for batch in spool.batches():
        plain = _plain(batch)
        for begin in range(0, plain.num_rows, _STEP_ROWS):
            for row in plain.slice(begin, _STEP_ROWS).to_pylist():
                yield msgspec.json.encode(row).decode()[: MAX_PAYLOAD + 1]


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose times are of microseconds: Python knows no shorter ones."""
    columns: list[Any] = [_microseconds(column) for column in arrays_of(batch)]
    types = [column.type for column in columns]
    if types == types_of(batch.schema):
        return batch
    return batch_of(columns, pa.schema(list(zip(batch.schema.names, types, strict=True))))


def _microseconds(column: Any) -> Any:
    type_ = column.type
    if pa.types.is_timestamp(type_) and type_.unit == "ns":
        return column.cast(pa.timestamp("us", type_.tz), safe=False)
    if pa.types.is_time64(type_) and type_.unit == "ns":
        return column.cast(pa.time64("us"), safe=False)
    if pa.types.is_duration(type_) and type_.unit == "ns":
        return column.cast(pa.duration("us"), safe=False)
    return column
