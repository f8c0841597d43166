"""The rows of files, wherever those are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from itertools import islice
from typing import IO, Final

import msgspec

import brolly
from ml_tools.datasets.formats import Bounds
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets.ingestion.reading import rows_of
from ml_tools.datasets.ingestion.records import Raw
from ml_tools.datasets.ingestion.sources.place import Found, Place
from ml_tools.datasets_interface import ParseOptions

__all__ = ["FileRecords"]

_log = logging.getLogger(__name__)
_BLOCK_ROWS: Final = 200


class _File(msgspec.Struct, kw_only=True):
    """A file that is being read, and how many of its records are not written yet."""

    found: Found
    open_records: int = 0
    read: bool = False
    refused: bool = False
    """Whether it cannot be read at all."""


class FileRecords:
    """A producer of the rows of files, which are remembered when all of their records are written.

    A file that was half read when the process was killed is read again from its begin: its records are known by name
    and number, so that none is written twice.
    """

    def __init__(
        self, place: Place, ledger: Ledger, bounds: Bounds, options: ParseOptions | None, *, poll_s: float
    ) -> None:
        self._place = place
        self._ledger = ledger
        self._bounds = bounds
        self._options = options
        self._poll_s = poll_s
        self._begun: dict[str, _File] = {}
        self._troubles: list[str] = []

    async def items(self) -> AsyncGenerator[Raw]:
        self._begun = {name: file for name, file in self._begun.items() if file.read}
        while True:
            self._troubles = []
            async with aclosing(self._place.pages()) as pages:
                async for page in pages:
                    unread = await self._unread(page)
                    names = {found.name for found in unread}
                    await self._place.forget([found for found in page if found.name not in names])
                    for found in unread:
                        async with aclosing(self._records(found)) as records:
                            async for record in records:
                                yield record
            if self._troubles:
                text = f"{len(self._troubles)} files cannot be read, and are tried again: {self._troubles[0]}"
                raise brolly.Unavailable(text)
            await asyncio.sleep(self._poll_s)

    async def settled(self, item: Raw, outcome: bool | Exception) -> None:  # noqa: FBT001 - as the protocol has it
        file: _File = item.token
        file.open_records -= 1
        await self._finish(file)

    async def close(self) -> None:
        """Do nothing: files are closed when they are read."""

    async def _unread(self, page: Sequence[Found]) -> list[Found]:
        marks = await self._ledger.marks([found.name for found in page])
        marks |= {name: file.found.mark for name, file in self._begun.items()}
        return [found for found in page if marks.get(found.name) != found.mark]

    async def _records(self, found: Found) -> AsyncGenerator[Raw]:
        file = self._begun[found.name] = _File(found=found)
        try:
            async with self._place.opened(found) as source, aclosing(self._rows(file, source)) as rows:
                async for row in rows:
                    yield row
        except (brolly.NotFound, brolly.Aborted):
            del self._begun[found.name]  # it is gone, or not as it was listed
        except brolly.ResourceExhausted as error:
            yield self._taken(file, Raw(origin=found.name, payload="", refused=str(error), token=file))
            await self._end(file)
        except (brolly.Error, OSError) as error:
            del self._begun[found.name]
            self._troubles.append(f"{found.name[:200]}: {str(error)[:200]}")
            _log.warning("a file cannot be read, and is tried again: %s", self._troubles[-1])
        else:
            await self._end(file)

    async def _rows(self, file: _File, source: IO[bytes]) -> AsyncGenerator[Raw]:
        found = file.found
        rows = rows_of(source, found.file_name, self._bounds, self._options)
        try:
            while block := await brolly.offload(lambda: list(islice(rows, _BLOCK_ROWS))):
                for row in block:
                    origin = f"{found.origin}:{row.number}" if row.number else found.name
                    yield self._taken(file, Raw(origin=origin, payload=row.payload, refused=row.refused, token=file))
        finally:
            with suppress(ValueError):  # a thread is in it still, and ends it
                rows.close()

    def _taken(self, file: _File, record: Raw) -> Raw:
        file.open_records += 1
        file.refused |= record.origin == file.found.name
        return record

    async def _end(self, file: _File) -> None:
        file.read = True
        await self._finish(file)

    async def _finish(self, file: _File) -> None:
        if file.read and not file.open_records:
            await self._ledger.finish_file(file.found.name, file.found.mark, refused=file.refused)
            if self._begun.get(file.found.name) is file:
                del self._begun[file.found.name]
