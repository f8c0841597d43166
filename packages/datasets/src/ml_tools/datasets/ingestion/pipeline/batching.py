"""Batches out of a queue: full ones, or what came in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeVar

__all__ = ["batches"]

T = TypeVar("T")


async def batches(queue: asyncio.Queue[T | None], size: int, seconds: float) -> AsyncGenerator[list[T]]:
    """Return batches in order until `None` comes.

    Args:
        queue: What it is taken from; `None` is the end.
        size: How many a batch has at most.
        seconds: How long after its first item a batch is complete.
    """
    while (first := await queue.get()) is not None:
        batch, ended = [first], False
        try:
            async with asyncio.timeout(seconds):
                while len(batch) < size and not ended:
                    if (item := await queue.get()) is None:
                        ended = True
                    else:
                        batch.append(item)
        except TimeoutError:
            pass
        yield batch
        if ended:
            return
