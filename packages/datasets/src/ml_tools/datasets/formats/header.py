"""The header of a delimited text: which character separates the cells, and what the columns are called."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import IO, Final

import msgspec

from ml_tools.datasets.columns import refusal
from ml_tools.datasets.formats.rows import Row, rows
from ml_tools.datasets_interface import ParseOptions, UnreadableData

__all__ = ["Header", "named", "read_header"]

_DELIMITERS: Final = (",", "\t", ";", "|")
_MAX_CHARACTERS: Final = 1024**2
_NUMBER: Final = re.compile(r"[+-]?\d{1,300}(\.\d*)?", re.ASCII)
_NO_HEADER: Final = (
    "the first line is of numbers, and taken as a row: columns are called column_1 and so on; "
    "say header = true if it names them"
)


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the first row says, and how cells are written."""

    names: tuple[str, ...]
    delimiter: str
    quote: str
    """Empty where cells are never quoted."""
    size_bytes: int
    """Of the header and the lines above it."""
    next_line: int
    """The line behind it, from 1."""
    notes: tuple[str, ...]


def read_header(text: IO[str], *, format: str, options: ParseOptions) -> Header:
    """Read the first row of a text that keeps its line ends.

    Raises:
        UnreadableData: There is none, or columns cannot be called so.
    """
    taken: list[str] = []
    lines = _lines(text, taken, format)
    for _ in islice(lines, options.skip_lines or 0):
        pass
    quote = '"' if options.quote is None else options.quote
    above, first = _first(lines, taken, format)
    delimiter = options.delimiter or _delimiter(first, format, quote)
    row = next(rows(chain([first], lines), delimiter, first_line=len(taken), quote=quote))
    cells = _cells(row, delimiter, quote, format)
    if is_row := options.header is False or (options.header is None and _is_row(cells)):
        names = tuple(f"column_{number}" for number in range(1, len(cells) + 1))
        notes = () if options.header is False else (_NO_HEADER,)
        taken = taken[:above]
    else:
        names, notes = named(cells)
    if found := refusal(names):
        raise UnreadableData(f"header: {found}", format=format, line=row.line)
    return Header(
        names=names,
        delimiter=delimiter,
        quote=quote,
        size_bytes=sum(len(line.encode()) for line in taken),
        next_line=row.line if is_row else len(taken) + 1,
        notes=notes,
    )


def _first(lines: Iterator[str], taken: list[str], format: str) -> tuple[int, str]:
    """Return the first line that is not blank, and how many stand above it."""
    for line in lines:
        if line.strip("\r\n"):
            return len(taken) - 1, line
    raise UnreadableData("expected a table, got a file of blank lines", format=format)


def _is_row(cells: Sequence[str]) -> bool:
    """Tell whether a first row holds numbers that count no columns, so that it is no header."""
    numbers = [cell.strip() for cell in cells]
    if len(numbers) < 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return False
    if len(set(numbers)) < len(numbers) or any("." in number for number in numbers):
        return True
    return any(int(b) - int(a) != 1 for a, b in pairwise(numbers))


def _lines(text: IO[str], taken: list[str], format: str) -> Iterator[str]:
    """Return the lines, each of which is taken down."""
    left = _MAX_CHARACTERS
    while line := text.readline(left + 1):
        left -= len(line)
        if left < 0:
            found = f"expected a header of at most {_MAX_CHARACTERS} characters, got more; is a quote not closed?"
            raise UnreadableData(found, format=format, line=len(taken) + 1)
        taken.append(line)
        yield line


def _delimiter(line: str, format: str, quote: str) -> str:
    """Return the character that stands between cells: the most frequent, and for tsv a tab whenever there is one."""
    quoted = re.escape(quote)
    bare = re.sub(f"{quoted}[^{quoted}]*{quoted}?", "", line) if quote else line
    if format == "tsv" and "\t" in bare:
        return "\t"
    return max(_DELIMITERS, key=bare.count)


def _cells(row: Row, delimiter: str, quote: str, format: str) -> list[str]:
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    try:
        (cells,) = csv.reader([row.text], delimiter=delimiter, quotechar=quote or None, quoting=quoting)
    except (csv.Error, ValueError) as error:
        raise UnreadableData(f"header: {error}", format=format, line=row.line) from error
    if not row.is_closed:
        found = f"expected a header, got a quote in line {row.line} that is never closed"
        raise UnreadableData(found, format=format, line=row.line)
    return cells


def named(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the cells of a header call the columns, and notes of what had to be done for that."""
    names = tuple(cell.strip() or f"column_{number}" for number, cell in enumerate(cells, 1))
    notes = [
        f"column {number} has no name in the header, and is called column_{number}"
        for number, cell in enumerate(cells, 1)
        if not cell.strip()
    ]
    if trimmed := sum(cell != cell.strip() != "" for cell in cells):
        notes.append(f"white space around the names of {trimmed} columns was removed")
    if all(_NUMBER.fullmatch(name) for name in names):
        notes.append("all names of columns are numbers: the first line is taken as the header, is it a row?")
    return names, tuple(notes)
