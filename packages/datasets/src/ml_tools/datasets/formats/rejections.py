"""Rows that are put aside."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, islice
from typing import Final

import brolly
from ml_tools.datasets.formats.rows import Row
from ml_tools.datasets_interface import ParseOptions, RejectedRow, UnreadableData

__all__ = ["NumberedRejections", "Rejections"]

_TEXT: Final = 200
_KEPT: Final = 100
_MAX_KEPT_BYTES: Final = 2 * 1024**2  # they travel in one message
_MAX_SHARE: Final = 0.1


class Rejections:
    """Counts rows that cannot be read, and keeps the first of them."""

    def __init__(self, options: ParseOptions | None = None) -> None:
        given = options or ParseOptions()
        self.count = 0
        self.rows: list[RejectedRow] = []
        self.max_kept = _KEPT if given.kept_rejected_rows is None else given.kept_rejected_rows
        self._max_share = _MAX_SHARE if given.max_rejected_share is None else given.max_rejected_share

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rows that are kept, in order, where rows have numbers."""
        return []

    def add(self, line: int, reason: str, text: str) -> None:
        """Put a row aside."""
        self.count += 1
        if len(self.rows) < max(1, self.max_kept):
            self.rows.append(RejectedRow(line=line, reason=reason[:_TEXT], text=text[:_TEXT]))

    def check(self, good_rows: int, *, format: str) -> None:
        """Raise `UnreadableData` when no row is good, or when more than may be are not."""
        rows = good_rows + self.count
        if self.count > rows * self._max_share:
            first = self.rows[0]
            expected = "one row in ten" if self._max_share == _MAX_SHARE else f"{self._max_share:g} of the rows"
            raise UnreadableData(
                f"expected at most {expected} that cannot be read, got {self.count} of {rows}; "
                f"the first is line {first.line}: {first.reason}",
                format=format,
                line=first.line,
            )
        if not good_rows:
            raise UnreadableData("expected a table, got no rows", format=format)
        del self.rows[self.max_kept :]
        sizes = accumulate(len(row.reason.encode()) + len((row.text or "").encode()) for row in self.rows)
        del self.rows[sum(size <= _MAX_KEPT_BYTES for size in sizes) :]


class NumberedRejections(Rejections):
    """Rows that are known by their number among the rows that are not blank, from 1, but not by their line."""

    def __init__(self, options: ParseOptions) -> None:
        super().__init__(options)
        self._numbers = array("q")
        self._reasons: dict[int, str] = {}

    def put_aside(self, number: int, reason: str) -> None:
        """Put a row aside before rows are converted; they come in order."""
        self._numbers.append(number)
        self._count(number, reason)

    def put_aside_good(self, ordinal: int, reason: str) -> None:
        """Put aside the row that is so many-th, from 1, of those that were not before."""
        self._count(self._number(ordinal), reason)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rows that are kept, in order."""
        return sorted(self._reasons)

    def find_lines(self, found: Iterable[Row]) -> None:
        """Find the lines of the kept rows among all rows."""
        self.tell(enumerate(islice(found, max(self._reasons, default=0)), 1))

    def tell(self, found: Iterable[tuple[int, Row]]) -> None:
        """Take the lines and texts of the kept rows; others that come are let pass."""
        for number, row in found:
            brolly.checkpoint()
            if number in self._reasons:
                text = row.text.rstrip("\r\n")[:_TEXT]
                self.rows.append(RejectedRow(line=row.line, reason=self._reasons[number], text=text))

    def _count(self, number: int, reason: str) -> None:
        self.count += 1
        if len(self._reasons) < max(1, self.max_kept):
            self._reasons[number] = reason[:_TEXT]

    def _number(self, ordinal: int) -> int:
        """Return its number, which grows with each row put aside before it."""
        number = ordinal
        while (shifted := ordinal + bisect_right(self._numbers, number)) != number:
            number = shifted
        return number
