"""A worker of a few lines, for what the switch itself does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import brolly
from brolly.testing.v1.worker import ComputeResponse, SleepResponse, SquareResponse, Worker
from brolly.topology import Topology
from brolly.topology.reading import parse

Topologies = Callable[..., Topology]


class SmallWorker:
    """Squares, sleeps and computes in a thread."""

    def __init__(self, function: Callable[[float], object]) -> None:
        self._function = function

    async def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
        return SquareResponse(value=value * value + (offset or 0))

    async def sleep(self, seconds: float, *, say: str) -> SleepResponse:
        await asyncio.sleep(seconds)
        return SleepResponse(said=say)

    async def compute(self, seconds: float, *, stubborn: bool) -> ComputeResponse:
        await brolly.offload(self._function, seconds)
        return ComputeResponse(most_at_once=1)


def application(worker: object, **settings: Any) -> brolly.Application:
    """Declare an application that provides Worker by an object."""

    @asynccontextmanager
    async def start(config: None, clients: brolly.Clients) -> AsyncGenerator[Mapping[type[Any], object], None]:
        yield {Worker: worker}

    return brolly.Application(name="worker", provides=(Worker,), start=start, **settings)


@pytest.fixture
def topology(tmp_path: Path) -> Topologies:
    """Make a topology of a text, in which `worker` is the object given, or one that offloads the function given."""

    def topology(
        text: str = '[processes.main]\napplications = ["worker"]',
        worker: object | None = None,
        function: Callable[[float], object] = lambda seconds: None,
        **settings: Any,
    ) -> Topology:
        made = application(SmallWorker(function) if worker is None else worker, **settings)
        return parse(text, tmp_path / "topology.toml", {}, available={"worker": lambda: made})

    return topology
