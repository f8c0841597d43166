"""A table that is split: each split is prepared when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.columns import Column, read_column
from ml_tools.utils.pre_processing.inputs import features_of
from ml_tools.utils.pre_processing.learning import TrainingRows, learn_recipe
from ml_tools.utils.pre_processing.splits import Split
from ml_tools.utils.pre_processing.splitting import Part, Splitting, begin_splitting
from ml_tools.utils.pre_processing.steps import Outcome
from ml_tools.utils_interface.v1.pre_processing import FittedRecipe, PreparedSplit, Recipe, Task

__all__ = ["Preparation", "begin"]


class Preparation(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything that the splits are made of."""

    columns: Mapping[str, Column]
    """By name; all but the target and the groups."""
    splitting: Splitting
    recipe: Recipe
    seed: int
    max_bytes: int
    """The most that the features of a part may take."""

    def split(self, number: int) -> PreparedSplit:
        """Return a split, its recipe fitted on its training rows.

        Raises:
            brolly.InvalidArgument: No feature or no training row is left.
            brolly.ResourceExhausted: The features take more than `max_bytes`.
        """
        train, validation = self.splitting.of(number)
        target = self.splitting.target
        training = TrainingRows(
            columns=self.columns,
            row_count=self.splitting.table.num_rows,
            rows=train.rows,
            outcome=Outcome(values=train.targets, classes=target.classes),
            groups=train.groups,
            seed=self.seed,
            reserved=(target.name,),
            notes=self.splitting.notes,
        )
        learned = learn_recipe(training, self.recipe, max_bytes=self.max_bytes)
        return PreparedSplit(
            train=self._with_target(learned.features(self.max_bytes), train.targets[learned.kept]),
            validation=self._with_target(self._applied(validation, learned.fitted), validation.targets),
            number=number,
            fitted=learned.fitted,
            task=target.task,
            classes=target.classes,
        )

    def _applied(self, part: Part, fitted: FittedRecipe) -> pa.Table:
        column = self.columns.__getitem__
        return features_of(column, fitted, rows=part.rows, count=len(part.rows), max_bytes=self.max_bytes)

    def _with_target(self, features: pa.Table, targets: NDArray[np.float64]) -> pa.Table:
        return features.append_column(self.splitting.target.name, pa.array(targets))


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
    return Preparation(columns=columns, splitting=splitting, recipe=recipe, seed=seed, max_bytes=max_bytes)
