"""Partial dependence is the average of what is predicted when a column has a value in all rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import brolly
from ml_tools.models.explain import (
    Dependence,
    averages_table,
    column_grid,
    drawn_rows,
    individuals_table,
    varied_tables,
)

ROWS = pa.table({"a": [1.0, 4.0, 7.0], "b": [2.0, 5.0, 8.0], "c": [3.0, 6.0, 9.0]})


def dependence(classes: tuple[str, ...] = (), individuals: Any = (), **grids: list[float]) -> Dependence:
    return Dependence(
        table=ROWS,
        grids={column: pa.array(values) for column, values in grids.items()},
        classes=classes,
        individuals=np.asarray(individuals, np.int64),
        row_numbers=np.asarray([10, 20, 30]),
    )


def predicted(asked: Dependence) -> np.ndarray:
    varied = pa.concat_tables(varied_tables(asked))
    a, b, c = (varied[name].to_numpy() for name in "abc")
    outputs = (a * b + 10.0 * c)[:, None]
    return np.concatenate([outputs, -outputs], axis=1) if asked.classes else outputs


def test_averages_and_single_rows_are_told_for_each_value() -> None:
    asked = dependence(individuals=[0, 2], a=[0.0, 1.0])
    outputs = predicted(asked)

    assert averages_table(asked, outputs).to_pydict() == {"value": [0.0, 1.0], "predicted": [60.0, 65.0]}
    assert individuals_table(asked, outputs).to_pydict() == {
        "row": [10, 30, 10, 30],
        "value": [0.0, 0.0, 1.0, 1.0],
        "predicted": [30.0, 90.0, 32.0, 98.0],
    }


def test_two_columns_are_varied_together() -> None:
    asked = dependence(a=[1.0, 2.0], b=[3.0, 5.0])
    outputs = predicted(asked)

    assert averages_table(asked, outputs).to_pydict() == {
        "value": [1.0, 1.0, 2.0, 2.0],
        "second value": [3.0, 5.0, 3.0, 5.0],
        "predicted": [63.0, 65.0, 66.0, 70.0],
    }
    individuals = individuals_table(asked, outputs)
    assert (individuals.num_rows, individuals.column_names) == (0, ["row", "value", "second value", "predicted"])


def test_classes_are_told_one_by_one() -> None:
    asked = dependence(("no", "yes"), [1], a=[0.0, 1.0])
    outputs = predicted(asked)

    assert averages_table(asked, outputs).to_pydict() == {
        "value": [0.0, 0.0, 1.0, 1.0],
        "class": ["no", "yes", "no", "yes"],
        "predicted": [60.0, -60.0, 65.0, -65.0],
    }
    assert individuals_table(asked, outputs)["predicted"].to_pylist() == [60.0, -60.0, 65.0, -65.0]


def test_many_combinations_come_in_tables_of_some_size() -> None:
    many = ROWS.take(np.zeros(9_000, np.int64))
    asked = Dependence(
        table=many,
        grids={"a": pa.array(np.arange(12.0))},
        classes=(),
        individuals=np.arange(0),
        row_numbers=np.arange(9_000),
    )

    tables = list(varied_tables(asked))

    assert [table.num_rows for table in tables] == [45_000, 45_000, 18_000]
    assert pa.concat_tables(tables)["a"].to_pylist() == np.repeat(np.arange(12.0), 9_000).tolist()


def test_what_is_too_much_at_once_is_refused() -> None:
    asked = Dependence(
        table=ROWS.take(np.zeros(10_000, np.int64)),
        grids={column: pa.array(np.arange(100.0)) for column in "ab"},
        classes=(),
        individuals=np.arange(0),
        row_numbers=np.arange(10_000),
    )

    with pytest.raises(brolly.ResourceExhausted, match="lower values, rows or individual_rows"):
        next(varied_tables(asked))


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array([3.0, None, 1.0, 3.0, float("nan"), float("inf")]), [1.0, 3.0]),
        (pa.array([True, False, None]), [False, True]),
        (pa.array(range(1_000)), [0, 333, 666, 999]),
        (pa.array([1] * 90 + [2] * 10), [1, 2]),
        (pa.array([date(2024, 1, day) for day in range(1, 31)]), [date(2024, 1, day) for day in (1, 10, 20, 30)]),
        (pa.array(["b", "a", "b", None, "c", "d", "e"]), ["b", "a", "c", "d"]),
        (pa.array(["b", "a", "b"]).dictionary_encode(), ["b", "a"]),
    ],
)
def test_values_are_quantiles_and_the_commonest_texts(column: pa.Array, values: list[object]) -> None:
    assert column_grid(pa.chunked_array([column]), "x", 4).to_pylist() == values


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pa.nulls(3), "expected values in the column 'x', got none"),
        (pa.array([float("nan")]), "expected values in the column 'x', got none"),
        (pa.array([[1], [2]]), "expected numbers, texts or times in the column 'x', got list"),
    ],
)
def test_a_column_without_values_to_set_is_refused(column: pa.Array, message: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        column_grid(pa.chunked_array([column]), "x", 4)


def test_rows_are_drawn_in_their_order_each_once() -> None:
    drawn = drawn_rows(100, 30, np.random.default_rng(0))

    assert len(set(drawn.tolist())) == 30
    assert (np.diff(drawn) > 0).all()
    assert drawn_rows(5, 30, np.random.default_rng(0)).tolist() == [0, 1, 2, 3, 4]
