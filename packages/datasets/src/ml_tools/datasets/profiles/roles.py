"""Which columns name their rows, and which one is most likely to be predicted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ml_tools.datasets_interface import ColumnKind, ColumnProfile, NumberValues, UnknownValues

__all__ = ["is_constant", "is_identifier", "likely_target"]

_FEWEST_ROWS: Final = 20
_IDENTIFIER = re.compile(r"(^|[_\W])(id|uuid|guid|key|index|rowid|row_number|unnamed: 0)$", re.IGNORECASE)
_TARGET = re.compile(
    r"^(target|label|class|outcome|response|y|is_?fraud|survived|churn(ed)?|default(ed)?|diagnosis|species|"
    r".*(price|_value|progression|sales|revenue|logerror|rating|score))$",
    re.IGNORECASE,
)
_MOST_CLASSES: Final = 100


def is_constant(column: ColumnProfile) -> bool:
    """Tell whether all values that are there are the same."""
    return column.distinct_count <= 1 and column.distinct_is_exact


def is_identifier(column: ColumnProfile, row_count: int) -> bool:
    """Tell whether a column is different in each row, and of a kind that names rows."""
    present = row_count - column.missing_count
    if row_count < _FEWEST_ROWS or column.missing_count or column.distinct_count < (0.97 * present):
        return False
    if column.distinct_is_exact and column.distinct_count < present:
        return False
    named = bool(_IDENTIFIER.search(column.name))
    if column.kind is ColumnKind.TEXT:
        return True
    numbers = column.values
    if not isinstance(numbers, NumberValues) or not numbers.are_whole:
        return False
    counts_rows = numbers.max - numbers.min < 1.03 * present
    return named or counts_rows


def likely_target(columns: Sequence[ColumnProfile], row_count: int) -> str | None:
    """Return the name of the column that is most likely to be predicted; None when none is likely.

    The name tells most, then that it stands last.
    """
    able = [column for column in columns if _can_be_target(column, row_count)]
    named = [column for column in able if _TARGET.match(column.name)]
    if named:
        return named[-1].name
    return able[-1].name if able and able[-1].name == columns[-1].name else None


def _can_be_target(column: ColumnProfile, row_count: int) -> bool:
    if isinstance(column.values, UnknownValues) or is_constant(column) or is_identifier(column, row_count):
        return False
    if column.kind is ColumnKind.TIME or 2 * column.missing_count > row_count:
        return False
    return column.kind is not ColumnKind.TEXT or column.distinct_count <= _MOST_CLASSES
