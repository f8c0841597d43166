"""What a command reads: a file that is opened here, a sample, or a collection."""

from __future__ import annotations

import difflib
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from brolly import InvalidArgument, offload
from ml_tools.datasets_interface import UnreadableData
from ml_tools.main.comparison import CHUNK_BYTES, Dataset, read_collection, read_file, read_sample
from ml_tools.main.services import Services

__all__ = ["COLLECTION", "SAMPLE", "check_source", "chunks_of", "read_source"]

SAMPLE, COLLECTION = "sample:", "collection:"
MOST_COMPARED = 1_000


def check_source(source: str) -> None:
    """Check that a file can be opened, before anything is started.

    Raises:
        InvalidArgument: It cannot; says what there is instead.
    """
    if not source.startswith((SAMPLE, COLLECTION)):
        _open(source).close()


async def read_source(services: Services, source: str) -> Dataset:
    """Read what the user named: `sample:NAME`, `collection:NAME` in its newest version, else a path.

    Raises:
        InvalidArgument: It cannot be opened, or is no table.
        SampleNotFound: There is no such sample.
        CollectionNotFound: There is no such collection.
    """
    if source.startswith(SAMPLE):
        return await read_sample(services, source.removeprefix(SAMPLE))
    if source.startswith(COLLECTION):
        return await read_collection(services, source.removeprefix(COLLECTION), None)
    try:
        with _open(source) as file:
            return await read_file(services, source, Path(source).name, _chunks(file))
    except UnreadableData as error:
        raise InvalidArgument(f"{source}: {error.message}") from error


def _open(source: str) -> BinaryIO:
    path = Path(source)
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise InvalidArgument(f"there is no file {source!r}; {_instead(path)}") from error
    except IsADirectoryError as error:
        raise InvalidArgument(f"expected a file, got the folder {source!r}; {_of_folder(path)}") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InvalidArgument(f"{source!r} cannot be opened: {reason.lower()}") from error


def _instead(path: Path) -> str:
    names = _names_in(path.parent)
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(repr(str(path.with_name(name))) for name in near)}?"
    if not path.parent.is_dir():
        return f"there is no folder {str(path.parent)!r} either"
    return "name a file, or a sample as sample:NAME"


def _of_folder(path: Path) -> str:
    files = [name for name in _names_in(path) if (path / name).is_file()]
    return f"name one of its files, as {str(path / files[0])!r}" if files else "there is no file in it"


def _names_in(folder: Path) -> list[str]:
    names: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry, _ in zip(entries, range(MOST_COMPARED), strict=False):
            names.append(entry.name)
    return sorted(names)


async def chunks_of(source: str) -> AsyncGenerator[bytes, None]:
    """Return the bytes of a file, some at a time."""
    with _open(source) as file:
        async for chunk in _chunks(file):
            yield chunk


async def _chunks(file: BinaryIO) -> AsyncGenerator[bytes, None]:
    while chunk := await offload(file.read, CHUNK_BYTES):
        yield chunk
