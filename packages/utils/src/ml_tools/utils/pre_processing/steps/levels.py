"""Levels: which of a column count for themselves, and the code of each row among them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn
from ml_tools.utils.pre_processing.kernels import pick, places, to_texts
from ml_tools.utils_interface.v1.pre_processing import UnknownLevel
from ml_tools.utils_interface.v1.steps import EncodedColumn, UnknownLevels

__all__ = ["Levels", "as_texts", "choose_levels", "codes_of"]

Levels = tuple[tuple[str, ...], tuple[str, ...]]
"""Those that count for themselves, and the rare ones."""


def as_texts(column: Column) -> TextColumn:
    """Return a column with a level for each different number, by size, or the column of texts that it is."""
    if isinstance(column, TextColumn):
        return column
    if not isinstance(column, NumberColumn):
        raise brolly.InvalidArgument(f"fitted.steps: expected texts or numbers in the column {shown(column.name)}")
    missing = np.isnan(column.values)
    distinct, codes = np.unique(np.where(missing, 0.0, column.values.astype(np.float64)) + 0.0, return_inverse=True)
    levels = pa.array(distinct).cast(pa.large_string())
    return TextColumn(name=column.name, codes=np.where(missing, -1, codes), levels=levels)


def choose_levels(column: TextColumn, *, most: int, min_rows: int) -> Levels:
    """Return the commonest levels, of those as common the first, and the others that occur; in their order."""
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
    by_count = np.argsort(-counts, kind="stable")
    common = by_count[:most]
    common = common[counts[common] >= max(min_rows, 1)]
    others = counts > 0
    others[common] = False
    kept = to_texts(pick(column.levels, np.sort(common)))
    return kept, to_texts(pick(column.levels, np.flatnonzero(others)))


def codes_of(column: TextColumn, learned: EncodedColumn, unknown: UnknownLevels) -> NDArray[np.int64]:
    """Return the code of each row: its place among the levels, then for rare ones, then for missing, then for unknown.

    Raises:
        UnknownLevel: There is one, and the recipe says that there is none.
    """
    count = len(learned.levels)
    rare, missing, out = count, count + 1, count + 2
    levels = column.levels.cast(pa.large_string())
    known = places(levels, pa.array(learned.levels, pa.large_string()))
    if learned.rare:
        known = np.where(places(levels, pa.array(learned.rare, pa.large_string())) >= 0, rare, known)
    lost = np.flatnonzero(known < 0)
    if lost.size and unknown == UnknownLevels.FAIL:
        _check_none_occurs(column, lost)
    instead = {UnknownLevels.RARE: rare if learned.rare else out, UnknownLevels.MISSING: missing}.get(unknown, out)
    return np.append(np.where(known < 0, instead, known), missing)[column.codes]  # the code -1 takes the last


def _check_none_occurs(column: TextColumn, lost: NDArray[np.intp]) -> None:
    found = lost[np.isin(lost, column.codes)]
    if found.size:
        level = str(column.levels[int(found[0])].as_py())
        raise UnknownLevel(
            f"column {shown(column.name)}: expected one of the levels that the recipe was fitted to, got"
            f" {shown(level)}; fit the recipe again, or let it take unknown levels",
            column=column.name,
            level=level,
        )
