"""Fits measured again and again, so that one of a millisecond is measured as well as one of a minute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

__all__ = ["measured"]

T = TypeVar("T")

_ENOUGH_S = 0.2


async def measured(fit: Callable[[], Awaitable[T]]) -> tuple[T, dict[str, float]]:
    """Fit until enough time has passed, once at least; return the last fit, and the medians of seconds."""
    seconds, processor_s = list[float](), list[float]()
    while True:
        started, used = perf_counter(), process_time()
        fitted = await fit()
        seconds.append(perf_counter() - started)
        processor_s.append(process_time() - used)
        if sum(seconds) >= _ENOUGH_S:
            return fitted, {"seconds": median(seconds), "processor_s": median(processor_s)}
