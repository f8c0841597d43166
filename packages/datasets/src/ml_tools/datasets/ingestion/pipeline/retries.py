"""Attempts with pauses between them, each twice as long as the one before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec

from ml_tools.datasets.cancellation import is_cancelled
from ml_tools.datasets.ingestion.pipeline.metrics import Metrics

__all__ = ["Retries"]

T = TypeVar("T")

_MAX_DOUBLINGS: Final = 30


class Retries(msgspec.Struct, frozen=True, kw_only=True):
    """How often, after which pauses, and which errors are told apart."""

    attempts: int = 5
    pause_s: float = 0.1
    max_pause_s: float = 30.0
    permanent: tuple[type[Exception], ...] = ()
    """Errors that another attempt would meet again: there is none."""
    passing: tuple[type[Exception], ...] = ()
    """Errors that have nothing to do with the item: there is always another attempt."""

    async def call(self, function: Callable[[], Awaitable[T]], metrics: Metrics) -> T:
        """Return what the function does, or raise its last error."""
        failures = 0
        while True:
            try:
                result = await function()
            except Exception as error:
                if is_cancelled():
                    raise asyncio.CancelledError from error
                failures += 1
                if not self._again(error, failures):
                    raise
                metrics.retries += 1
                metrics.trouble = str(error)[:500]
            else:
                metrics.trouble = None
                return result
            await asyncio.sleep(self.pause(failures))

    def pause(self, failures: int) -> float:
        """Return how long to wait after so many failures, with a little chance so that not all come back at once."""
        longest = min(self.pause_s * 2 ** min(failures - 1, _MAX_DOUBLINGS), self.max_pause_s)
        return longest * random.uniform(0.75, 1.0)  # noqa: S311 - no secret

    def _again(self, error: Exception, failures: int) -> bool:
        return isinstance(error, self.passing) or (not isinstance(error, self.permanent) and failures < self.attempts)
