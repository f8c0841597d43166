"""PreProcessing, column by column over Arrow tables."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.pre_processing.column_names import require_columns
from ml_tools.utils.pre_processing.columns import read_column
from ml_tools.utils.pre_processing.describing import describe
from ml_tools.utils.pre_processing.inputs import features_of_table
from ml_tools.utils.pre_processing.inverting import invert
from ml_tools.utils.pre_processing.learning import LearnedRecipe, TrainingRows, learn_recipe
from ml_tools.utils.pre_processing.preparation import begin
from ml_tools.utils.pre_processing.recipes import check_fitted, check_recipe
from ml_tools.utils.pre_processing.split_keys import read_groups
from ml_tools.utils.pre_processing.splits import Split, check_split
from ml_tools.utils.pre_processing.splitting import begin_splitting
from ml_tools.utils.pre_processing.steps import Outcome, check_fitted_steps, check_steps
from ml_tools.utils.pre_processing.targets import read_target
from ml_tools.utils.pre_processing.tasks import check_task
from ml_tools.utils_interface.v1.pre_processing import (
    ApplyRecipeResponse,
    EncodeTexts,
    FittedRecipe,
    ImputeNumbers,
    InvertedRecipe,
    NormalizedData,
    PreparedSplit,
    Recipe,
    RecipeDescription,
    ScaleNumbers,
    TableSplit,
    Task,
)

__all__ = ["ColumnwisePreProcessing"]

NORMAL = Recipe(
    impute_numbers=ImputeNumbers.MEDIAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.STANDARD
)
"""What fits most tables."""


class ColumnwisePreProcessing:
    """Reads each column once, and computes in the threads of the application."""

    def __init__(self, *, max_features_bytes: int) -> None:
        self._max_bytes = max_features_bytes

    async def fit_recipe(
        self,
        table: pa.Table,
        *,
        recipe: Recipe,
        without: tuple[str, ...] = (),
        target: str | None = None,
        seed: int | None = None,
        group: str | None = None,
    ) -> FittedRecipe:
        learned = await brolly.offload(
            _learned, table, recipe, without, target=target, group=group, seed=seed or 0, max_bytes=self._max_bytes
        )
        return learned.fitted

    async def apply_recipe(self, table: pa.Table, *, fitted: FittedRecipe) -> ApplyRecipeResponse:
        return ApplyRecipeResponse(features=await brolly.offload(_apply_recipe, table, fitted, self._max_bytes))

    async def invert_recipe(self, features: pa.Table, *, fitted: FittedRecipe) -> InvertedRecipe:
        return await brolly.offload(_invert_recipe, features, fitted)

    async def describe_recipe(self, described: Recipe | FittedRecipe) -> RecipeDescription:
        if isinstance(described, Recipe):
            check_recipe(described)
            check_steps(described.steps)
        else:
            check_fitted(described)
            check_fitted_steps(described.steps)
        return RecipeDescription(sentences=describe(described))

    async def normalize_data(self, table: pa.Table, *, target: str | None = None) -> NormalizedData:
        return await brolly.offload(_normalize, table, target, self._max_bytes)

    async def split_table(
        self, table: pa.Table, *, target: str, split: Split, seed: int, task: Task | None = None
    ) -> AsyncGenerator[TableSplit, None]:
        check_split(split)
        splitting = await brolly.offload(begin_splitting, table, target, split=split, seed=seed, task=check_task(task))
        for number in range(splitting.parts.count):
            yield await brolly.offload(splitting.split, number)

    async def prepare(
        self,
        table: pa.Table,
        *,
        target: str,
        recipe: Recipe,
        split: Split,
        seed: int,
        task: Task | None = None,
    ) -> AsyncGenerator[PreparedSplit, None]:
        check_recipe(recipe)
        check_steps(recipe.steps)
        check_split(split)
        preparation = await brolly.offload(
            begin, table, target, recipe, split=split, seed=seed, task=check_task(task), max_bytes=self._max_bytes
        )
        for number in range(preparation.splitting.parts.count):
            yield await brolly.offload(preparation.split, number)


def _learned(
    table: pa.Table,
    recipe: Recipe,
    without: tuple[str, ...],
    *,
    target: str | None,
    seed: int,
    max_bytes: int,
    group: str | None = None,
) -> LearnedRecipe:
    check_recipe(recipe)
    check_steps(recipe.steps)
    if group is not None and group == target:
        raise brolly.InvalidArgument("group: expected another column than the target; choose one of groups")
    without = (*without, *(each for each in (target, group) if each is not None))
    require_columns(table, without)
    columns = {name: read_column(table, name) for name in table.column_names if name not in set(without)}
    rows, outcome, notes = np.arange(table.num_rows), None, ()
    if target is not None:
        read = read_target(table, target, None)
        rows, outcome, notes = read.rows, Outcome(values=read.values, classes=read.classes), read.notes
    training = TrainingRows(
        columns=columns,
        row_count=table.num_rows,
        rows=rows,
        outcome=outcome,
        groups=None if group is None else read_groups(table, group, "group").values[rows],
        seed=seed,
        reserved=without,
        notes=notes,
    )
    return learn_recipe(training, recipe, max_bytes=max_bytes)


def _apply_recipe(table: pa.Table, fitted: FittedRecipe, max_bytes: int) -> pa.Table:
    check_fitted(fitted)
    check_fitted_steps(fitted.steps)
    return features_of_table(table, fitted, max_bytes=max_bytes)


def _invert_recipe(features: pa.Table, fitted: FittedRecipe) -> InvertedRecipe:
    check_fitted(fitted)
    check_fitted_steps(fitted.steps)
    return invert(features, fitted)


def _normalize(table: pa.Table, target: str | None, max_bytes: int) -> NormalizedData:
    without = () if target is None else (target,)
    learned = _learned(table, NORMAL, without, target=None, seed=0, max_bytes=max_bytes)
    features = learned.features(max_bytes)
    if target is not None:
        features = features.append_column(target, table.column(target))
    return NormalizedData(table=features, fitted=learned.fitted)
