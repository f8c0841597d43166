"""How a caller wants rows split, and whether there are too many of them."""

from __future__ import annotations

import pyarrow as pa

import brolly
from ml_tools.models.bounds import check_between, check_inside
from ml_tools.utils_interface import GroupKFold, HoldOut, KFold, TemporalSplit

__all__ = ["Split", "check_folds", "check_size", "split_of"]

_MOST_FOLDS = 1_000
_FOLDS = 5

Split = KFold | GroupKFold | TemporalSplit | HoldOut


def split_of(
    folds: int, group_column: str | None, time_column: str | None, *, holdout_share: float | None = None
) -> Split:
    """Return how rows are split.

    Raises:
        brolly.InvalidArgument: A number is out of its bounds, or two ways are asked for at once.
    """
    ways = {"holdout_share": holdout_share, "group_column": group_column, "time_column": time_column}
    asked = [name for name, value in ways.items() if value is not None]
    if len(asked) > 1:
        raise brolly.InvalidArgument(f"expected at most one of {', '.join(ways)}, got {' and '.join(asked)}")
    if holdout_share is not None:
        return HoldOut(fraction=check_inside("holdout_share", holdout_share))
    check_between("folds", folds, 2, _MOST_FOLDS)
    if group_column is not None:
        return GroupKFold(column=group_column, folds=folds)
    return KFold(folds=folds) if time_column is None else TemporalSplit(column=time_column, folds=folds)


def check_folds(folds: int | None, holdout_share: float | None) -> int:
    """Return how many parts are validated on.

    Raises:
        brolly.InvalidArgument: Both folds and a share are asked for.
    """
    if holdout_share is None:
        return _FOLDS if folds is None else folds
    if folds is not None:
        raise brolly.InvalidArgument("expected folds or holdout_share, got both; leave one out")
    return 1


def check_size(table: pa.Table, max_cells: int) -> None:
    """Check that there are not too many numbers in a table to learn from, before anything is done with it.

    Raises:
        brolly.ResourceExhausted: There are.
    """
    columns = max(0, table.num_columns - 1)
    if table.num_rows * columns > max_cells:
        raise brolly.ResourceExhausted(
            f"table: expected at most {max_cells:,} numbers to learn from, got {table.num_rows * columns:,}: "
            f"{table.num_rows:,} rows of {columns:,} columns beside the target; take fewer rows or columns, or raise "
            "applications.models.config.max_cells"
        )
