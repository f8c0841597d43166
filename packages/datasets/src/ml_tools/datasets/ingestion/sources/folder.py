"""The files of a folder."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Final

import brolly
from ml_tools.datasets.fetchers import opened_file
from ml_tools.datasets.ingestion.reading import is_table
from ml_tools.datasets.ingestion.sources.place import Found
from ml_tools.datasets_interface import ParseOptions

__all__ = ["FolderPlace"]

_PAGE: Final = 500


class FolderPlace:
    """The tables of a folder and of those below, in the order of their names; what a link leads to is none of them."""

    def __init__(self, folder: Path, options: ParseOptions | None, *, settle_s: float) -> None:
        self._folder = folder
        self._options = options
        self._settle_s = settle_s

    async def pages(self) -> AsyncGenerator[Sequence[Found]]:
        found = self._found(time.time_ns() - round(self._settle_s * 1e9))
        while page := await brolly.offload(lambda: list(islice(found, _PAGE))):
            yield page

    @asynccontextmanager
    async def opened(self, found: Found) -> AsyncGenerator[IO[bytes]]:
        with await brolly.offload(opened_file, found.token) as file:
            yield file

    async def forget(self, found: Sequence[Found]) -> None:
        """Do nothing: files are read where they are."""

    def _found(self, latest: int) -> Iterator[Found]:
        """Return the files that did not change since a time, in nanoseconds."""
        for path in self._files():
            brolly.checkpoint()
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            if status.st_mtime_ns <= latest:
                inner = path.relative_to(self._folder).as_posix()
                name = inner.encode(errors="surrogateescape").decode(errors="replace")
                mark = f"{status.st_size}-{status.st_mtime_ns}"
                yield Found(name=name, file_name=name, mark=mark, origin=name, token=path)

    def _files(self) -> Iterator[Path]:
        for root, folders, names in os.walk(self._folder):
            folders.sort()
            for name in sorted(names):
                path = Path(root, name)
                if is_table(name, self._options) and path.is_file() and not path.is_symlink():
                    yield path
