"""The memory of a process and its children, watched while they run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import psutil

__all__ = ["Watched", "watched"]

_PAUSE_S = 0.05


class Watched:
    """The most that was seen."""

    peak_mib: float = 0.0


@asynccontextmanager
async def watched(pid: int) -> AsyncGenerator[Watched]:
    """Add up the resident memory of a process and all below it, again and again, while this is entered."""
    seen = Watched()
    watching = asyncio.create_task(_watch(pid, seen))
    try:
        yield seen
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(pid: int, seen: Watched) -> None:
    while True:
        seen.peak_mib = max(seen.peak_mib, await asyncio.to_thread(_resident_mib, pid))
        await asyncio.sleep(_PAUSE_S)


def _resident_mib(pid: int) -> float:
    """Return the memory of a tree of processes; pages that they share count for each of them."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss
    return total / 2**20
