"""Rows of JSON to a table, and predictions back to JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from brolly import InvalidArgument, offload
from ml_tools.main.api.bodies import Predictions
from ml_tools.models_interface import Models

__all__ = ["predicted"]


async def predicted(models: Models, model_id: str, rows: Sequence[Mapping[str, Any]]) -> Predictions:
    """Predict the target of rows.

    Raises:
        ModelNotFound: There is no such model.
        ColumnNotFound: No row has a column that the model needs.
        InvalidArgument: The values of a column are of different kinds.
    """
    table = await offload(_table, rows)
    response = await models.predict(table, model_id=model_id)
    return Predictions(model_id=model_id, predictions=await offload(response.predictions.to_pylist))


def _table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.Table.from_arrays([_column(name, [row.get(name) for row in rows]) for name in names], names)


def _column(name: str, values: list[Any]) -> pa.Array[Any]:
    try:
        column: pa.Array[Any] = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise InvalidArgument(
            f"rows: expected values of one kind in column {name[:100]!r}, all numbers, texts, or true and false"
        ) from error
    return column.cast(pa.float64()) if pa.types.is_null(column.type) else column
