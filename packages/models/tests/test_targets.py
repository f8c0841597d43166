"""The target of other rows is read as that of the training rows was, whatever type it comes in."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models.targets import known_targets
from ml_tools.models_interface import Model
from ml_tools.utils_interface import ColumnNotFound, Task


def model(*classes: str) -> Model:
    task = Task.CLASSIFICATION if classes else Task.REGRESSION
    return Model(
        model_id="ridge-7f3k2m9q",
        algorithm="ridge",
        task=task,
        target="y",
        classes=classes,
        row_count=1,
        created_at=datetime.now(UTC),
        fit_seconds=0.0,
    )


def read(values: Any, *classes: str) -> list[float]:
    table = pa.table({"x": pa.array(np.arange(len(values))), "y": values})
    known = known_targets(table, model(*classes))
    assert known.table.num_rows == len(known.target)
    return known.target.tolist()


@pytest.mark.parametrize(
    "values",
    [
        pa.array([2, None, 1, 7]),
        pa.array([2.0, float("nan"), 1.0, 7.0]),
        pa.array([2.0, float("inf"), 1.0, 7.0]),
        pa.array(["2", None, "1", "7"]),
        pa.array(["2", None, "1", "7"]).dictionary_encode(),
        pa.array([Decimal("2.0"), None, Decimal("1.0"), Decimal("7.0")]),
    ],
)
def test_classes_of_numbers_are_found_in_any_type(values: Any) -> None:
    assert read(values, "1", "2") == [1.0, 0.0, -1.0]


def test_truths_are_classes() -> None:
    assert read(pa.array([True, None, False]), "false", "true") == [1.0, 0.0]


def test_missing_numbers_are_left_out() -> None:
    assert read(pa.array([1, None, 3])) == [1.0, 3.0]
    assert read(pa.array([1.5, float("nan"), float("-inf"), None])) == [1.5]
    assert read(pa.array([True, False])) == [1.0, 0.0]


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(brolly.InvalidArgument, match=r"expected numbers in the target 'y'.* got string"):
        read(pa.array(["1", "2"]))
    with pytest.raises(brolly.InvalidArgument, match="got none"):
        read(pa.array([None, None], pa.float64()))
    with pytest.raises(brolly.InvalidArgument, match="one column 'y', got 2"):
        known_targets(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["y", "y"]), model())
    with pytest.raises(ColumnNotFound, match="did you mean 'price'") as caught:
        known_targets(pa.table({"price": [1]}), msgspec.structs.replace(model(), target="prices"))
    assert (caught.value.column, caught.value.near) == ("prices", ("price",))
