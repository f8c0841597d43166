"""Reads CSV and TSV: cells as they stand there, in columns of text, which become columns of values."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import arrays_of
from ml_tools.datasets.formats.conversion import columns_of, convert
from ml_tools.datasets.formats.dialect import Dialect, as_text
from ml_tools.datasets.formats.direct import read_directly
from ml_tools.datasets.formats.forced import Forced
from ml_tools.datasets.formats.header import Header, read_header
from ml_tools.datasets.formats.inference import Inference
from ml_tools.datasets.formats.known import BOM
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.rejections import NumberedRejections
from ml_tools.datasets.formats.row_search import wanted_rows
from ml_tools.datasets.formats.rows import rows
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.sizes import LARGE_BYTES
from ml_tools.datasets.formats.spool import Spool
from ml_tools.datasets.formats.text import check_text
from ml_tools.datasets_interface import ParseOptions, UnreadableData

__all__ = ["read_delimited"]


def read_delimited(file: IO[bytes], sink: Sink, *, format: str, options: ParseOptions, folder: Path) -> Reading:
    """Read a delimited text in UTF-8.

    A large one is read into values at once, by types that its begin suggests; where they do not hold, or a row is to be
    put aside, it is read again with more care, as a small one is.

    Args:
        file: Read from its begin.
        sink: Gets the rows.
        format: What its name says: csv or tsv. The header has the last word.
        options: How to read it.
        folder: For what does not fit into memory.

    Raises:
        UnreadableData: It is none.
    """
    start = _start(file)
    with as_text(file, start) as text:
        header = _read_header(text, file, format=format, options=options)
    found = "tsv" if header.delimiter == "\t" else "csv"
    dialect = _dialect(header, start, options)
    notes = list(header.notes)
    if header.delimiter not in {",", "\t", options.delimiter}:
        notes.append(f"cells are separated by {header.delimiter!r}")
    decimal_comma = options.decimal == "," or (options.decimal is None and header.delimiter == ";")
    columns = columns_of(header.names, options, decimal_comma=decimal_comma)
    if file.seek(0, os.SEEK_END) >= LARGE_BYTES and read_directly(file, dialect, columns, sink, notes, format=found):
        return Reading(format=found, rejections=NumberedRejections(options), notes=notes)
    columns = columns_of(header.names, options, decimal_comma=decimal_comma)
    rejections = NumberedRejections(options)
    reading = Reading(format=found, rejections=rejections, notes=notes)
    with Spool.opened(folder) as spool:
        _read_with_care(file, dialect, columns, sink, spool=spool, rejections=rejections, reading=reading)
    return reading


def _start(file: IO[bytes]) -> int:
    """Return where the text begins, behind a byte order mark."""
    file.seek(0)
    return len(BOM) if file.read(len(BOM)) == BOM else 0


def _read_header(text: Any, file: IO[bytes], *, format: str, options: ParseOptions) -> Header:
    try:
        return read_header(text, format=format, options=options)
    except UnicodeDecodeError:
        check_text(file, format=format)
        raise


def _dialect(header: Header, start: int, options: ParseOptions) -> Dialect:
    return Dialect(
        names=header.names,
        delimiter=header.delimiter,
        quote=header.quote,
        decimal=options.decimal or ".",
        missing=tuple(options.missing),
        start=start + header.size_bytes,
        first_line=header.next_line,
    )


def _read_with_care(
    file: IO[bytes],
    dialect: Dialect,
    columns: Sequence[Inference | Forced],
    sink: Sink,
    *,
    spool: Spool,
    rejections: NumberedRejections,
    reading: Reading,
) -> None:
    """Read all cells as text, find out what they are, make them such, and tell which rows were put aside, and why."""
    if check_text(file, format=reading.format, quote=dialect.quote) % 2:
        _check_closed(file, dialect, reading.format)
    count = 0
    for batch in _texts(file, dialect, rejections, reading.format):
        for column, texts in zip(columns, arrays_of(batch), strict=True):
            column.add(texts)
        spool.add(batch)
        count += batch.num_rows
    if not count and not rejections.count:
        found = "expected rows after the header, got none"
        raise UnreadableData(found, format=reading.format, line=max(1, dialect.first_line - 1))
    good_rows = convert(spool, columns, sink, rejections, reading.notes)
    rejections.tell(wanted_rows(file, dialect, rejections.numbers))
    rejections.check(good_rows, format=reading.format)


def _texts(file: IO[bytes], dialect: Dialect, rejections: NumberedRejections, format: str) -> Iterator[pa.RecordBatch]:
    """Read all cells as text; rows with another number of cells are put aside."""

    def put_aside(row: Any) -> str:
        rejections.put_aside(row.number, f"expected {row.expected_columns} cells, got {row.actual_columns}")
        return "skip"

    file.seek(dialect.start)
    try:
        with dialect.texts(file, put_aside) as reader:
            for batch in reader:
                brolly.checkpoint()
                yield batch
    except pa.ArrowInvalid as error:
        if "Empty CSV" not in str(error):
            raise dialect.unreadable(error, format) from error


def _check_closed(file: IO[bytes], dialect: Dialect, format: str) -> None:
    """Raise when the last row has a quote that is never closed: it would swallow all rows behind it."""
    with as_text(file, dialect.start) as text:
        for row in rows(text, dialect.delimiter, first_line=dialect.first_line, quote=dialect.quote):
            if not row.is_closed:
                found = f"expected every quote to be closed, got one in line {row.line} that is not"
                raise UnreadableData(found, format=format, line=row.line)
