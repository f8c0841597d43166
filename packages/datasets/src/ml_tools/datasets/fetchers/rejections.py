"""Rows that are put aside."""

from __future__ import annotations

from typing import Final

from ml_tools.datasets_interface import RejectedRow, UnreadableData

__all__ = ["Rejections"]


class Rejections:
    """Counts rows that cannot be read, and keeps the first of them."""

    KEPT: Final = 100

    def __init__(self) -> None:
        self.count = 0
        self.rows: list[RejectedRow] = []

    def add(self, line: int, reason: str) -> None:
        """Put a row aside."""
        self.count += 1
        if len(self.rows) < self.KEPT:
            self.rows.append(RejectedRow(line=line, reason=reason))

    def check(self, good_rows: int, *, format: str) -> None:
        """Raise `UnreadableData` when no row is good, or when more than one in ten is not."""
        rows = good_rows + self.count
        if self.count * 10 > rows:
            first = self.rows[0]
            raise UnreadableData(
                f"expected at most one row in ten that cannot be read, got {self.count} of {rows}; "
                f"the first is line {first.line}: {first.reason}",
                format=format,
                line=first.line,
            )
        if not good_rows:
            raise UnreadableData("expected a table, got no rows", format=format)
