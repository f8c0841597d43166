"""Each stage of the pipeline does as much at once, and waits as long, as it is told; and says what it did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any

import pytest

from ml_tools.datasets.ingestion.pipeline import Limits, Pipeline, Retries
from ml_tools.datasets.ingestion.pipeline.metrics import Metrics

Until = Callable[[Callable[[], Awaitable[Any]]], Awaitable[None]]


class Fed:
    """Gives what a test puts in, and notes what is settled; asked for everything at once."""

    def __init__(self, *items: int) -> None:
        self.queue: asyncio.Queue[int | None] = asyncio.Queue()
        self.taken = 0
        self.settled_items: list[int] = []
        self.put(*items)

    def put(self, *items: int | None) -> None:
        for item in items:
            self.queue.put_nowait(item)

    async def items(self) -> AsyncGenerator[int]:
        while (item := await self.queue.get()) is not None:
            self.taken += 1
            yield item

    async def settled(self, item: int, outcome: Any) -> None:
        del outcome
        self.settled_items.append(item)

    async def close(self) -> None:
        pass


class Gated:
    """A stage that lets nothing pass until it is told, and notes how much waits in it at once."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.inside = self.most = 0
        self.batches: list[list[int]] = []

    async def process(self, item: int) -> int:
        await self._pass()
        return item

    async def write(self, values: Sequence[int]) -> Sequence[str]:
        self.batches.append(list(values))
        await self._pass()
        return ["new"] * len(values)

    async def _pass(self) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.gate.wait()
        self.inside -= 1


async def unchanged(item: int) -> int:
    return item


async def at_once(values: Sequence[int]) -> Sequence[str]:
    return ["new"] * len(values)


async def never(item: int, reason: Exception) -> None:
    raise AssertionError(f"{item} was given up: {reason}")


def made(fed: Fed, *, process: Any = unchanged, write: Any = at_once, **limits: Any) -> Pipeline[int, int, str]:
    return Pipeline(
        [fed],
        partition=str,
        process=process,
        write=write,
        bury=never,
        limits=Limits(**({"batch_s": 0.0} | limits)),
        retries=Retries(attempts=3, pause_s=0.0001),
    )


async def settle() -> None:
    """Let everything happen that can happen now."""
    for _ in range(200):
        await asyncio.sleep(0)


@pytest.mark.parametrize("processors", [1, 3, 8])
async def test_so_many_items_are_processed_at_once_and_no_more(processors: int) -> None:
    fed, stage = Fed(*range(64), None), Gated()
    running = asyncio.create_task(made(fed, process=stage.process, processors=processors).run())
    await settle()

    assert stage.inside == processors
    stage.gate.set()
    await running
    assert stage.most == processors


@pytest.mark.parametrize("batchers", [1, 2, 5])
async def test_so_many_batches_are_written_at_once_and_no_more(batchers: int) -> None:
    fed, stage = Fed(*range(64), None), Gated()
    pipeline = made(fed, write=stage.write, processors=8, batchers=batchers, batch_size=4)
    running = asyncio.create_task(pipeline.run())
    await settle()

    assert stage.inside == batchers
    stage.gate.set()
    await running
    assert stage.most == batchers


async def test_a_full_batch_waits_for_nothing_and_another_one_no_longer_than_it_may(until: Until) -> None:
    fed, stage = Fed(*range(5)), Gated()
    stage.gate.set()
    running = asyncio.create_task(made(fed, write=stage.write, batch_size=5, batch_s=3600.0).run())
    await settle()
    assert [len(batch) for batch in stage.batches] == [5]
    fed.put(5, 6, 7)
    await settle()
    assert len(stage.batches) == 1
    fed.put(None)
    await running
    assert [len(batch) for batch in stage.batches] == [5, 3]

    fed, stage = Fed(1, 2), Gated()
    stage.gate.set()
    pipeline = made(fed, write=stage.write, batch_size=5, batch_s=0.02)
    running = asyncio.create_task(pipeline.run())

    async def written() -> bool:
        return pipeline.metrics.written == 2

    await until(written)  # though the producer is silent, and the batch not full
    fed.put(None)
    await running
    assert stage.batches == [[1, 2]]


async def test_nothing_more_is_asked_for_while_the_sink_is_slow() -> None:
    fed, stage = Fed(*range(64), None), Gated()
    pipeline = made(fed, write=stage.write, max_in_flight=6, batch_size=3)
    running = asyncio.create_task(pipeline.run())
    await settle()

    assert fed.taken == pipeline.metrics.in_flight == 6
    stage.gate.set()
    await running
    assert fed.taken == 64


async def test_an_item_is_acknowledged_when_it_is_written_and_not_before(until: Until) -> None:
    fed, stage, failures = Fed(1, 2), Gated(), [OSError("full"), OSError("full")]

    async def write(values: Sequence[int]) -> Sequence[str]:
        result = await stage.write(values)
        if failures:
            raise failures.pop()
        return result

    running = asyncio.create_task(made(fed, write=write, batch_size=2, batch_s=10.0).run())
    await settle()
    assert stage.batches == [[1, 2]]
    assert fed.settled_items == []
    stage.gate.set()

    async def tried_again() -> bool:
        return len(stage.batches) == 3

    await until(tried_again)
    fed.put(None)
    await running
    assert fed.settled_items == [1, 2]


async def test_what_was_done_is_counted_and_timed() -> None:
    fed, failures = Fed(*range(10), None), [OSError("busy")]

    async def process(item: int) -> int:
        await asyncio.sleep(0.01)
        return item

    async def write(values: Sequence[int]) -> Sequence[str]:
        if failures:
            raise failures.pop()
        await asyncio.sleep(0.01)
        return await at_once(values)

    pipeline = made(fed, process=process, write=write, processors=1, batch_size=5, batch_s=10.0)
    await pipeline.run()

    told = pipeline.metrics
    assert (told.received, told.written, told.dead, told.retries, told.batches) == (10, 10, 0, 1, 2)
    assert told.process_s >= 0.09
    assert told.write_s >= 0.018
    assert told.trouble is None


async def test_the_trouble_of_one_producer_is_told_until_it_is_over_whatever_others_give(until: Until) -> None:
    class Broken(Fed):
        attempts = 0

        async def items(self) -> AsyncGenerator[int]:
            self.attempts += 1
            if self.attempts < 6:
                raise ConnectionError(f"away {self.attempts}")
            async for item in super().items():
                yield item

    broken, others = Broken(), Fed(*range(100))
    pipeline = Pipeline(
        [broken, others],
        partition=str,
        process=unchanged,
        write=at_once,
        bury=never,
        limits=Limits(batch_s=0.0),
        retries=Retries(pause_s=0.001),
    )
    begin, running = asyncio.get_running_loop().time(), asyncio.create_task(pipeline.run())

    async def begun_anew() -> bool:
        others.put(1)
        return broken.attempts == 6

    await until(begun_anew)
    assert asyncio.get_running_loop().time() - begin >= 0.75 * (1 + 2 + 4 + 8 + 16) / 1000  # pauses double all the same
    assert (pipeline.metrics.source_trouble, pipeline.metrics.trouble) == ("away 5", None)
    broken.put(1, None)
    others.put(None)
    await running
    assert (pipeline.metrics.source_trouble, pipeline.metrics.retries) == (None, 5)


async def test_a_pause_doubles_up_to_the_longest() -> None:
    retries = Retries(pause_s=1.0, max_pause_s=5.0)

    for failures, longest in ((1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (10_000, 5.0)):
        assert 0.75 * longest <= retries.pause(failures) <= longest


async def test_trouble_is_told_until_it_is_over() -> None:
    metrics, seen = Metrics(), list[str | None]()

    async def fails() -> None:
        seen.append(metrics.trouble)
        if len(seen) < 3:
            raise OSError(f"busy {len(seen)}")

    await Retries(attempts=5, pause_s=0.0).call(fails, metrics)

    assert seen == [None, "busy 1", "busy 2"]
    assert (metrics.retries, metrics.trouble) == (2, None)
