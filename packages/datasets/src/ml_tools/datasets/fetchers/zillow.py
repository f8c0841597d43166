"""The Zillow Prize: what a house was sold for against what Zillow's estimate said, and what is known of the house."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import compute
from ml_tools.datasets.formats import Bounds, Sink, TableSink, read
from ml_tools.datasets_interface import KaggleSource, StoredFile, UnreadableData, ZillowDataResponse

__all__ = ["YEARS", "joined", "sources"]

_COMPETITION: Final = "zillow-prize-1"
_KEY: Final = "parcelid"
_TARGET: Final = "logerror"
YEARS: Final = {
    2016: ("train_2016_v2.csv", "properties_2016.csv"),
    2017: ("train_2017.csv", "properties_2017.csv"),
}
"""The files of each year: transactions, and properties."""


def sources(year: int) -> tuple[KaggleSource, KaggleSource]:
    """Return where the transactions and the properties of a year are.

    Raises:
        brolly.InvalidArgument: There is no such year.
    """
    if year not in YEARS:
        raise brolly.InvalidArgument(f"year: expected one of {', '.join(map(str, YEARS))}, got {year}")
    transactions, properties = (KaggleSource(name=_COMPETITION, file=file) for file in YEARS[year])
    return transactions, properties


def joined(
    transactions: tuple[StoredFile, Path], properties: tuple[StoredFile, Path], bounds: Bounds
) -> ZillowDataResponse:
    """Read both files and put beside each transaction the property that it is of; it blocks.

    Of the properties, most of which were not sold, only those that were are kept in memory.

    Raises:
        UnreadableData: One of them is not as Kaggle describes it.
    """
    sink = TableSink()
    notes = _read(transactions, sink, bounds)
    sales = sink.table()
    _check(sales, (_KEY, _TARGET), transactions[0].name)
    sold = _Sold(sales[_KEY])
    notes += _read(properties, sold, bounds)
    houses = sold.table()
    _check(houses, (_KEY,), properties[0].name)
    order = compute.index_in(sales[_KEY], value_set=_unchunked(houses[_KEY]))
    if missing := order.null_count:
        notes.append(f"{missing} of {sales.num_rows} transactions are of properties that are not told of")
    beside = houses.drop_columns([_KEY]).take(order)
    table = sales
    for name, column in zip(beside.column_names, beside.columns, strict=True):
        table = table.append_column(name, column)
    return ZillowDataResponse(table=table, target=_TARGET, notes=tuple(notes[:100]))


class _Sold:
    """Keeps the properties that were sold."""

    def __init__(self, keys: Any) -> None:
        self._keys = keys.unique()
        self._kept = TableSink()

    def begin(self, schema: pa.Schema) -> None:
        self._kept.begin(schema)

    def write(self, batch: pa.RecordBatch) -> None:
        if _KEY not in batch.schema.names:
            self._kept.write(batch)
            return
        keys = compute.cast(batch.column(batch.schema.get_field_index(_KEY)), self._keys.type)
        self._kept.write(compute.filter(batch, compute.is_in(keys, value_set=self._keys)))

    def table(self) -> pa.Table:
        """Return them."""
        return self._kept.table()


def _read(file: tuple[StoredFile, Path], sink: Sink, bounds: Bounds) -> list[str]:
    stored, path = file
    with path.open("rb") as content:
        reading = read(content, stored.name, sink, bounds)
    rejected = f"{reading.rejections.count} rows were put aside"
    return [f"{stored.name}: {note}" for note in (*[rejected] * (reading.rejections.count > 0), *reading.notes)]


def _unchunked(column: Any) -> Any:
    found: Any = column.combine_chunks()
    return found


def _check(table: pa.Table, names: tuple[str, ...], file: str) -> None:
    if missing := [name for name in names if name not in table.column_names]:
        text = f"{file}: expected a column {missing[0]!r}, got {', '.join(map(repr, table.column_names[:10]))}"
        raise UnreadableData(text, format="csv")
