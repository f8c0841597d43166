"""How everything is measured: contenders take turns, so that what disturbs the machine disturbs them all."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Mapping
from statistics import median
from time import perf_counter

__all__ = ["Contender", "latency_us", "medians", "seconds"]

Contender = Callable[[], Awaitable[float]]
"""Runs once and returns its figure for the round."""


async def medians(contenders: Mapping[str, Contender], rounds: int, *, warm_ups: int = 1) -> dict[str, float]:
    """Run the contenders in turn (A B C A B C) and return the median of each.

    The garbage of the one before is collected before each turn, and the collector runs during it, as in real life.
    """
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(-warm_ups, rounds):
        for name, contender in contenders.items():
            gc.collect()
            figure = await contender()
            if turn >= 0:
                figures[name].append(figure)
    return {name: median(values) for name, values in figures.items()}


async def seconds(call: Callable[[], Awaitable[object]]) -> float:
    started = perf_counter()
    await call()
    return perf_counter() - started


async def latency_us(call: Callable[[], Awaitable[object]], calls: int) -> float:
    """Make calls one after the other and return the median time of one, in microseconds."""
    return median([await seconds(call) for _ in range(calls)]) * 1e6
