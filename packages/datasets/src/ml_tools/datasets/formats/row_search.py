"""Finds rows of a delimited text by their numbers, and the lines that they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Final

import brolly
from ml_tools.datasets.formats.dialect import Dialect, as_text
from ml_tools.datasets.formats.rows import Row, rows

__all__ = ["wanted_rows"]

_CHUNK_BYTES: Final = 4 * 1024**2


def wanted_rows(file: IO[bytes], dialect: Dialect, numbers: Sequence[int]) -> Iterator[tuple[int, Row]]:
    """Return the rows of these numbers, which count from 1 and grow, each with its number.

    As long as each line is a row, lines are only counted; from the first that is not, rows are read one by one.

    Args:
        file: The text.
        dialect: How its cells are written.
        numbers: Of the wanted rows, blank ones not counted.
    """
    waiting = list(reversed(numbers))
    begin, before = dialect.start, 0
    while waiting:
        brolly.checkpoint()
        lines = _lines(file, begin, dialect.quote)
        if lines is None:
            break
        count = lines.count(b"\n")
        wanted = _taken(waiting, before + count)
        if wanted:
            texts = lines.split(b"\n")
            for number in wanted:
                text = texts[number - before - 1].decode(errors="replace")
                yield number, Row(line=dialect.first_line + number - 1, text=text, is_closed=True)
        begin, before = begin + len(lines), before + count
    if waiting:
        yield from _one_by_one(file, dialect, waiting, begin, before)


def _one_by_one(
    file: IO[bytes], dialect: Dialect, waiting: Sequence[int], begin: int, before: int
) -> Iterator[tuple[int, Row]]:
    wanted = set(waiting)
    with as_text(file, begin) as text:
        found = rows(text, dialect.delimiter, first_line=dialect.first_line + before, quote=dialect.quote)
        for number, row in enumerate(islice(found, waiting[0] - before), before + 1):
            if number in wanted:
                yield number, row


def _lines(file: IO[bytes], begin: int, quote: str) -> bytes | None:
    """Return the next lines, each of which is a row; `None` where that is not sure, and at the end."""
    file.seek(begin)
    chunk = file.read(_CHUNK_BYTES)
    lines = chunk[: chunk.rfind(b"\n") + 1]
    has_returns = lines.count(b"\r") != lines.count(b"\r\n")
    has_blanks = lines.startswith((b"\n", b"\r\n")) or b"\n\n" in lines or b"\n\r\n" in lines
    if not lines or has_returns or has_blanks or (quote and quote.encode() in lines):
        return None
    return lines


def _taken(waiting: list[int], last: int) -> list[int]:
    """Take away the numbers up to the last one, in order."""
    taken: list[int] = []
    while waiting and waiting[-1] <= last:
        taken.append(waiting.pop())
    return taken
