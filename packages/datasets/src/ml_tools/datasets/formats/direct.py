"""Reads a large delimited text into values at once, by types that its begin suggests, in several threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from io import BytesIO
from itertools import islice
from typing import IO, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import batch_of, compute
from ml_tools.datasets.formats.blocks import read_blocks
from ml_tools.datasets.formats.dialect import Dialect
from ml_tools.datasets.formats.forced import Forced
from ml_tools.datasets.formats.inference import MISSING, NUMBER, Inference, shown
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.text import CheckedText

__all__ = ["read_directly"]

_PROBED_ROWS: Final = 200
_NUMBER_SHARE: Final = 0.5
_SAMPLE_BATCHES: Final = 1
_SAMPLE_BYTES: Final = 8 * 1024**2
"""More than these batches are made of, so that the last one ends with a whole row."""


class _NotSo(Exception):
    """The text is not as its begin suggests."""


def read_directly(
    file: IO[bytes],
    dialect: Dialect,
    columns: Sequence[Inference | Forced],
    sink: Sink,
    notes: list[str],
    *,
    format: str,
) -> bool:
    """Read all rows, and tell whether that went well; if not, the sink has some rows, and has to begin again.

    It goes well when there are rows, each has its cells, and every cell is of the type that the first rows suggest.

    Raises:
        UnreadableData: It is no text.
    """
    noted: list[str] = []
    try:
        types = _types(file, dialect, columns, noted)
        file.seek(0)
        _read(CheckedText(file, format=format, quote=dialect.quote), dialect, types, sink, noted)
    except (_NotSo, pa.ArrowInvalid):
        return False
    notes.extend(noted)
    return True


def _types(
    file: IO[bytes], dialect: Dialect, columns: Sequence[Inference | Forced], notes: list[str]
) -> Mapping[str, pa.DataType]:
    file.seek(dialect.start)
    begin = BytesIO(file.read(_SAMPLE_BYTES))  # and no more, which pyarrow would read ahead
    with dialect.texts(begin, _error) as reader:
        for batch in islice(reader, _SAMPLE_BATCHES):
            for at, column in enumerate(columns):
                column.add(batch.column(at))
    types: dict[str, pa.DataType] = {}
    for column in columns:
        column.settle(noted := [])
        types[column.name] = _suggested(column)
        if pa.types.is_null(types[column.name]):
            notes.extend(noted)
    return types


def _suggested(column: Inference | Forced) -> pa.DataType:
    if isinstance(column, Forced):
        if pa.types.is_string(column.type):
            raise _NotSo  # white space around it stays
        return column.type
    is_number = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    if not column.is_plain or (not is_number and column.number_share >= _NUMBER_SHARE):
        raise _NotSo
    if is_number and not column.has_values:
        return pa.null()
    return column.type


def _read(
    checked: CheckedText, dialect: Dialect, types: Mapping[str, pa.DataType], sink: Sink, notes: list[str]
) -> None:
    _skip(checked, dialect.start)
    schema = pa.schema([(name, pa.float64() if pa.types.is_null(type_) else type_) for name, type_ in types.items()])
    sink.begin(schema)
    finished = {name: _finished(name, type_, dialect) for name, type_ in types.items()}
    count = 0
    with closing(read_blocks(checked, dialect, types, _error)) as batches:
        for batch in batches:
            brolly.checkpoint()
            arrays = [column.of(batch.column(at)) for at, column in enumerate(finished.values())]
            sink.write(batch_of(arrays, schema))
            count += batch.num_rows
    if not count or checked.quotes % 2:
        raise _NotSo
    for column in finished.values():
        column.finish(notes)


def _skip(checked: CheckedText, size: int) -> None:
    while size > 0:
        size -= len(checked.read(size))


def _error(_: Any) -> str:
    return "error"


def _finished(name: str, type_: pa.DataType, dialect: Dialect) -> _Numbers | _Texts | _Others:
    if pa.types.is_floating(type_):
        return _Numbers(name)
    if pa.types.is_string(type_):
        return _Texts(name, dialect.missing)
    return _Others(pa.float64() if pa.types.is_null(type_) else type_)


class _Others:
    """A column of which nothing is left to do."""

    def __init__(self, type_: pa.DataType) -> None:
        self._type = type_

    def of(self, values: Any) -> Any:
        """Return the values of a batch as they are to be."""
        return values if values.type == self._type else values.cast(self._type)

    def finish(self, notes: list[str]) -> None:
        """Note what the values do not tell."""


class _Numbers:
    """A column of floating-point numbers, of which NaN is none."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._infinite = self._rows = 0

    def of(self, values: Any) -> Any:
        """Return the values of a batch as they are to be."""
        self._rows += len(values)
        if compute.all(compute.is_finite(values)).as_py() is not False:
            return values
        self._infinite += int(compute.sum(compute.is_inf(values)).as_py() or 0)
        return compute.if_else(compute.is_nan(values), pa.scalar(None, pa.float64()), values)

    def finish(self, notes: list[str]) -> None:
        """Note what the values do not tell."""
        if self._infinite:
            notes.append(f"column {shown(self._name)}: infinity kept in {self._infinite} of {self._rows} rows")


class _Texts:
    """A column of text, of which white space around it is none."""

    def __init__(self, name: str, missing: Sequence[str]) -> None:
        self._name = name
        self._missing: Any = pa.array(missing or MISSING)
        self._is_trimmed = False

    def of(self, values: Any) -> Any:
        """Return the values of a batch as they are to be."""
        head = values.slice(0, _PROBED_ROWS)
        present = len(head) - head.null_count
        numbers = compute.sum(compute.match_substring_regex(head, pattern=NUMBER)).as_py() or 0
        if present and numbers * 10 >= present * 9:
            raise _NotSo  # these are numbers, and may be so many that the column is one
        trimmed = compute.utf8_trim_whitespace(values)
        if trimmed.nbytes == values.nbytes or trimmed.equals(values):
            return values
        trimmed = compute.if_else(
            compute.is_in(trimmed, value_set=self._missing), pa.scalar(None, pa.string()), trimmed
        )
        self._is_trimmed = True
        return trimmed

    def finish(self, notes: list[str]) -> None:
        """Note what the values do not tell."""
        if self._is_trimmed:
            notes.append(f"column {shown(self._name)}: white space around text was removed")
