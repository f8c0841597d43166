"""Splits by groups and by time: no group is in two parts, and nothing is learned from what comes later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import model_selection

import brolly
from ml_tools.utils.pre_processing import ColumnwisePreProcessing
from ml_tools.utils_interface import ColumnNotFound, GroupKFold, TableSplit, TemporalSplit, UnusableTarget

SERVICE = ColumnwisePreProcessing(max_features_bytes=2**30)


async def split(table: pa.Table, by: GroupKFold | TemporalSplit, *, seed: int = 0) -> list[TableSplit]:
    return [each async for each in SERVICE.split_table(table, target="y", split=by, seed=seed)]


def table_of(keys: Any, y: Any = None) -> pa.Table:
    count = len(keys)
    return pa.table({"row": np.arange(count), "key": keys, "y": np.arange(count) / 3 if y is None else y})


@given(groups=st.lists(st.sampled_from("abcdefghij"), min_size=10, max_size=60), folds=st.integers(2, 4))
@settings(max_examples=40, deadline=None, derandomize=True)
async def test_no_group_is_in_two_parts_and_every_row_is_validated_once(groups: list[str], folds: int) -> None:
    groups = [*groups, *"abcd"]

    splits = await split(table_of(groups), GroupKFold(column="key", folds=folds))

    assert sorted(row for each in splits for row in each.validation["row"].to_pylist()) == list(range(len(groups)))
    for each in splits:
        assert not set(each.train["key"].to_pylist()) & set(each.validation["key"].to_pylist())
        assert each.train.num_rows + each.validation.num_rows == len(groups)


async def test_parts_of_groups_are_of_the_sizes_that_scikit_learn_makes(rng: np.random.Generator) -> None:
    groups = rng.zipf(1.5, 500) % 60

    splits = await split(table_of(groups), GroupKFold(column="key", folds=5))

    theirs = model_selection.GroupKFold(5).split(np.zeros((500, 1)), groups=groups)
    assert sorted(each.validation.num_rows for each in splits) == sorted(len(part) for _, part in theirs)


async def test_another_seed_groups_otherwise_and_the_same_alike() -> None:
    table = table_of(np.arange(100) // 2)

    first, again, other = [await split(table, GroupKFold(column="key", folds=5), seed=seed) for seed in (1, 1, 2)]

    rows = [[each.validation["row"].to_pylist() for each in splits] for splits in (first, again, other)]
    assert rows[0] == rows[1]
    assert rows[0] != rows[2]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.dictionary(pa.int8(), pa.string()), pa.int32(), pa.float64(), pa.date32()], ids=str
)
async def test_groups_are_of_any_plain_kind_and_missing_is_one_of_them(kind: pa.DataType) -> None:
    texts = pa.array(["1", "2", "3", None] * 5)
    column = texts.dictionary_encode() if pa.types.is_dictionary(kind) else texts
    groups = texts.cast(pa.int32()).cast(kind) if pa.types.is_date(kind) else column.cast(kind)

    splits = await split(table_of(groups), GroupKFold(column="key", folds=4))

    assert [len(set(each.validation["key"].to_pylist())) for each in splits] == [1, 1, 1, 1]
    assert splits[0].notes == ("5 rows whose 'key' is missing are one group",)


@pytest.mark.parametrize(("rows", "folds"), [(100, 1), (100, 4), (101, 7), (11, 10)])
async def test_parts_by_time_are_those_of_scikit_learn(rng: np.random.Generator, rows: int, folds: int) -> None:
    times = rng.permutation(rows)

    splits = await split(table_of(times), TemporalSplit(column="key", folds=folds))

    # their least number of splits is two
    theirs = (
        list(model_selection.TimeSeriesSplit(folds).split(np.zeros(rows)))
        if folds > 1
        else [(range(50), range(50, 100))]
    )
    for each, (train, validation) in zip(splits, theirs, strict=True):
        assert sorted(each.train["key"].to_pylist()) == list(train)
        assert sorted(each.validation["key"].to_pylist()) == list(validation)


@given(times=st.lists(st.integers(0, 9), min_size=5, max_size=60), folds=st.integers(1, 4))
@settings(max_examples=40, deadline=None, derandomize=True)
async def test_validation_rows_come_after_all_training_rows_and_ties_do_not_straddle(
    times: list[int], folds: int
) -> None:
    times = [*times, *range(5)]

    splits = await split(table_of(times), TemporalSplit(column="key", folds=folds))

    seen = 0
    for each in splits:
        assert max(each.train["key"].to_pylist()) < min(each.validation["key"].to_pylist())
        assert each.train.num_rows >= seen
        seen = each.train.num_rows + each.validation.num_rows
    assert seen == len(times)


@pytest.mark.parametrize(
    "kind",
    [pa.date32(), pa.date64(), pa.timestamp("ns"), pa.timestamp("us", "UTC"), pa.duration("s"), pa.float64()],
    ids=str,
)
async def test_times_are_dates_times_or_numbers(kind: pa.DataType) -> None:
    days = pa.array([5, 1, 3, 4, 2, 0], pa.int32())
    wide = days.cast(pa.int64())
    times = (
        days.cast(kind)
        if kind == pa.date32()
        else days.cast(pa.date32()).cast(kind)
        if kind == pa.date64()
        else wide.cast(kind)
    )

    [only] = await split(table_of(times), TemporalSplit(column="key", folds=1))

    assert only.validation["row"].to_pylist() == [0, 2, 3]


async def test_rows_without_a_time_are_left_out_with_a_note() -> None:
    times = [dt.date(2020, 1, day) for day in (1, 2, 3, 4)] + [None]

    [only] = await split(table_of(times), TemporalSplit(column="key", folds=1))

    assert only.train["row"].to_pylist() + only.validation["row"].to_pylist() == [0, 1, 2, 3]
    assert only.notes == ("1 row is left out: 'key' is missing",)


async def test_the_groups_are_no_feature_and_the_time_is_one(recipe: Any) -> None:
    table = table_of(np.arange(20) // 2)
    prepared = {}

    for by in (GroupKFold(column="key", folds=2), TemporalSplit(column="key", folds=2)):
        prepared[type(by)] = [
            each async for each in SERVICE.prepare(table, target="y", recipe=recipe(), split=by, seed=0)
        ]

    assert prepared[GroupKFold][0].fitted.feature_names == ("row",)
    assert prepared[TemporalSplit][0].fitted.feature_names == ("row", "key")


async def test_a_class_that_no_training_row_has_is_told_of() -> None:
    table = table_of([1, 1, 2, 2, 3, 3], ["a", "b", "a", "b", "c", "c"])

    for by in (GroupKFold(column="key", folds=3), TemporalSplit(column="key", folds=2)):
        splits = await split(table, by)

        assert "the class 'c' is in no training row of the split" in splits[0].notes[-1]


@pytest.mark.parametrize(
    ("keys", "by", "message"),
    [
        ([1, 1, 2, 2], GroupKFold(column="key", folds=3), r"expected at most 2, the groups of rows .* got 3"),
        ([1, 1, 2, 2], GroupKFold(column="key", folds=1), r"split\.folds: expected 2 to 1,000, got 1"),
        ([1, 1, 2, 2], GroupKFold(column="y", folds=2), r"split\.column: expected another column than the target"),
        ([[1], [2]], GroupKFold(column="key", folds=2), r"split\.column: expected texts, numbers or times"),
        ([1, 1, 2, 2], TemporalSplit(column="key", folds=2), r"expected at most 1, one less than the different times"),
        ([1, 1, 2, 2], TemporalSplit(column="key", folds=0), r"split\.folds: expected 1 to 1,000, got 0"),
        (["a", "b"], TemporalSplit(column="key", folds=1), r"expected dates, times or numbers in 'key', got string"),
        ([None, None], TemporalSplit(column="key", folds=1), r"expected times in 'key', got none"),
    ],
)
async def test_keys_that_cannot_split_are_an_invalid_argument(keys: Any, by: Any, message: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        await split(table_of(keys), by)


async def test_a_key_that_is_not_there_is_not_found() -> None:
    with pytest.raises(ColumnNotFound, match="did you mean 'key'"):
        await split(table_of([1, 2, 3]), GroupKFold(column="keys", folds=2))


async def test_a_target_without_any_time_is_unusable() -> None:
    with pytest.raises(UnusableTarget, match="every row that has a value lacks a time"):
        await split(table_of([1, None], [None, 1.0]), TemporalSplit(column="key", folds=1))
