"""What holds of all neighbours: the order of rows and units of columns do not matter, and means stay in range."""

from __future__ import annotations

import asyncio

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.neighbors import learn_neighbors, predict_classes, predict_numbers
from ml_tools.models.neighbors.nearest import nearest
from ml_tools.models_interface import Models, Neighbors, NeighborWeights

quick = settings(max_examples=10, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

ROWS, COLUMNS, NEIGHBORS = 120, 3, 5


def made(seed: int, levels: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Rows and queries, of few different values or of many."""
    random = np.random.default_rng(seed)
    shape = (ROWS + 20, COLUMNS)
    x = random.integers(0, levels, shape) if levels else random.normal(size=shape)
    return x[:ROWS].astype(np.float32), x[ROWS:].astype(np.float32), random


@quick
@given(seed=seeds, levels=st.sampled_from([0, 2, 5]))
def test_the_order_of_rows_changes_no_distance(seed: int, levels: int) -> None:
    rows, queries, random = made(seed, levels)
    order = random.permutation(ROWS)

    one, other = nearest(rows, queries, NEIGHBORS), nearest(rows[order], queries, NEIGHBORS)

    np.testing.assert_array_equal(one.distances, other.distances)
    if not levels:  # none are equally near
        np.testing.assert_array_equal(one.rows, order[other.rows])


@quick
@given(seed=seeds, levels=st.sampled_from([0, 2]), by_distance=st.booleans())
def test_means_stay_in_the_range_of_targets_and_probabilities_sum_to_one(
    seed: int, levels: int, *, by_distance: bool
) -> None:
    rows, queries, random = made(seed, levels)
    numbers, classes = random.normal(size=ROWS), random.integers(0, 4, ROWS).astype(float)
    settled = {"seed": 0, "neighbors": NEIGHBORS, "by_distance": by_distance, "max_bytes": 10**9}

    means = predict_numbers(asyncio.run(learn_neighbors(Examples(features=rows, target=numbers), **settled)), queries)
    examples = Examples(features=rows, target=classes, class_count=4)
    probabilities = predict_classes(asyncio.run(learn_neighbors(examples, **settled)), queries)

    assert numbers.min() - 1e-9 <= means.min() <= means.max() <= numbers.max() + 1e-9
    assert probabilities.min() >= 0
    np.testing.assert_allclose(np.sum(probabilities, axis=1), 1.0, rtol=1e-12)


@pytest.mark.parametrize("seed", [0, 1])
async def test_units_of_columns_do_not_matter_with_the_recipe(system: brolly.System, seed: int) -> None:
    models, random = system.client(Models), np.random.default_rng(seed)
    x, y = random.normal(size=(200, COLUMNS)), random.normal(size=200)
    units = 2.0 ** random.integers(-30, 30, COLUMNS)

    async def predicted(columns: np.ndarray) -> list[float]:
        table = pa.table({**{f"x{number}": column for number, column in enumerate(columns.T)}, "y": y})
        model = await models.fit_model(table, target="y", algorithm=Neighbors(weights=NeighborWeights.DISTANCE))
        return (await models.predict(table, model_id=model.model_id)).predictions["predicted"].to_pylist()

    assert await predicted(x * units) == await predicted(x)
