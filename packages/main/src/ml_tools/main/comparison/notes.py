"""What the reader of a comparison should know beside its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ml_tools.main.comparison.algorithms import BASELINE
from ml_tools.main.comparison.leaderboard import Standing
from ml_tools.main.comparison.result import ColumnSummary
from ml_tools.main.comparison.rows import Rows

__all__ = ["filled_up", "rare_classes", "unbeaten"]

SHOWN = 3
LONGEST_NAME = 60


def filled_up(columns: Sequence[ColumnSummary], rows: int, target: str) -> tuple[str, ...]:
    """Tell of missing values in columns that something can be learned of."""
    partly = [one for one in columns if 0 < one.missing_count < rows and one.name != target]
    if not partly:
        return ()
    count = sum(one.missing_count for one in partly)
    named = ", ".join(repr(one.name[:LONGEST_NAME]) for one in partly[:SHOWN]) + (
        ", ..." if len(partly) > SHOWN else ""
    )
    values = "1 missing value" if count == 1 else f"{count:,} missing values"
    what = "is filled up" if count == 1 else "are filled up"
    how = "a number by the median, a text by a level of its own; models of trees learn where to send them instead"
    return (f"{values} in {named} {what}: {how}",)


def rare_classes(rows: Rows, folds: int) -> tuple[str, ...]:
    """Tell of classes with so few rows that some folds lack them."""
    rare = [name for name, size in zip(rows.classes, rows.class_sizes, strict=True) if size < folds]
    if not rare:
        return ()
    named = _named(rare)
    which = f"class {named} has" if len(rare) == 1 else f"classes {named} have"
    return (f"{which} fewer than {folds} rows to learn from: some folds of the cross-validation lack it",)


def unbeaten(leaderboard: tuple[Standing, ...]) -> tuple[str, ...]:
    """Tell when nothing is better than the baseline."""
    if leaderboard[0].model != BASELINE or len(leaderboard) < 2:
        return ()
    return ("no model beats the constant baseline: these columns do not tell the target",)


def _named(names: Sequence[str]) -> str:
    """Return the first names, each cut when it is long."""
    return ", ".join(repr(name[:LONGEST_NAME]) for name in names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
