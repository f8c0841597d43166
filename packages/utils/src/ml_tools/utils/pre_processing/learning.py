"""Recipes learned: their steps in order, and then what is done at last to the columns that are left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.utils.pre_processing.applying import apply, features_table
from ml_tools.utils.pre_processing.columns import Column, Rows
from ml_tools.utils.pre_processing.fitting import fit
from ml_tools.utils.pre_processing.notes import shortened
from ml_tools.utils.pre_processing.recipes import FORMATS
from ml_tools.utils.pre_processing.steps import Frame, Outcome, Training, kind_of, learn_steps, pruned
from ml_tools.utils_interface.v1.pre_processing import (
    FittedRecipe,
    InputColumn,
    MissingColumns,
    Recipe,
)
from ml_tools.utils_interface.v1.steps import ColumnKind, FittedStep

__all__ = ["LearnedRecipe", "TrainingRows", "learn_recipe"]


class TrainingRows(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a recipe learns from."""

    columns: Mapping[str, Column]
    """Of all rows, in order."""
    row_count: int
    """How many these are."""
    rows: Rows
    """Which of them are training rows, in order."""
    outcome: Outcome | None = None
    """Of the training rows."""
    groups: NDArray[np.int64] | None = None
    """Of the training rows: equal for those that depend on each other."""
    seed: int = 0
    reserved: Collection[str] = ()
    """Names that no feature may have."""
    notes: Sequence[str] = ()
    """Put before those of the columns."""


class LearnedRecipe(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A fitted recipe, and what it makes of its training rows."""

    fitted: FittedRecipe
    frame: Frame
    """The training rows that are left, as the steps leave them; of all rows where there are no steps."""
    rows: Rows
    """Which rows of the frame are the training rows that are left."""
    kept: Rows
    """Which of the training rows they are."""

    def features(self, max_bytes: int) -> pa.Table:
        """Return the features of the training rows that are left.

        Raises:
            brolly.ResourceExhausted: They take more than that.
        """
        columns, fitted = self.frame.columns, self.fitted
        made = apply(columns.__getitem__, fitted.columns, rows=self.rows, count=len(self.rows), max_bytes=max_bytes)
        return features_table(made, fitted.feature_names)


def learn_recipe(training: TrainingRows, recipe: Recipe, *, max_bytes: int) -> LearnedRecipe:
    """Fit a recipe to training rows.

    Raises:
        brolly.InvalidArgument: No feature or no row is left, or a step cannot take a column that it names.
        brolly.ResourceExhausted: A step makes more than `max_bytes`, or learns too much to be kept.
        ColumnNotFound: A column that a step names is not there.
    """
    frame = Frame(columns=training.columns, rows=training.row_count, max_bytes=max_bytes)
    if not recipe.steps:
        fitted = _with_steps(_fit(frame, training, recipe, training.rows), recipe, frame, ())
        return LearnedRecipe(fitted=fitted, frame=frame, rows=training.rows, kept=np.arange(len(training.rows)))
    begin = Training(
        frame=frame.take(training.rows),
        kept=np.arange(len(training.rows)),
        outcome=training.outcome,
        seed=training.seed,
        groups=training.groups,
    )
    learned = learn_steps(begin, recipe.steps)
    rows = np.arange(learned.training.frame.rows)
    last = _fit(learned.training.frame, training, recipe, rows, notes=learned.notes)
    fitted = _with_steps(last, recipe, frame, learned.fitted)
    return LearnedRecipe(fitted=fitted, frame=learned.training.frame, rows=rows, kept=learned.training.kept)


def _fit(
    frame: Frame, training: TrainingRows, recipe: Recipe, rows: Rows, *, notes: Sequence[str] = ()
) -> FittedRecipe:
    return fit(frame.columns.values(), recipe, rows=rows, reserved=training.reserved, notes=(*training.notes, *notes))


def _with_steps(last: FittedRecipe, recipe: Recipe, frame: Frame, steps: tuple[FittedStep, ...]) -> FittedRecipe:
    """Return a recipe of the columns that are left with the steps before, and what they need."""
    as_missing = recipe.missing_columns == MissingColumns.AS_MISSING
    if not steps and not as_missing:
        return last
    kept, needed = pruned(steps, [column.name for column in last.columns])
    inputs = tuple(
        InputColumn(name=name, kind=kind_of(column) or ColumnKind.TEXTS)
        for name, column in frame.columns.items()
        if name in needed
    )
    return msgspec.structs.replace(
        last,
        format=FORMATS[-1],
        notes=shortened(last.notes),
        steps=kept,
        inputs=inputs,
        missing_columns=MissingColumns.AS_MISSING if as_missing else None,
    )
