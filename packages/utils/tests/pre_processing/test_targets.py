"""Targets: which task they ask for, their classes, and which cannot be predicted."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.utils_interface import AllRows, ColumnNotFound, Task, UnusableTarget


def with_target(target: Any) -> pa.Table:
    column = target if isinstance(target, (pa.Array, pa.ChunkedArray)) else pa.array(target)
    return pa.table({"a": np.arange(len(column)), "y": column})


@pytest.mark.parametrize(
    ("target", "classes"),
    [
        (["b", "a", None, "c"] * 5, ("a", "b", "c")),
        ([True, False, None] * 3, ("false", "true")),
        ([False, True, True], ("false", "true")),
        (pa.array([10, 9, 10, 9]).dictionary_encode(), ("9", "10")),
        (pa.array(["x", "y"] * 5).dictionary_encode(), ("x", "y")),
        ([0, 1, 1, 0], ("0", "1")),
        ([7, -3, 7], ("-3", "7")),
        ([0.0, 1.0, None, -0.0], ("0", "1")),
        (list(range(11)) * 20, tuple(map(str, range(11)))),
        ([1.0, 2.0, 3.0] * 20, ("1", "2", "3")),
        (pa.array([2**63 + 1, 2**63] * 3, pa.uint64()), (str(2**63), str(2**63 + 1))),
    ],
    ids=str,
)
async def test_these_are_classes_in_order(prepare: Any, target: Any, classes: tuple[str, ...]) -> None:
    [split] = await prepare(with_target(target), split=AllRows())

    assert split.task is Task.CLASSIFICATION
    assert split.classes == classes


@pytest.mark.parametrize(
    "target",
    [
        [0.5, 1.0, 2.0] * 50,
        [1, 2, 3],
        list(range(21)) * 50,
        list(range(6)) * 19,
        [decimal.Decimal("0.25"), decimal.Decimal(1), decimal.Decimal(2)],
    ],
    ids=["fractions", "few rows", "21 numbers", "6 numbers in 114 rows", "decimals"],
)
async def test_these_are_numbers(prepare: Any, target: Any) -> None:
    [split] = await prepare(with_target(target), split=AllRows())

    assert (split.task, split.classes) == (Task.REGRESSION, ())
    assert split.train.column("y").to_pylist() == [float(value) for value in target]


async def test_a_class_is_its_index(prepare: Any) -> None:
    target = ["b", "a", "c", "b", "a", None]

    [split] = await prepare(with_target(target), split=AllRows())

    assert split.train.schema.field("y").type == pa.float64()
    assert split.train.column("y").to_pylist() == [1.0, 0.0, 2.0, 1.0, 0.0]


async def test_a_caller_can_ask_for_the_task(prepare: Any) -> None:
    [numbers] = await prepare(with_target([0, 1, 1]), split=AllRows(), task=Task.REGRESSION)
    [truths] = await prepare(with_target([True, False]), split=AllRows(), task=Task.REGRESSION)
    [classes] = await prepare(with_target([0.5, 10.0, 2.0, 0.5]), split=AllRows(), task=Task.CLASSIFICATION)
    [unsaid] = await prepare(with_target([0, 1, 1]), split=AllRows(), task=Task.UNSPECIFIED)

    assert [each.task for each in (numbers, truths, classes, unsaid)] == [
        Task.REGRESSION,
        Task.REGRESSION,
        Task.CLASSIFICATION,
        Task.CLASSIFICATION,
    ]
    assert classes.classes == ("0.5", "2", "10")
    with pytest.raises(brolly.InvalidArgument, match="task: expected REGRESSION or CLASSIFICATION, got 9"):
        await prepare(with_target([0, 1, 1]), task=Task(9))


@pytest.mark.parametrize("missing", [None, np.nan, np.inf, -np.inf])
async def test_rows_without_a_target_are_left_out_with_a_note(prepare: Any, missing: float | None) -> None:
    [split] = await prepare(with_target(pa.array([0.5, missing, 1.5, missing])), split=AllRows())

    assert split.train.column("y").to_pylist() == [0.5, 1.5]
    assert split.fitted.notes == ("2 rows are left out: 'y' is missing",)


@pytest.mark.parametrize(
    ("target", "task", "message"),
    [
        ([1.5] * 9, None, "every value is 1.5"),
        ([3, None, 3], None, "every value is '3'"),
        (["x"] * 9, None, "every value is 'x'"),
        ([None] * 9, None, "every value is missing"),
        ([np.nan] * 9, None, "every value is missing"),
        (pa.array([], pa.float64()), None, "every value is missing"),
        ([f"id {n}" for n in range(9)], None, "its 9 texts are nearly all different"),
        (["a", "b"] * 5, Task.REGRESSION, "expected numbers for regression, got texts"),
        (list(range(1001)), Task.CLASSIFICATION, "expected at most 1,000 classes, got 1,001"),
        ([f"c{n}" for n in range(1001)] * 2, None, "expected at most 1,000 classes, got 1,001"),
        (["x" * 201, "y"] * 5, None, "at most 200 characters, got 201"),
        ([dt.date(2020, 1, 1), dt.date(2020, 1, 2)], None, r"date32\[day\] cannot be predicted"),
        ([[1], [2]], None, "cannot be predicted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_be_predicted_is_told(prepare: Any, target: Any, task: Task | None, message: str) -> None:
    with pytest.raises(UnusableTarget, match=message) as caught:
        await prepare(with_target(target), task=task)

    assert caught.value.target == "y"


async def test_a_target_that_is_not_there_is_not_found(prepare: Any) -> None:
    with pytest.raises(ColumnNotFound, match="did you mean 'price'") as caught:
        await prepare(pa.table({"price": [1, 2]}), target="pirce")

    assert caught.value.near == ("price",)
