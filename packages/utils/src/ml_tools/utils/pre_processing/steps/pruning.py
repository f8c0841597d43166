"""Leaves out of fitted steps what no feature is made of, so that a table need not have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import msgspec

from ml_tools.utils_interface.v1.steps import (
    DatedColumn,
    EncodedColumn,
    FittedColumnFilter,
    FittedDateParts,
    FittedEncode,
    FittedImpute,
    FittedRowFilter,
    FittedScale,
    FittedStep,
    FittedTfIdf,
    ImputedColumn,
    WordsColumn,
)

__all__ = ["pruned"]

FittedAction: TypeAlias = (
    FittedImpute | FittedEncode | FittedScale | FittedRowFilter | FittedColumnFilter | FittedDateParts | FittedTfIdf
)


def pruned(steps: Sequence[FittedStep], needed: Iterable[str]) -> tuple[tuple[FittedStep, ...], frozenset[str]]:
    """Return steps without the columns that nothing is made of, and the names of the columns that they need at first.

    Args:
        steps: As they were learned.
        needed: The columns that features are made of at last.
    """
    wanted = set(needed)
    kept: list[FittedStep] = []
    for step in reversed(steps):
        action = _pruned(step.action, wanted)
        for column in getattr(action, "columns", ()):
            wanted -= set(_outputs(column))
        wanted |= {column.name for column in getattr(action, "columns", ())}
        kept.append(FittedStep(action=action))
    return tuple(reversed(kept)), frozenset(wanted)


def _pruned(action: FittedAction, wanted: set[str]) -> FittedAction:
    if isinstance(action, FittedRowFilter | FittedColumnFilter):
        return action
    entries: Sequence[Any] = action.columns
    used = tuple(column for column in entries if not wanted.isdisjoint(_outputs(column)))
    if isinstance(action, FittedImpute) and action.donors is not None and used:
        return action  # each column says which rows are near
    return msgspec.structs.replace(action, columns=used)


def _outputs(column: object) -> tuple[str, ...]:
    """Return the names of what a column becomes."""
    match column:
        case EncodedColumn() | DatedColumn() | WordsColumn():
            return column.into
        case ImputedColumn():
            return (column.name, column.indicator) if column.indicator else (column.name,)
        case _:
            return (column.name,)  # type: ignore[attr-defined]
