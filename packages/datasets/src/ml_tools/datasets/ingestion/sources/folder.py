"""The lines of the files of a folder."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Final

import msgspec

import brolly
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets.ingestion.records import MAX_PAYLOAD, Raw

__all__ = ["FolderRecords"]

_ENDINGS: Final = (".jsonl", ".ndjson")
_BLOCK_LINES: Final = 200


class _File(msgspec.Struct, kw_only=True):
    """A file that is being read, and how many of its records are not written yet."""

    path: Path
    name: str
    """Below the folder; with another sign for each byte that is no UTF-8."""
    mark: str
    open_records: int = 0
    read: bool = False


class FolderRecords:
    """A producer of the lines of files, which are remembered when all of their records are written.

    A file that was half read when the process was killed is read again from its begin: its records are known by name
    and line, so that none is written twice.
    """

    def __init__(self, folder: Path, ledger: Ledger, *, poll_s: float, settle_s: float) -> None:
        self._folder = folder
        self._ledger = ledger
        self._poll_s = poll_s
        self._settle_s = settle_s
        self._begun: dict[str, str] = {}

    async def items(self) -> AsyncGenerator[Raw]:
        self._begun = await self._ledger.files()
        while True:
            for file in await brolly.offload(self._changed):
                self._begun[file.name] = file.mark
                async for record in self._records(file):
                    yield record
                file.read = True
                await self._finish(file)
            await asyncio.sleep(self._poll_s)

    async def settled(self, item: Raw, outcome: bool | Exception) -> None:  # noqa: FBT001 - as the protocol has it
        file: _File = item.token
        file.open_records -= 1
        await self._finish(file)

    async def _records(self, file: _File) -> AsyncGenerator[Raw]:
        with file.path.open("rb") as source:
            lines = enumerate(_lines(source), 1)
            while block := await brolly.offload(lambda: list(islice(lines, _BLOCK_LINES))):
                for number, line in block:
                    if text := line.decode(errors="replace").strip():
                        file.open_records += 1
                        yield Raw(origin=f"{file.name}:{number}", payload=text, token=file)

    async def _finish(self, file: _File) -> None:
        if file.read and not file.open_records:
            await self._ledger.finish_file(file.name, file.mark)

    def _changed(self) -> list[_File]:
        """Return files that are new or have changed, and have done so for a while, by name."""
        found: list[_File] = []
        latest = time.time_ns() - round(self._settle_s * 1e9)
        for path in _files(self._folder):
            brolly.checkpoint()
            status = path.stat()
            inner = path.relative_to(self._folder).as_posix()
            name = inner.encode(errors="surrogateescape").decode(errors="replace")
            mark = f"{status.st_size}-{status.st_mtime_ns}"
            if status.st_mtime_ns <= latest and self._begun.get(name) != mark:
                found.append(_File(path=path, name=name, mark=mark))
        return sorted(found, key=lambda file: file.name)


def _files(folder: Path) -> Iterator[Path]:
    """Return the files below a folder, and none that a link leads to."""
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if name.endswith(_ENDINGS) and path.is_file() and not path.is_symlink():
                yield path


def _lines(source: IO[bytes]) -> Iterator[bytes]:
    """Return lines; of one that is longer than a record may be, only the begin, which is refused then."""
    while line := source.readline(MAX_PAYLOAD + 2):
        yield line
        while line and not line.endswith(b"\n"):
            line = source.readline(MAX_PAYLOAD)
