"""A table that is split: each split is prepared when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pyarrow as pa

import brolly
from ml_tools.utils.pre_processing.applying import apply, features_table
from ml_tools.utils.pre_processing.columns import Column, read_column
from ml_tools.utils.pre_processing.fitting import fit
from ml_tools.utils.pre_processing.splits import Split
from ml_tools.utils.pre_processing.splitting import Part, Splitting, begin_splitting
from ml_tools.utils_interface.v1.pre_processing import FittedRecipe, PreparedSplit, Recipe, Task

__all__ = ["Preparation", "begin"]


class Preparation(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that the splits are made of."""

    columns: Mapping[str, Column]
    """By name; all but the target and the groups."""
    splitting: Splitting
    recipe: Recipe
    max_bytes: int
    """The most that the features of a part may take."""

    def split(self, number: int) -> PreparedSplit:
        """Return a split, its recipe fitted on its training rows.

        Raises:
            brolly.InvalidArgument: No feature is left.
            brolly.ResourceExhausted: The features take more than `max_bytes`.
        """
        train, validation = self.splitting.of(number)
        target = self.splitting.target
        fitted = fit(
            self.columns.values(),
            self.recipe,
            rows=train.rows,
            reserved=(target.name,),
            notes=self.splitting.notes,
        )
        return PreparedSplit(
            train=self._prepared(train, fitted),
            validation=self._prepared(validation, fitted),
            number=number,
            fitted=fitted,
            task=target.task,
            classes=target.classes,
        )

    def _prepared(self, part: Part, fitted: FittedRecipe) -> pa.Table:
        features = apply(self.columns, fitted, rows=part.rows, max_bytes=self.max_bytes)
        return features_table(features, fitted).append_column(self.splitting.target.name, pa.array(part.targets))


def begin(
    table: pa.Table, target: str, recipe: Recipe, *, split: Split, seed: int, task: Task | None, max_bytes: int
) -> Preparation:
    """Read a table and put its rows into parts; raises what `begin_splitting` raises."""
    splitting = begin_splitting(table, target, split=split, seed=seed, task=task)
    columns: dict[str, Column] = {}
    for name in table.column_names:
        if name not in (target, splitting.group):
            brolly.checkpoint()
            columns[name] = read_column(table, name)
    return Preparation(columns=columns, splitting=splitting, recipe=recipe, max_bytes=max_bytes)
