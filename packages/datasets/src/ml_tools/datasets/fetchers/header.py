"""The header of a delimited text: which character separates the cells, and what the columns are called."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO, Final

import msgspec

from ml_tools.datasets.columns import refusal
from ml_tools.datasets.fetchers.rows import Row, rows
from ml_tools.datasets_interface import UnreadableData

__all__ = ["Header", "read_header"]

_DELIMITERS: Final = (",", "\t", ";", "|")
_MAX_CHARACTERS: Final = 1024**2
_QUOTED: Final = re.compile(r'"[^"]*"?')
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d*)?")


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the first row says."""

    names: tuple[str, ...]
    delimiter: str
    size_bytes: int
    """Of the header and the blank lines above it."""
    next_line: int
    """The line behind it, from 1."""
    notes: tuple[str, ...]


def read_header(text: IO[str], *, format: str) -> Header:
    """Read the first row of a text that keeps its line ends.

    Raises:
        UnreadableData: There is none, or columns cannot be called so.
    """
    taken: list[str] = []
    lines = _lines(text, taken, format)
    first = next((line for line in lines if line.strip("\r\n")), None)
    if first is None:
        raise UnreadableData("expected a table, got a file of blank lines", format=format)
    delimiter = _delimiter(first, format)
    row = next(rows(chain([first], lines), delimiter, first_line=len(taken)))
    names, notes = _named(_cells(row, delimiter, format))
    if found := refusal(names):
        raise UnreadableData(f"header: {found}", format=format, line=row.line)
    size = sum(len(line.encode()) for line in taken)
    return Header(names=names, delimiter=delimiter, size_bytes=size, next_line=len(taken) + 1, notes=notes)


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


def _delimiter(line: str, format: str) -> str:
    """Return the character that stands between cells: the most frequent, and for tsv a tab whenever there is one."""
    bare = _QUOTED.sub("", line)
    if format == "tsv" and "\t" in bare:
        return "\t"
    return max(_DELIMITERS, key=bare.count)


def _cells(row: Row, delimiter: str, format: str) -> list[str]:
    try:
        (cells,) = csv.reader([row.text], delimiter=delimiter)
    except (csv.Error, ValueError) as error:
        raise UnreadableData(f"header: {error}", format=format, line=row.line) from error
    if not row.is_closed:
        found = f"expected a header, got a quote in line {row.line} that is never closed"
        raise UnreadableData(found, format=format, line=row.line)
    return cells


def _named(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
