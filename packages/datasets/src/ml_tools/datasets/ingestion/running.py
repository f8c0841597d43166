"""One ingestion that runs in this process: its pipeline, and what publishes beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

import brolly
from ml_tools.datasets.cancellation import is_cancelled
from ml_tools.datasets.collections import now_us
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets.ingestion.pipeline import Pipeline
from ml_tools.datasets.ingestion.publisher import Publisher
from ml_tools.datasets.ingestion.records import Keyed, Raw, keyed, partition_of
from ml_tools.datasets.ingestion.sources.pushed import PushedRecords
from ml_tools.datasets.ingestion.specification import Specification
from ml_tools.datasets_interface import Collections

__all__ = ["RunningIngestion"]

_log = logging.getLogger(__name__)
_TICK_S: Final = 1.0


class RunningIngestion:
    """Takes records until it is stopped; what was written is published now and then."""

    def __init__(
        self, ledger: Ledger, collections: Collections, specification: Specification, producers: Sequence[Any]
    ) -> None:
        """Run at once, with records of the producers and those that are pushed."""
        self.repeated = 0
        self._ledger = ledger
        self._specification = specification
        self._publisher = Publisher(ledger, collections, specification)
        self._pushed = PushedRecords()
        self._pipeline: Pipeline[Raw, Keyed, bool] = Pipeline(
            [self._pushed, *producers],
            partition=lambda raw: partition_of(raw, specification),
            process=self._keyed,
            write=self._write,
            bury=self._bury,
            limits=specification.limits(),
            retries=specification.retries(),
        )
        self._runs = asyncio.create_task(self._pipeline.run())
        self._publishes = asyncio.create_task(self._publish_now_and_then())
        self.trouble: str | None = None

    @property
    def metrics(self) -> Any:
        """What the pipeline did."""
        return self._pipeline.metrics

    @property
    def ended(self) -> bool:
        """Whether it takes no records any more."""
        return self._runs.done()

    async def push(self, records: Sequence[Raw]) -> list[bool | Exception]:
        """Return of each record whether it was new, or why it is a dead letter; as soon as that is durable."""
        return await self._pushed.push(records)

    async def drain(self) -> None:
        """Take no further records, and return when those that came are written."""
        self._pipeline.stop()
        await asyncio.shield(self._runs)

    async def end(self, drain_s: float) -> None:
        """Write what came, as far as the time allows, and end; the rest is given again by its source."""
        try:
            async with asyncio.timeout(drain_s):
                await self.drain()
        except TimeoutError:
            _log.warning("an ingestion did not write all of its records within %s s; they come again", drain_s)
        finally:
            await self._end(self._publishes)
            await self._end(self._runs)

    async def _end(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        for result in await asyncio.gather(task, return_exceptions=True):
            if isinstance(result, Exception):
                _log.error("a part of an ingestion failed", exc_info=result)

    async def _keyed(self, raw: Raw) -> Keyed:
        return keyed(raw, self._specification)

    async def _write(self, records: Sequence[Keyed]) -> list[bool]:
        new = await self._ledger.write(records)
        self.repeated += len(new) - sum(new)
        return new

    async def _bury(self, raw: Raw, reason: Exception) -> None:
        await self._ledger.bury(raw.origin, raw.payload, str(reason))

    async def _publish_now_and_then(self) -> None:
        tick = min(_TICK_S, max(self._specification.publish_s / 2, 0.02))
        while not is_cancelled():
            await asyncio.sleep(tick)
            try:
                if not await self._ledger.running():  # another process stopped it
                    await self.drain()
                    await self._publisher.publish()
                    return
                count, since_us = await self._ledger.first_waiting()
                due = now_us() - since_us >= self._specification.publish_s * 1e6
                if count and (due or count >= self._specification.publish_records):
                    await self._publisher.publish()
                self.trouble = None
            except (brolly.Error, OSError) as error:
                self.trouble = str(error)[:500]
                _log.warning("an ingestion cannot publish, and tries again: %s", error)
