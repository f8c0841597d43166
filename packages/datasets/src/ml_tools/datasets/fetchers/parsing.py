"""Reads a table out of a file, whatever its format."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Final

from ml_tools.datasets.columns import described
from ml_tools.datasets.fetchers.compression import decompressed
from ml_tools.datasets.fetchers.delimited import read_delimited
from ml_tools.datasets.fetchers.formats import GZIP, check_known, format_of, named_format
from ml_tools.datasets.fetchers.json_lines import read_json_lines
from ml_tools.datasets.fetchers.parquet import read_parquet
from ml_tools.datasets.fetchers.reading import Reading
from ml_tools.datasets_interface import Parsed

__all__ = ["parse"]

_HEAD_BYTES: Final = 4096
_MAX_NOTES: Final = 100
_MAX_NOTE: Final = 300


def parse(file: IO[bytes], file_name: str, folder: Path, max_bytes: int) -> Parsed:
    """Read a file from its begin, and close it.

    Args:
        file: The file.
        file_name: What its caller calls it; may be empty.
        folder: For what is decompressed and too large for memory.
        max_bytes: The most that it may hold, decompressed.

    Raises:
        UnreadableData: It cannot be read.
        brolly.ResourceExhausted: It is too large when it is decompressed.
    """
    with file:
        if not _head(file).startswith(GZIP):
            return _parsed(_read(file, file_name, max_bytes))
        with decompressed(file, folder, max_bytes, format=named_format(file_name) or "csv") as plain:
            return _parsed(_read(plain, file_name, max_bytes))


def _read(file: IO[bytes], file_name: str, max_bytes: int) -> Reading:
    head = _head(file)
    check_known(head, file_name)
    match format_of(head, file_name):
        case "parquet":
            return read_parquet(file, max_bytes=max_bytes)
        case "jsonl":
            return read_json_lines(file, max_bytes=max_bytes)
        case named:
            return read_delimited(file, format=named)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    return head


def _parsed(reading: Reading) -> Parsed:
    notes = [note[:_MAX_NOTE] for note in reading.notes[:_MAX_NOTES]]
    if left := len(reading.notes) - len(notes):
        notes.append(f"and {left} more notes of this kind")
    return Parsed(
        table=reading.table,
        format=reading.format,
        columns=described(reading.table),
        rejected_count=reading.rejections.count,
        rejected_rows=tuple(reading.rejections.rows),
        notes=tuple(notes),
    )
