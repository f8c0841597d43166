"""Encoding by the target where rows are in groups: no row learns of its own group."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.utils_interface import ColumnNotFound, Columns, Encode, EncodeBy, GroupKFold, Scale, ScaleBy


async def test_no_row_has_the_target_of_its_group_in_its_feature(pre_processing: Any, steps: Any, rng: Any) -> None:
    groups = np.repeat(np.arange(40), 10)
    target = rng.normal(size=40)[groups] + rng.normal(size=400) / 100
    table = pa.table({"level": [f"{each % 20}" for each in groups], "row": np.arange(400), "g": groups, "y": target})
    other = table.set_column(3, "y", pa.array(np.where(groups == 3, target + 1000, target)))
    recipe = steps((Encode(by=EncodeBy.TARGET, smoothing=0.0), Columns(names=("level",))))

    def train(of: pa.Table, split: Any) -> Any:
        return pre_processing.prepare(of, target="y", recipe=recipe, split=split, seed=0)

    split = GroupKFold(column="g", folds=4)
    before, after = [[each.train async for each in train(of, split)] for of in (table, other)]
    for one, changed in zip(before, after, strict=True):
        own = one["row"].to_numpy().astype(int) // 10 == 3
        assert "g" not in one.column_names
        np.testing.assert_allclose(one["level"].to_numpy()[own], changed["level"].to_numpy()[own], rtol=1e-3)
    pairs = zip(before, after, strict=True)
    assert sum(np.any(one["level"].to_numpy() != changed["level"].to_numpy()) for one, changed in pairs) == 3


async def test_a_recipe_that_is_fitted_to_groups_learns_what_their_split_does(
    pre_processing: Any, steps: Any, rng: Any
) -> None:
    groups = np.repeat(np.arange(30), 4)
    table = pa.table({"a": [f"{each % 10}" for each in groups], "g": groups, "y": rng.normal(size=30)[groups]})
    recipe = steps(Encode(by=EncodeBy.TARGET), Scale(by=ScaleBy.STANDARD))  # whose mean is of what the rows become
    split = GroupKFold(column="g", folds=3)

    prepared = pre_processing.prepare(table, target="y", recipe=recipe, split=split, seed=7)
    cut = pre_processing.split_table(table, target="y", split=split, seed=7)
    async for expected in prepared:
        train = (await anext(cut)).train
        options = {"recipe": recipe, "target": "y", "seed": 7}
        assert await pre_processing.fit_recipe(train, group="g", **options) == expected.fitted
        assert await pre_processing.fit_recipe(train, without=("g",), **options) != expected.fitted

    with pytest.raises(ColumnNotFound):
        await pre_processing.fit_recipe(table, recipe=recipe, target="y", group="h")
    with pytest.raises(brolly.InvalidArgument, match="group: expected another column than the target"):
        await pre_processing.fit_recipe(table, recipe=recipe, target="y", group="y")


async def test_of_one_group_alone_nothing_is_told_by_the_target(pre_processing: Any, steps: Any) -> None:
    table = pa.table({"a": ["x", "y"] * 4, "x": range(8), "g": [1, 1, 1, 1, 2, 2, 2, 2], "y": [1.0, 3.0] * 4})
    recipe = steps(Encode(by=EncodeBy.TARGET))
    split = GroupKFold(column="g", folds=2)

    prepared = [each async for each in pre_processing.prepare(table, target="y", recipe=recipe, split=split, seed=0)]

    assert [each.train.column_names for each in prepared] == [["x", "y"]] * 2
    assert "'a'" in prepared[0].fitted.notes[0]
