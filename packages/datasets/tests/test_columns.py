"""What is told of the columns of a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from ml_tools.datasets.columns import described, refusal
from ml_tools.datasets_interface import Column, ColumnKind


@pytest.mark.parametrize(
    ("column", "kind", "missing"),
    [
        (pa.array([1, None]), ColumnKind.NUMBER, 1),
        (pa.array([1.0, float("nan"), None]), ColumnKind.NUMBER, 2),
        (pa.array([1, None], pa.float16()), ColumnKind.NUMBER, 1),
        (pa.array([Decimal("1.5")]), ColumnKind.NUMBER, 0),
        (pa.array([], pa.float64()), ColumnKind.NUMBER, 0),
        (pa.array([True, None]), ColumnKind.BOOLEAN, 1),
        (pa.array(["", None]), ColumnKind.TEXT, 1),
        (pa.array(["a", None], pa.large_string()), ColumnKind.TEXT, 1),
        (pa.array(["a", None, "a"]).dictionary_encode(), ColumnKind.TEXT, 1),
        (pa.DictionaryArray.from_arrays([0, 1, 1], ["a", None]), ColumnKind.TEXT, 2),
        (pa.DictionaryArray.from_arrays([0, 1], [1.5, float("nan")]), ColumnKind.NUMBER, 1),
        (pa.array([date(2020, 1, 1), None]), ColumnKind.TIME, 1),
        (pa.array([1], pa.timestamp("us", "UTC")), ColumnKind.TIME, 0),
        (pa.nulls(2), ColumnKind.OTHER, 2),
        (pa.array([[1], None]), ColumnKind.OTHER, 1),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_a_column_has_a_kind_and_missing_values(column: pa.Array, kind: ColumnKind, missing: int) -> None:
    assert described(pa.table({"x": column})) == (Column(name="x", kind=kind, missing_count=missing),)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a", "b"], ""),
        ([], "at least one"),
        (["a", "b", "a", "b", "a"], "more than one 'a', 'b'"),
        ([str(n) for n in range(10_001)], "at most 10000 columns, got 10001"),
        ([f"{n:0500}" for n in range(3000)], "names of columns"),
    ],
)
def test_columns_are_few_enough_and_have_names_of_their_own(names: list[str], said: str) -> None:
    assert said in refusal(names)
    assert bool(said) == bool(refusal(names))
