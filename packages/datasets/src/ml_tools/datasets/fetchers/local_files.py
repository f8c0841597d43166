"""Files on a disk of the service, below the folders that are configured."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import brolly
from ml_tools.datasets.fetchers.stored_files import Part
from ml_tools.datasets_interface import FetchProgress, LocalSource, SourceNotFound, SourceRefused

__all__ = ["checked_path", "copied", "opened_file"]

_STEP_BYTES: Final = 16 * 1024**2
_MAX_FILES: Final = 100_000


def checked_path(source: LocalSource, folders: Sequence[str]) -> Path:
    """Return the path, without links; it blocks.

    Raises:
        SourceRefused: It is not below one of the folders.
        SourceNotFound: It is not there.
    """
    shown = source.path[:200]
    allowed = [Path(folder).resolve() for folder in folders]
    try:
        found = Path(source.path).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceNotFound(f"there is no file {shown!r}: {error}", source=shown) from error
    if not Path(source.path).is_absolute() or not any(found.is_relative_to(folder) for folder in allowed):
        below = ", ".join(folders) or "none"
        text = f"expected an absolute path below a folder of fetching.local_folders, which are {below}, got {shown!r}"
        raise SourceRefused(f"{text}; open the file yourself and send its bytes, or add its folder", source=shown)
    if not found.exists():
        raise SourceNotFound(f"there is no file {shown!r} where the service runs", source=shown)
    return found


async def copied(path: Path, part: Part, max_bytes: int) -> AsyncGenerator[FetchProgress, None]:
    """Copy a file into the part, or a folder as a zip archive, telling how far it is."""
    await brolly.offload(part.begin_again)
    if await brolly.offload(path.is_dir):
        await brolly.offload(_packed, path, part, max_bytes)
        yield FetchProgress(received_bytes=part.size_bytes)
        return
    with await brolly.offload(opened_file, path) as file:
        total = os.fstat(file.fileno()).st_size
        if total > max_bytes:
            raise _too_large(path, max_bytes)
        while chunk := await brolly.offload(file.read, _STEP_BYTES):
            if part.size_bytes + len(chunk) > max_bytes:
                raise _too_large(path, max_bytes)
            await brolly.offload(part.append, [chunk])
            yield FetchProgress(received_bytes=part.size_bytes, total_bytes=total)


def opened_file(path: Path) -> IO[bytes]:
    """Open a file that is one: no link that has come in the meantime, and nothing that waits or never ends."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SourceNotFound(
            f"the file {str(path)[:200]!r} cannot be read: {error.strerror}", source=str(path)
        ) from error
    file = os.fdopen(number, "rb")
    if not stat.S_ISREG(os.fstat(number).st_mode):
        file.close()
        raise SourceRefused(f"expected a file, got something else at {str(path)[:200]!r}", source=str(path))
    return file


def _packed(folder: Path, part: Part, max_bytes: int) -> None:
    size = 0
    with zipfile.ZipFile(part.file, "w", zipfile.ZIP_STORED) as archive:
        for number, path in enumerate(_files(folder)):
            brolly.checkpoint()
            size += path.stat().st_size
            if size > max_bytes or number >= _MAX_FILES:
                raise _too_large(folder, max_bytes)
            with (
                opened_file(path) as source,
                archive.open(str(path.relative_to(folder)), "w", force_zip64=True) as target,
            ):
                while chunk := source.read(_STEP_BYTES):
                    target.write(chunk)


def _files(folder: Path) -> Iterator[Path]:
    """Return the files below a folder in the order of their names; links are left out."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _too_large(path: Path, max_bytes: int) -> brolly.ResourceExhausted:
    return brolly.ResourceExhausted(f"expected at most {max_bytes} bytes and {_MAX_FILES} files, got more at {path}")
