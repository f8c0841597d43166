"""The pipeline itself.

A producer is asked for an item only while fewer than `max_in_flight` of its items are on their way, from the moment at
which it is asked to the one at which the item is written durably: demand comes back from the end of the pipeline, and
nothing between has to be bounded. An item goes by its partition to one processor and to one batcher, each of which does
one thing after the other, so that items of a partition are written in the order in which they came.
"""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, Final, Generic, TypeVar

import msgspec

from ml_tools.datasets.cancellation import is_cancelled
from ml_tools.datasets.ingestion.pipeline.batching import batches
from ml_tools.datasets.ingestion.pipeline.limits import Limits
from ml_tools.datasets.ingestion.pipeline.metrics import Metrics
from ml_tools.datasets.ingestion.pipeline.producer import Producer
from ml_tools.datasets.ingestion.pipeline.rate import Rate
from ml_tools.datasets.ingestion.pipeline.retries import Retries

__all__ = ["Pipeline"]

T = TypeVar("T")
U = TypeVar("U")
R = TypeVar("R")

_log = logging.getLogger(__name__)
_WELL_S: Final = 15.0
"""A producer that was asked for so long without failing is well, though it gave nothing."""


class _Feed(Generic[T, R]):
    """A producer, and how many more of its items are asked for."""

    def __init__(self, producer: Producer[T, R], demand: int) -> None:
        self.producer = producer
        self.demand = asyncio.Semaphore(demand)
        self.failures = 0
        """How often it failed since it gave an item."""


class _Flight(msgspec.Struct, Generic[T, U, R]):
    """An item on its way, and what it was made into."""

    feed: _Feed[T, R]
    item: T
    partition: int
    value: U | None = None


class Pipeline(Generic[T, U, R]):
    """Takes items from producers, makes values of them, and writes those in batches."""

    def __init__(
        self,
        producers: Sequence[Producer[T, R]],
        *,
        partition: Callable[[T], str],
        process: Callable[[T], Awaitable[U]],
        write: Callable[[Sequence[U]], Awaitable[Sequence[R]]],
        bury: Callable[[T, Exception], Awaitable[None]],
        limits: Limits,
        retries: Retries,
    ) -> None:
        """Make a pipeline, which does nothing until it runs.

        Args:
            producers: Where items come from.
            partition: Items of the same partition are written in order.
            process: Makes the value of an item.
            write: Writes values durably, all or none, and says something of each.
            bury: Keeps an item durably that was given up, with the reason; what it raises is tried again for ever.
            limits: How much it does at once.
            retries: How often processing and writing are tried.
        """
        self.metrics = Metrics()
        self._feeds = [_Feed(producer, limits.max_in_flight) for producer in producers]
        self._partition = partition
        self._process = process
        self._sink = write
        self._bury = bury
        self._limits = limits
        self._retries = retries
        self._rate = Rate(limits.items_per_s)
        self._stopping = asyncio.Event()
        self._processors: list[asyncio.Queue[_Flight[T, U, R] | None]] = [
            asyncio.Queue() for _ in range(limits.processors)
        ]
        self._batchers: list[asyncio.Queue[_Flight[T, U, R] | None]] = [asyncio.Queue() for _ in range(limits.batchers)]

    def stop(self) -> None:
        """Ask for no further items; `run` returns when those that came are written."""
        self._stopping.set()

    async def run(self) -> None:
        """Run until all producers end or it is stopped, and all items are written or dead letters."""
        try:
            async with asyncio.TaskGroup() as batching:
                for queue in self._batchers:
                    batching.create_task(self._batch(queue))
                async with asyncio.TaskGroup() as processing:
                    for queue in self._processors:
                        processing.create_task(self._work(queue))
                    await self._produce_all()
                    _end(self._processors)
                _end(self._batchers)
        finally:
            for feed in self._feeds:
                await feed.producer.close()

    async def _produce_all(self) -> None:
        producing = asyncio.gather(*(self._produce(feed) for feed in self._feeds))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((producing, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended = producing.done()
            for task in (producing, stopping):
                task.cancel()
            await asyncio.gather(producing, stopping, return_exceptions=True)
        if ended:
            producing.result()

    async def _produce(self, feed: _Feed[T, R]) -> None:
        """Take all items of a producer, however often it fails."""
        while True:
            well = asyncio.get_running_loop().call_later(_WELL_S, self._is_well, feed)
            try:
                await self._take(feed)
            except Exception as error:
                if is_cancelled():
                    raise asyncio.CancelledError from error
                _log.warning("a producer of a pipeline failed, and is begun anew: %s", error)
                feed.failures += 1
                self.metrics.retries += 1
                self.metrics.source_trouble = str(error)[:500]
            else:
                return
            finally:
                well.cancel()
            await asyncio.sleep(self._retries.pause(feed.failures))

    def _is_well(self, feed: _Feed[T, R]) -> None:
        if feed.failures:
            feed.failures = 0
            self.metrics.source_trouble = None

    async def _take(self, feed: _Feed[T, R]) -> None:
        async with aclosing(feed.producer.items()) as items:
            while True:
                await feed.demand.acquire()
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    feed.demand.release()
                    return
                except BaseException:
                    feed.demand.release()
                    raise
                self.metrics.received += 1
                self._is_well(feed)
                flight = _Flight[T, U, R](feed=feed, item=item, partition=zlib.crc32(self._partition(item).encode()))
                self._processors[flight.partition % len(self._processors)].put_nowait(flight)
                await self._rate.take()

    async def _work(self, queue: asyncio.Queue[_Flight[T, U, R] | None]) -> None:
        while (flight := await queue.get()) is not None:
            begin = time.monotonic()
            try:
                flight.value = await self._retries.call(partial(self._process, flight.item), self.metrics)
            except Exception as error:
                await self._give_up(flight, error)
            else:
                self._batchers[flight.partition % len(self._batchers)].put_nowait(flight)
            self.metrics.process_s += time.monotonic() - begin

    async def _batch(self, queue: asyncio.Queue[_Flight[T, U, R] | None]) -> None:
        async with aclosing(batches(queue, self._limits.batch_size, self._limits.batch_s)) as ready:
            async for batch in ready:
                await self._write(batch)

    async def _write(self, batch: Sequence[_Flight[T, U, R]]) -> None:
        values: Any = [flight.value for flight in batch]
        begin = time.monotonic()
        try:
            results = await self._retries.call(partial(self._sink, values), self.metrics)
        except Exception as error:
            if len(batch) == 1:
                await self._give_up(batch[0], error)
                return
            for flight in batch:  # one after the other, as one alone may be to blame
                await self._write([flight])
            return
        self.metrics.written += len(batch)
        self.metrics.batches += 1
        self.metrics.write_s += time.monotonic() - begin
        for flight, result in zip(batch, results, strict=True):
            await self._settle(flight, result)

    async def _give_up(self, flight: _Flight[T, U, R], error: Exception) -> None:
        for_ever = msgspec.structs.replace(self._retries, permanent=(), passing=(Exception,))
        await for_ever.call(partial(self._bury, flight.item, error), self.metrics)
        self.metrics.dead += 1
        await self._settle(flight, error)

    async def _settle(self, flight: _Flight[T, U, R], outcome: R | Exception) -> None:
        try:
            await flight.feed.producer.settled(flight.item, outcome)
        except Exception as error:
            _log.warning("a producer of a pipeline did not take that an item is written: %s", error)
        finally:
            flight.feed.demand.release()


def _end(queues: Sequence[asyncio.Queue[Any]]) -> None:
    for queue in queues:
        queue.put_nowait(None)
