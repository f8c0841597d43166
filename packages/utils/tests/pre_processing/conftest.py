"""Recipes, and what they make of tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import EncodeTexts, FittedRecipe, ImputeNumbers, Recipe, ScaleNumbers, Step

Applied = tuple[FittedRecipe, list[str], np.ndarray]


@pytest.fixture
def steps() -> Callable[..., Recipe]:
    """Makes a recipe of steps, and of nothing more: `steps(Scale(...), (Impute(...), Columns(...)))`."""

    def make(*actions: Any, **changes: Any) -> Recipe:
        made = tuple(
            Step(action=each[0], columns=each[1]) if isinstance(each, tuple) else Step(action=each) for each in actions
        )
        fields: dict[str, Any] = {
            "impute_numbers": ImputeNumbers.NONE,
            "encode_texts": EncodeTexts.CODES,
            "scale_numbers": ScaleNumbers.NONE,
            "steps": made,
        }
        return Recipe(**(fields | changes))

    return make


@pytest.fixture
def applied(pre_processing: ColumnwisePreProcessing) -> Callable[..., Any]:
    """Fits a recipe to a table and applies it to another, or the same: the recipe, names, and features as rows."""

    async def applied(recipe: Recipe, fit: pa.Table, apply: pa.Table | None = None, **options: Any) -> Applied:
        fitted = await pre_processing.fit_recipe(fit, recipe=recipe, **options)
        table = (await pre_processing.apply_recipe(fit if apply is None else apply, fitted=fitted)).features
        table.validate(full=True)
        assert set(table.schema.types) == {pa.float32()}
        assert not any(column.null_count for column in table.columns)
        return fitted, table.column_names, np.stack([column.to_numpy() for column in table.columns], axis=1)

    return applied


@pytest.fixture
def features(pre_processing: ColumnwisePreProcessing) -> Callable[..., Any]:
    """Fits a recipe to a table and applies it to another, or the same; returns the names, and the features as rows."""

    async def features(recipe: Recipe, fit: pa.Table, apply: pa.Table | None = None) -> tuple[list[str], np.ndarray]:
        fitted = await pre_processing.fit_recipe(fit, recipe=recipe)
        applied = (await pre_processing.apply_recipe(fit if apply is None else apply, fitted=fitted)).features
        applied.validate(full=True)
        assert set(applied.schema.types) <= {pa.float32()}
        assert not any(column.null_count for column in applied.columns)
        assert applied.column_names == list(fitted.feature_names)
        return applied.column_names, np.stack([column.to_numpy() for column in applied.columns], axis=1)

    return features
