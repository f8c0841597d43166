"""Fitted recipes: stored, applied to tables that are not as they were, and refused where they make no sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import (
    ColumnNotFound,
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    ImputeNumbers,
    NumberStep,
    Recipe,
    ScaleNumbers,
    TextStep,
)
from ml_tools.utils_interface.v1.pre_processing_codec import decode_fitted_recipe, encode_fitted_recipe

Make = Callable[..., Recipe]


async def test_a_fitted_recipe_survives_being_stored(pre_processing: Any, recipe: Make) -> None:
    table = pa.table({"a": [0.1, None, 1e300], "c": ["x", "", None], "o": ["ü", "y", "y"]})
    fitted = await pre_processing.fit_recipe(table, recipe=recipe())

    stored = encode_fitted_recipe(fitted).SerializeToString()
    again = decode_fitted_recipe(type(encode_fitted_recipe(fitted)).FromString(stored))

    assert again == fitted
    assert again.format == 1
    first, second = [(await pre_processing.apply_recipe(table, fitted=each)).features for each in (fitted, again)]
    assert first.equals(second)


async def test_columns_that_the_recipe_does_not_know_are_left_out_in_any_order(features: Any, recipe: Make) -> None:
    table = pa.table({"a": [1.0, 2.0], "b": [5.0, 9.0]})

    _, rows = await features(
        recipe(scale_numbers=ScaleNumbers.NONE), table, pa.table({"new": ["x"], "b": [7], "a": [1]})
    )

    assert rows.tolist() == [[1.0, 7.0]]


async def test_no_rows_make_no_rows(features: Any, recipe: Make) -> None:
    table = pa.table({"a": [1.0, 2.0], "c": ["x", "y"]})

    _, rows = await features(recipe(), table, table.slice(0, 0))

    assert rows.shape == (0, 3)


async def test_a_column_that_is_all_missing_now_is_filled(features: Any, recipe: Make) -> None:
    table = pa.table({"a": [1.0, 3.0], "c": ["x", None]})

    _, rows = await features(recipe(), table, pa.table({"a": pa.nulls(1), "c": pa.nulls(1)}))

    assert rows.tolist() == [[0.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("name", "column", "message"),
    [
        ("a", ["x"], "expected numbers in the column 'a', as the recipe was fitted to, got texts"),
        ("c", [1], "expected texts in the column 'c', as the recipe was fitted to, got numbers"),
        ("a", [dt.date(2020, 1, 1)], r"expected numbers in the column 'a', .* got date32\[day\]"),
    ],
)
async def test_a_column_of_another_kind_is_an_invalid_argument(
    features: Any, recipe: Make, name: str, column: list[Any], message: str
) -> None:
    table = pa.table({"a": [1.0, 2.0], "c": ["x", "y"]})

    with pytest.raises(brolly.InvalidArgument, match=message):
        await features(recipe(), table, pa.table({"a": [1.0], "c": ["x"]} | {name: column}))


async def test_a_column_that_is_not_there_is_not_found(features: Any, recipe: Make) -> None:
    table = pa.table({"area": [1.0, 2.0], "rooms": [2, 4]})

    with pytest.raises(ColumnNotFound, match="did you mean 'areas'") as caught:
        await features(recipe(), table, pa.table({"areas": [1.0], "rooms": [3]}))

    assert (caught.value.column, caught.value.near) == ("area", ("areas",))


async def test_columns_of_one_name_are_an_invalid_argument(pre_processing: Any, recipe: Make) -> None:
    table = pa.Table.from_arrays([pa.array([1, 2])] * 2, ["a", "a"])

    with pytest.raises(brolly.InvalidArgument, match="got 'a' 2 times"):
        await pre_processing.fit_recipe(table, recipe=recipe())


async def test_another_format_is_a_failed_precondition(pre_processing: Any) -> None:
    fitted = FittedRecipe(format=4)

    with pytest.raises(brolly.FailedPrecondition, match=r"fitted\.format: expected 1, 2 or 3, got 4"):
        await pre_processing.apply_recipe(pa.table({"a": [1]}), fitted=fitted)


NUMBER = NumberStep(fill=0.0, center=0.0, scale=1.0)
TEXT = TextStep(levels=("x",), encode_texts=EncodeTexts.ONE_HOT, has_other=False)


@pytest.mark.parametrize(
    ("step", "names", "message"),
    [
        (NumberStep(fill=0.0, center=0.0, scale=0.0), ("a",), r"fitted\.columns\[0\]\.step\.scale"),
        (NumberStep(fill=float("nan"), center=0.0, scale=1.0), ("a",), r"fitted\.columns\[0\]\.step\.fill"),
        (
            TextStep(encode_texts=EncodeTexts(9), has_other=False),
            ("a",),
            "expected one of ONE_HOT, ORDINAL, CODES, got 9",
        ),
        (NUMBER, (), r"fitted\.feature_names: expected 1, .* got 0"),
        (TEXT, ("a", "b"), r"fitted\.feature_names: expected 1, .* got 2"),
    ],
)
async def test_a_fitted_recipe_that_makes_no_sense_is_an_invalid_argument(
    pre_processing: Any, step: NumberStep | TextStep, names: tuple[str, ...], message: str
) -> None:
    fitted = FittedRecipe(format=1, columns=(FittedColumn(name="a", step=step),), feature_names=names)

    with pytest.raises(brolly.InvalidArgument, match=message):
        await pre_processing.apply_recipe(pa.table({"a": [1]}), fitted=fitted)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max_levels": 0}, r"recipe\.max_levels: expected 1 to 1,000, got 0"),
        ({"max_levels": 2**31 - 1}, r"recipe\.max_levels"),
        ({"impute_numbers": ImputeNumbers(7)}, r"recipe\.impute_numbers: expected one of MEAN, MEDIAN, NONE, got 7"),
    ],
)
async def test_a_recipe_that_is_not_known_is_an_invalid_argument(
    pre_processing: Any, recipe: Make, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await pre_processing.fit_recipe(pa.table({"a": [1, 2]}), recipe=recipe(**changes))


async def test_more_features_than_fit_are_refused_before_they_are_made(recipe: Make) -> None:
    small = ColumnwisePreProcessing(max_features_bytes=100)
    table = pa.table({"a": np.arange(30)})
    fitted = await small.fit_recipe(table, recipe=recipe())

    with pytest.raises(brolly.ResourceExhausted, match="expected at most 100 bytes of features, got 120"):
        await small.apply_recipe(table, fitted=fitted)
