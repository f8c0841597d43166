"""The contents of versions: Parquet files in a folder, each named by the SHA-256 of its bytes."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import sys
from collections.abc import Collection as Sized
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

import brolly
from ml_tools.datasets.arrow import parquet

__all__ = ["FolderStore", "Written"]

_MAX_GROUP_ROWS: Final = 2**17
_GROUP_CELLS: Final = 2**22
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Contents that are written, durably, but have no name yet that anyone would find them by."""

    part: Path
    sha256: str
    size_bytes: int


class FolderStore:
    """Keeps contents in a folder; every method blocks.

    `keep` and `remove` are called by one process at a time, which is the one whose transaction may write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verified: set[str] = set()

    def prepare(self) -> None:
        """Make the folder when it is not there."""
        if not self._folder.is_dir():
            self._folder.mkdir()
            _sync(self._folder.parent)

    def part(self) -> Path:
        """Return where to write contents before they are kept."""
        return self._folder / f"{secrets.token_hex(16)}.part"

    def write(self, table: pa.Table, part: Path) -> Written:
        """Write a table; when that fails or is cancelled, nothing remains.

        Raises:
            brolly.InvalidArgument: Parquet cannot hold a column.
            brolly.ResourceExhausted: The disk is full.
        """
        try:
            _write(table, part)
            sha256 = _digest(part)
            _sync(part)
            brolly.checkpoint()
            return Written(part=part, sha256=sha256, size_bytes=part.stat().st_size)
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in _FULL:
                raise brolly.ResourceExhausted(f"no space left for contents: {error.strerror}") from error
            raise

    def keep(self, written: Written) -> None:
        """Give contents the name that they are found by, durably."""
        path = self._path(written.sha256)
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True)
            _sync(self._folder)
        written.part.replace(path)
        _sync(path.parent)

    def read(self, sha256: str, *, columns: tuple[str, ...] = (), limit: int | None = None) -> pa.Table:
        """Return the table, of which only these columns, in this order, and only the first rows when told.

        Raises:
            FileNotFoundError: There are no such contents.
            OSError, pa.ArrowException, ValueError, LookupError: They are damaged.
        """
        self._verify(sha256)
        rows, parts = 0, list[pa.Table]()
        with parquet.ParquetFile(self._path(sha256), page_checksum_verification=True) as file:
            names = list(columns) or file.schema_arrow.names
            for group in range(file.num_row_groups):
                if limit is not None and rows >= limit:
                    break
                brolly.checkpoint()
                parts.append(file.read_row_group(group, columns=names).select(names))
                rows += parts[-1].num_rows
            table = pa.concat_tables(parts or [file.schema_arrow.empty_table().select(names)])
        return table if limit is None else table.slice(0, limit)

    def remove(self, contents: Sized[str]) -> None:
        """Remove contents, those that are there."""
        for sha256 in contents:
            self._path(sha256).unlink(missing_ok=True)

    def clean(self, referenced: Sized[str]) -> None:
        """Remove what an earlier process left behind when it was killed; no other may use the folder meanwhile."""
        for part in self._folder.glob("*.part"):
            part.unlink(missing_ok=True)
        for path in self._folder.glob("??/*.parquet"):
            if path.parent.name + path.stem not in referenced:
                path.unlink(missing_ok=True)

    def _verify(self, sha256: str) -> None:
        """Compare contents with their name, once; from then on the checksums of the pages that are read have to do."""
        if sha256 not in self._verified:
            if _digest(self._path(sha256)) != sha256:
                raise ValueError("they are not what was written")
            self._verified.add(sha256)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256[2:]}.parquet"


def _write(table: pa.Table, part: Path) -> None:
    rows = max(1, min(_MAX_GROUP_ROWS, _GROUP_CELLS // table.num_columns))
    try:
        with parquet.ParquetWriter(part, table.schema, compression="zstd", write_page_checksum=True) as writer:
            for start in range(0, table.num_rows, rows):
                brolly.checkpoint()
                writer.write_table(table.slice(start, rows))
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _unwritable(table, error) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unwritable(table: pa.Table, error: Exception) -> brolly.InvalidArgument:
    """Return what to raise, with the column that it is about."""
    for at, (name, type_) in enumerate(zip(table.schema.names, table.schema.types, strict=True)):
        column = table.select([at])
        try:
            with parquet.ParquetWriter(pa.MockOutputStream(), column.schema) as writer:
                writer.write_table(column)
        except pa.ArrowException as found:
            got = f"column {name[:100]!r} of type {str(type_)[:100]}: {str(found)[:200]}"
            return brolly.InvalidArgument(f"table: expected what Parquet can hold, got {got}; cast or drop it")
    return brolly.InvalidArgument(f"table: expected what Parquet can hold: {str(error)[:200]}")


def _sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        if sys.platform == "darwin" and path.is_file():  # there fsync leaves the disk's own cache out
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    finally:
        os.close(descriptor)
