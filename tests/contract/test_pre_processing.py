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
    Columns,
    DatePart,
    DateParts,
    DropDuplicates,
    Encode,
    EncodeBy,
    EncodeTexts,
    FittedColumn,
    FittedRecipe,
    GroupKFold,
    HoldOut,
    Impute,
    ImputeBy,
    ImputeNumbers,
    KFold,
    MissingColumns,
    NumberStep,
    PreProcessing,
    Recipe,
    Scale,
    ScaleBy,
    ScaleNumbers,
    Step,
    Task,
    TemporalSplit,
    TextStep,
    UnknownLevel,
    UnknownLevels,
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
    (KFold(folds=3), "price", None),
    (KFold(folds=3), "town", None),
    (KFold(folds=3), "sold", Task.REGRESSION),
    (HoldOut(fraction=0.4), "town", None),
    (AllRows(), "price", None),
    (GroupKFold(column="family", folds=3), "price", None),
    (TemporalSplit(column="built", folds=2), "sold", None),
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


@pytest.mark.parametrize(("split", "target", "task"), SPLITS, ids=lambda each: getattr(each, "column", None))
async def test_splits_are_those_of_the_service_itself(
    pre_processing: PreProcessing, split: Any, target: str, task: Task | None
) -> None:
    service = ColumnwisePreProcessing(max_features_bytes=2**30)
    arguments: Any = {"target": target, "recipe": RECIPE, "split": split, "seed": -7, "task": task}

    splits = [each async for each in pre_processing.prepare(HOUSES, **arguments)]

    assert equal(splits, [each async for each in service.prepare(HOUSES, **arguments)])
    assert [each.number for each in splits] == list(range(getattr(split, "folds", 1)))


@pytest.mark.parametrize(("split", "target", "task"), SPLITS, ids=lambda each: getattr(each, "column", None))
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


STEPS = (
    Step(action=Impute(by=ImputeBy.NEIGHBORS, indicator=True), columns=Columns(names=("rooms",))),
    Step(action=DateParts(parts=(DatePart.DAY,), cyclic=True)),
    Step(action=DropDuplicates()),
    Step(action=Scale(by=ScaleBy.QUANTILE, quantiles=10)),
    Step(action=Encode(by=EncodeBy.TARGET), columns=Columns(names=("town",))),
    Step(action=Encode(by=EncodeBy.ONE_HOT, unknown=UnknownLevels.FAIL)),
)
STEPPED = Recipe(
    impute_numbers=ImputeNumbers.NONE,
    encode_texts=EncodeTexts.CODES,
    scale_numbers=ScaleNumbers.NONE,
    steps=STEPS,
    missing_columns=MissingColumns.AS_MISSING,
)


async def test_a_recipe_of_steps_is_that_of_the_service_itself(pre_processing: PreProcessing) -> None:
    service = ColumnwisePreProcessing(max_features_bytes=2**30)

    fitted = await pre_processing.fit_recipe(HOUSES, recipe=STEPPED, target="price", seed=3)
    ours = await pre_processing.apply_recipe(HOUSES.drop(["built"]), fitted=fitted)
    splits = [
        each async for each in pre_processing.prepare(HOUSES, target="price", recipe=STEPPED, split=AllRows(), seed=3)
    ]

    assert fitted == await service.fit_recipe(HOUSES, recipe=STEPPED, target="price", seed=3)
    grouped = {"recipe": STEPPED, "target": "price", "group": "family", "seed": 3}
    assert await pre_processing.fit_recipe(HOUSES, **grouped) == await service.fit_recipe(HOUSES, **grouped)
    assert equal(ours, await service.apply_recipe(HOUSES.drop(["built"]), fitted=fitted))
    assert splits[0].fitted.steps == fitted.steps


async def test_features_are_turned_back(pre_processing: PreProcessing) -> None:
    fitted = await pre_processing.fit_recipe(HOUSES, recipe=STEPPED, target="price")
    features = (await pre_processing.apply_recipe(HOUSES, fitted=fitted)).features

    inverted = await pre_processing.invert_recipe(features, fitted=fitted)

    assert inverted.table.column_names == ["rooms", "sold", "family"]
    assert inverted.table["rooms"].to_pylist()[:3] == pytest.approx([1, 2, 3], rel=1e-6)
    assert inverted.table["rooms"].null_count == 1
    assert inverted.table["family"].to_pylist() == HOUSES["family"].to_pylist()
    assert inverted.notes == ("column 'town' does not come back", "column 'built' does not come back")


async def test_a_recipe_is_described_before_and_after_it_is_fitted(pre_processing: PreProcessing) -> None:
    fitted = await pre_processing.fit_recipe(HOUSES, recipe=STEPPED, target="price")

    asked = await pre_processing.describe_recipe(STEPPED)
    learned = await pre_processing.describe_recipe(fitted)

    assert asked.sentences[3] == "Leave out training rows that equal an earlier one in all columns that the step takes."
    assert learned.sentences[5] == (
        "Levels become the mean of the target over the level, cross-fitted on training rows: 'town' (2 levels)."
    )


async def test_a_table_is_normalized(pre_processing: PreProcessing) -> None:
    normalized = await pre_processing.normalize_data(HOUSES, target="price")

    fitted = await pre_processing.fit_recipe(HOUSES, recipe=RECIPE, without=("price",))
    applied = (await pre_processing.apply_recipe(HOUSES, fitted=fitted)).features
    assert normalized.fitted == fitted
    assert normalized.table.drop(["price"]).equals(applied)


async def test_a_level_that_must_be_known_is_told_when_it_is_not(pre_processing: PreProcessing) -> None:
    fitted = await pre_processing.fit_recipe(HOUSES, recipe=STEPPED, target="price")
    table = HOUSES.set_column(HOUSES.column_names.index("family"), "family", pa.array(["a", "x", "y", "a", "b", "c"]))

    with pytest.raises(UnknownLevel) as caught:
        await pre_processing.apply_recipe(table, fitted=fitted)

    assert (caught.value.column, caught.value.level) == ("family", "x")


async def test_features_that_take_too_much_are_refused(connect: Any) -> None:
    async with connect(utils="config = { max_features_bytes = 10 }") as clients:
        with pytest.raises(brolly.ResourceExhausted, match="expected at most 10 bytes of features"):
            await anext(clients(PreProcessing).prepare(HOUSES, target="price", recipe=RECIPE, split=AllRows(), seed=0))
