"""Work on rows by the threads of the application: all of it in one of them where that is little, else a lane each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, ParamSpec, TypeVar

import jax
import msgspec
import numpy as np

import brolly
from ml_tools.models.compilation import double_precision
from ml_tools.models.solvers.chunks import Part, Parts

__all__ = ["Crew", "at_once", "of_chunks", "summed"]

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_LANES = 8
"""Sums are divided into as many, and these are added in order: the result does not depend on the number of threads."""
_LITTLE = 2**19


class Crew(msgspec.Struct, frozen=True, kw_only=True):
    """Who computes."""

    alone: bool
    """Whether a thread does all by itself, instead of handing each part to a thread."""

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Compute in 64 bits."""
        if self.alone:
            return _precisely(function, *args, **kwargs)
        return await brolly.offload(_precisely, function, *args, **kwargs)

    async def each(self, function: Callable[[T], R], parts: Sequence[T]) -> list[R]:
        """Compute for each part, beside each other, in 64 bits."""
        if self.alone or len(parts) == 1:
            return [await self.run(function, part) for part in parts]
        tasks = [asyncio.ensure_future(self.run(function, part)) for part in parts]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def at_once(self, work: Callable[[Crew], Coroutine[Any, Any, R]], *, cells: int) -> R:
        """Do work on so many numbers: little of it in one thread, so that nothing is handed from thread to thread."""
        if self.alone or cells > _LITTLE:
            return await work(self)
        return await brolly.offload(_without_waiting, work)


async def at_once(work: Callable[[Crew], Coroutine[Any, Any, R]], *, cells: int) -> R:
    """Do work on so many numbers by a crew of its own."""
    return await Crew(alone=False).at_once(work, cells=cells)


def of_chunks(program: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of parts that calls a program with the chunk of each, for NumPy arrays."""

    def compute(part: Part, *parameters: Any) -> Any:
        return jax.tree.map(np.asarray, program(part.chunk(), *parameters))

    return compute


async def summed(crew: Crew, function: Callable[..., T], parts: Parts, *parameters: Any) -> T:
    """Return the sums, over parts, of what a function returns for each: `function(part, *parameters)`.

    Args:
        crew: Who computes.
        function: Returns trees of NumPy arrays.
        parts: The rows.
        *parameters: Of the function.
    """
    lanes = [parts[first::_LANES] for first in range(min(_LANES, len(parts)))]
    return _added(await crew.each(partial(_lane, function, parameters), lanes))


def _lane(function: Callable[..., Any], parameters: tuple[Any, ...], parts: Parts) -> Any:
    total: Any = None
    for part in parts:
        brolly.checkpoint()
        found = function(part, *parameters)
        total = found if total is None else _added([total, found])
    return total


def _added(parts: Sequence[Any]) -> Any:
    return jax.tree.map(_sum, *parts)


def _sum(*arrays: Any) -> Any:
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return total


def _precisely(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    brolly.checkpoint()
    with double_precision():
        return function(*args, **kwargs)


def _without_waiting(work: Callable[[Crew], Coroutine[Any, Any, R]]) -> R:
    """Run a coroutine that never waits to its end."""
    coroutine = work(Crew(alone=True))
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    finally:
        coroutine.close()
    raise RuntimeError("expected work that never waits; await nothing but the crew")
