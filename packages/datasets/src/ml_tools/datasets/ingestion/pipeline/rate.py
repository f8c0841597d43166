"""A bound on how many items are taken a second."""

from __future__ import annotations

import asyncio

__all__ = ["Rate"]


class Rate:
    """Lets items through, evenly spaced; after a rest at most a tenth of a second's worth at once."""

    def __init__(self, per_s: float | None) -> None:
        self._interval = 0.0 if per_s is None else 1 / per_s
        self._next = 0.0

    async def take(self) -> None:
        """Wait until the next item may be taken."""
        if not self._interval:
            return
        now = asyncio.get_running_loop().time()
        at = max(self._next, now - 0.1)
        self._next = at + self._interval
        if at > now:
            await asyncio.sleep(at - now)
