"""A table is normalized in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ml_tools.utils_interface import ColumnNotFound


async def test_a_table_is_normalized_and_its_target_stays(pre_processing: Any, rng: np.random.Generator) -> None:
    table = pa.table(
        {
            "y": pa.array(rng.integers(0, 9, 50), pa.int16()),
            "a": pa.array([None, *rng.normal(5, 3, 49)]),
            "c": rng.choice(["x", "z"], 50),
        }
    )

    normalized = await pre_processing.normalize_data(table, target="y")

    assert normalized.table.column_names == ["a", "c=x", "c=z", "y"]
    assert normalized.table["y"].equals(table["y"])
    assert normalized.table["a"].to_numpy().mean() == pytest.approx(0, abs=1e-6)
    assert normalized.table["a"].to_numpy().std() == pytest.approx(1, rel=1e-6)
    again = (await pre_processing.apply_recipe(table, fitted=normalized.fitted)).features
    assert again.equals(normalized.table.drop(["y"]))


async def test_all_columns_are_normalized_where_there_is_no_target(pre_processing: Any) -> None:
    normalized = await pre_processing.normalize_data(pa.table({"a": [1.0, 3.0], "b": [0, 4]}))

    assert normalized.table.to_pydict() == {"a": [-1, 1], "b": [-1, 1]}


async def test_a_target_that_is_not_there_is_not_found(pre_processing: Any) -> None:
    with pytest.raises(ColumnNotFound):
        await pre_processing.normalize_data(pa.table({"a": [1.0, 3.0]}), target="b")
