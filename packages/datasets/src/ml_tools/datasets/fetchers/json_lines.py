"""Reads JSON lines: one object a line, whose keys are columns."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, Final, cast

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.columns import MAX_COLUMNS, refusal
from ml_tools.datasets.fetchers.formats import BOM
from ml_tools.datasets.fetchers.inference import inferred, times_of
from ml_tools.datasets.fetchers.reading import Reading
from ml_tools.datasets.fetchers.receiving import too_large
from ml_tools.datasets.fetchers.rejections import Rejections
from ml_tools.datasets.fetchers.text import check_text
from ml_tools.datasets_interface import UnreadableData

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["read_json_lines"]

_BLOCK_CELLS: Final = 2**16
_CELL_BYTES: Final = 4
_KINDS: Final = {list: "an array", str: "text", bool: "a boolean", int: "a number", float: "a number"}


def read_json_lines(file: IO[bytes], *, max_bytes: int) -> Reading:
    """Read objects from the lines of a file.

    A value that is itself an object or an array becomes text. A column of numbers, or of booleans, or of numbers and
    text, is read as in a delimited text; where all values are text, they stay it, or are times.

    Args:
        file: Read from its begin.
        max_bytes: Bounds the cells, which keys that no row shares could make many of.

    Raises:
        UnreadableData: It is none, or has no rows.
        brolly.ResourceExhausted: It has too many cells.
    """
    check_text(file, format="jsonl")
    columns, rejections = _Columns(max_bytes // _CELL_BYTES), Rejections()
    file.seek(0)
    for number, line in enumerate(file, 1):
        brolly.checkpoint()
        if not (bare := line.removeprefix(BOM).strip() if number == 1 else line.strip()):
            continue
        try:
            columns.add(_object(bare))
        except ValueError as error:
            rejections.add(number, str(error)[:200])
    rejections.check(columns.row_count, format="jsonl")
    notes: list[str] = []
    table = columns.table(notes)
    if found := refusal(table.column_names):
        raise UnreadableData(found, format="jsonl")
    return Reading(table=table, format="jsonl", rejections=rejections, notes=notes)


class _Columns:
    """The cells of all rows so far, as text, and of which kinds they were."""

    def __init__(self, max_cells: int) -> None:
        self.row_count = 0
        self._max_cells = max_cells
        self._block_begin = 0
        self._cells: dict[str, list[str | None]] = {}
        self._blocks: dict[str, list[pa.Array[Any]]] = {}
        self._kinds: dict[str, set[str]] = {}

    def add(self, row: dict[str, Any]) -> None:
        """Add a row, which may have keys that no row had before, and lack others."""
        cells = {name: _cell(value) for name, value in row.items()}
        at = self.row_count - self._block_begin
        for name, (kind, text) in cells.items():
            column = self._cells.get(name)
            if column is None:
                column = self._added(name)
            column.extend([None] * (at - len(column)))
            column.append(text)
            if kind:
                self._kinds[name].add(kind)
        self.row_count += 1
        if (at + 1) * len(self._cells) >= _BLOCK_CELLS:
            self._end_block()

    def table(self, notes: list[str]) -> pa.Table:
        """Return the rows, each column of the type that fits."""
        self._end_block()
        names = [name or f"column_{number}" for number, name in enumerate(self._blocks, 1)]
        columns = [
            _typed(name, pa.chunked_array(blocks, pa.string()), self._kinds[key], notes)
            for name, (key, blocks) in zip(names, self._blocks.items(), strict=True)
        ]
        return pa.Table.from_arrays(columns, names)

    def _added(self, name: str) -> list[str | None]:
        if len(self._cells) > MAX_COLUMNS:
            raise UnreadableData(refusal(list(self._cells)), format="jsonl")
        self._blocks[name] = [pa.nulls(self._block_begin, pa.string())]
        self._kinds[name] = set()
        return self._cells.setdefault(name, [])

    def _end_block(self) -> None:
        if self.row_count * len(self._cells) > self._max_cells:
            raise too_large("a file with cells", self._max_cells * _CELL_BYTES)
        size = self.row_count - self._block_begin
        for name, cells in self._cells.items():
            cells.extend([None] * (size - len(cells)))
            self._blocks[name].append(pa.array(cells, pa.string()))
            cells.clear()
        self._block_begin = self.row_count


def _object(line: bytes) -> dict[str, Any]:
    """Return what a line says; unlike msgspec, Python's own reader takes NaN and Infinity, which it also writes."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        value = _lenient(line, error)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, got {_kind_name(value)}")  # noqa: TRY004 - it is the data that is wrong
    return cast("dict[str, Any]", value)


def _kind_name(value: Any) -> str:
    return next((name for type_, name in _KINDS.items() if isinstance(value, type_)), "null")


def _lenient(line: bytes, strict: Exception) -> Any:
    try:
        if b"NaN" not in line and b"Infinity" not in line:
            raise strict
        value = json.loads(line)
        msgspec.json.encode(value)  # which refuses what is no Unicode
    except (ValueError, RecursionError) as error:
        raise ValueError(f"expected JSON, got something else: {error}") from error
    return value


def _cell(value: Any) -> tuple[str, str | None]:
    """Return of which kind a value is, empty for null, and how it stands in a column of text."""
    match value:
        case None:
            return "", None
        case str():
            return "text", value
        case bool():
            return "boolean", "true" if value else "false"
        case int() | float():
            return "number", repr(value)
        case _:
            return "nested", msgspec.json.encode(value).decode()


def _typed(name: str, cells: ChunkedArray, kinds: set[str], notes: list[str]) -> ChunkedArray:
    if "nested" in kinds:
        notes.append(f"column {name[:60]!r}: objects and arrays are kept as text, in JSON")
        return cells
    if kinds != {"text"}:
        return inferred(name, cells, notes)
    times = times_of(cells)
    return cells if times is None else times
