"""PreProcessing, column by column over Arrow tables."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import numpy as np
import pyarrow as pa

import brolly
from ml_tools.utils.pre_processing.applying import apply, features_table
from ml_tools.utils.pre_processing.column_names import require_columns
from ml_tools.utils.pre_processing.columns import read_column
from ml_tools.utils.pre_processing.fitting import fit
from ml_tools.utils.pre_processing.preparation import begin
from ml_tools.utils.pre_processing.recipes import check_fitted, check_recipe
from ml_tools.utils.pre_processing.splits import Split, check_split
from ml_tools.utils.pre_processing.splitting import begin_splitting
from ml_tools.utils.pre_processing.tasks import check_task
from ml_tools.utils_interface.v1.pre_processing import (
    ApplyRecipeResponse,
    FittedRecipe,
    PreparedSplit,
    Recipe,
    TableSplit,
    Task,
)

__all__ = ["ColumnwisePreProcessing"]


class ColumnwisePreProcessing:
    """Reads each column once, and computes in the threads of the application."""

    def __init__(self, *, max_features_bytes: int) -> None:
        self._max_bytes = max_features_bytes

    async def fit_recipe(self, table: pa.Table, *, recipe: Recipe, without: tuple[str, ...] = ()) -> FittedRecipe:
        return await brolly.offload(_fit_recipe, table, recipe, without)

    async def apply_recipe(self, table: pa.Table, *, fitted: FittedRecipe) -> ApplyRecipeResponse:
        return ApplyRecipeResponse(features=await brolly.offload(_apply_recipe, table, fitted, self._max_bytes))

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
        check_split(split)
        preparation = await brolly.offload(
            begin, table, target, recipe, split=split, seed=seed, task=check_task(task), max_bytes=self._max_bytes
        )
        for number in range(preparation.splitting.parts.count):
            yield await brolly.offload(preparation.split, number)


def _fit_recipe(table: pa.Table, recipe: Recipe, without: tuple[str, ...]) -> FittedRecipe:
    check_recipe(recipe)
    require_columns(table, without)
    names = [name for name in table.column_names if name not in set(without)]
    return fit((read_column(table, name) for name in names), recipe, reserved=without)


def _apply_recipe(table: pa.Table, fitted: FittedRecipe, max_bytes: int) -> pa.Table:
    check_fitted(fitted)
    needed = [column.name for column in fitted.columns]
    require_columns(table, needed)
    columns = {name: read_column(table, name) for name in needed}
    features = apply(columns, fitted, rows=np.arange(table.num_rows), max_bytes=max_bytes)
    return features_table(features, fitted)
