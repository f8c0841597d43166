"""Worker: works, waits and fails as it is told, and tells what it has seen."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

import brolly
from brolly.testing.v1.worker import (
    ComputeResponse,
    FailResponse,
    Failure,
    MakeTableResponse,
    Number,
    Observation,
    Progress,
    SleepResponse,
    SquareResponse,
    Tick,
    TotalResponse,
    WidgetNotFound,
    Worker,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ScriptedWorker", "WorkerConfig", "application"]

_STEP_S = 0.005


class WorkerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.worker.config]`."""

    greeting: str = ""
    """Put before what `sleep` says."""


class ScriptedWorker:
    """Does what its caller says; one event loop and any number of threads use it."""

    def __init__(self, config: WorkerConfig) -> None:
        self._config = config
        self._began = 0
        self._cancelled = 0
        self._dropped = 0
        self._computing = 0
        self._most_at_once = 0
        self._lock = threading.Lock()

    async def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
        square = value * value + (offset or 0)
        if not -(2**63) <= square < 2**63:
            raise brolly.OutOfRange(f"expected a square of 64 bits, got that of {value}")
        return SquareResponse(value=square)

    async def sleep(self, seconds: float, *, say: str) -> SleepResponse:
        with self._call():
            await asyncio.sleep(seconds)
        return SleepResponse(said=self._config.greeting + say)

    async def compute(self, seconds: float, *, stubborn: bool) -> ComputeResponse:
        with self._call():
            return await brolly.offload(self._computation, seconds, stubborn=stubborn)

    async def fail(self, failure: Failure, *, text: str) -> FailResponse:
        if failure is Failure.DOMAIN:
            raise WidgetNotFound(text, widget="sprocket", tried=("shelf", "drawer"))
        if failure is Failure.CANONICAL:
            raise brolly.FailedPrecondition(text)
        raise ValueError(text)

    async def count(self, upto: int, *, pause_seconds: float, fail_at: int | None = None) -> AsyncGenerator[Tick, None]:
        with self._stream():
            for number in range(upto):
                await asyncio.sleep(pause_seconds)
                if number == fail_at:
                    raise WidgetNotFound(widget=str(number), known=number)
                yield Tick(number=number)

    async def fit(
        self, table: pa.Table, *, target: str, step_rows: int | None = None
    ) -> AsyncGenerator[Progress, None]:
        if target not in table.column_names:
            raise brolly.InvalidArgument(f"target: expected one of {table.column_names}, got {target!r}")
        step = step_rows or max(1, table.num_rows)
        for done in range(0, table.num_rows, step):
            await asyncio.sleep(0)
            yield Progress(rows_done=min(done + step, table.num_rows), rows=table.num_rows)

    async def make_table(self, rows: int, *, columns: int) -> MakeTableResponse:
        import numpy as np
        import pyarrow as pa

        numbers = np.arange(rows, dtype=np.float64)
        arrays = [pa.array(numbers)] * columns
        return MakeTableResponse(table=pa.Table.from_arrays(arrays, [f"column_{i}" for i in range(columns)]))

    async def total(self, items: AsyncIterable[Number]) -> TotalResponse:
        value = count = 0
        with self._call():
            async for number in items:
                value, count = value + number.value, count + 1
        return TotalResponse(value=value, count=count)

    async def observe(self) -> Observation:
        return Observation(
            began=self._began,
            cancelled=self._cancelled,
            dropped=self._dropped,
            computing=self._computing,
            most_at_once=self._most_at_once,
        )

    def _computation(self, seconds: float, *, stubborn: bool) -> ComputeResponse:
        with self._lock:
            self._computing += 1
            self._most_at_once = max(self._most_at_once, self._computing)
        try:
            _spin(seconds, stubborn=stubborn)
            return ComputeResponse(most_at_once=self._most_at_once)
        finally:
            with self._lock:
                self._computing -= 1

    @contextmanager
    def _call(self) -> Generator[None]:
        self._began += 1
        try:
            yield
        except asyncio.CancelledError:
            self._cancelled += 1
            raise

    @contextmanager
    def _stream(self) -> Generator[None]:
        self._began += 1
        try:
            yield
        except (asyncio.CancelledError, GeneratorExit):
            self._dropped += 1
            raise


def _spin(seconds: float, *, stubborn: bool) -> None:
    """Keep a processor busy, in Python code that holds the interpreter's lock."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        step = time.monotonic() + _STEP_S
        while time.monotonic() < step:
            pass
        if not stubborn:
            brolly.checkpoint()


@asynccontextmanager
async def start(config: WorkerConfig, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
    """Start a worker; it needs nothing."""
    yield {Worker: ScriptedWorker(config)}


application = brolly.Application(name="worker", provides=(Worker,), config=WorkerConfig, start=start, threads=4)
