"""How the cells of one delimited text are written, as pyarrow takes it."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final

import msgspec
import pyarrow as pa

from ml_tools.datasets.arrow import csv
from ml_tools.datasets.formats.inference import FALSE, MISSING, TRUE
from ml_tools.datasets_interface import UnreadableData

__all__ = ["Dialect", "as_text"]

_BLOCK_BYTES: Final = 4 * 1024**2


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to know before the rows are read."""

    names: tuple[str, ...]
    delimiter: str
    quote: str
    """Empty where cells are never quoted."""
    decimal: str
    missing: tuple[str, ...]
    start: int
    """The byte that the rows begin at."""
    first_line: int
    """The line that they begin in, from 1."""

    def texts(self, file: Any, on_invalid: Callable[[Any], str]) -> Any:
        """Open the rows as batches of text; they have numbers where they are put aside.

        Args:
            file: Stands where the rows begin.
            on_invalid: Is told of each row of another number of cells, and returns "skip" or "error".
        """
        types = pa.schema([(name, pa.string()) for name in self.names])
        convert = csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False)
        return self._opened(file, convert, on_invalid, is_threaded=False)

    def values(self, file: Any, types: Mapping[str, pa.DataType], on_invalid: Callable[[Any], str]) -> Any:
        """Open the rows as batches of values of these types; a value that is none is an `ArrowInvalid`."""
        return self._opened(file, self._conversion(types), on_invalid, is_threaded=True)

    def block_values(
        self, block: memoryview, types: Mapping[str, pa.DataType], on_invalid: Callable[[Any], str]
    ) -> list[pa.RecordBatch]:
        """Return the rows of a block, which are whole, as `values` does; several threads may at once."""
        reading = self._reading(len(block), is_threaded=False)
        table = csv.read_csv(pa.py_buffer(block), reading, self._parsing(on_invalid), self._conversion(types))
        return table.to_batches()

    def unreadable(self, error: Exception, format: str) -> UnreadableData:
        """Return what to raise when pyarrow cannot read the rows."""
        if "straddling" in str(error):
            found = f"expected rows of at most {_BLOCK_BYTES} bytes, got a longer one; is a quote not closed?"
            return UnreadableData(found, format=format)
        return UnreadableData(f"expected {format}, got what cannot be read: {str(error)[:200]}", format=format)

    def _opened(self, file: Any, convert: Any, on_invalid: Callable[[Any], str], *, is_threaded: bool) -> Any:
        reading = self._reading(_BLOCK_BYTES, is_threaded=is_threaded)
        return csv.open_csv(file, reading, self._parsing(on_invalid), convert)

    def _reading(self, block_bytes: int, *, is_threaded: bool) -> Any:
        return csv.ReadOptions(use_threads=is_threaded, column_names=list(self.names), block_size=block_bytes)

    def _parsing(self, on_invalid: Callable[[Any], str]) -> Any:
        return csv.ParseOptions(
            delimiter=self.delimiter,
            quote_char=self.quote or False,
            newlines_in_values=self.quote != "",
            invalid_row_handler=on_invalid,
        )

    def _conversion(self, types: Mapping[str, pa.DataType]) -> Any:
        return csv.ConvertOptions(
            column_types=pa.schema(list(types.items())),
            strings_can_be_null=True,
            null_values=list(self.missing or MISSING),
            true_values=list(TRUE),
            false_values=list(FALSE),
            decimal_point=self.decimal,
            check_utf8=False,
        )


@contextmanager
def as_text(file: IO[bytes], start: int) -> Generator[io.TextIOWrapper]:
    """Read the bytes as text that keeps its line ends; they stay open behind it."""
    file.seek(start)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()
