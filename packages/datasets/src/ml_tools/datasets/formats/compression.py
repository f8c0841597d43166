"""Decompresses gzip, bzip2, xz and zstd, up to a size."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tempfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa

import brolly
from ml_tools.datasets.formats.sizes import IN_MEMORY_BYTES, LARGE_BYTES, too_large
from ml_tools.datasets_interface import UnreadableData

__all__ = ["MAX_RATIO", "copy", "decompressed"]

MAX_RATIO: Final = 500
"""More than so many bytes out of one are refused where they are many: tables are not like that."""
_CHUNK_BYTES: Final = 1024**2
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": lambda file: pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"),
}
_DAMAGED: Final = (zlib.error, gzip.BadGzipFile, lzma.LZMAError, OSError, ValueError, pa.ArrowException)


@contextmanager
def decompressed(file: IO[bytes], packing: str, folder: Path, max_bytes: int, *, format: str) -> Generator[IO[bytes]]:
    """Open what a compressed file holds, as a file without a name in the folder.

    Args:
        file: Read from its begin.
        packing: How it is compressed: gzip, bzip2, xz or zstd.
        folder: For what is too large for memory.
        max_bytes: No more than that is decompressed.
        format: What errors say that the bytes were to be read as.

    Raises:
        UnreadableData: It is damaged, or it ends too early.
        brolly.ResourceExhausted: It holds more.
    """
    packed_bytes = file.seek(0, 2)
    file.seek(0)
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(folder)) as plain:
        try:
            copy(_READERS[packing](file), plain, packed_bytes, max_bytes, what=f"a {packing} file")
        except EOFError as error:
            text = (
                f"expected a whole {packing} file, got one that ends too early, at byte {packed_bytes}; copy it again"
            )
            raise UnreadableData(text, format=format, byte=packed_bytes) from error
        except _DAMAGED as error:
            text = f"expected a {packing} file, got a damaged one: {str(error)[:200]}; copy it again"
            raise UnreadableData(text, format=format) from error
        plain.seek(0)
        yield plain


def copy(compressed: Any, plain: IO[bytes], packed_bytes: int, max_bytes: int, *, what: str) -> int:
    """Write what is read, and return how many bytes that are.

    Raises:
        brolly.ResourceExhausted: They are more than `max_bytes`, or far too many for so few.
    """
    size = 0
    while chunk := compressed.read(_CHUNK_BYTES):
        brolly.checkpoint()
        size += len(chunk)
        if size > max_bytes:
            raise too_large(f"{what} that holds a file", max_bytes)
        if size > max(LARGE_BYTES, packed_bytes * MAX_RATIO):
            text = f"expected {what} that grows to {MAX_RATIO} times its size at most, got one of {packed_bytes} bytes"
            raise brolly.ResourceExhausted(f"{text} that holds more; send what it holds")
        plain.write(chunk)
    return size
