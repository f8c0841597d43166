"""Zip archives: nothing of them is unpacked to a named file, and bombs and names that lead outside are refused."""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Final

import brolly
from ml_tools.datasets.formats.compression import MAX_RATIO, copy
from ml_tools.datasets.formats.sizes import IN_MEMORY_BYTES, LARGE_BYTES, too_large
from ml_tools.datasets_interface import UnreadableData

__all__ = ["Archive", "opened_archive"]

_MAX_ENTRIES: Final = 200_000
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(NotImplementedError, struct.error, ValueError, OverflowError),
)
_HIDDEN: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Archive:
    """The files of a zip archive that passed all checks."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path, max_bytes: int) -> None:
        self._archive = archive
        self._folder = folder
        self._max_bytes = max_bytes
        self._entries = {entry.filename: entry for entry in archive.infolist() if _is_file(entry)}

    @property
    def names(self) -> tuple[str, ...]:
        """The files, in the order of their names."""
        return tuple(sorted(self._entries))

    @contextmanager
    def opened(self, name: str) -> Generator[IO[bytes]]:
        """Open a file of it, as a file without a name in the folder.

        Raises:
            UnreadableData: It is damaged or encrypted.
            brolly.ResourceExhausted: It holds more than it says.
        """
        entry = self._entries[name]
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(self._folder)) as plain:
            try:
                with self._archive.open(entry) as packed:
                    copy(
                        packed, plain, entry.compress_size, min(entry.file_size, self._max_bytes), what="a zip archive"
                    )
            except _DAMAGED as error:
                text = f"expected a zip archive, got a damaged or encrypted one at {name[:100]!r}: {str(error)[:200]}"
                raise UnreadableData(text, format="zip") from error
            plain.seek(0)
            yield plain


@contextmanager
def opened_archive(file: IO[bytes], folder: Path, max_bytes: int) -> Generator[Archive]:
    """Open a zip archive.

    Args:
        file: Read from its begin.
        folder: For what is too large for memory.
        max_bytes: What its files may hold together.

    Raises:
        UnreadableData: It is damaged, or a name in it leads outside.
        brolly.ResourceExhausted: It has too many files, or too large ones.
    """
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGED as error:
        text = f"expected a zip archive, got a damaged one: {str(error)[:200]}; copy it again"
        raise UnreadableData(text, format="zip") from error
    with archive:
        _check(archive.infolist(), max_bytes)
        yield Archive(archive, folder, max_bytes)


def _check(entries: list[zipfile.ZipInfo], max_bytes: int) -> None:
    if len(entries) > _MAX_ENTRIES:
        text = f"expected a zip archive of at most {_MAX_ENTRIES} files, got {len(entries)}; send several"
        raise brolly.ResourceExhausted(text)
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > max_bytes:
        raise too_large("a zip archive that holds files", max_bytes)
    if size > max(LARGE_BYTES, packed * MAX_RATIO):
        text = (
            f"expected a zip archive that grows to {MAX_RATIO} times its size at most, got {size} bytes out of {packed}"
        )
        raise brolly.ResourceExhausted(f"{text}; send what it holds")
    seen: set[str] = set()
    for entry in entries:
        if problem := _problem(entry) or ("stands there twice" if entry.filename in seen else ""):
            text = f"expected names that stay in the archive, got {entry.filename[:100]!r}, which {problem}"
            raise UnreadableData(text, format="zip")
        seen.add(entry.filename)


def _problem(entry: zipfile.ZipInfo) -> str:
    """Return what is wrong with a name; empty when nothing is."""
    if not entry.filename:
        return "is empty"
    posix, windows = PurePosixPath(entry.filename), PureWindowsPath(entry.filename)
    if posix.is_absolute() or windows.is_absolute() or windows.drive or windows.root:
        return "is absolute"
    if ".." in posix.parts or ".." in windows.parts:
        return "leads outside"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    return "holds a character that no name may" if "\0" in entry.filename else ""


def _is_file(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and not any(part in entry.filename for part in _HIDDEN)
