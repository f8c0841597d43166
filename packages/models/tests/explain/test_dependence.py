"""Partial dependence is the average of what is predicted when a column has a value in all rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.explain import Dependence, Grid, column_grid, dependence_tables, drawn_rows
from ml_tools.models_interface import InputKind


def predict(features: Features) -> Outputs:
    return (features[:, 0] * features[:, 1] + 10.0 * features[:, 2]).astype(np.float64)[:, None]


def grid(column: str, values: list[float], place: int) -> Grid:
    features = np.asarray(values, np.float32)[:, None]
    return Grid(column=column, values=pa.array(values), places=slice(place, place + 1), features=features)


def test_averages_and_single_rows_are_told_for_each_value() -> None:
    features = np.asarray([[1, 2, 3], [4, 5, 6], [7, 8, 9]], np.float32)
    dependence = Dependence(
        features=features,
        grids=[grid("a", [0.0, 1.0], 0)],
        individuals=np.asarray([0, 2]),
        row_numbers=np.asarray([10, 20, 30]),
    )

    averages, individuals = dependence_tables(dependence, predict, ["predicted"])

    assert averages.to_pydict() == {"value of a": [0.0, 1.0], "predicted": [60.0, 65.0]}
    assert individuals.to_pydict() == {
        "row": [10, 30, 10, 30],
        "value of a": [0.0, 0.0, 1.0, 1.0],
        "predicted": [30.0, 90.0, 32.0, 98.0],
    }
    assert features[0, 0] == 1.0


def test_two_columns_are_varied_together() -> None:
    features = np.asarray([[1, 2, 3], [4, 5, 6]], np.float32)
    dependence = Dependence(
        features=features,
        grids=[grid("a", [1.0, 2.0], 0), grid("b", [3.0, 5.0], 1)],
        individuals=np.asarray([], np.int64),
        row_numbers=np.arange(2),
    )

    averages, individuals = dependence_tables(dependence, predict, ["predicted"])

    assert averages.to_pydict() == {
        "value of a": [1.0, 1.0, 2.0, 2.0],
        "value of b": [3.0, 5.0, 3.0, 5.0],
        "predicted": [48.0, 50.0, 51.0, 55.0],
    }
    assert individuals.num_rows == 0
    assert individuals.column_names == ["row", "value of a", "value of b", "predicted"]


def test_what_is_too_much_at_once_is_refused() -> None:
    dependence = Dependence(
        features=np.zeros((10_000, 3), np.float32),
        grids=[grid("a", list(map(float, range(100))), 0), grid("b", list(map(float, range(100))), 1)],
        individuals=np.arange(0),
        row_numbers=np.arange(10_000),
    )

    with pytest.raises(brolly.ResourceExhausted, match="lower values, rows or individual_rows"):
        dependence_tables(dependence, predict, ["predicted"])


@pytest.mark.parametrize(
    ("column", "kind", "values"),
    [
        (pa.array([3.0, None, 1.0, 3.0, float("nan")]), InputKind.NUMBER, [1.0, 3.0]),
        (pa.array([True, False, None]), InputKind.NUMBER, [0.0, 1.0]),
        (pa.array(range(1_000)), InputKind.NUMBER, [0.0, 333.0, 666.0, 999.0]),
        (pa.array([1] * 90 + [2] * 10), InputKind.NUMBER, [1.0, 2.0]),
        (pa.array(["b", "a", "b", None, "c", "d", "e"]), InputKind.TEXT, ["b", "a", "c", "d"]),
        (pa.array(["b", "a", "b"]).dictionary_encode(), InputKind.TEXT, ["b", "a"]),
    ],
)
def test_values_are_quantiles_of_numbers_and_the_commonest_texts(
    column: pa.Array, kind: InputKind, values: list[object]
) -> None:
    assert column_grid(pa.chunked_array([column]), "x", kind, 4).to_pylist() == values


def test_a_column_without_values_is_refused() -> None:
    with pytest.raises(brolly.InvalidArgument, match="expected values in the column 'x', got none"):
        column_grid(pa.chunked_array([pa.nulls(3)]), "x", InputKind.NUMBER, 4)


def test_rows_are_drawn_in_their_order_each_once() -> None:
    drawn = drawn_rows(100, 30, np.random.default_rng(0))

    assert len(set(drawn.tolist())) == 30
    assert (np.diff(drawn) > 0).all()
    assert drawn_rows(5, 30, np.random.default_rng(0)).tolist() == [0, 1, 2, 3, 4]
