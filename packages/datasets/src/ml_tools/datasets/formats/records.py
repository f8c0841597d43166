"""Records, which name their values, become columns of text, and these columns of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from ml_tools.datasets.arrow import batch_of, compute
from ml_tools.datasets.columns import MAX_COLUMNS, refusal
from ml_tools.datasets.formats.conversion import columns_of, convert
from ml_tools.datasets.formats.forced import Forced
from ml_tools.datasets.formats.inference import TIMES, Inference, cast
from ml_tools.datasets.formats.rejections import NumberedRejections
from ml_tools.datasets.formats.sinks import Sink
from ml_tools.datasets.formats.sizes import too_large
from ml_tools.datasets.formats.spool import Spool
from ml_tools.datasets_interface import ParseOptions, UnreadableData

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["Records"]

_BLOCK_CELLS: Final = 2**16
_CELL_BYTES: Final = 4


class Records:
    """The cells of all records, as text, and of which kinds they were.

    A value that is itself an object or an array becomes text. A column of numbers, or of booleans, or of numbers and
    text, is read as in a delimited text; where all values are text, they stay it, or are times.
    """

    def __init__(self, spool: Spool, *, max_bytes: int, format: str) -> None:
        self.row_count = 0
        self._spool = spool
        self._max_cells = max_bytes // _CELL_BYTES
        self._format = format
        self._block_begin = 0
        self._cells: dict[str, list[str | None]] = {}
        self._columns: dict[str, _Column] = {}

    def add(self, record: dict[str, Any]) -> None:
        """Add a record, which may have keys that none had before, and lack others."""
        cells = {name: _cell(value) for name, value in record.items()}
        at = self.row_count - self._block_begin
        for name, (kind, text) in cells.items():
            column = self._cells.get(name)
            if column is None:
                column = self._added(name)
            column.extend([None] * (at - len(column)))
            column.append(text)
            if kind:
                self._columns[name].kinds.add(kind)
        self.row_count += 1
        if (at + 1) * len(self._cells) >= _BLOCK_CELLS:
            self._end_block()

    def write(self, sink: Sink, options: ParseOptions, rejections: NumberedRejections, notes: list[str]) -> int:
        """Write the records, each column of the type that fits, and return how many are good.

        Raises:
            UnreadableData: Columns cannot be called so.
            brolly.InvalidArgument: A type is said for a column that there is not.
        """
        self._end_block()
        names = [name or f"column_{number}" for number, name in enumerate(self._columns, 1)]
        if found := refusal(names):
            raise UnreadableData(found, format=self._format)
        columns = [
            forced if isinstance(forced, Forced) else column.named(name)
            for name, column, forced in zip(names, self._columns.values(), columns_of(names, options), strict=True)
        ]
        return convert(self._spool, columns, sink, rejections, notes)

    def _added(self, name: str) -> list[str | None]:
        if len(self._cells) > MAX_COLUMNS:
            raise UnreadableData(refusal(list(self._cells)), format=self._format)
        self._columns[name] = _Column(name)
        return self._cells.setdefault(name, [])

    def _end_block(self) -> None:
        if self.row_count * len(self._cells) > self._max_cells:
            raise too_large("a file with cells", self._max_cells * _CELL_BYTES)
        size = self.row_count - self._block_begin
        arrays: list[pa.Array[Any]] = []
        for name, cells in self._cells.items():
            cells.extend([None] * (size - len(cells)))
            arrays.append(pa.array(cells, pa.string()))
            self._columns[name].add(arrays[-1])
            cells.clear()
        if size and arrays:
            self._spool.add(batch_of(arrays, pa.schema([(str(at), pa.string()) for at in range(len(arrays))])))
        self._block_begin = self.row_count


class _Column(Inference):
    """A column that was written as JSON, where text is no number."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.kinds: set[str] = set()
        self._text_times = list(TIMES)
        self._is_kept = False

    def named(self, name: str) -> _Column:
        """Give it another name, and return it."""
        self.name = name
        return self

    def add(self, texts: Any) -> None:
        """Take note of the next values."""
        self._text_times = [type_ for type_ in self._text_times if cast(texts, type_) is not None]
        super().add(texts)

    def settle(self, notes: list[str]) -> None:
        """Choose the type that fits, and note what the values will not tell."""
        if "nested" in self.kinds:
            notes.append(f"column {self.name[:60]!r}: objects and arrays are kept as text, in JSON")
            self._is_kept = True
        elif self.kinds == {"text"}:
            self._is_kept = True
            self.type = self._text_times[0] if self._text_times else pa.string()
        else:
            super().settle(notes)

    def convert(self, texts: ChunkedArray) -> ChunkedArray:
        """Return values of the type that was chosen."""
        if not self._is_kept:
            return super().convert(texts)
        return texts if pa.types.is_string(self.type) else compute.cast(texts, self.type)


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
