"""Keeps batches until they are read again: in memory, or on the disk when they are many."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import ipc
from ml_tools.datasets.formats.sizes import LARGE_BYTES

__all__ = ["Spool"]


class Spool:
    """Batches in order; each may have columns of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._kept: list[pa.RecordBatch | tuple[int, int]] = []
        self._kept_bytes = 0

    @staticmethod
    @contextmanager
    def opened(folder: Path) -> Generator[Spool]:
        """Yield an empty one, which may use a file without a name in the folder."""
        with tempfile.TemporaryFile(dir=folder) as file:
            yield Spool(file)

    def add(self, batch: pa.RecordBatch) -> None:
        """Keep a batch behind the others."""
        if (self._kept_bytes + batch.nbytes) <= LARGE_BYTES:
            self._kept_bytes += batch.nbytes
            self._kept.append(batch)
            return
        sink = pa.BufferOutputStream()
        with ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        content: Any = sink.getvalue()
        self._kept.append((self._file.seek(0, 2), len(content)))
        self._file.write(content)

    def clear(self) -> None:
        """Drop all batches."""
        self._kept, self._kept_bytes = [], 0
        self._file.truncate(0)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Return them all, from the first."""
        for kept in self._kept:
            brolly.checkpoint()
            yield kept if isinstance(kept, pa.RecordBatch) else self._read(*kept)

    def _read(self, at: int, size: int) -> pa.RecordBatch:
        self._file.seek(at)
        with ipc.open_stream(self._file.read(size)) as reader:
            return reader.read_next_batch()
