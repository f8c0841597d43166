"""Records that callers push, who wait until they are written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Final

import msgspec

import brolly
from ml_tools.datasets.ingestion.records import Raw

__all__ = ["PushedRecords"]

_MAX_WAITING: Final = 100_000


class PushedRecords:
    """A producer that others fill; it holds what its callers wait with, and nothing else."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Raw] = asyncio.Queue()
        self._waiting: set[asyncio.Future[bool | Exception]] = set()
        self._closed = False

    async def push(self, records: Sequence[Raw]) -> list[bool | Exception]:
        """Return of each record whether it was new, or why it is a dead letter.

        Raises:
            brolly.Unavailable: The ingestion was stopped meanwhile.
            brolly.ResourceExhausted: Too many wait already.
        """
        if self._closed:
            raise _stopped()
        if len(self._waiting) + len(records) > _MAX_WAITING:
            text = (
                f"expected at most {_MAX_WAITING} records that wait, got {len(records)} more than {len(self._waiting)}"
            )
            raise brolly.ResourceExhausted(f"{text}; push them when those are written")
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _ in records]
        self._waiting.update(futures)
        try:
            for record, future in zip(records, futures, strict=True):
                self._queue.put_nowait(msgspec.structs.replace(record, token=future))
            return list(await asyncio.gather(*futures))
        finally:
            self._waiting.difference_update(futures)

    async def items(self) -> AsyncGenerator[Raw]:
        while True:
            record = await self._queue.get()
            if not record.token.done():  # else its caller has gone
                yield record

    async def settled(self, item: Raw, outcome: bool | Exception) -> None:  # noqa: FBT001 - as the protocol has it
        if not item.token.done():
            item.token.set_result(outcome)

    async def close(self) -> None:
        """Tell all who still wait that the ingestion has ended."""
        self._closed = True
        for future in self._waiting:
            if not future.done():
                future.set_exception(_stopped())


def _stopped() -> brolly.Unavailable:
    return brolly.Unavailable("the ingestion was stopped before the records were written; push them again when it runs")
