"""Batches of text become batches of values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import arrays_of, batch_of, compute
from ml_tools.datasets.formats.forced import Forced
from ml_tools.datasets.formats.inference import Inference, shown
from ml_tools.datasets.formats.rejections import NumberedRejections
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.spool import Spool
from ml_tools.datasets_interface import ParseOptions

__all__ = ["columns_of", "convert"]


def columns_of(names: Sequence[str], options: ParseOptions, *, decimal_comma: bool = False) -> list[Inference | Forced]:
    """Return how each column is to be read.

    Raises:
        brolly.InvalidArgument: A type is said for a column that there is not.
    """
    types = {column.name: column.type for column in options.types}
    if unknown := [name for name in types if name not in set(names)]:
        known = ", ".join(shown(name) for name in names[:10])
        raise brolly.InvalidArgument(f"options.types: expected columns of the file, {known}, got {shown(unknown[0])}")
    missing = tuple(options.missing)
    return [
        Forced(name, types[name], missing=missing, decimal_comma=options.decimal == ",")
        if name in types
        else Inference(name, missing=missing, decimal_comma=decimal_comma)
        for name in names
    ]


def convert(
    spool: Spool, columns: Sequence[Inference | Forced], sink: Sink, rejections: NumberedRejections, notes: list[str]
) -> int:
    """Settle the columns, write what the texts stand for, and return how many rows that are.

    Args:
        spool: Batches of text, whose columns may end with those that were known then.
        columns: All of them; each has seen all of the spool.
        sink: Gets the rows.
        rejections: Gets rows with values that do not fit.
        notes: Gets what the values do not tell.
    """
    for column in columns:
        column.settle(notes)
    schema = pa.schema([pa.field(column.name, column.type) for column in columns])
    sink.begin(schema)
    seen = written = 0
    for batch in spool.batches():
        texts = arrays_of(batch)
        arrays = [_converted(column, texts, at, batch.num_rows) for at, column in enumerate(columns)]
        values = batch_of(arrays, schema)
        bad = _bad(columns)
        for at in sorted(bad):
            rejections.put_aside_good(seen + at + 1, bad[at])
        seen += batch.num_rows
        if bad:
            values = _without(values, bad)
        written += values.num_rows
        sink.write(values)
    for column in columns:
        column.finish(notes)
    return written


def _converted(column: Inference | Forced, texts: Sequence[Any], at: int, size: int) -> Any:
    missing: list[Any] = [pa.nulls(size, pa.string())]
    return column.convert((texts[at : at + 1] or missing)[0])


def _bad(columns: Sequence[Inference | Forced]) -> dict[int, str]:
    """Return why rows of the last batch are to be put aside, by the first column that says so."""
    bad: dict[int, str] = {}
    for column in columns:
        for at, reason in column.bad.items():
            bad.setdefault(at, reason)
    return bad


def _without(values: pa.RecordBatch, bad: dict[int, str]) -> pa.RecordBatch:
    keep: Any = pa.array([at not in bad for at in range(values.num_rows)])
    return compute.filter(values, keep)
