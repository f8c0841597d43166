"""PreProcessing answers alike over every transport: values, and every error of its contract."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.testing import equal
from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import (
    AllRows,
    ColumnNotFound,
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    GroupKFold,
    HoldOut,
    ImputeNumbers,
    KFold,
    NumberStep,
    PreProcessing,
    Recipe,
    ScaleNumbers,
    Task,
    TemporalSplit,
    TextStep,
    UnusableTarget,
)

pytestmark = pytest.mark.transports("local", "copied", "grpc-unix", "process")

RECIPE = Recipe(
    impute_numbers=ImputeNumbers.MEDIAN, encode_texts=EncodeTexts.ONE_HOT, scale_numbers=ScaleNumbers.STANDARD
)
HOUSES = pa.table(
    {
        "rooms": pa.array([1, 2, 3, None, 4, 6], pa.int32()),
        "town": ["Ulm", "Köln", "Ulm", None, "Köln", "Ulm"],
        "sold": [True, False, True, True, False, True],
        "built": pa.array([0, 1, 2, 3, 4, 5], pa.date32()),
        "family": ["a", "b", "b", "c", "d", "d"],
        "price": [1.5, 2.5, np.nan, 4.0, 8.0, 16.0],
    }
)

SPLITS = [
    KFold(folds=3),
    HoldOut(fraction=0.4),
    AllRows(),
    GroupKFold(column="family", folds=3),
    TemporalSplit(column="built", folds=2),
]


@pytest.fixture
async def pre_processing(connect: Any) -> AsyncGenerator[PreProcessing, None]:
    async with connect("utils") as clients:
        yield clients(PreProcessing)


async def test_a_recipe_is_fitted(pre_processing: PreProcessing) -> None:
    fitted = await pre_processing.fit_recipe(HOUSES, recipe=RECIPE, without=("price", "sold", "family"))

    rooms = np.array([1, 2, 3, 3, 4, 6])
    step = NumberStep(fill=3.0, center=rooms.mean(), scale=rooms.std())
    town = TextStep(levels=("Köln", "Ulm"), encode_texts=EncodeTexts.ONE_HOT, has_other=False, has_missing=True)
    assert fitted == FittedRecipe(
        format=1,
        columns=(FittedColumn(name="rooms", step=step), FittedColumn(name="town", step=town)),
        feature_names=("rooms", "town=Köln", "town=Ulm", "town=missing"),
        notes=("column 'built' is left out: no feature is made of date32[day]",),
    )


async def test_a_fitted_recipe_is_applied(pre_processing: PreProcessing) -> None:
    recipe = Recipe(
        impute_numbers=ImputeNumbers.MEAN, encode_texts=EncodeTexts.ORDINAL, scale_numbers=ScaleNumbers.NONE
    )
    fitted = await pre_processing.fit_recipe(HOUSES.select(["rooms", "town"]), recipe=recipe)

    table = pa.table({"town": ["Ulm", "Bonn", None], "rooms": [5.5, None, np.inf]})
    features = (await pre_processing.apply_recipe(table, fitted=fitted)).features

    mean = pa.scalar(16 / 5, pa.float32()).as_py()
    expected = {"rooms": pa.array([5.5, mean, mean], pa.float32()), "town": pa.array([1, -1, -1], pa.float32())}
    assert features.equals(pa.table(expected))


@pytest.mark.parametrize("split", SPLITS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize(("target", "task"), [("price", None), ("town", None), ("sold", Task.REGRESSION)])
async def test_splits_are_those_of_the_service_itself(
    pre_processing: PreProcessing, split: Any, target: str, task: Task | None
) -> None:
    service = ColumnwisePreProcessing(max_features_bytes=2**30)
    arguments: Any = {"target": target, "recipe": RECIPE, "split": split, "seed": -7, "task": task}

    splits = [each async for each in pre_processing.prepare(HOUSES, **arguments)]

    assert equal(splits, [each async for each in service.prepare(HOUSES, **arguments)])
    assert [each.number for each in splits] == list(range(getattr(split, "folds", 1)))


@pytest.mark.parametrize("split", SPLITS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize(("target", "task"), [("price", None), ("town", None), ("sold", Task.REGRESSION)])
async def test_a_table_is_split_as_by_the_service_itself(
    pre_processing: PreProcessing, split: Any, target: str, task: Task | None
) -> None:
    service = ColumnwisePreProcessing(max_features_bytes=2**30)
    arguments: Any = {"target": target, "split": split, "seed": 5, "task": task}

    splits = [each async for each in pre_processing.split_table(HOUSES, **arguments)]

    assert equal(splits, [each async for each in service.split_table(HOUSES, **arguments)])
    assert [each.number for each in splits] == list(range(getattr(split, "folds", 1)))


async def test_a_caller_can_leave_after_a_split(pre_processing: PreProcessing) -> None:
    table = pa.table({"a": np.arange(5000), "y": np.arange(5000) / 7})

    async with aclosing(
        pre_processing.prepare(table, target="y", recipe=RECIPE, split=KFold(folds=1000), seed=0)
    ) as splits:
        assert (await anext(splits)).number == 0

    assert (await pre_processing.fit_recipe(table, recipe=RECIPE)).feature_names == ("a", "y")


async def test_a_column_that_is_not_there_is_not_found(pre_processing: PreProcessing) -> None:
    fitted = await pre_processing.fit_recipe(HOUSES, recipe=RECIPE)

    with pytest.raises(ColumnNotFound) as fitting:
        await pre_processing.fit_recipe(HOUSES, recipe=RECIPE, without=("pries",))
    with pytest.raises(ColumnNotFound) as applying:
        await pre_processing.apply_recipe(HOUSES.drop(["town"]), fitted=fitted)
    with pytest.raises(ColumnNotFound) as preparing:
        await anext(pre_processing.prepare(HOUSES, target="roms", recipe=RECIPE, split=AllRows(), seed=0))

    assert (fitting.value.column, fitting.value.near) == ("pries", ("price",))
    assert applying.value.column == "town"
    with pytest.raises(ColumnNotFound, match="did you mean 'price'"):
        await anext(pre_processing.split_table(HOUSES, target="prize", split=AllRows(), seed=0))
    assert preparing.value.message == "expected a table with the column 'roms'; did you mean 'rooms'?"


async def test_a_target_that_cannot_be_predicted_is_told(pre_processing: PreProcessing) -> None:
    table = pa.table({"a": [1, 2, 3], "y": [5, 5, None]})

    with pytest.raises(UnusableTarget) as caught:
        await anext(pre_processing.prepare(table, target="y", recipe=RECIPE, split=AllRows(), seed=0))

    with pytest.raises(UnusableTarget):
        await anext(pre_processing.split_table(table, target="y", split=AllRows(), seed=0))
    assert caught.value.target == "y"
    assert caught.value.message == "target 'y': every value is '5'; choose a target that varies"


async def test_a_recipe_of_another_format_is_a_failed_precondition(pre_processing: PreProcessing) -> None:
    with pytest.raises(brolly.FailedPrecondition, match="expected 1, 2 or 3, got 4; fit the recipe again"):
        await pre_processing.apply_recipe(HOUSES, fitted=FittedRecipe(format=4))


async def test_arguments_that_make_no_sense_are_invalid(pre_processing: PreProcessing) -> None:
    with pytest.raises(brolly.InvalidArgument, match="got none: it has no other columns"):
        await pre_processing.fit_recipe(HOUSES.select(["price"]), recipe=RECIPE, without=("price",))
    with pytest.raises(brolly.InvalidArgument, match=r"split\.folds: expected 2 to 1,000, got 1"):
        await anext(pre_processing.prepare(HOUSES, target="price", recipe=RECIPE, split=KFold(folds=1), seed=0))
    fitted = await pre_processing.fit_recipe(HOUSES.select(["rooms"]), recipe=RECIPE)
    with pytest.raises(brolly.InvalidArgument, match=r"expected numbers in the column 'rooms', .* got texts"):
        await pre_processing.apply_recipe(pa.table({"rooms": ["many"]}), fitted=fitted)


async def test_features_that_take_too_much_are_refused(connect: Any) -> None:
    async with connect(utils="config = { max_features_bytes = 10 }") as clients:
        with pytest.raises(brolly.ResourceExhausted, match="expected at most 10 bytes of features"):
            await anext(clients(PreProcessing).prepare(HOUSES, target="price", recipe=RECIPE, split=AllRows(), seed=0))
