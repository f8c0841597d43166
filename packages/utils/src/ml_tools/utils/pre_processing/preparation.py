"""A table that is split: each split is prepared when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.applying import apply, features_table
from ml_tools.utils.pre_processing.column_names import require_columns
from ml_tools.utils.pre_processing.columns import Column, read_column
from ml_tools.utils.pre_processing.fitting import fit
from ml_tools.utils.pre_processing.splits import Parts, Split, deal, note_rare_classes
from ml_tools.utils.pre_processing.targets import Target, read_target
from ml_tools.utils_interface.v1.pre_processing import FittedRecipe, PreparedSplit, Recipe, Task

__all__ = ["Preparation", "begin"]


class Preparation(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that the splits are made of."""

    columns: Mapping[str, Column]
    """By name; all but the target."""
    target: Target
    parts: Parts
    notes: tuple[str, ...]
    recipe: Recipe
    max_bytes: int
    """The most that the features of a part may take."""

    def split(self, number: int) -> PreparedSplit:
        """Return a split, its recipe fitted on its training rows.

        Raises:
            brolly.InvalidArgument: No feature is left.
            brolly.ResourceExhausted: The features take more than `max_bytes`.
        """
        train, validation = self.parts.of(number)
        fitted = fit(
            self.columns.values(),
            self.recipe,
            rows=self.target.rows[train],
            reserved=(self.target.name,),
            notes=self.notes,
        )
        return PreparedSplit(
            train=self._part(train, fitted),
            validation=self._part(validation, fitted),
            number=number,
            fitted=fitted,
            task=self.target.task,
            classes=self.target.classes,
        )

    def _part(self, part: NDArray[np.intp], fitted: FittedRecipe) -> pa.Table:
        features = apply(self.columns, fitted, rows=self.target.rows[part], max_bytes=self.max_bytes)
        return features_table(features, fitted).append_column(self.target.name, pa.array(self.target.values[part]))


def begin(
    table: pa.Table, target: str, recipe: Recipe, *, split: Split, seed: int, task: Task | None, max_bytes: int
) -> Preparation:
    """Read a table and put its rows into parts.

    Raises:
        brolly.InvalidArgument: There are fewer rows than parts, or a name stands for two columns.
        ColumnNotFound: There is no such target.
        UnusableTarget: The target cannot be predicted.
    """
    require_columns(table, (target,))
    read = read_target(table, target, task)
    parts = deal(read, split, seed)
    columns: dict[str, Column] = {}
    for name in table.column_names:
        if name != target:
            brolly.checkpoint()
            columns[name] = read_column(table, name)
    notes = (*read.notes, *note_rare_classes(read, split))
    return Preparation(columns=columns, target=read, parts=parts, notes=notes, recipe=recipe, max_bytes=max_bytes)
