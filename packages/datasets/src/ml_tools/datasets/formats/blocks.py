"""Cuts a large delimited text into blocks of whole rows, which are parsed side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from typing import Any, Final

import numpy as np
import pyarrow as pa

from ml_tools.datasets.formats.dialect import Dialect
from ml_tools.datasets.formats.text import CheckedText

__all__ = ["read_blocks"]

_BLOCK_BYTES: Final = 2 * 1024**2
_THREADS: Final = 2
"""Two of them parse more than one can write as Parquet."""


def read_blocks(
    file: CheckedText, dialect: Dialect, types: Mapping[str, pa.DataType], on_invalid: Callable[[Any], str]
) -> Generator[pa.RecordBatch]:
    """Return the rows, in order, as `Dialect.values` does, which reads what is left when a block cannot be cut."""
    blocks = _Blocks(file, dialect)
    yield from _side_by_side(blocks, lambda block: dialect.block_values(block, types, on_invalid))
    if blocks.rest:
        with dialect.values(_Rest(blocks.rest, file), types, on_invalid) as reader:
            yield from reader


def _side_by_side(
    blocks: Iterable[memoryview], parse: Callable[[memoryview], list[pa.RecordBatch]]
) -> Generator[pa.RecordBatch]:
    waiting = deque[Future[list[pa.RecordBatch]]]()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="csv") as pool:
        for block in blocks:
            waiting.append(pool.submit(parse, block))
            if len(waiting) > _THREADS:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


class _Blocks:
    """The blocks of a text, up to the first of which it is not sure where its last row ends."""

    def __init__(self, file: CheckedText, dialect: Dialect) -> None:
        self.rest = b""
        """What was read and is in no block, once there are no more."""
        self._file = file
        self._dialect = dialect

    def __iter__(self) -> Iterator[memoryview]:
        left = b""
        while chunk := self._file.read(_BLOCK_BYTES):
            block = left + chunk
            end = _end(block, self._dialect)
            if not end:
                self.rest = block
                return
            yield memoryview(block)[:end]
            left = block[end:]
        if left:
            yield memoryview(left)


class _Rest:
    """A text of which some was read."""

    closed = False

    def __init__(self, begin: bytes, file: CheckedText) -> None:
        self._begin = BytesIO(begin)
        self._file = file

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        return self._begin.read(size) or self._file.read(size)


def _end(block: bytes, dialect: Dialect) -> int:
    """Return where the last whole row ends; 0 where that is not sure.

    It is when every other quote begins a cell, or the second half of one with two quotes that stand for one: then those
    between end what was begun, and a row ends at each line that has an even number of quotes before it.
    """
    end = block.rfind(b"\n") + 1
    if not end or not dialect.quote or dialect.quote.encode() not in block:
        return end
    values = np.frombuffer(block, np.uint8, end)
    quotes = np.flatnonzero(values == ord(dialect.quote))
    before = values[quotes[::2] - 1]  # which for the first value is the last one: a row ends there too
    if not np.isin(before, [*b"\r\n", ord(dialect.delimiter), ord(dialect.quote)]).all():
        return 0
    lines = np.flatnonzero(values == ord("\n"))
    outside = lines[np.searchsorted(quotes, lines) % 2 == 0]
    return int(outside[-1]) + 1 if len(outside) else 0
