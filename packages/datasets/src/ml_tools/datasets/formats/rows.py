"""The lines that the rows of a delimited text are in: a row spans several when a quoted cell does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

import brolly

__all__ = ["Row", "rows"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is not blank, as it stands there."""

    line: int
    text: str
    is_closed: bool
    """False for a last row with a quote that is never closed."""


def rows(lines: Iterable[str], delimiter: str, *, first_line: int, quote: str = '"') -> Iterator[Row]:
    """Return the rows, without the blank lines between them; an empty quote is none."""
    line, begun, quoted = first_line, list[str](), False
    for number, text in enumerate(lines, first_line):
        brolly.checkpoint()
        if not begun:
            if not text.strip("\r\n"):
                continue
            line = number
        begun.append(text)
        quoted = quote != "" and _is_quoted_after(text, delimiter, quote, quoted=quoted)
        if not quoted:
            yield Row(line=line, text="".join(begun), is_closed=True)
            begun = []
    if begun:
        yield Row(line=line, text="".join(begun), is_closed=False)


def _is_quoted_after(line: str, delimiter: str, quote: str, *, quoted: bool) -> bool:
    """Tell whether the end of a line is within quotes, which begin only where a cell does."""
    closed = -2
    at = line.find(quote)
    while at >= 0:
        if quoted:
            quoted, closed = False, at
        elif at == 0 or line[at - 1] == delimiter or at == closed + 1:
            quoted = True
        at = line.find(quote, at + 1)
    return quoted
