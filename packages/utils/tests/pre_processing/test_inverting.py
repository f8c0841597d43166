"""What was made of columns is turned back, and nothing depends on the order of the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import brolly
from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import (
    ColumnKind,
    ColumnNotFound,
    Columns,
    DateParts,
    DropColumns,
    Encode,
    EncodeBy,
    EncodeTexts,
    FittedRecipe,
    Impute,
    ImputeBy,
    ImputeNumbers,
    Recipe,
    Scale,
    ScaleBy,
    ScaleNumbers,
    Step,
)

SERVICE = ColumnwisePreProcessing(max_features_bytes=2**30)
SCALES = [by for by in ScaleBy if by.value and by is not ScaleBy.BOX_COX]

numbers = st.lists(st.none() | st.integers(-300, 300).map(lambda n: n / 8), min_size=4, max_size=30)
texts = st.lists(st.none() | st.text("abc ß", max_size=3), min_size=4, max_size=30)
quick = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much])


def plain(*actions: Any, encode: EncodeTexts = EncodeTexts.CODES) -> Recipe:
    return Recipe(
        impute_numbers=ImputeNumbers.NONE,
        encode_texts=encode,
        scale_numbers=ScaleNumbers.NONE,
        steps=tuple(Step(action=action) for action in actions),
    )


async def there_and_back(table: pa.Table, recipe: Recipe) -> tuple[FittedRecipe, pa.Table]:
    fitted = await SERVICE.fit_recipe(table, recipe=recipe)
    features = (await SERVICE.apply_recipe(table, fitted=fitted)).features
    return fitted, (await SERVICE.invert_recipe(features, fitted=fitted)).table


def near(found: pa.ChunkedArray, expected: list[float | None]) -> None:
    ours = np.array([np.nan if value is None else value for value in found.to_pylist()])
    theirs = np.array([np.nan if value is None else value for value in expected], float)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-3)


@given(values=numbers, by=st.sampled_from(SCALES))
@quick
async def test_scaled_numbers_come_back(values: list[float | None], by: ScaleBy) -> None:
    values = [*values, 1.0, 2.0, 3.5, 50.0, -50.0]
    if by in (ScaleBy.QUANTILE, ScaleBy.YEO_JOHNSON):  # the shares of 32 bits say less of numbers far out
        values = [value and value / 40 for value in values]

    _, back = await there_and_back(pa.table({"a": values}), plain(Scale(by=by)))

    near(back["a"], values)


async def test_numbers_come_back_from_box_cox_and_from_the_normal_distribution(rng: np.random.Generator) -> None:
    values = np.exp(rng.normal(size=200)).tolist()

    for action in (Scale(by=ScaleBy.BOX_COX), Scale(by=ScaleBy.QUANTILE, quantiles=50, normal=True)):
        _, back = await there_and_back(pa.table({"a": values}), plain(action))

        near(back["a"], values)


@given(values=numbers, by=st.sampled_from([ImputeBy.MEAN, ImputeBy.MODE, ImputeBy.NEIGHBORS, ImputeBy.CONSTANT]))
@quick
async def test_what_was_filled_and_marked_is_missing_again(values: list[float | None], by: ImputeBy) -> None:
    values = [*values, 1.0, 2.0, None]
    table = pa.table({"a": values, "b": np.arange(len(values)) / 7})

    _, back = await there_and_back(table, plain(Impute(by=by, indicator=True), Scale(by=ScaleBy.ROBUST)))

    near(back["a"], values)


@given(values=texts, by=st.sampled_from([EncodeBy.ONE_HOT, EncodeBy.ORDINAL]))
@quick
async def test_levels_come_back(values: list[str | None], by: EncodeBy) -> None:
    values = [*values, "x", "y"]

    _, back = await there_and_back(pa.table({"c": values}), plain(Encode(by=by, max_levels=1000)))

    assert back["c"].to_pylist() == values


@given(values=texts, encode=st.sampled_from([EncodeTexts.ONE_HOT, EncodeTexts.ORDINAL, EncodeTexts.CODES]))
@quick
async def test_levels_come_back_from_a_plain_recipe(values: list[str | None], encode: EncodeTexts) -> None:
    values = [*values, *["x", "y", "z"] * 20]
    recipe = Recipe(
        impute_numbers=ImputeNumbers.MEAN, encode_texts=encode, scale_numbers=ScaleNumbers.STANDARD, max_levels=1000
    )
    table = pa.table({"c": values, "a": np.arange(len(values)) / 3})

    _, back = await there_and_back(table, recipe)

    assert back["c"].to_pylist() == values
    near(back["a"], table["a"].to_pylist())


async def test_numbers_that_were_levels_come_back_as_numbers() -> None:
    recipe = Recipe(
        impute_numbers=ImputeNumbers.NONE,
        encode_texts=EncodeTexts.CODES,
        scale_numbers=ScaleNumbers.NONE,
        steps=(Step(action=Encode(by=EncodeBy.ONE_HOT), columns=Columns(names=("n",))),),
    )

    _, back = await there_and_back(pa.table({"n": [10.5, 9.0, None, 9.0]}), recipe)

    assert back["n"].to_pylist() == [10.5, 9.0, None, 9.0]


async def test_what_does_not_come_back_is_told(rng: np.random.Generator) -> None:
    table = pa.table(
        {"a": rng.normal(size=9), "c": ["x", "y", "z"] * 3, "d": pa.array(range(0, 900, 100), pa.date32())}
    )
    recipe = plain(DateParts(), Encode(by=EncodeBy.HASH))

    fitted = await SERVICE.fit_recipe(table, recipe=recipe)
    features = (await SERVICE.apply_recipe(table, fitted=fitted)).features
    inverted = await SERVICE.invert_recipe(features, fitted=fitted)

    assert inverted.table.column_names == ["a"]
    assert inverted.notes == ("column 'c' does not come back", "column 'd' does not come back")


async def test_a_recipe_of_which_nothing_comes_back_is_an_invalid_argument() -> None:
    table = pa.table({"c": ["x", "y", "z"] * 3})

    fitted = await SERVICE.fit_recipe(table, recipe=plain(Encode(by=EncodeBy.HASH)))
    features = (await SERVICE.apply_recipe(table, fitted=fitted)).features

    with pytest.raises(brolly.InvalidArgument, match="of which some column comes back, got none"):
        await SERVICE.invert_recipe(features, fitted=fitted)
    with pytest.raises(ColumnNotFound):
        await SERVICE.invert_recipe(features.select([]), fitted=fitted)
    with pytest.raises(brolly.InvalidArgument, match="expected numbers in"):
        spoilt = features.set_column(0, features.column_names[0], pa.array([["x"]] * 9))
        await SERVICE.invert_recipe(spoilt, fitted=fitted)


@given(data=st.data())
@settings(max_examples=25, deadline=None, derandomize=True)
async def test_the_order_of_the_rows_does_not_matter(data: st.DataObject) -> None:
    rows = data.draw(st.integers(12, 40))
    random = np.random.default_rng(data.draw(st.integers(0, 999)))
    table = pa.table(
        {
            "a": pa.array(np.where(random.random(rows) < 0.2, np.nan, random.normal(size=rows)), from_pandas=True),
            "b": random.exponential(size=rows),
            "c": [None if random.random() < 0.2 else f"{random.integers(4)}" for _ in range(rows)],
        }
    )
    order = random.permutation(rows)
    recipe = plain(
        Impute(by=ImputeBy.NEIGHBORS, indicator=True),
        Scale(by=data.draw(st.sampled_from(SCALES))),
        Encode(by=data.draw(st.sampled_from([EncodeBy.ONE_HOT, EncodeBy.ORDINAL, EncodeBy.HASH]))),
    )

    one, other = [await SERVICE.fit_recipe(each, recipe=recipe) for each in (table, table.take(order))]

    first, second = [(await SERVICE.apply_recipe(table, fitted=each)).features for each in (one, other)]
    assert first.column_names == second.column_names
    for ours, theirs in zip(first.columns, second.columns, strict=True):
        np.testing.assert_allclose(ours.to_numpy(), theirs.to_numpy(), rtol=1e-4, atol=1e-4)


async def test_kinds_that_are_dropped_do_not_come_back() -> None:
    step = Step(action=DropColumns(), columns=Columns(kinds=(ColumnKind.TEXTS,)))
    table = pa.table({"a": [1.0, 2.0], "c": ["x", "y"]})

    _, back = await there_and_back(table, Recipe(
        impute_numbers=ImputeNumbers.NONE,
        encode_texts=EncodeTexts.CODES,
        scale_numbers=ScaleNumbers.STANDARD,
        steps=(step,),
    ))  # fmt: skip

    assert back.to_pydict() == {"a": [1.0, 2.0]}
