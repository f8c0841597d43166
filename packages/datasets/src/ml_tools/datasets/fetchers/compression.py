"""Decompresses gzip, up to a size."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import brolly
from ml_tools.datasets.fetchers.receiving import IN_MEMORY_BYTES, too_large
from ml_tools.datasets_interface import UnreadableData

__all__ = ["decompressed"]

_CHUNK_BYTES: Final = 1024**2


@contextmanager
def decompressed(file: IO[bytes], folder: Path, max_bytes: int, *, format: str) -> Generator[IO[bytes]]:
    """Open what a gzip file holds, as a file without a name in the folder.

    Args:
        file: Read from where it stands.
        folder: For what is too large for memory.
        max_bytes: No more than that is decompressed.
        format: What errors say that the bytes were to be read as.

    Raises:
        UnreadableData: It is damaged, or it ends too early.
        brolly.ResourceExhausted: It holds more.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(folder)) as plain:
        try:
            _copy(gzip.GzipFile(fileobj=file, mode="rb"), plain, max_bytes)
        except EOFError as error:
            text = f"expected a whole gzip file, got one that ends too early, at byte {file.tell()}; copy it again"
            raise UnreadableData(text, format=format, byte=file.tell()) from error
        except (zlib.error, gzip.BadGzipFile) as error:
            text = f"expected a gzip file, got a damaged one: {error}; copy it again"
            raise UnreadableData(text, format=format) from error
        plain.seek(0)
        yield plain


def _copy(compressed: gzip.GzipFile, plain: IO[bytes], max_bytes: int) -> None:
    size = 0
    while chunk := compressed.read(_CHUNK_BYTES):
        brolly.checkpoint()
        size += len(chunk)
        if size > max_bytes:
            raise too_large("a gzip file that holds a file", max_bytes)
        plain.write(chunk)
