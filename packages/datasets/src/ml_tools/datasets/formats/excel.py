"""Reads the sheets of workbooks: xlsx, xlsm, xlsb, xls and ods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final

import brolly
from ml_tools.datasets.formats.archives import opened_archive
from ml_tools.datasets.formats.extras import extra
from ml_tools.datasets.formats.header import named
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.records import Records
from ml_tools.datasets.formats.rejections import NumberedRejections
from ml_tools.datasets.formats.rows import Row
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.spool import Spool
from ml_tools.datasets_interface import ParseOptions, UnreadableData

__all__ = ["read_excel"]

_MAX_CELLS: Final = 20_000_000


def read_excel(file: IO[bytes], sink: Sink, *, options: ParseOptions, folder: Path, max_bytes: int) -> Reading:
    """Read one sheet of a workbook, whose first row that is not blank names the columns.

    Raises:
        UnreadableData: It is none, or has no such sheet.
        brolly.FailedPrecondition: The library that reads it is not installed.
        brolly.ResourceExhausted: It has too many cells.
    """
    _check_archive(file, folder, max_bytes)
    cells = _sheet(file, options)
    begin = next((at for at, row in enumerate(cells) if any(cell != "" for cell in row)), None)
    if begin is None:
        raise UnreadableData("expected a table, got a sheet of blank cells", format="excel")
    if options.header is False:
        names, notes = tuple(f"column_{number}" for number in range(1, len(cells[begin]) + 1)), list[str]()
    else:
        found, noted = named([_text(cell) for cell in cells[begin]])
        names, notes, begin = found, list(noted), begin + 1
    _check_names(names)
    rejections = NumberedRejections(options)
    with Spool.opened(folder) as spool:
        records = Records(spool, max_bytes=max_bytes, format="excel")
        for _, row in _rows(cells, begin):
            brolly.checkpoint()
            records.add(dict(zip(names, map(_value, row), strict=True)))
        if not records.row_count:
            raise UnreadableData("expected rows after the header, got none", format="excel", line=begin)
        good_rows = records.write(sink, options, rejections, notes)
    shown = (Row(line=line, text=",".join(map(_text, row)), is_closed=True) for line, row in _rows(cells, begin))
    rejections.find_lines(shown)
    rejections.check(good_rows, format="excel")
    return Reading(format="excel", rejections=rejections, notes=notes)


def _check_archive(file: IO[bytes], folder: Path, max_bytes: int) -> None:
    """Raise when a workbook that is a zip archive is a bomb."""
    file.seek(0)
    if file.read(2) == b"PK":
        with opened_archive(file, folder, max_bytes):
            pass
    file.seek(0)


def _sheet(file: IO[bytes], options: ParseOptions) -> list[list[Any]]:
    calamine = extra("python_calamine", "excel", "reading a workbook")
    try:
        book = calamine.CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
        if not names or (options.sheet is not None and options.sheet not in names):
            known = ", ".join(map(repr, names[:20])) or "none"
            text = f"expected a sheet of the workbook, which has {known}, got {(options.sheet or '')[:60]!r}"
            raise UnreadableData(text, format="excel")
        sheet = book.get_sheet_by_name(options.sheet or names[0])
        if (count := sheet.total_height * sheet.total_width) > _MAX_CELLS:
            raise brolly.ResourceExhausted(
                f"expected a sheet of at most {_MAX_CELLS} cells, got {count}; save it as CSV"
            )
        return sheet.to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError, OSError, IndexError) as error:
        text = f"expected a workbook of Excel or OpenDocument, got one that cannot be read: {str(error)[:200]}"
        raise UnreadableData(text, format="excel") from error


def _check_names(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise UnreadableData("header: expected columns of distinct names, got one twice", format="excel")


def _rows(cells: list[list[Any]], begin: int) -> Iterator[tuple[int, list[Any]]]:
    """Return the rows that are not blank, each with its line from 1."""
    for line, row in enumerate(cells[begin:], begin + 1):
        if any(cell != "" for cell in row):
            yield line, row


def _value(cell: Any) -> Any:
    """Return a cell as JSON would have it: Excel has no whole numbers, and blank cells are empty texts."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, bool | int | float):
        return cell
    return None if cell == "" else _text(cell)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(_value(cell)) if isinstance(cell, float) else str(cell)
