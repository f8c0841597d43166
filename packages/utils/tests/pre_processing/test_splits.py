"""Splits: every row is validated once, evenly over the classes, and alike everywhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.testing import equal
from ml_tools.utils_interface import AllRows, HoldOut, KFold, PreparedSplit, ScaleNumbers


@pytest.fixture
def rows_of(prepare: Any, recipe: Any) -> Any:
    """Splits a target; returns the training and the validation rows of each split."""

    async def rows_of(target: Any, **changes: Any) -> list[tuple[list[int], list[int]]]:
        table = pa.table({"row": np.arange(len(target)), "y": pa.array(target)})
        splits = await prepare(table, recipe=recipe(scale_numbers=ScaleNumbers.NONE), **changes)
        return [(numbered(split.train), numbered(split.validation)) for split in splits]

    def numbered(part: pa.Table) -> list[int]:
        return [int(row) for row in part.column("row").to_pylist()]

    return rows_of


@pytest.mark.parametrize("folds", [2, 3, 7, 50])
@pytest.mark.parametrize("kind", ["numbers", "classes"])
async def test_every_row_is_validated_once_in_parts_of_one_size(
    rows_of: Any, rng: np.random.Generator, folds: int, kind: str
) -> None:
    target = rng.random(101) if kind == "numbers" else rng.choice(["a", "b", "c"], 101, p=[0.7, 0.2, 0.1])

    splits = await rows_of(target, split=KFold(folds=folds))

    assert len(splits) == folds
    assert sorted(row for _, validation in splits for row in validation) == list(range(101))
    assert all(sorted(train + validation) == list(range(101)) for train, validation in splits)
    sizes = [len(validation) for _, validation in splits]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("folds", [2, 5, 10])
async def test_each_class_is_spread_evenly_to_within_a_row(rows_of: Any, rng: np.random.Generator, folds: int) -> None:
    target = rng.choice(["a", "b", "c", "d"], 233, p=[0.6, 0.25, 0.1, 0.05])

    splits = await rows_of(target, split=KFold(folds=folds))

    for name in "abcd":
        counts = [sum(target[row] == name for row in validation) for _, validation in splits]
        assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("fraction", [0.01, 0.2, 0.5, 0.99])
async def test_a_hold_out_has_its_fraction_of_each_class(rows_of: Any, fraction: float) -> None:
    target = ["a"] * 120 + ["b"] * 60 + ["c"] * 20

    [(train, validation)] = await rows_of(target, split=HoldOut(fraction=fraction))

    assert sorted(train + validation) == list(range(200))
    assert len(validation) == round(200 * fraction)
    counts = Counter(target[row] for row in validation)
    for name, size in (("a", 120), ("b", 60), ("c", 20)):
        assert abs(counts[name] - size * fraction) < 1


async def test_a_hold_out_has_a_row_however_small_its_fraction(rows_of: Any) -> None:
    [(train, validation)] = await rows_of([0.5, 1.5, 2.5, 4.5], split=HoldOut(fraction=1e-9))

    assert (len(train), len(validation)) == (3, 1)


async def test_all_rows_train_and_none_validates(prepare: Any, recipe: Any, pre_processing: Any) -> None:
    table = pa.table({"a": [1.0, 2.0, 3.0, 9.0], "y": [0.5, None, 1.5, 2.5]})

    [split] = await prepare(table, split=AllRows())

    assert split.train.num_rows == 3
    assert split.validation.num_rows == 0
    assert split.validation.schema == split.train.schema
    rest = table.take([0, 2, 3])
    fitted = await pre_processing.fit_recipe(rest, recipe=recipe(), without=("y",))
    assert split.fitted.columns == fitted.columns
    applied = (await pre_processing.apply_recipe(rest, fitted=fitted)).features
    assert split.train.drop(["y"]).equals(applied)


@pytest.mark.parametrize("split", [KFold(folds=3), HoldOut(fraction=0.3), AllRows()], ids=str)
async def test_a_split_table_has_the_rows_that_are_prepared(
    pre_processing: Any, prepare: Any, recipe: Any, split: Any
) -> None:
    target = ["a", "b", None, "b", "a"] * 5
    table = pa.table({"row": np.arange(25), "y": target, "text": [f"row {row}" for row in range(25)]})
    plain = recipe(scale_numbers=ScaleNumbers.NONE)

    cut = [each async for each in pre_processing.split_table(table, target="y", split=split, seed=3)]

    prepared = await prepare(table, recipe=plain, split=split, seed=3)
    assert [each.train["row"].to_pylist() for each in cut] == [each.train["row"].to_pylist() for each in prepared]
    assert [each.validation["row"].to_pylist() for each in cut] == [
        each.validation["row"].to_pylist() for each in prepared
    ]
    for each in cut:
        assert each.train.equals(table.take(each.train["row"]))
        assert each.validation.schema == table.schema
        assert (each.classes, each.notes) == (("a", "b"), ("5 rows are left out: 'y' is missing",))


async def test_the_same_seed_splits_alike_and_another_does_not(prepare: Any, rng: np.random.Generator) -> None:
    table = pa.table({"a": rng.random(200), "y": rng.random(200)})

    first, again, other, negative = [await prepare(table, seed=seed) for seed in (3, 3, 4, -3)]

    assert equal(first, again)
    assert not equal(first, other)
    assert not equal(first, negative)


async def test_the_splits_are_those_of_every_machine_and_version(rows_of: Any) -> None:
    numbers = await rows_of(np.arange(12) / 7, split=KFold(folds=4), seed=0)
    classes = await rows_of(["a", "b", "b"] * 4, split=KFold(folds=4), seed=-1)
    [held] = await rows_of(np.arange(12) / 7, split=HoldOut(fraction=0.25), seed=2**62)

    assert [validation for _, validation in numbers] == [[4, 8, 11], [3, 6, 10], [0, 2, 5], [1, 7, 9]]
    assert [validation for _, validation in classes] == [[2, 5, 9], [4, 6, 10], [0, 1, 7], [3, 8, 11]]
    assert held[1] == [0, 5, 8]


async def test_a_split_is_fitted_on_its_training_rows_alone(
    prepare: Any, recipe: Any, pre_processing: Any, rng: np.random.Generator
) -> None:
    table = pa.table({"a": rng.random(50), "c": rng.choice(["x", "y", "z"], 50), "y": rng.random(50)})
    splits: list[PreparedSplit] = await prepare(table, split=KFold(folds=3))

    for split in splits:
        numbers = dict(zip(table.column("y").to_pylist(), range(50), strict=True))
        train, validation = (
            table.take([numbers[value] for value in part.column("y").to_pylist()])
            for part in (split.train, split.validation)
        )
        fitted = await pre_processing.fit_recipe(train, recipe=recipe(), without=("y",))
        assert fitted == split.fitted
        for part, rows in ((split.train, train), (split.validation, validation)):
            applied = (await pre_processing.apply_recipe(rows, fitted=fitted)).features
            assert part.drop(["y"]).equals(applied)


async def test_the_target_is_last_and_no_feature_has_its_name(prepare: Any) -> None:
    table = pa.table({"c=a": ["x", "y"] * 5, "c": ["a", "b"] * 5, "c=b": np.arange(10) / 3})

    [split] = await prepare(table, target="c=b", split=AllRows())

    assert split.train.column_names == ["c=a=x", "c=a=y", "c=a", "c=b (2)", "c=b"]
    assert split.train.schema.types == [pa.float32()] * 4 + [pa.float64()]


async def test_a_class_of_two_rows_goes_through_with_a_note(prepare: Any) -> None:
    table = pa.table({"a": np.arange(40), "y": ["common"] * 38 + ["rare"] * 2})

    splits = await prepare(table)

    assert all(split.classes == ("common", "rare") for split in splits)
    assert splits[0].fitted.notes == ("the class 'rare' has 2 rows, for 5 parts: some parts lack it",)


@pytest.mark.parametrize(
    ("split", "message"),
    [
        (KFold(folds=1), r"split\.folds: expected 2 to 1,000, got 1"),
        (KFold(folds=-3), r"split\.folds: expected 2 to 1,000, got -3"),
        (KFold(folds=1001), r"split\.folds: expected 2 to 1,000, got 1001"),
        (KFold(folds=5), r"split\.folds: expected at most 4, the rows that have a target, got 5"),
        (HoldOut(fraction=0.0), r"split\.fraction"),
        (HoldOut(fraction=1.0), r"split\.fraction"),
        (HoldOut(fraction=float("nan")), r"split\.fraction"),
    ],
    ids=str,
)
async def test_a_split_that_cannot_be_is_an_invalid_argument(prepare: Any, split: Any, message: str) -> None:
    table = pa.table({"a": [1, 2, 3, 4, 5], "y": [0.5, 1.5, 2.5, 3.5, None]})

    with pytest.raises(brolly.InvalidArgument, match=message):
        await prepare(table, split=split)


async def test_a_split_is_made_when_it_is_asked_for(pre_processing: Any, recipe: Any) -> None:
    small = type(pre_processing)(max_features_bytes=4 * 7)
    table = pa.table({"a": np.arange(10), "y": np.arange(10) / 3})

    splits = small.prepare(table, target="y", recipe=recipe(), split=KFold(folds=2), seed=0)
    first = await anext(splits)
    await splits.aclose()

    assert first.number == 0
