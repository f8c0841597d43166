"""The pipeline keeps order within partitions, bounds what is on its way, tries again, and writes what it took."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from ml_tools.datasets.ingestion.pipeline import Limits, Pipeline, Retries

FAST = Retries(attempts=3, pause_s=0.0001, permanent=(KeyError,), passing=(ConnectionError,))


class Numbers:
    """Gives numbers, and notes how many are on their way."""

    def __init__(self, count: int, fails_at: int | None = None, *, endless: bool = False) -> None:
        self.count, self.fails_at, self.endless = count, fails_at, endless
        self.given = 0
        self.outcomes: dict[int, Any] = {}
        self.most_in_flight = 0

    async def items(self) -> AsyncGenerator[int]:
        while self.endless or self.given < self.count:
            if self.given == self.fails_at:
                self.fails_at = None
                raise OSError("cut")
            self.given += 1
            self.most_in_flight = max(self.most_in_flight, self.given - len(self.outcomes))
            yield self.given - 1
            await asyncio.sleep(0)

    async def settled(self, item: int, outcome: Any) -> None:
        assert item not in self.outcomes
        self.outcomes[item] = outcome

    async def close(self) -> None:
        assert len(self.outcomes) == self.given
        self.closed = True


class Sink:
    """Writes to a list, after a little while."""

    def __init__(self, seed: int = 0) -> None:
        self.written: list[int] = []
        self.batches: list[int] = []
        self.dead: dict[int, Exception] = {}
        self.chance = random.Random(seed)

    async def process(self, item: int) -> int:
        for _ in range(self.chance.randrange(40)):
            await asyncio.sleep(0)
        return item

    async def write(self, values: Sequence[int]) -> Sequence[str]:
        await asyncio.sleep(self.chance.random() / 1000)
        self.written += values
        self.batches.append(len(values))
        return ["new"] * len(values)

    async def bury(self, item: int, reason: Exception) -> None:
        self.dead[item] = reason


def made(sink: Sink, *producers: Numbers, retries: Retries = FAST, **limits: Any) -> Pipeline[int, int, str]:
    return Pipeline(
        producers,
        partition=lambda item: str(item % 7),
        process=sink.process,
        write=sink.write,
        bury=sink.bury,
        limits=Limits(**({"batch_s": 0.002} | limits)),
        retries=retries,
    )


@pytest.mark.parametrize("seed", range(8))
async def test_each_partition_is_written_in_order_within_all_bounds(seed: int) -> None:
    chance = random.Random(seed)
    most, size = chance.choice([1, 3, 50]), chance.choice([1, 4, 100])
    numbers, sink = Numbers(150), Sink(seed)
    limits = {"processors": chance.randint(1, 5), "batchers": chance.randint(1, 3)}
    pipeline = made(sink, numbers, max_in_flight=most, batch_size=size, **limits)

    await pipeline.run()

    assert sorted(sink.written) == list(range(150))
    for rest in range(7):
        assert [one for one in sink.written if one % 7 == rest] == list(range(rest, 150, 7))
    assert numbers.most_in_flight <= most
    assert max(sink.batches) <= size
    assert numbers.outcomes == dict.fromkeys(range(150), "new")
    assert numbers.closed
    assert (pipeline.metrics.received, pipeline.metrics.written, pipeline.metrics.in_flight) == (150, 150, 0)


async def test_a_stop_asks_for_nothing_more_and_writes_what_was_taken() -> None:
    numbers, sink = Numbers(0, endless=True), Sink()
    pipeline = made(sink, numbers, batch_s=30.0, batch_size=1000, max_in_flight=10_000)
    running = asyncio.create_task(pipeline.run())
    while numbers.given < 300:  # noqa: ASYNC110
        await asyncio.sleep(0)

    pipeline.stop()
    await running

    assert sorted(sink.written) == list(range(len(sink.written)))
    assert len(sink.written) in (numbers.given, numbers.given - 1)
    assert len(numbers.outcomes) == len(sink.written) >= 299


async def test_what_fails_now_and_then_is_tried_again_and_what_always_fails_is_a_dead_letter() -> None:
    class Failing(Sink):
        tried: dict[int, int]

        async def process(self, item: int) -> int:
            self.tried[item] = self.tried.get(item, 0) + 1
            if item == 3 or (item == 4 and self.tried[item] < 3) or (item == 6 and self.tried[item] < 9):
                raise ConnectionError(item) if item == 6 else ValueError(item)
            if item == 5:
                raise KeyError(item)
            return item

    sink, numbers = Failing(), Numbers(20, fails_at=10)
    sink.tried = {}
    pipeline = made(sink, numbers)

    await pipeline.run()

    assert {item: sink.tried[item] for item in (3, 4, 5, 6)} == {3: 3, 4: 3, 5: 1, 6: 9}
    assert {item: str(error) for item, error in sink.dead.items()} == {3: "3", 5: "5"}
    assert sorted(sink.written) == [item for item in range(20) if item not in (3, 5)]
    assert isinstance(numbers.outcomes[3], ValueError)
    assert (pipeline.metrics.dead, pipeline.metrics.in_flight) == (2, 0)


async def test_one_bad_value_does_not_take_its_batch_with_it() -> None:
    class Refusing(Sink):
        async def write(self, values: Sequence[int]) -> Sequence[str]:
            if 13 in values:
                raise ValueError("13")
            return await super().write(values)

    sink = Refusing()
    await made(sink, Numbers(30), batch_size=10).run()

    assert list(sink.dead) == [13]
    assert sorted(sink.written) == [item for item in range(30) if item != 13]


async def test_a_producer_that_waits_keeps_no_other_from_working() -> None:
    class Silent(Numbers):
        async def items(self) -> AsyncGenerator[int]:
            await asyncio.Event().wait()
            yield 0

    numbers, sink = Numbers(20), Sink()
    pipeline = made(sink, Silent(0), numbers, max_in_flight=1)
    running = asyncio.create_task(pipeline.run())
    while len(sink.written) < 20:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    pipeline.stop()
    await running


async def test_no_more_are_taken_than_the_rate_allows() -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await made(Sink(), Numbers(30), items_per_s=200.0).run()

    assert loop.time() - begin >= 29 / 200 - 0.1  # the tenth of a second that comes at once after a rest


@pytest.mark.parametrize("stops", [True, False])
async def test_it_ends_though_a_producer_makes_another_error_of_its_cancellation(stops: bool) -> None:
    class Stubborn(Numbers):
        async def items(self) -> AsyncGenerator[int]:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                raise OSError("the connection was lost") from None
            yield 0

    pipeline = made(Sink(), Stubborn(0))
    running = asyncio.create_task(pipeline.run())
    await asyncio.sleep(0.01)

    pipeline.stop() if stops else running.cancel()

    async with asyncio.timeout(5):
        await asyncio.wait([running])
    assert running.cancelled() != stops
    assert pipeline.metrics.retries == 0


@pytest.mark.parametrize("stage", ["process", "write"])
async def test_an_item_is_no_dead_letter_because_a_stage_made_another_error_of_its_cancellation(stage: str) -> None:
    async def stubborn(items: Any) -> Any:
        begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            raise ConnectionError("the connection was lost") from None

    begun, sink = asyncio.Event(), Sink()
    setattr(sink, stage, stubborn)
    running = asyncio.create_task(made(sink, Numbers(1)).run())
    await begun.wait()

    running.cancel()

    async with asyncio.timeout(5):
        await asyncio.wait([running])
    assert not sink.dead
