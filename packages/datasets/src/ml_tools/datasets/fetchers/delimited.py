"""Reads CSV and TSV: cells as they stand there, in columns of text."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import csv
from ml_tools.datasets.fetchers.formats import BOM
from ml_tools.datasets.fetchers.header import Header, read_header
from ml_tools.datasets.fetchers.inference import inferred
from ml_tools.datasets.fetchers.reading import Reading
from ml_tools.datasets.fetchers.rejections import Rejections
from ml_tools.datasets.fetchers.rows import Row, rows
from ml_tools.datasets.fetchers.text import check_text
from ml_tools.datasets_interface import RejectedRow, UnreadableData

__all__ = ["read_delimited"]

_BLOCK_BYTES: Final = 4 * 1024**2


def read_delimited(file: IO[bytes], *, format: str) -> Reading:
    """Read a delimited text.

    Args:
        file: Read from its begin.
        format: What its name says: csv or tsv. The header has the last word.

    Raises:
        UnreadableData: It is none.
    """
    quotes = check_text(file, format=format)
    start = _start(file)
    with _text(file, start) as text:
        header = read_header(text, format=format)
    found = "tsv" if header.delimiter == "\t" else "csv"
    start += header.size_bytes
    if quotes % 2:
        _check_closed(file, start, header, found)
    table, rejections = _table(file, start, header, has_quotes=quotes > 0, format=found)
    if not table.num_rows and not rejections.count:
        raise UnreadableData("expected rows after the header, got none", format=found, line=header.next_line - 1)
    rejections.check(table.num_rows, format=found)
    notes = list(header.notes)
    if header.delimiter not in {",", "\t"}:
        notes.append(f"cells are separated by {header.delimiter!r}")
    columns = [
        inferred(name, column, notes, decimal_comma=header.delimiter == ";")
        for name, column in zip(header.names, table.columns, strict=True)
    ]
    table = pa.Table.from_arrays(columns, list(header.names))
    return Reading(table=table, format=found, rejections=rejections, notes=notes)


def _start(file: IO[bytes]) -> int:
    """Return where the text begins, behind a byte order mark."""
    file.seek(0)
    return len(BOM) if file.read(len(BOM)) == BOM else 0


@contextmanager
def _text(file: IO[bytes], start: int) -> Generator[io.TextIOWrapper]:
    """Read the bytes as text that keeps its line ends; they stay open behind it."""
    file.seek(start)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()


def _check_closed(file: IO[bytes], start: int, header: Header, format: str) -> None:
    """Raise when the last row has a quote that is never closed: it would swallow all rows behind it."""
    with _text(file, start) as text:
        for row in rows(text, header.delimiter, first_line=header.next_line):
            if not row.is_closed:
                found = f"expected every quote to be closed, got one in line {row.line} that is not"
                raise UnreadableData(found, format=format, line=row.line)


def _table(
    file: IO[bytes], start: int, header: Header, *, has_quotes: bool, format: str
) -> tuple[pa.Table, Rejections]:
    """Read all cells as text; rows with another number of cells are put aside."""
    rejections = _NumberedRejections()
    names = list(header.names)
    schema = pa.schema([(name, pa.string()) for name in names])
    batches = list[pa.RecordBatch]()
    file.seek(start)
    try:
        with csv.open_csv(
            file,
            csv.ReadOptions(use_threads=False, column_names=names, block_size=_BLOCK_BYTES),  # threads number no rows
            csv.ParseOptions(
                delimiter=header.delimiter, newlines_in_values=has_quotes, invalid_row_handler=rejections.handle
            ),
            csv.ConvertOptions(column_types=schema, strings_can_be_null=False, check_utf8=False),
        ) as reader:
            for batch in reader:
                brolly.checkpoint()
                batches.append(batch)
    except pa.ArrowInvalid as error:
        if "Empty CSV" not in str(error):
            raise _unreadable(error, format) from error
    with _text(file, start) as text:
        rejections.find_lines(rows(text, header.delimiter, first_line=header.next_line))
    return pa.Table.from_batches(batches, schema), rejections


class _NumberedRejections(Rejections):
    """Rows that pyarrow puts aside: it numbers the rows that are not blank, but tells no lines."""

    def __init__(self) -> None:
        super().__init__()
        self._reasons: dict[int, str] = {}

    def handle(self, row: Any) -> str:
        """Put a row aside."""
        self.count += 1
        if len(self._reasons) < self.KEPT:
            self._reasons[row.number] = f"expected {row.expected_columns} cells, got {row.actual_columns}"
        return "skip"

    def find_lines(self, found: Iterator[Row]) -> None:
        """Find the lines of the first of them among all rows."""
        last = max(self._reasons, default=0)
        for number, row in enumerate(islice(found, last), 1):
            if number in self._reasons:
                self.rows.append(RejectedRow(line=row.line, reason=self._reasons[number]))


def _unreadable(error: Exception, format: str) -> UnreadableData:
    if "straddling" in str(error):
        found = f"expected rows of at most {_BLOCK_BYTES} bytes, got a longer one; is a quote not closed?"
        return UnreadableData(found, format=format)
    return UnreadableData(f"expected {format}, got what cannot be read: {str(error)[:200]}", format=format)
